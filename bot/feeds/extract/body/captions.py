"""Find captions by their place: the little text that shares a small box with a picture."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_PICTURES = 400
"""Pictures of a page that are looked at, by hand: bounds the cost. 100 measure alike."""
MAX_CAPTION = 260
"""Characters of a caption, by hand: a sentence or two with a credit. Neither half nor twice of it
changes a page that is measured: what captions catch here, words and markup mostly catch too.
"""
MAX_FIGURE = 700
"""The same in a <figure>, which says itself that it is one. Measured alike. By hand."""
MAX_CLIMB = 4
"""Boxes around a picture that are climbed, by hand: the text further out is the page's. 2 and 8
measure alike.
"""
MAX_CHILDREN = 4
"""Children of such a box, by hand: picture, button, caption and credit. 2 and 8 measure alike."""
MAX_PARTS = 200
"""Pieces of text that are counted, by hand: bounds the cost on hostile pages."""
SHARE = 0.25
"""A box with more than this share of the page's prose is no caption. By hand: .1 and .5 change no
page that is measured.
"""

_PICTURES = ("img", "picture", "amp-img", "video", "iframe", "amp-video")
_FLOW = frozenset(["p", "li", "td", "tr", "tbody", "table", "a", "article", "main", "body", "html"])
_LINES = frozenset(["div", "span", "small", "em", "i"])
_SAID = ("blockquote", "table", "h1", "h2", "h3", "ul", "ol", "pre")


def captioned_boxes(root: HtmlElement, prose: int) -> set[HtmlElement]:
    """Collect boxes of pictures with only a caption; `prose` counts the page's characters."""
    limit = min(MAX_CAPTION, int(SHARE * prose))
    found: set[HtmlElement] = set()
    for seen, picture in enumerate(root.iter(*_PICTURES)):
        if seen >= MAX_PICTURES:
            break
        box = _picture_box(picture, limit)
        if box is None:
            box = _line_below(picture, limit)
        if box is not None:
            found.add(box)
    for figure in root.iter("figure"):
        most = min(MAX_FIGURE, prose // 2)
        if _size_up_to(figure, most) <= most and not _says_something(figure):
            found.add(figure)
    return found


def _picture_box(picture: HtmlElement, limit: int) -> HtmlElement | None:
    """Climb from a picture to the largest box around it that holds at most a caption."""
    best = None
    here = picture.getparent()
    for _ in range(MAX_CLIMB):
        if here is None or here.tag in _FLOW:
            break
        size = _size_up_to(here, limit)
        if size > limit or _says_something(here):
            break
        if here.find(".//figcaption") is not None:
            # Where markup says which part is the caption, the others are text.
            return here if here.tag == "figure" else best
        if size and len(here) <= MAX_CHILDREN:
            best = here
        here = here.getparent()
    return best


def _line_below(picture: HtmlElement, limit: int) -> HtmlElement | None:
    """Find the caption that follows a picture among paragraphs: one line, marked up otherwise."""
    below = picture.getnext()
    if below is None or below.tag not in _LINES or below.find("p") is not None:
        return None
    around = [child.tag for child in islice(picture.getparent(), MAX_PARTS)]
    among = around.count("p") > 1 and around.count(below.tag) <= 1 + around.count("h1")
    return below if among and 0 < _size_up_to(below, limit) <= limit else None


def _size_up_to(element: HtmlElement, limit: int) -> int:
    """Count the characters below an element, no further than just over `limit`."""
    size = 0
    for seen, part in enumerate(element.itertext()):
        size += len(part.strip())
        if size > limit or seen > MAX_PARTS:
            return limit + 1
    return size


def _says_something(element: HtmlElement) -> bool:
    return any(element.find(f".//{tag}") is not None for tag in _SAID)
