"""Items that announce what is still to come: premieres, planned streams, episodes of tomorrow.

Video sites list them among what can be watched. YouTube says it by counting no view at all, others
by a date ahead. A text that is dated ahead is none of these: its clock is wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.feeds.parse.elements import local_name, some_of, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

    from bot.feeds.parse.elements import Fields

_PLAYED = re.compile(
    r"(?:audio|video)\b|application/(?:x-mpegurl|x-shockwave-flash)", re.IGNORECASE
)
_FILE = re.compile(r"\.(?:mp[34]|m4[abv]|ogg|opus|webm|mov|m3u8)(?:$|[?#])", re.IGNORECASE)
_PERIOD = re.compile(r"\bstart\s*=\s*([^;]{4,60})", re.IGNORECASE)


def is_premiere(fields: Fields) -> bool:
    """Tell whether a video site lists a video that nobody could watch so far."""
    if "yt:videoid" not in fields:
        return False
    counted = [part for whole in fields.get("media:community", ()) for part in whole]
    views = [part.get("views") for part in counted if local_name(part) == "statistics"]
    return views == ["0"]


def plays(kind: str, address: str = "") -> bool:
    """Tell by its type, else by its name, whether a file is one to hear or to watch."""
    return bool(_PLAYED.match(kind) if kind else _FILE.search(address))


def told_starts(fields: Fields, published: Iterable[str]) -> tuple[str, ...]:
    """List, as they are written, the dates from which on there is something to hear or to watch."""
    periods = map(text_in, some_of(fields, "dc:valid", "dc:available"))
    valid = tuple(found[1] for text in periods if (found := _PERIOD.search(text)))
    if valid or not _is_played(fields):
        return valid
    return tuple(published)


def _is_played(fields: Fields) -> bool:
    files = [*some_of(fields, "media:content", "enclosure"), *fields.get("link", ())]
    return "yt:videoid" in fields or any(map(_file_plays, files))


def _file_plays(file: etree._Element) -> bool:
    if file.get("rel", "enclosure") != "enclosure":
        return False
    kind = file.get("medium") or file.get("type") or ""
    return plays(kind, file.get("url") or file.get("href") or "")
