"""Change what is well-formed so that it mostly stays so: texts, JSON values, TOML, trees of markup.

A stream of random bytes ends at the first check of a parser. These changes go to what lies behind
it: a token more or less, a value of another kind, an element elsewhere.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any

from lxml import etree

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
DAMAGED = 0.1
"""Share of documents whose bytes are damaged after all: what a broken server sends."""
DEEP = (3, 30, 80)
"""Levels that a value or element is wrapped in; what has no end comes by `seldom_damaged`."""
LONGEST = 200_000
"""Characters that a repeated part may grow to: a tenth of a MB, more than people write."""

ODD_TEXTS = (
    "",
    " ",
    "\u00a0\u2003\u3000",
    "\u200b\u2060\ufeff",
    "\u202egnihton\u202c",
    "İıſßﬁŉ",
    "e" + "\u0301" * 40,
    "👩\u200d👧🇫🇷",
    "क\u094d\u200dष",
    "京都の会議",
    "Αθήνα Вагнер القاهرة",
    "\u2028\u2029\u0085",
    "\x00\x01\x1b[31m",
    "%s{0}{name}${x}",
    "'\"`\\",
    "<b>&amp;&#0;&#xD800;</b>",
    "]]>-->?>",
    "-1",
    "0",
    "1e400",
    "9" * 30,
    "NaN",
    "true",
    "2026-02-30T25:61:00Z",
    "0000-00-00",
    "http://[::1",
    "https://example.org:99999/",
    "//",
    "javascript:1",
    "file:///x",
    "a" * 5000,
    "а́ " * 2000,
    "(" * 300,
)
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 0.5, -0.0, 1e308, float("inf"), float("nan"), 2**31, 2**63, 2**64,
    -(10**30), 10**400, [], {}, [[]], {"": ""}, "\ud800", *ODD_TEXTS,
)  # fmt: skip
ODD_NAMES = ("", "id", "type", "title", "x:y", "__class__", "é", "a" * 300)
_XML_FORBIDS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def few(dice: Random) -> int:
    """Give 1 mostly, 2 and 3 more seldom, up to 6."""
    number = 1
    while number < 6 and dice.random() < 0.4:
        number += 1
    return number


# ---- texts -----------------------------------------------------------------------------------


def mutated_text(dice: Random, text: str, words: Sequence[str]) -> str:
    """Change a few tokens of a text; `words` are what may stand in texts of its kind."""
    tokens = TOKEN.findall(text)
    for _ in range(few(dice)):
        dice.choice(_TEXT_CHANGES)(dice, tokens, words)
    return "".join(tokens)


def _place(dice: Random, parts: Sequence[Any]) -> int:
    return dice.randrange(len(parts)) if len(parts) else 0


def _drop_token(dice: Random, tokens: list[str], words: Sequence[str]) -> None:
    if tokens:
        del tokens[_place(dice, tokens)]


def _double_token(dice: Random, tokens: list[str], words: Sequence[str]) -> None:
    at = _place(dice, tokens)
    tokens[at:at] = [*tokens[at : at + dice.randint(1, 4)], " "]


def _swap_tokens(dice: Random, tokens: list[str], words: Sequence[str]) -> None:
    if tokens:
        one, other = _place(dice, tokens), _place(dice, tokens)
        tokens[one], tokens[other] = tokens[other], tokens[one]


def _put_word(dice: Random, tokens: list[str], words: Sequence[str]) -> None:
    at = _place(dice, tokens)
    tokens[at:at] = [" ", dice.choice(words), " "]


def _change_word(dice: Random, tokens: list[str], words: Sequence[str]) -> None:
    at = _place(dice, tokens)
    tokens[at : at + 1] = [dice.choice(words)]


def _put_odd(dice: Random, tokens: list[str], words: Sequence[str]) -> None:
    tokens.insert(_place(dice, tokens), dice.choice(ODD_TEXTS))


def _case(dice: Random, tokens: list[str], words: Sequence[str]) -> None:
    if tokens:
        at = _place(dice, tokens)
        tokens[at] = dice.choice((str.upper, str.lower, str.title, str.swapcase))(tokens[at])


def _wrap(dice: Random, tokens: list[str], words: Sequence[str]) -> None:
    first, last = sorted((_place(dice, tokens), _place(dice, tokens)))
    opened, closed = dice.choice(('""', "()", "“”", "«»", "<>", "[]"))
    tokens.insert(last + 1, closed)
    tokens.insert(first, opened)


def _repeat(dice: Random, tokens: list[str], words: Sequence[str]) -> None:
    at = _place(dice, tokens)
    part = tokens[at : at + dice.randint(1, 6)]
    times = min(dice.choice((2, 10, 100)), LONGEST // (len("".join(part)) + 1))
    tokens[at:at] = part * times


_TEXT_CHANGES: tuple[Callable[[Random, list[str], Sequence[str]], None], ...] = (
    _drop_token, _double_token, _swap_tokens, _put_word, _change_word, _put_word, _change_word,
    _put_odd, _case, _wrap, _repeat,
)  # fmt: skip


# ---- values, as JSON and TOML hold them ------------------------------------------------------


def mutated_value(dice: Random, value: Any, words: Sequence[str]) -> Any:
    """Change a few places of a value of tables, lists and leaves; the given one stays."""
    holder = [copy.deepcopy(value)]
    for _ in range(few(dice)):
        if places := _places(holder):
            dice.choice(_VALUE_CHANGES)(dice, *dice.choice(places), words)
    return holder[0] if holder else None


def _places(holder: Any) -> list[tuple[Any, Any]]:
    """List where something lies: what holds it, and under which key."""
    keys = list(holder) if isinstance(holder, dict) else range(len(holder))
    found = [(holder, key) for key in keys]
    for _, key in list(found):
        if isinstance(holder[key], dict | list):
            found += _places(holder[key])
    return found


def _odd_value(dice: Random, holder: Any, key: Any, words: Sequence[str]) -> None:
    holder[key] = copy.deepcopy(dice.choice(ODD_VALUES))


def _other_text(dice: Random, holder: Any, key: Any, words: Sequence[str]) -> None:
    found = holder[key]
    holder[key] = mutated_text(dice, found if isinstance(found, str) else str(found), words)


def _other_kind(dice: Random, holder: Any, key: Any, words: Sequence[str]) -> None:
    found = holder[key]
    holder[key] = dice.choice(([found], {"value": found}, str(found)[:500], len(str(found))))


def _drop_value(dice: Random, holder: Any, key: Any, words: Sequence[str]) -> None:
    del holder[key]


def _double_value(dice: Random, holder: Any, key: Any, words: Sequence[str]) -> None:
    if isinstance(holder, list):
        holder[key:key] = [copy.deepcopy(holder[key]) for _ in range(dice.choice((1, 2, 50)))]
    else:
        holder[dice.choice((*holder, *ODD_NAMES))] = copy.deepcopy(holder[key])


def _rename(dice: Random, holder: Any, key: Any, words: Sequence[str]) -> None:
    if isinstance(holder, dict):
        holder[dice.choice((key + "s", key.upper(), *ODD_NAMES))] = holder.pop(key)


def _deepen(dice: Random, holder: Any, key: Any, words: Sequence[str]) -> None:
    for _ in range(dice.choice(DEEP)):
        holder[key] = [holder[key]] if dice.random() < 0.5 else {"a": holder[key]}


_VALUE_CHANGES: tuple[Callable[[Random, Any, Any, Sequence[str]], None], ...] = (
    _odd_value, _odd_value, _other_text, _other_text, _other_kind, _drop_value, _double_value,
    _rename, _deepen,
)  # fmt: skip


def as_json(dice: Random, value: Any) -> bytes:
    """Write a value as JSON, its characters escaped or not."""
    escaped = dice.random() < 0.5
    return json.dumps(value, ensure_ascii=escaped).encode("utf-8", "replace")


def as_toml(table: dict[str, Any]) -> str:
    """Write a table as TOML with a heading for each table in it; what TOML lacks is left out."""
    lines: list[str] = []
    headed: list[str] = []
    for name, value in table.items():
        rows = value if isinstance(value, list) and value else [value]
        if not all(isinstance(row, dict) for row in rows):
            lines.append(f"{_toml_text(name)} = {_toml(value)}")
            continue
        opened, closed = ("[[", "]]") if rows is value else ("[", "]")
        for row in rows:
            headed.append(f"{opened}{_toml_text(name)}{closed}")
            headed += [f"{_toml_text(key)} = {_toml(part)}" for key, part in row.items()]
    return "\n".join([*lines, *headed]) + "\n"


def _toml(value: Any) -> str:
    match value:
        case dict():
            inner = (f"{_toml_text(key)} = {_toml(part)}" for key, part in value.items())
            return "{" + ", ".join(inner) + "}"
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case str():
            return _toml_text(value)
        case bool():
            return str(value).lower()
        case None:
            return '""'
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return repr(value)


def _toml_text(text: str) -> str:
    sound = text.encode("utf-8", "replace").decode()
    return json.dumps(sound, ensure_ascii=False).replace("\x7f", "\\u007F")


TOML_VALUES: tuple[Any, ...] = (
    datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    date(2026, 3, 1),
    time(8, 30),
)
"""What TOML has beside the values of JSON."""


# ---- trees of markup -------------------------------------------------------------------------


def mutated_tree(dice: Random, root: Any, words: Sequence[str]) -> Any:
    """Change a few elements of a tree; the given one stays."""
    root = copy.deepcopy(root)
    for _ in range(few(dice)):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        dice.choice(_TREE_CHANGES)(dice, root, dice.choice(elements), words)
    return root


def xml_text(text: str) -> str:
    """Leave out what no XML may hold."""
    return _XML_FORBIDS.sub("", text)


def _drop_element(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def _double_element(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    if (parent := element.getparent()) is not None:
        for _ in range(dice.choice((1, 1, 2, 30))):
            parent.insert(parent.index(element), copy.deepcopy(element))


def _move_element(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    inside = set(element.iter())
    others = [other for other in root.iter() if isinstance(other.tag, str) and other not in inside]
    if others and element.getparent() is not None:
        dice.choice(others).append(element)


def _other_tag(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    element.tag = dice.choice([other.tag for other in root.iter() if isinstance(other.tag, str)])


def _other_words(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    element.text = xml_text(mutated_text(dice, element.text or "", words))


def _odd_words(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    element.text = xml_text(dice.choice(ODD_TEXTS))


def _tail(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    if element.getparent() is not None:
        element.tail = xml_text(dice.choice((*ODD_TEXTS, *words)))


def _attribute(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    known = [name for other in root.iter() if isinstance(other.tag, str) for name in other.attrib]
    value = xml_text(dice.choice((*ODD_TEXTS, *words)))
    element.set(dice.choice((*known, "id", "type", "class", "href")), value)


def _drop_attribute(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    if element.attrib:
        del element.attrib[dice.choice(list(element.attrib))]


def _other_attribute(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    if element.attrib:
        name = dice.choice(list(element.attrib))
        element.set(name, xml_text(mutated_text(dice, element.get(name, ""), words)))


def _comment(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    if dice.random() < 0.5:
        odd: Any = etree.Comment("x")
    else:
        odd = etree.ProcessingInstruction("x", "y")
    odd.tail, element.text = element.text, dice.choice(words)
    element.insert(_place(dice, element), odd)


def _nest(dice: Random, root: Any, element: Any, words: Sequence[str]) -> None:
    inner = element
    for _ in range(2 * dice.choice(DEEP)):
        inner = etree.SubElement(inner, element.tag, dict(element.attrib))
    inner.text = dice.choice(words)


_TREE_CHANGES: tuple[Callable[[Random, Any, Any, Sequence[str]], None], ...] = (
    _drop_element, _double_element, _move_element, _other_tag, _other_words, _other_words,
    _odd_words, _tail, _attribute, _drop_attribute, _other_attribute, _other_attribute, _comment,
    _nest,
)  # fmt: skip

ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-16", "iso-8859-1", "windows-1251", "ascii")


def as_xml(dice: Random, root: Any) -> bytes:
    """Write a tree in one encoding or another, with its declaration or without."""
    encoding = dice.choice(ENCODINGS)
    declared = encoding != "utf-8" or dice.random() < 0.7
    return bytes(etree.tostring(root, encoding=encoding, xml_declaration=declared))


def is_well_formed(body: bytes) -> bool:
    """Tell whether a strict reader takes bytes for XML."""
    try:
        etree.fromstring(body, etree.XMLParser(huge_tree=True, resolve_entities=False))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


# ---- bytes -----------------------------------------------------------------------------------


_NUMBER = re.compile(rb"\d+")


def seldom_damaged(dice: Random, body: bytes, share: float = DAMAGED) -> bytes:
    """Cut, flip or mix up bytes of some documents."""
    if dice.random() >= share or not body:
        return body
    at = dice.randrange(len(body))
    match dice.randrange(7):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + bytes([dice.randrange(256)]) + body[at + 1 :]
        case 2:
            return body[:at] + body[at + dice.randint(1, 20) :]
        case 3:
            return body[:at] + dice.randbytes(dice.randint(1, 8)) + body[at:]
        case 4:
            return _NUMBER.sub(b"9" * 5000, body, count=1)
        case 5:
            depth = dice.choice((200, 20_000))
            return _NUMBER.sub(b"[" * depth + b"]" * depth, body, count=1)
        case _:
            other = dice.randrange(len(body))
            return body[:at] + body[other : other + 200] + body[at:]
