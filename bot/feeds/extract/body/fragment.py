"""Turn the HTML that feeds carry in summaries and contents into plain text."""

from __future__ import annotations

import html as entities
import re

from lxml import etree

from bot.errors import ParseError
from bot.feeds.extract.body import blocks as page_blocks
from bot.feeds.extract.body import boilerplate as lines
from bot.feeds.extract.body import tree as page_tree

MAX_FRAGMENT = 1_000_000
"""Characters of a fragment that are read, by hand: bounds the cost, and no article is cut."""
MAX_TAIL = 1_000
"""Characters at its end in which a note of where it appeared is looked for: the longest that the
rule allows.
"""
MAX_CALL = 200
"""Characters before its last word's end in which a call to read on begins: the rule allows 80
behind the phrase, and the phrase has a word of any length in it.
"""
_ESCAPED = re.compile(
    r"&lt;/?(?:p|br|a|div|span|img|strong|em|b|i|ul|li|h[1-6])\b|&amp;(?:#\d|[a-z]{2,8};)",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_BLANKS = re.compile("[ \t\r\f\v]{2,}|[\t\r\f\v]")
_CALL = re.compile(
    r"(?:\[?\s?(?:read|continue\sreading|lire|en\ssavoir|see)\s(?:more|the\sfull\s\w+|la\ssuite|plus|l[’']article)"
    r"[^.!?]{0,80}?[\s.…»→>\]]*|\[…\]|\[\.\.\.\]|\[&hellip;\])\s*$",
    re.IGNORECASE,
)
_CALL_ENDS = " \t\n\r\f\v\u00a0\u202f.…»→>]"
_OF_FIRST_ON = ("first", "premier", "primero", "zuerst", "proviene", "primeiro")
"""One of these stands in every note of where it appeared first."""
_FIRST_ON = re.compile(
    r"(?:The\spost|L[’']article|Cet\sarticle|El\sart[ií]culo|La\sentrada|Der\sBeitrag|L[’']articolo|O\spost)\s.{0,400}?"
    r"(?:appeared\sfirst\son|(?:est\s)?(?:apparu|paru|publi[eé])\sen\spremier\s(?:sur|dans)|"
    r"aparece\sprimero\sen|se\spublic[oó]\sprimero\sen|erschien\szuerst\sauf|proviene\sda|apareceu\sprimeiro\sem)"
    r".{0,200}$",
    re.IGNORECASE | re.DOTALL,
)


def html_to_text(html: str) -> str:
    """Reduce an HTML fragment of a feed to its text, paragraphs parted by newlines.

    Scripts, pictures, trackers, calls to read on and "appeared first on" notes go; entities
    that were escaped twice are decoded.
    """
    source = html[:MAX_FRAGMENT]
    if _ESCAPED.search(source):
        source = entities.unescape(source)
    found = [line for line in _block_lines(source) if line]
    text = _without_note("\n".join(found))
    kept = [line for line in text.split("\n") if line and not lines.is_boilerplate(line)]
    return _without_call("\n".join(kept)).strip()


def _without_note(text: str) -> str:
    """Cut a note of where it appeared first; only the end is searched, so that cost stays flat."""
    head, tail = text[:-MAX_TAIL], text[-MAX_TAIL:]
    folded = tail.casefold()
    if not any(part in folded for part in _OF_FIRST_ON):
        return text
    return head + _FIRST_ON.sub("", tail)


def _without_call(text: str) -> str:
    """Cut a call to read on from the end, which alone is searched."""
    end = len(text.rstrip(_CALL_ENDS))
    if len(text) - end > MAX_TAIL:
        return text
    found = _CALL.search(text, max(0, end - MAX_CALL))
    return text[: found.start()] if found else text


def _block_lines(source: str) -> list[str]:
    if not _TAG.search(source):
        text = page_tree.INVISIBLE.sub("", entities.unescape(source))
        return [_BLANKS.sub(" ", line).strip() for line in text.split("\n")]
    try:
        root = page_tree.parse_root(f"<div>{page_tree.page_characters(source)}</div>")
    except ParseError:
        return []
    etree.strip_elements(root, "figcaption", with_tail=False)
    return [block.text for block in page_blocks.cut_blocks(root, set())]
