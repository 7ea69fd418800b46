"""Read an HTML page: the article's clean text and what the page says about it.

A pure function of its input: no network, no clock, bounded time and memory.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.feeds import lines, meta, page_body, page_language, page_people, page_stub, page_tree
from bot.models import Page

MAX_TEXT = 500_000
"""Characters of an article that are kept."""
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as read, and the keys of its lines (before repeated ones went) for the host's memory."""

    page: Page
    lines: frozenset[str]


def extract(
    html: bytes | str, url: str = "", *, repeated: frozenset[str] = _NONE, title: str = ""
) -> Page:
    """Read the article of a page; `repeated` are keys of its host's lines; raises ParseError."""
    return read(html, url, repeated=repeated, title=title).page


def read(
    html: bytes | str, url: str = "", *, repeated: frozenset[str] = _NONE, title: str = ""
) -> Reading:
    """Read a page as `extract` does and keep the keys of its lines; raises ParseError."""
    root = page_tree.parse(page_tree.decode(html))
    about = meta.describe(root, url)
    titles = about.titles | {about.title, title} - {""}
    body = page_body.gather(root, titles, repeated)
    return Reading(_page(about, body, title), lines.keys_of(body.seen))


def _page(about: meta.Meta, body: page_body.Body, title: str) -> Page:
    text = "\n".join(body.paragraphs)[:MAX_TEXT]
    return Page(
        title=about.title or title,
        text=text,
        standfirst=about.standfirst,
        authors=about.authors,
        agency=page_people.agency(about.bylines, text[:200], body.seen[-1:]),
        published=about.published,
        language=page_language.told_by_words(text) or about.language,
        image=about.image,
        stub=page_stub.is_stub(text, body.seen, locked=about.locked, promised=len(about.body)),
    )
