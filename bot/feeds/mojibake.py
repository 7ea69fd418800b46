"""UTF-8 that somebody read as windows-1252 and wrote again ("CafÃ©"), read as what it was.

A rule of our own where ftfy would do: what is looked for is this one accident, and a text that is
right may never change. A sequence counts as one where nobody writes its characters in that order:
several in a row, or one that begins or ends inside a word. "É…", "ß“" and "é »" are such as people
write, and stay.
"""

from __future__ import annotations

import codecs
import re

_AGAIN = 3
"""Times that a text may have gone through the accident, by hand: twice is seen, more is not."""


def _byte_of_character() -> dict[str, int]:
    """Map each character to its byte; what windows-1252 leaves open is the control itself."""
    table = {chr(byte): byte for byte in range(0x80, 0x100)}
    return table | {
        char: byte
        for byte in range(0x80, 0x100)
        if (char := bytes([byte]).decode("cp1252", "ignore"))
    }


_BYTES = _byte_of_character()


def _characters(first: int, last: int) -> str:
    """List the characters of some bytes for the inside of a class."""
    return re.escape("".join(char for char, byte in _BYTES.items() if first <= byte <= last))


_TAIL = f"[{_characters(0x80, 0xBF)}]"
_TWO = f"[{_characters(0xC2, 0xDF)}]{_TAIL}"
_SEQUENCE = (
    f"(?:{_TWO}|[{_characters(0xE0, 0xEF)}]{_TAIL}{{2}}|[{_characters(0xF0, 0xF4)}]{_TAIL}{{3}})"
)
_RUN = re.compile(f"{_SEQUENCE}+")
_SEVERAL = re.compile(f"{_SEQUENCE}{{2,}}")

# Quotes, dashes, the euro, a byte order mark, pictograms: one of them is enough.
_PLAIN_TO_SEE = re.compile(f"â[€‚„†ˆ\x80\x82\x84\x86\x88]{_TAIL}|ï(?:»¿|¿½)|ð[Ÿ\x9f]{_TAIL}{{2}}")
_LATIN = re.compile(f"[ÂÃÄÅ]{_TAIL}")
# After a capital at the end of a word these are signs of their own: IRMÃ”, CAFÂ…, Ã »
_ENDS_WORD = frozenset("‘’‚“”„…–—‹›«»™°·\xa0")


# Where every byte went wrong the whole text says so: no text that is right is UTF-8 again when it
# is written in one of these, but for one of very few letters.
_CYRILLIC = re.compile(r"(?:[РС][^\x00-\x7fА-Яа-я\s…«»“”„’–—]\W*){2}")
_MAC = re.compile("[A-Za-z]√(?!π)[^\\s\x00-\x7f]|√[^\\s\x00-\x7fπ][A-Za-z]|‚Ä[^\\s\x00-\x7f]")
_OTHERS = (("cp1251", _CYRILLIC), ("mac_roman", _MAC))
_LETTERS = re.compile("[\x00-\x7f\xa0-ʯЁ-џҐґ‐-™\ufeff\U0001f300-\U0001faff]")


def mended_text(text: str) -> str:
    """Return a text with such sequences read as what they were; others stay as they are."""
    text = _whole_again(text)
    for _ in range(_AGAIN):
        if not _RUN.search(text):
            break
        mended = _mended_once(text)
        if mended == text:
            break
        text = mended
    return text


def _whole_again(text: str) -> str:
    """Return a text that was wholly read in one of the other charsets as what it was."""
    for codec, sign in _OTHERS:
        if sign.search(text) and (told := _read_as_utf8(text, codec)):
            return told
    return text


def _read_as_utf8(text: str, codec: str) -> str:
    """Read a text's bytes as UTF-8, whose last character may be cut; empty where they are none."""
    try:
        # The byte that windows-1251 leaves open is the control itself.
        data = b"\x98".join(part.encode(codec) for part in text.split("\x98"))
        told = codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeError:
        return ""
    return "" if _LETTERS.sub("", told) else told


def _mended_once(text: str) -> str:
    told = [run for run in _RUN.finditer(text) if _is_accident(run)]
    # Where it happened, it happened to every letter of this kind.
    if told and not any(char in _BYTES for char in _RUN.sub("", text)):
        return _RUN.sub(lambda run: _decoded(run[0]), text)
    places = {run.start() for run in told}
    return _RUN.sub(lambda run: _decoded(run[0]) if run.start() in places else run[0], text)


def _is_accident(run: re.Match[str]) -> bool:
    found, text = run[0], run.string
    if _PLAIN_TO_SEE.search(found):
        return True
    if _SEVERAL.fullmatch(found):
        return not _ENDS_WORD.issuperset(found[1::2]) or not set(found[::2]).isdisjoint("ÂÃ")
    if not _LATIN.fullmatch(found):
        return False
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    if found[1] not in _ENDS_WORD or before.islower() or after.islower():
        return True
    return found[0] in "ÂÃ" and not before.isalpha()


def _decoded(run: str) -> str:
    try:
        return bytes(_BYTES[char] for char in run).decode("utf-8")
    except UnicodeDecodeError:
        return run
