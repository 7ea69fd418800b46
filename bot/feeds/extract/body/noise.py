"""Find the parts of a page that its own markup calls boilerplate."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from bot.feeds.extract.body import container as page_pick
from bot.feeds.extract.body import hidden as page_hidden
from bot.feeds.extract.body.boilerplate import plain_line
from bot.feeds.extract.body.rules import line_pattern, markup_rules

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARKUP = markup_rules()
_TAGS = frozenset(_MARKUP["tags"])
_ROLES = frozenset(_MARKUP["roles"])
_GENTLE = frozenset(_MARKUP["gentle"].split())
_WORDS = frozenset(_MARKUP["words"].split()) | _GENTLE
_PHRASES = re.compile(f"(?:^|-)(?:{'|'.join(_MARKUP['phrases'])})(?:-|$)")
_STRONG = re.compile(_MARKUP["strong"])
_LOOKS = re.compile(_MARKUP["looks"])
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LABELS = ("class", "id", "data-component", "data-testid", "data-type", "data-module", "aria-label")

GUARDS = {"gentle": 0.10, "noise": 0.30, "hidden": 0.30, "strong": 0.80}
"""An element with a larger share of the page's prose is no boilerplate by its name alone: the place
of the title decides.
"""
MAX_HEADING = 40
"""Characters of a heading of comments, by hand: a word and a number."""
MAX_PARTS = 10
"""Pieces of a heading's text that are looked at, by hand: bounds the cost."""
_RANK = {"": 0, "gentle": 1, "noise": 2, "strong": 3}
_KEPT = frozenset(
    ["html", "body", "main", "h1", "tr", "td", "th", "tbody", "em", "i", "b", "strong"]
)
_WHOLE = frozenset(["html", "body", "main", "h1"])
_QUOTED = ("social", "embed", "share")


class Noisy(NamedTuple):
    """The outermost boilerplate, and what is called so but holds much of the page's prose."""

    sure: set[HtmlElement]
    large: set[HtmlElement]


@lru_cache(maxsize=8192)
def _label_kind(token: str) -> str:
    """Judge one class name or id: '', 'gentle', 'noise' or 'strong'."""
    token = _NOT_WORD.sub("-", _CAMEL.sub("-", token[:80]).lower()).strip("-")
    if not token or _LOOKS.match(token):
        return ""
    words = set(token.split("-"))
    words.add(token.replace("-", ""))
    hits = words & _WORDS
    if _STRONG.search(token):
        return "strong"
    if _PHRASES.search(token) or hits - _GENTLE:
        return "noise"
    return "gentle" if hits else ""


def noise_kind(element: HtmlElement) -> str:
    """Judge an element by tag, role, style and labels: '', 'gentle', 'noise', 'strong'."""
    if not element.keys():
        return "noise" if element.tag in _TAGS else ""
    found = ""
    if element.tag in _TAGS or (element.get("role") or "").lower() in _ROLES:
        found = "noise"
    for label in _LABELS:
        for token in (element.get(label) or "")[:600].split():
            judged = _label_kind(token)
            if _RANK[judged] > _RANK[found]:
                found = judged
    return found


def noisy_elements(
    root: HtmlElement, prose: dict[HtmlElement, int], title: HtmlElement | None = None
) -> Noisy:
    """Find what the markup calls boilerplate, around the title never.

    `prose` gives characters of prose below each element.
    """
    found = Noisy(set(), set())
    around = {title, *title.iterancestors()} if title is not None else set()
    total = max(1, prose.get(root, 0))
    names = page_hidden.hidden_names(root)
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str) or element in around or element.tag in _WHOLE:
            continue
        judged = "hidden" if page_hidden.is_hidden(element, names) else _named_kind(element)
        if not judged:
            continue
        if prose.get(element, 0) <= GUARDS[judged] * total:
            found.sure.add(element)
            walk.skip_subtree()
        elif judged != "gentle":
            found.large.add(element)
    found.sure.update(_comments_below(root, around))
    if found.large:
        holders = _body_holders(root)
        found.large.difference_update(e for e in [*found.large] if _is_mislabelled(e, holders))
    return found


def _comments_below(root: HtmlElement, around: set[HtmlElement]) -> set[HtmlElement]:
    """Collect what follows a heading that says "comments", beside it."""
    return {
        below
        for heading in root.iter("h2", "h3", "h4", "h5")
        if _says_comments(heading)
        for below in heading.itersiblings()
        if below not in around
    }


def _says_comments(heading: HtmlElement) -> bool:
    said = "".join(str(part) for part in islice(heading.itertext(), MAX_PARTS))
    return len(said) <= MAX_HEADING and line_pattern("comments").match(plain_line(said)) is not None


def _is_mislabelled(element: HtmlElement, holders: set[HtmlElement]) -> bool:
    """Tell whether the label of a part that holds a body means something else; no tag does."""
    return element.tag not in _TAGS and element in holders


def _named_kind(element: HtmlElement) -> str:
    judged = "" if element.tag in _KEPT else noise_kind(element)
    doubted = judged and judged != "strong"
    return "" if doubted and (_holds_quote(element) or _is_formula(element)) else judged


def _body_holders(root: HtmlElement) -> set[HtmlElement]:
    """Collect the elements in which labels call something the body of an article."""
    found: set[HtmlElement] = set()
    for element in root.iter("div", "section", "article"):
        here: HtmlElement | None = element if page_pick.is_body(element) else None
        while here is not None and here not in found:
            found.add(here)
            here = here.getparent()
    return found


def _is_formula(element: HtmlElement) -> bool:
    """Tell whether an element is a formula, to which its program hangs a menu."""
    return "-" in str(element.tag) and element.find(".//math") is not None


def _holds_quote(element: HtmlElement) -> bool:
    """Tell whether a box for social media holds what somebody said there."""
    label = (element.get("class") or "").lower()
    return any(word in label for word in _QUOTED) and element.find(".//blockquote") is not None
