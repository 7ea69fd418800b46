"""A feed's document as a tree: its channel, its items, what their elements are called and hold."""

from __future__ import annotations

import base64
import binascii
import re
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

from bot.feeds.parse.newest import LOOKED_AT
from bot.feeds.urls import join_url, meant_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Fields: TypeAlias = dict[str, list[etree._Element]]
"""What an item holds, by name; several elements may share one."""

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ITEMS = frozenset({"item", "entry"})
_CHANNEL = "channel"
_GROUP = "media:group"

# Namespaces without scheme and end, under the names that their elements go by here.
_SPACES = {
    "www.w3.org/2005/atom": "atom",
    "purl.org/atom/ns": "atom",
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/elements/1.0": "dc",
    "purl.org/dc/terms": "dc",
    "purl.org/rss/1.0/modules/content": "content",
    "search.yahoo.com/mrss": "media",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "www.w3.org/1999/xhtml": "xhtml",
    "news.yandex.ru": "yandex",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "www.pheedo.com/namespace/pheedo": "pheedo",
    "www.youtube.com/xml/schemas/2015": "yt",
}
_NAMES = 1_024
"""Names of elements that are remembered, by hand: a document has some twenty."""

_PLAIN_KINDS = frozenset({"text", "plain", "text/plain"})
_XMLNS = re.compile(r'\sxmlns(?::[\w.-]+)?="[^"]*"')
_PREFIX = re.compile(r"<(/?)[\w.-]{1,40}:(?=[A-Za-z])")
# RFC 4287, 4.2.7.2: a name means the same as this address with it at the end.
_REGISTERED = re.compile(r"^https?://www\.iana\.org/assignments/(?:link-)?relations?/")
_TEXTUAL = re.compile(r"text/|.*(?:xml|html)\b")


@dataclass(frozen=True, slots=True)
class FeedTree:
    """The tree of a document: `whole` says that nothing had to be guessed to make one.

    `empty` counts the items that hold nothing at all, `passed` those in the middle of an endless
    list.
    """

    root: etree._Element
    channel: etree._Element
    items: tuple[etree._Element, ...]
    whole: bool
    empty: int = 0
    passed: int = 0


def read_document(text: str) -> FeedTree | None:
    """Make a tree of a document's text, of broken XML as far as it goes; None where there is none.

    Comments and instructions are out: they would part a text in two.
    """
    root, whole = _tree_of(text)
    if root is None:
        return None
    channel = next((child for child in root if local_name(child) == _CHANNEL), root)
    items, empty, passed = _ends_of(_items_of(root))
    return FeedTree(root, channel, items, whole, empty, passed)


def is_balanced(markup: str) -> bool:
    """Tell whether a piece of markup closes whatever it opens."""
    return _tree_of(f"<t>{markup}</t>")[1]


def fields_of(item: etree._Element) -> Fields:
    """Sort an item's elements by name: bare where they are of the item's own kind, else prefixed.

    What a group of media holds counts as the item's.
    """
    own = _space_of(item.tag)
    found: Fields = {}
    for child in item:
        found.setdefault(_field_name(child.tag, own), []).append(child)
    for group in found.get(_GROUP, ()):
        for child in group:
            found.setdefault(_field_name(child.tag, own), []).append(child)
    return found


def some_of(fields: Fields, *names: str) -> list[etree._Element]:
    """List the elements of several names, those of the first name first."""
    return [element for name in names if name in fields for element in fields[name]]


def local_name(element: etree._Element) -> str:
    """Return an element's name in lower case without namespace and prefix."""
    return _local_part(element.tag)


def text_in(element: etree._Element) -> str:
    """Return all the text in an element, whatever markup parts it."""
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def markup_in(element: etree._Element) -> str:
    """Return what an element says as HTML; nothing where it holds a picture or other data."""
    kind = (element.get("type") or "").lower()
    if element.get("mode") == "base64":
        return _decoded_text(text_in(element)) if "/" not in kind or _TEXTUAL.match(kind) else ""
    if "/" in kind and not _TEXTUAL.match(kind):
        return ""
    if not len(element):
        return element.text or ""
    # Around XHTML text is text, elsewhere it may be HTML itself.
    if "xhtml" in kind:
        whole = _plain_markup(etree.tostring(element, encoding="unicode", with_tail=False))
        return whole[whole.index(">") + 1 : whole.rindex("<")]
    return (element.text or "") + "".join(map(_child_markup, element))


