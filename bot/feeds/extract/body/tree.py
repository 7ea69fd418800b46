"""Turn the bytes of a page into a tree: charset, refusal of what is no page, size caps."""

from __future__ import annotations

import re
from itertools import dropwhile, islice

from lxml import etree, html

from bot.errors import ParseError
from bot.feeds import charset

MAX_CHARS = 4_000_000
"""Characters of a page that are looked at; what lies behind them is cut off. By hand: bounds the
cost.
"""

MAX_TAGS = 120_000
"""Tags of a page that are looked at: its cost grows with their number. By hand."""

_MAGIC = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "gzip data",
    b"\x7fELF": "a program",
    b"RIFF": "a media file",
}
_TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9:-]{0,20}[\s/>]|<!doctype", re.IGNORECASE)
_NO_PAGE = re.compile(
    r"\s{0,99}(?:<\?xml[^>]{0,300}>\s{0,99})?(?:<!--.{0,999}?-->\s{0,99})?<(rss|feed|rdf:RDF|urlset|svg)\b",
    re.DOTALL,
)
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]"
)
_HUGE_VALUE = re.compile(r"""=\s?(?:"[^"<]{20000,}"|'[^'<]{20000,}')""")
_CONTAINER = re.compile(
    r"</?(?:div|span|font|center|table|tbody|t[drh]|[uo]l|li|blockquote|section|[bipua]|em|strong)"
    r"\b[^<>]{0,1000}>",
    re.IGNORECASE,
)
_OF_HEAD = frozenset(
    (
        *("base", "basefont", "bgsound", "link", "meta", "noframes", "noscript"),
        *("script", "style", "template", "title"),
    )
)
"""What may stand in a head (HTML standard, 13.2.6.4.4); anything else opens the body."""
_HEAD_BYTES = 4096
"""Bytes that tell whether a body is text at all, by hand: one block of a file."""


def page_characters(page: bytes | str, told: str = "") -> str:
    """Turn a page into characters, control characters removed; raises ParseError.

    `told` is the charset that HTTP said.
    """
    text = page if isinstance(page, str) else _decoded_page(page, told)
    text = INVISIBLE.sub("", _HUGE_VALUE.sub('=""', text[: 4 * MAX_CHARS]))[:MAX_CHARS]
    if not text.strip():
        raise ParseError("the page is empty")
    if not _TAG.search(text):
        raise ParseError("the page holds no HTML tag")
    if found := _NO_PAGE.match(text):
        raise ParseError(f"the page is an XML document ({found[1]}), not HTML")
    return _with_few_tags(text)


def _with_few_tags(text: str) -> str:
    """Cut a page before the tag that would be one too many."""
    if text.count("<") <= MAX_TAGS:
        return text
    last = next(islice(re.finditer("<", text), MAX_TAGS, None))
    return text[: last.start()]


def _decoded_page(raw: bytes, told: str) -> str:
    if not raw.strip(b" \t\r\n\x00"):
        raise ParseError("the page is empty")
    for magic, kind in _MAGIC.items():
        if raw.startswith(magic):
            raise ParseError(f"the page is {kind}, not HTML")
    raw = raw[: MAX_CHARS * 4]
    if raw.startswith(charset.BYTE_ORDER_MARKS):
        return charset.decode_page(raw)
    head = raw[:_HEAD_BYTES]
    zeros = head.count(0)
    if zeros > len(head) // 4:
        little = head[1::2].count(0) >= head[0::2].count(0)
        return raw.decode("utf-16-le" if little else "utf-16-be", "replace")
    if _is_binary(head):
        raise ParseError("the page is binary data, not HTML")
    return charset.decode_page(raw, told)


def _is_binary(head: bytes) -> bool:
    controls = sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return controls > max(8, len(head) // 20)


def parse_root(text: str) -> html.HtmlElement:
    """Parse characters of a page into its root element; raises ParseError.

    Nesting deeper than libxml2 allows (256) would lose the rest of the page: such a page is
    parsed once more without its containers, as a run of lines.
    """
    root, too_deep = _parsed_root(text)
    if too_deep:
        root, _ = _parsed_root(_CONTAINER.sub("<br>", text))
    if root is None:
        raise ParseError("the page holds no element")
    _open_body(root)
    return root


def _open_body(root: html.HtmlElement) -> None:
    """Have the body begin where HTML lets it: libxml2 leaves an article in an open head.

    It knows the elements of HTML 4; those that came later open no body for it.
    """
    head, body = root.find("head"), root.find("body")
    misplaced = [] if head is None else list(dropwhile(lambda child: child.tag in _OF_HEAD, head))
    if not misplaced:
        return
    if body is None:
        body = etree.SubElement(root, "body")
    if body.text:
        misplaced[-1].tail = (misplaced[-1].tail or "") + body.text
        body.text = None
    body[0:0] = misplaced


def _parsed_root(text: str) -> tuple[html.HtmlElement | None, bool]:
    parser = html.HTMLParser(
        encoding="utf-8",
        recover=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ParseError(f"the page cannot be parsed as HTML: {error}") from error
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
