"""Tell what a page hides from its readers: by attribute, by its own style, by a style sheet."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

MAX_STYLES = 50
"""Style sheets of a page that are looked at, by hand: bounds the cost."""
MAX_STYLE = 200_000
"""Characters of one, by hand: bounds the cost."""
MAX_LETTERS = 3
"""Letters, by hand, that may be hidden from those who listen and still be read: an initial."""

_HIDES = re.compile(
    r"(?:^|[;{\s])(?:display\s?:\s?none|visibility\s?:\s?(?:hidden|collapse)|"
    r"(?:opacity|font-size|max-height)\s?:\s?0(?:px|em|rem|%)?\s?(?:!|;|$)|"
    r"(?:left|right|top|text-indent)\s?:\s?-\d{3,}|clip\s?:\s?rect\(\s?[01](?:px)?[\s,])",
    re.IGNORECASE,
)
_ALWAYS = re.compile(
    r"(?:^|[;{\s])(?:display\s?:\s?none|visibility\s?:\s?(?:hidden|collapse))", re.IGNORECASE
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PIECE = re.compile(r"[{}]")
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]{0,9})?[.#]([\w-]{1,80})$", re.IGNORECASE)
_INLINE = frozenset(["span", "em", "i", "b", "strong"])


def is_hidden(element: HtmlElement, names: frozenset[str] = frozenset()) -> bool:
    """Tell whether an element is hidden; `names` are the classes and ids that a sheet hides."""
    if "hidden" in element.attrib or _is_unspoken(element):
        return True
    style = element.get("style")
    if style and _HIDES.search(style[:500]):
        return True
    return bool(names) and not names.isdisjoint(_names_of(element))


def _names_of(element: HtmlElement) -> list[str]:
    found = [f".{name}" for name in (element.get("class") or "")[:600].split()]
    return [*found, f"#{element.get('id')}"] if element.get("id") else found


def _is_unspoken(element: HtmlElement) -> bool:
    """Tell whether those who listen are spared a part: it is a copy of other text.

    Letters of a word are marked so too: the large first one of an article.
    """
    if (element.get("aria-hidden") or "").lower() != "true":
        return False
    return element.tag not in _INLINE or sum(map(len, element.itertext())) > MAX_LETTERS


def hidden_names(root: HtmlElement) -> frozenset[str]:
    """Collect `.class` and `#id` of the rules of style elements that always hide.

    A rule for print or for small screens alone, or one that depends on where an element stands,
    is none of them.
    """
    return frozenset(
        name
        for style in islice(root.iter("style"), MAX_STYLES)
        if (style.get("media") or "all").strip().lower() in ("all", "screen")
        for selectors, rules in _plain_rules(style.text or "")
        if _ALWAYS.search(rules)
        for name in _simple_names(selectors)
    )


def _plain_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Part a style sheet into selectors and rules, without what stands in an @ block."""
    depth, at, selectors = 0, 0, ""
    text = _COMMENT.sub(" ", sheet[:MAX_STYLE])
    for found in _PIECE.finditer(text):
        piece, at = text[at : found.start()], found.end()
        if found[0] == "{":
            selectors = piece if depth == 0 else ""
            depth += 1
        else:
            if depth == 1 and selectors and "@" not in selectors:
                yield selectors, piece
            selectors, depth = "", max(0, depth - 1)


def _simple_names(selectors: str) -> Iterator[str]:
    for selector in selectors.split(","):
        bare = selector.strip()
        if _SIMPLE.match(bare):
            yield bare[min(at for sign in ".#" if (at := bare.find(sign)) >= 0) :]