def first_text(elements: Iterable[etree._Element]) -> str:
    """Return the first text that says something."""
    return next((text for element in elements if (text := text_in(element).strip())), "")


def first_markup(elements: Iterable[etree._Element]) -> str:
    """Return the first HTML that says something."""
    return next((text for element in elements if (text := markup_in(element)).strip()), "")


def first_title(elements: Iterable[etree._Element]) -> tuple[str, bool]:
    """Return the first title that says something, and whether nothing in it can be markup.

    What markup parts is read as text: elements of the document are no tags that somebody wrote.
    """
    for element in elements:
        if (text := markup_in(element)).strip():
            kind = (element.get("type") or "").lower()
            text = text_in(element) if len(element) else text
            return text, kind in _PLAIN_KINDS or ("xhtml" in kind and len(element) > 0)
    return "", False


def based_link(element: etree._Element, link: str, base: str) -> str:
    """Resolve a link against the bases that are written around it, if any."""
    written = element.base
    return join_url(join_url(base, written), meant_link(link, base)) if written else link


def rel_of(link: etree._Element) -> str:
    """Return what a link is to its item in small letters; a registered address is its name."""
    return _REGISTERED.sub("", (link.get("rel") or "").strip().lower())


def _tree_of(text: str) -> tuple[etree._Element | None, bool]:
    """Make a tree, and tell whether nothing had to be guessed for it."""
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None, False
    # A prefix that nobody declared is a name like any other.
    broken = (error for error in parser.error_log if error.domain_name != "NAMESPACE")
    return root, next(broken, None) is None


def _ends_of(items: Iterator[etree._Element]) -> tuple[tuple[etree._Element, ...], int, int]:
    """Return the items at both ends, how many hold nothing, and how many lie in between."""
    counted = [0, 0]

    def filled() -> Iterator[etree._Element]:
        for item in items:
            if len(item) or item.attrib or (item.text and not item.text.isspace()):
                counted[1] += 1
                yield item
            else:
                counted[0] += 1

    found = filled()
    first = list(islice(found, LOOKED_AT))
    last = deque(found, maxlen=LOOKED_AT)
    return (*first, *last), counted[0], counted[1] - len(first) - len(last)


def _items_of(root: etree._Element) -> Iterator[etree._Element]:
    near = _near_items(root)
    first = next(near, None)
    if first is None:
        # Items in places of their own: every one that is not part of another.
        yield from _far_items(root)
        return
    yield first
    yield from near


def _near_items(root: etree._Element) -> Iterator[etree._Element]:
    for child in root:
        name = _local_part(child.tag)
        if name in _ITEMS:
            yield child
        elif name == _CHANNEL:
            yield from (item for item in child if _local_part(item.tag) in _ITEMS)


def _far_items(root: etree._Element) -> Iterator[etree._Element]:
    inside: set[etree._Element] = set()
    for element in root.iter(etree.Element):
        if element.getparent() in inside:
            inside.add(element)
        elif local_name(element) in _ITEMS and element is not root:
            inside.add(element)
            yield element


@lru_cache(maxsize=_NAMES)
def _local_part(tag: str) -> str:
    return str(tag).rpartition("}")[2].rpartition(":")[2].lower()


@lru_cache(maxsize=_NAMES)
def _field_name(tag: str, own: str) -> str:
    space, name = _space_of(tag), tag.rpartition("}")[2].rpartition(":")[2].lower()
    if space in ("", own):
        return name
    if not tag.startswith("{"):
        return f"{space}:{name}"
    uri = space.lower().removeprefix("https://").removeprefix("http://").rstrip("/#")
    return f"{_SPACES.get(uri, '?')}:{name}"


def _space_of(tag: str) -> str:
    """Return an element's namespace; of a prefix that nobody declared the prefix."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else tag.rpartition(":")[0].lower()


def _child_markup(child: etree._Element) -> str:
    written = etree.tostring(child, encoding="unicode", with_tail=False)
    return _plain_markup(written) + (child.tail or "")


def _plain_markup(written: str) -> str:
    return _PREFIX.sub(r"<\1", _XMLNS.sub("", written))


def _decoded_text(written: str) -> str:
    try:
        return base64.b64decode(written, validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
