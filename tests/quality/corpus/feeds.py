"""Put the invented articles into feeds of the kinds that outlets have."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime as mail_date
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader

from tests.quality.corpus.texts import HERE, Told, all_articles, all_words

KINDS = (
    *("wp", "paper", "drupal", "blogger", "ghost", "atomx", "rdf", "json"),
    *("podcast", "old", "mail", "video", "newsmap", "social", "rough"),
)
"""Kinds of feeds, a frame each in `feeds` but for the one of JSON."""
EACH = 5
"""Feeds of a language; the kinds go round."""
CHARSETS = {"pl": "iso-8859-2", "ru": "windows-1251", "ar": "windows-1256", "zh": "gb18030"} | {
    "ja": "shift_jis"
}
_EASTERN = timezone(timedelta(hours=-5), "EST")


@dataclass(frozen=True)
class RightEntry:
    """What is right of an entry; a date of None says that the feed gives none."""

    title: str
    link: str
    date: datetime | None
    author: str


@dataclass(frozen=True)
class MadeFeed:
    """A feed of the corpus: its bytes, where it came from, its outlet and entries."""

    key: str
    url: str
    body: bytes
    outlet: str
    entries: tuple[RightEntry, ...]


class Item:
    """An article as a feed writes it."""

    def __init__(self, told: Told, site: str) -> None:
        self.told = told
        self.at = datetime.fromisoformat(told.iso)
        self.path = f"/{told.iso[:4]}/{told.key}"
        self.link = site + self.path
        self.mail = mail_date(self.at)
        self.mail_gmt = mail_date(self.at.astimezone(UTC), usegmt=True)
        self.iso_ms = told.iso[:19] + ".000" + told.iso[19:]
        self.later = (self.at + timedelta(hours=3)).isoformat()
        self.eastern = self.at.astimezone(_EASTERN).strftime("%a, %d %b %Y %H:%M:%S EST")
        form = "y年M月d日 HH:mm" if told.language in ("zh", "ja") else "EEE, dd MMM y HH:mm:ss Z"
        self.worded = format_datetime(self.at, form, locale=told.language)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.told, name)


@cache
def _frames() -> Environment:
    return Environment(loader=FileSystemLoader(HERE / "feeds"), autoescape=True)


def corpus_feeds() -> list[MadeFeed]:
    """Make every feed of the corpus, with what is right of it."""
    outlets = tomllib.loads((HERE / "outlets.toml").read_text("utf-8"))
    return [
        _made(language, KINDS[(EACH * row + at) % len(KINDS)], name, f"{language}{at}")
        for row, (language, names) in enumerate(outlets.items())
        for at, name in enumerate(names)
    ]


def _made(language: str, kind: str, outlet: str, key: str) -> MadeFeed:
    host = f"{key}.example"
    site = f"https://{host}"
    told = [one for one in all_articles() if one.language == language and one.authors]
    items = [Item(one, site) for one in told]
    charset = CHARSETS.get(language, "windows-1252") if kind == "old" else "utf-8"
    given = {"items": items, "outlet": outlet, "site": site, "host": host, "lang": language}
    text = (
        _json_feed(items, outlet, site, language)
        if kind == "json"
        else _frames()
        .get_template(f"{kind}.xml")
        .render(**given, w=all_words()[language], charset=charset)
    )
    return MadeFeed(
        f"{key}-{kind}",
        f"{site}/{Path(kind).stem}",
        text.encode(charset, "xmlcharrefreplace"),
        outlet,
        tuple(_right(item, kind) for item in items),
    )


def _right(item: Item, kind: str) -> RightEntry:
    behind = {"wp": "/", "ghost": "/", "paper": "?xtor=RSS-1", "podcast": ".mp3"}.get(kind, "")
    when = item.at.astimezone(UTC)
    if kind == "mail" and item.language in ("zh", "ja"):  # written without a zone
        when = item.at.replace(tzinfo=UTC)
    return RightEntry(
        title="" if kind == "social" else item.title,
        link=item.link + behind,
        date=None if kind == "old" else when,
        author="" if kind in ("old", "newsmap", "social") else item.by,
    )


def _json_feed(items: list[Item], outlet: str, site: str, language: str) -> str:
    listed = [
        {
            "id": item.link,
            "url": item.link,
            "title": item.title,
            "content_html": f"<p>{item.plain}</p>",
            "date_published": item.iso,
            "date_modified": item.later,
            "authors": [{"name": name} for name in item.authors],
        }
        for item in items
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": outlet, "language": language}
    return json.dumps(head | {"home_page_url": site, "items": listed}, ensure_ascii=False)
