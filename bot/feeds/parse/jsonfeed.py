"""JSON Feed 1.0 and 1.1, read leniently: one odd item never loses the others."""

from __future__ import annotations

import html
import json
from datetime import datetime
from typing import Any

from bot.errors import ParseError
from bot.feeds.parse.days import dates
from bot.feeds.parse.newest import LOOKED_AT, MOST_ENTRIES, newest_of
from bot.feeds.parse.normalise import (
    Raw,
    author_names,
    finish_entries,
    mended_title,
    primary_language,
    text_of,
)
from bot.feeds.parse.planned import plays
from bot.feeds.parse.sniff import DISCOVER, LOOK
from bot.models import ParsedFeed
from bot.said import say


def parse_json(text: str, url: str = "", most: int = MOST_ENTRIES) -> ParsedFeed:
    """Parse a JSON Feed; raises ParseError when the text is no JSON or has no list of items."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError(
            say("JSON that cannot be read: {reason}", reason=str(error)[:160]), fix=LOOK
        ) from None
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise ParseError(
            say("JSON, but not a JSON Feed: it has no list {name}", name="`items`"), fix=DISCOVER
        )
    site = text_of(data.get("home_page_url"))
    every = data["items"]
    given = every if len(every) <= 2 * LOOKED_AT else [*every[:LOOKED_AT], *every[-LOOKED_AT:]]
    items = [item for item in newest_of(given, _item_date, most) if isinstance(item, dict)]
    found = finish_entries(map(_raw_item, items), url or site)
    following = text_of(data.get("next_url"))
    return ParsedFeed(
        title=mended_title(text_of(data.get("title"))),
        entries=found,
        site=site,
        language=primary_language(data.get("language")),
        parser="json",
        links=(("next", following),) if following else (),
        dropped=min(len(given), most) - len(found),
        over=max(0, len(every) - most),
    )


def _item_date(item: Any) -> datetime | None:
    if not isinstance(item, dict):
        return None
    return dates.read_date(text_of(item.get("date_published") or item.get("date_modified")))


def _raw_item(item: dict[str, Any]) -> Raw:
    # JSON can escape half a character, which no database takes: what tells an item from another
    # keeps its mark, what is shown loses it.
    item = {
        name: _whole_characters(value) if name != "id" else value for name, value in item.items()
    }
    text = text_of(item.get("content_text"))
    published = dates.read_date(text_of(item.get("date_published")))
    return Raw(
        guid=text_of(item.get("id")).encode(errors="backslashreplace").decode(),
        link=text_of(item.get("url")) or text_of(item.get("external_url")),
        title=text_of(item.get("title")),
        summary=html.escape(text_of(item.get("summary")), quote=False),
        content=text_of(item.get("content_html")) or html.escape(text, quote=False),
        authors=author_names(_author_name(person) for person in _item_people(item)),
        published=published,
        updated=dates.read_date(text_of(item.get("date_modified"))),
        language=primary_language(item.get("language")),
        image=_item_image(item),
        literal=True,
        starts=published if any(map(_file_plays, _item_files(item))) else None,
    )


def _whole_characters(value: Any) -> Any:
    return value.encode(errors="ignore").decode() if isinstance(value, str) else value


def _item_people(item: dict[str, Any]) -> list[Any]:
    people = item.get("authors")
    return people if isinstance(people, list) else [item.get("author")]


def _author_name(person: Any) -> str:
    return text_of(person.get("name")) if isinstance(person, dict) else text_of(person)


def _item_image(item: dict[str, Any]) -> str:
    image = text_of(item.get("image")) or text_of(item.get("banner_image"))
    pictures = (
        text_of(file.get("url"))
        for file in _item_files(item)
        if text_of(file.get("mime_type")).startswith("image/")
    )
    return image or next(pictures, "")


def _item_files(item: dict[str, Any]) -> list[dict[str, Any]]:
    files = item.get("attachments")
    return [file for file in files if isinstance(file, dict)] if isinstance(files, list) else []


def _file_plays(file: dict[str, Any]) -> bool:
    return plays(text_of(file.get("mime_type")), text_of(file.get("url")))
