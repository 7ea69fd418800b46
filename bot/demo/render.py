"""Turn the articles of an outlet into its feed and its pages, as bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.demo.newsroom import DemoOutlet
    from bot.demo.pieces import Piece

CONTENT_TYPES = {
    "rss": "application/rss+xml",
    "cp1252": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}


@dataclass(frozen=True, slots=True)
class Post:
    """A piece as its outlet has put it on line; `page` is the path and query of its page."""

    piece: Piece
    guid: str
    published: datetime
    updated: datetime
    page: str
    link: str


_templates = Environment(
    loader=PackageLoader("bot.demo"),
    autoescape=select_autoescape(["html", "xml"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["rfc822"] = format_datetime


def render_feed(outlet: DemoOutlet, posts: Sequence[Post], base: str) -> bytes:
    """Render the feed of an outlet, newest first, in the outlet's own format and encoding."""
    newest = sorted(posts, key=lambda post: post.published, reverse=True)
    if outlet.kind == "json":
        return json.dumps(_json_feed(outlet, newest, base), ensure_ascii=False).encode()
    name = "rss" if outlet.kind == "cp1252" else outlet.kind
    updated = max((post.updated for post in posts), default=None)
    text = _templates.get_template(f"{name}.xml").render(
        outlet=outlet, posts=newest, base=base, updated=updated, body=_body_html
    )
    # This outlet's software declares UTF-8 and writes windows-1252, as much old software does.
    return text.encode("cp1252", "xmlcharrefreplace") if outlet.kind == "cp1252" else text.encode()


def render_page(outlet: DemoOutlet, post: Post, others: Sequence[Post], base: str) -> bytes:
    """Render an article's page with everything that surrounds articles on such sites."""
    shift = post.piece.number % len(outlet.teasers)
    return (
        _templates.get_template(f"{outlet.id}.html")
        .render(
            outlet=outlet,
            post=post,
            piece=post.piece,
            base=base,
            blocks=_laid_out(post.piece),
            authors_ld=[{"@type": "Person", "name": name} for name in post.piece.authors],
            teasers=outlet.teasers[shift:] + outlet.teasers[:shift],
            related=[other for other in others if other is not post][:4],
        )
        .encode()
    )


def _laid_out(piece: Piece) -> list[tuple[str, str]]:
    """Put the newsletter box and a teaser between the paragraphs, where sites put them."""
    laid: list[tuple[str, str]] = []
    for count, block in enumerate(piece.blocks, start=1):
        laid.append((block.kind, block.text))
        if count == 2:
            laid.append(("newsletter", ""))
        if count == 4:
            laid.append(("more", ""))
    return laid


def _body_html(post: Post) -> str:
    blocks = post.piece.blocks
    return str(_templates.get_template("body.html").render(blocks=blocks, piece=post.piece))


def _json_feed(outlet: DemoOutlet, posts: Sequence[Post], base: str) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{base}/",
        "feed_url": base + outlet.feed,
        "language": outlet.language,
        "items": [_json_item(post) for post in posts],
    }


def _json_item(post: Post) -> dict[str, Any]:
    return {
        "id": post.guid,
        "url": post.link,
        "title": post.piece.title,
        "content_text": post.piece.lead + " Read the full story at Northgate Ledger.",
        "date_published": post.published.isoformat(),
        "date_modified": post.updated.isoformat(),
        "authors": [{"name": name} for name in post.piece.authors],
    }
