"""What an item tells beside its title: summary, content, picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.feeds.parse.elements import first_markup, markup_in, rel_of, some_of

if TYPE_CHECKING:
    from lxml import etree

    from bot.feeds.parse.elements import Fields

# The item's own words first; video sites keep the only text beside the video.
_SUMMARIES = (
    "description",
    "summary",
    "atom:summary",
    "dc:description",
    "itunes:summary",
    "media:description",
)
_CONTENTS = (
    "content:encoded",
    "content",
    "atom:content",
    "xhtml:body",
    "xhtml:div",
    "yandex:full-text",
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)


def item_summary(fields: Fields) -> str:
    """Return the HTML of an item's summary, empty where it has none."""
    return first_markup(some_of(fields, *_SUMMARIES))


def item_content(fields: Fields) -> str:
    """Return the HTML of an item's content, the longest of several."""
    return max(map(markup_in, some_of(fields, *_CONTENTS)), key=len, default="")


def item_image(fields: Fields) -> str:
    """Return the address of an item's picture as written, empty where it has none."""
    media = some_of(fields, "media:content", "enclosure")
    thumbs = [*some_of(fields, "media:thumbnail"), *(part for whole in media for part in whole)]
    pictures = (
        *filter(_is_picture, media),
        *(thumb for thumb in thumbs if str(thumb.tag).endswith("thumbnail")),
        *(link for link in some_of(fields, "link") if link.get("rel") and _is_picture(link)),
    )
    return next((found for part in pictures if (found := _address_of(part))), "")


def _address_of(part: etree._Element) -> str:
    return part.get("url") or part.get("href") or ""


def _is_picture(part: etree._Element) -> bool:
    # A link is one where it says so; a file of no kind by its name.
    if part.get("rel") is not None and rel_of(part) != "enclosure":
        return False
    kind = f"{part.get('medium') or ''}{part.get('type') or ''}"
    return "image" in kind if kind else bool(_PICTURE.search(_address_of(part)))
