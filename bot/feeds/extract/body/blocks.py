"""Cut a page's tree into blocks of text in reading order, without recursion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BLOCKS = 8_000
"""Blocks of a page that are looked at; a page with more is cut off. By hand: bounds the cost."""

SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "annotation",
        "annotation-xml",
        "iframe",
        "object",
        "embed",
        "applet",
        "canvas",
        "head",
        "select",
        "option",
        "textarea",
        "button",
        "input",
        "audio",
        "video",
        "map",
        "datalist",
    ]
)
"""Elements whose text nobody reads."""

_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "amp-carousel",
    ]
)
_CELLS = frozenset(["td", "th"])
_SPACES = re.compile("[ \t\r\n\f\v]+")
_ENDS = (".", "!", "?", ":", ";", "»", "”", '"', "…")


@dataclass(slots=True)
class Block:
    """One run of text: the element that holds it, and how many of its characters are links."""

    text: str
    element: HtmlElement
    links: int = 0
    strong: int = 0

    @property
    def link_share(self) -> float:
        """Tell the share of characters that are link text."""
        return self.links / max(1, len(self.text))


class _Cutter:
    """Collect text pieces until a block ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._links = 0
        self._strong = 0

    def add(self, text: str | None, *, linked: bool, strong: bool) -> None:
        if text:
            self._pieces.append(text)
            if linked or strong:
                size = len(text.strip())
                self._links += size if linked else 0
                self._strong += size if strong else 0

    def line_break(self, element: HtmlElement) -> None:
        """End the block at a <br>, unless it stands in the middle of a hard-wrapped sentence."""
        text = "".join(self._pieces[-3:]).rstrip()
        if len(text) > 60 and not text.endswith(_ENDS) and self._pieces[-1:] != ["\n"]:
            self._pieces.append("\n")
        else:
            self.end(element)

    def end(self, element: HtmlElement) -> None:
        if self._pieces:
            text = _SPACES.sub(" ", "".join(self._pieces)).strip()
            if text:
                self.blocks.append(Block(text, element, self._links, self._strong))
            self._pieces, self._links, self._strong = [], 0, 0


def cut_blocks(
    root: HtmlElement, dropped: frozenset[HtmlElement] | set[HtmlElement]
) -> list[Block]:
    """List the blocks below `root`, leaving out silent elements and those in `dropped`."""
    cutter = _Cutter()
    linked = strong = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        known = isinstance(tag, str)
        if event == "start":
            if not known or tag in SILENT or element in dropped:
                _skip_element(walk, cutter, element)
                continue
            if _parts_text(element):
                cutter.end(_holder_of(element))
            elif tag == "br":
                cutter.line_break(_holder_of(element))
            linked += tag == "a"
            strong += tag in ("b", "strong")
            cutter.add(element.text, linked=linked > 0, strong=strong > 0)
        elif not known or tag in SILENT or element in dropped:
            cutter.add(element.tail, linked=linked > 0, strong=strong > 0)
        else:
            if _parts_text(element):
                cutter.end(element)
            elif tag in _CELLS:
                cutter.add(" ", linked=False, strong=False)
            linked -= tag == "a"
            strong -= tag in ("b", "strong")
            cutter.add(element.tail, linked=linked > 0, strong=strong > 0)
        if len(cutter.blocks) >= MAX_BLOCKS:
            break
    cutter.end(root)
    return cutter.blocks


def _skip_element(walk: etree.iterwalk, cutter: _Cutter, element: HtmlElement) -> None:
    """Step over an element that says nothing; a block among them still parts the text."""
    walk.skip_subtree()
    if _parts_text(element):
        cutter.end(_holder_of(element))


def _parts_text(element: HtmlElement) -> bool:
    """Tell whether an element parts the text around it; a cell does when it holds blocks."""
    if element.tag in _CELLS:
        return any(child.tag in _BLOCK or child.tag == "br" for child in element)
    return element.tag in _BLOCK


def _holder_of(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent
