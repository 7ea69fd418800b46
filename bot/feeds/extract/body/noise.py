"""Find the parts of a page that its own markup calls boilerplate."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from bot.feeds.extract.body.rules import markup_rules

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
_HIDDEN = re.compile(r"display\s?:\s?none|visibility\s?:\s?hidden", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LABELS = ("class", "id", "data-component", "data-testid", "data-type", "data-module", "aria-label")

GUARDS = {"gentle": 0.10, "noise": 0.30, "strong": 0.80}
"""An element with a larger share of the page's prose is no boilerplate, whatever it is called."""
_RANK = {"": 0, "gentle": 1, "noise": 2, "strong": 3}
_KEPT = frozenset(
    ["html", "body", "main", "h1", "tr", "td", "th", "tbody", "em", "i", "b", "strong"]
)
_QUOTED = ("social", "embed", "share")


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
    found = ""
    if element.tag in _TAGS or (element.get("role") or "").lower() in _ROLES:
        found = "noise"
    if "hidden" in element.attrib or _HIDDEN.search((element.get("style") or "")[:500]):
        found = "noise"
    for label in _LABELS:
        for token in (element.get(label) or "")[:600].split():
            judged = _label_kind(token)
            if _RANK[judged] > _RANK[found]:
                found = judged
    return found


def noisy_elements(root: HtmlElement, prose: dict[HtmlElement, int]) -> set[HtmlElement]:
    """Collect the outermost boilerplate elements; `prose` gives characters of prose below each."""
    found: set[HtmlElement] = set()
    total = max(1, prose.get(root, 0))
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str) or element.tag in _KEPT:
            continue
        judged = noise_kind(element)
        if not judged or prose.get(element, 0) > GUARDS[judged] * total:
            continue
        if judged == "strong" or not _holds_quote(element):
            found.add(element)
            walk.skip_subtree()
    return found


def _holds_quote(element: HtmlElement) -> bool:
    """Tell whether a box for social media holds what somebody said there."""
    label = (element.get("class") or "").lower()
    return any(word in label for word in _QUOTED) and element.find(".//blockquote") is not None
