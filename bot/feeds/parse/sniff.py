"""What a body is before any parser sees it: refuse entity tricks, name what is no feed."""

from __future__ import annotations

import re

from bot.errors import ParseError
from bot.said import NOTHING, say

_PASSED = (("<!--", "-->"), ("<?", "?>"))
_DOCTYPE = re.compile(r"<!DOCTYPE\b([^<>\[]*)(\[?)", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")

# What decides is the root: documents of feeds say that they are HTML, in type and doctype.
_FEEDS = frozenset({"rss", "feed", "rdf"})

DISCOVER = say("Look for its feeds with `wirebell feeds discover URL`.")
LOOK = say("Open it in a browser; what shows a feed there only may want a header or a cookie.")
_KINDS = {
    "html": (say("an HTML page, not a feed"), DISCOVER),
    "head": (say("an HTML page, not a feed"), DISCOVER),
    "body": (say("an HTML page, not a feed"), DISCOVER),
    "div": (say("a piece of HTML, not a feed"), DISCOVER),
    "opml": (
        say("an OPML list of feeds, not a feed"),
        say("Import it with `wirebell feeds import FILE`."),
    ),
    "urlset": (say("a sitemap, not a feed"), DISCOVER),
    "sitemapindex": (say("a sitemap, not a feed"), DISCOVER),
}
_MAGIC = (
    ("%PDF", say("a PDF file")),
    ("\x89PNG", say("a picture")),
    ("\u2030PNG", say("a picture")),
    ("\u00ff\u00d8\u00ff", say("a picture")),
    ("GIF8", say("a picture")),
    ("PK\x03\x04", say("a ZIP archive")),
    ("\x1f\u2039", say("compressed data without the header that says so")),
)


def refuse_entities(text: str) -> None:
    """Raise ParseError for a document type that declares entities; plain ones are fine."""
    doctype = _DOCTYPE.match(text, _prolog_end(text))
    if doctype and doctype[2] and _ENTITY.search(text, doctype.end()):
        raise ParseError(
            say("the document declares entities of its own, which can make it grow without end"),
            fix=say("Ask the publisher to leave the {sign} declarations out.", sign="<!ENTITY>"),
        )


def not_a_feed(text: str, content_type: str = "") -> ParseError:
    """Return the error that says what a body seems to be that no parser could read."""
    if not text.strip():
        return ParseError(say("an empty document"), fix=LOOK)
    magic = next((kind for start, kind in _MAGIC if text.startswith(start)), NOTHING)
    if magic:
        return ParseError(say("{kind}, not a feed", kind=magic), fix=DISCOVER)
    position = _prolog_end(text)
    doctype = _DOCTYPE.match(text, position)
    if doctype and doctype[1].lower().split()[:1] == ["html"]:
        return ParseError(_KINDS["html"][0], fix=DISCOVER)
    name, at = _root_name(text)
    root = _ROOT.match(text, at)
    if root is None:
        what = say("text that is neither XML nor JSON")
        kind = say("{kind} ({type})", kind=what, type=content_type)
        return ParseError(kind if content_type else what, fix=LOOK)
    unknown = say("a document {root} that is no feed we know", root=f"<{root[1]}>")
    what, fix = _KINDS.get(name, (unknown, DISCOVER))
    return ParseError(what, fix=fix)


def looks_like_html(text: str) -> bool:
    """Tell whether a document is an HTML page: by its root, and by its type where that is none."""
    name, _ = _root_name(text)
    if name in _FEEDS:
        return False
    doctype = _DOCTYPE.match(text, _prolog_end(text))
    if doctype:
        return doctype[1].lower().split()[:1] == ["html"]
    return name in {"html", "head", "body"}


def is_feed_name(name: str) -> bool:
    """Tell whether a root of this local name is one of a feed."""
    return name in _FEEDS


def feed_start(text: str) -> int:
    """Return where the root element of a feed starts, 0 where the root is not one of a feed."""
    name, position = _root_name(text)
    return position if name in _FEEDS else 0


def _root_name(text: str) -> tuple[str, int]:
    """Return the local name of the first element in lower case, and where it starts."""
    position = _prolog_end(text)
    if doctype := _DOCTYPE.match(text, position):
        end = _SUBSET_END.search(text, doctype.end()) if doctype[2] else None
        position = _prolog_end(text, end.end() if end else doctype.end())
    root = _ROOT.match(text, position)
    return (root[1].lower() if root else ""), position


def _prolog_end(text: str, start: int = 0) -> int:
    """Return where the document type or the first element starts, the end when there is none."""
    position = text.find("<", start)
    while position >= 0:
        stop = next((end for start, end in _PASSED if text.startswith(start, position)), "")
        if not stop:
            return position
        passed = text.find(stop, position + 2)
        position = text.find("<", passed) if passed >= 0 else -1
    return len(text)
