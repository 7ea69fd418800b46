"""A day of feeds that change in every odd way, over real HTTP, read by real workers, hour by hour.

Each post is news once: whatever its feed does to it afterwards, nobody may hear of it again, and
whatever the feed does to others, it may not be missed.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import escape

from bot.models import DeliveryKind, Feed
from tests.fakes.books import assert_adds_up
from tests.fakes.newsstand import Answer, Newsstand
from tests.fakes.rig import Post
from tests.fakes.rows import subscription

HOURS = 24
SHOWN = 8
"""Posts that a feed's document holds."""
FRESH = 0.6
"""Posts that a feed publishes an hour: many of a document have to stay for a while."""
SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "ze", "chi", "gru")


@dataclass(frozen=True)
class Story:
    """A post; the first word of its title is its own for good."""

    guid: str
    link: str
    title: str
    text: str
    date: datetime | None

    @property
    def mark(self) -> str:
        return self.title.split()[0]


@dataclass
class Outlet:
    """A feed with what it shows and took down, and how it writes it."""

    number: int
    dice: random.Random
    form: str = "rss"
    guids: bool = True
    dates: bool = True
    broken: bool = False
    answer: str = "whole"
    shown: list[Story] = field(default_factory=list)
    gone: list[Story] = field(default_factory=list)
    made: int = 0

    def write(self, now: datetime, guid: str = "") -> Story:
        """Publish a post, under a guid of its own or one that was used before."""
        self.made += 1
        name = f"{self.number}-{self.made}"
        title = f"{self._words(1, 9)} {self._words(5)}".capitalize()
        link = f"http://outlet{self.number}.example/{name}"
        story = Story(guid or f"guid-{name}", link, title, f"{title}. {self._words(70)}.", now)
        self.shown.insert(0, story)
        self.gone += self.shown[SHOWN:]
        del self.shown[SHOWN:]
        return story

    def change(self, place: int, **changes: str) -> None:
        """Change what is shown at a place."""
        self.shown[place] = replace(self.shown[place], **changes)

    def any(self) -> int:
        """Choose a place."""
        return self.dice.randrange(len(self.shown))

    def _words(self, count: int, long: int = 4) -> str:
        return " ".join("".join(self.dice.choices(SYLLABLES, k=long)) for _ in range(count))

    def extended(self, text: str) -> str:
        """Add a sentence to a text."""
        return f"{text} {self._words(9)}."

    def retitled(self, title: str) -> str:
        """Change the end of a title."""
        return f"{title.rsplit(maxsplit=2)[0]} {self._words(2)}"


def _change_links(outlet: Outlet, new: Callable[[str], str]) -> None:
    outlet.shown = [replace(story, link=new(story.link)) for story in outlet.shown]


def edit_text(outlet: Outlet, now: datetime) -> None:
    at = outlet.any()
    outlet.change(at, text=outlet.extended(outlet.shown[at].text))


def edit_title(outlet: Outlet, now: datetime) -> None:
    at = outlet.any()
    outlet.change(at, title=outlet.retitled(outlet.shown[at].title))


def move_link(outlet: Outlet, now: datetime) -> None:
    at = outlet.any()
    outlet.change(at, link=outlet.shown[at].link + "-moved")


def use_guid_again(outlet: Outlet, now: datetime) -> None:
    outlet.write(now, outlet.shown[outlet.any()].guid)


def use_guid_again_of_what_is_gone(outlet: Outlet, now: datetime) -> None:
    old = outlet.shown.pop(outlet.any())
    outlet.gone.append(old)
    outlet.write(now, old.guid)


def change_guid(outlet: Outlet, now: datetime) -> None:
    at = outlet.any()
    outlet.change(at, guid=outlet.shown[at].guid + "-new")


def change_guids(outlet: Outlet, now: datetime) -> None:
    outlet.shown = [replace(story, guid=story.guid + "+") for story in outlet.shown]


def reorder(outlet: Outlet, now: datetime) -> None:
    outlet.dice.shuffle(outlet.shown)


def withdraw(outlet: Outlet, now: datetime) -> None:
    if len(outlet.shown) > 1:
        outlet.gone.append(outlet.shown.pop(outlet.any()))


def republish(outlet: Outlet, now: datetime) -> None:
    if outlet.gone:
        old = outlet.gone.pop(outlet.dice.randrange(len(outlet.gone)))
        dated = now if outlet.dice.random() < 0.5 else old.date
        outlet.shown.insert(0, replace(old, date=dated))


def date_anew(outlet: Outlet, now: datetime) -> None:
    outlet.shown = [replace(story, date=now) for story in outlet.shown]


def drop_dates(outlet: Outlet, now: datetime) -> None:
    outlet.dates = not outlet.dates


def drop_guids(outlet: Outlet, now: datetime) -> None:
    outlet.guids = not outlet.guids


def switch_form(outlet: Outlet, now: datetime) -> None:
    outlet.form = outlet.dice.choice([form for form in FORMS if form != outlet.form])


def go_secure(outlet: Outlet, now: datetime) -> None:
    _change_links(outlet, lambda link: link.replace("http://", "https://"))


def track(outlet: Outlet, now: datetime) -> None:
    _change_links(
        outlet, lambda link: f"{link.partition('?')[0]}?utm_source=rss&xtor=RSS-{now.hour}"
    )


def break_markup(outlet: Outlet, now: datetime) -> None:
    outlet.broken = not outlet.broken


def go_empty(outlet: Outlet, now: datetime) -> None:
    outlet.answer = "empty"


def fail(outlet: Outlet, now: datetime) -> None:
    outlet.answer = outlet.dice.choice(["error", "page", "nothing"])


def break_off(outlet: Outlet, now: datetime) -> None:
    outlet.answer = "cut"


ODD = (
    *(edit_text, edit_title, move_link, use_guid_again, use_guid_again_of_what_is_gone),
    *(change_guid, change_guids, reorder, withdraw, republish, date_anew, drop_dates, drop_guids),
    *(switch_form, go_secure, track, break_markup, go_empty, fail, break_off),
)


def _rss(outlet: Outlet) -> str:
    items = []
    for story in outlet.shown:
        guid = f'<guid isPermaLink="false">{story.guid}</guid>' if outlet.guids else ""
        date = _tag("pubDate", f"{story.date:%a, %d %b %Y %H:%M:%S GMT}" if story.date else "")
        inner = (
            f"{guid}{_tag('title', story.title)}{_tag('link', story.link)}"
            f"{_tag('description', story.text)}{date if outlet.dates else ''}"
        )
        items.append(f"<item>{inner}</item>\n")
    head = "<description>a <b> c</description>" if outlet.broken else ""
    return (
        f"<rss version='2.0'><channel><title>Outlet {outlet.number}</title>{head}"
        f"{''.join(items)}</channel></rss>"
    )


def _atom(outlet: Outlet) -> str:
    entries = []
    for story in outlet.shown:
        date = _tag("updated", story.date.isoformat() if story.date else "")
        inner = (
            f"{_tag('id', story.guid) if outlet.guids else ''}{_tag('title', story.title)}"
            f'<link href="{escape(story.link)}"/>{date if outlet.dates else ""}'
            f'<content type="html">{escape(escape(story.text))}</content>'
        )
        entries.append(f"<entry>{inner}</entry>\n")
    head = "<subtitle>a <b> c</subtitle>" if outlet.broken else ""
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Outlet {outlet.number}</title>{head}"
        f"{''.join(entries)}</feed>"
    )


def _json(outlet: Outlet) -> str:
    items = []
    for story in outlet.shown:
        item = {"url": story.link, "title": story.title, "content_text": story.text}
        if outlet.guids:
            item["id"] = story.guid
        if outlet.dates and story.date:
            item["date_published"] = story.date.isoformat()
        items.append(item)
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})


FORMS: dict[str, Callable[[Outlet], str]] = {"rss": _rss, "atom": _atom, "json": _json}


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def document(outlet: Outlet) -> Answer | None:
    """Write what an outlet answers with, None for a status that says that nothing is there."""
    if outlet.answer == "nothing":
        return None
    if outlet.answer in ("page", "error"):
        return Answer(b"<html><body>We are being repaired.</body></html>")
    if outlet.answer == "empty":
        outlet = replace(outlet, shown=[])
    text = FORMS[outlet.form](outlet)
    if outlet.answer == "cut":
        text = text[: outlet.dice.randrange(len(text) // 2, len(text) - 20)]
    return Answer(text.encode(), f"application/{outlet.form}+xml")


class OddDay:
    """Outlets that are read every hour by somebody who follows each of them whole."""

    def __init__(self, stand: Newsstand, post: Post, outlets: int, seed: int) -> None:
        self._stand, self._post = stand, post
        dice = random.Random(seed)
        self.outlets = [Outlet(number, random.Random(dice.random())) for number in range(outlets)]
        self._feeds: list[Feed] = []
        self.done: Counter[str] = Counter()
        self.expected: set[str] = set()
        self.possible: set[str] = set()
        self._old: set[str] = set()

    async def live(self) -> dict[str, int]:
        """Live a day and a quiet hour after it; gives the ledger, which adds up each hour."""
        await self._found()
        for _ in range(HOURS):
            now = self._stand.rig.pass_time(hours=1)
            for outlet, feed in zip(self.outlets, self._feeds, strict=True):
                self._publish(outlet, now)
                await self._poll(outlet, feed)
            await self._stand.rig.drain()
            await assert_adds_up(self._stand.rig.file)
        self._stand.rig.pass_time(hours=1)
        for outlet, feed in zip(self.outlets, self._feeds, strict=True):
            outlet.answer = "whole"
            self._expect(outlet)
            await self._poll(outlet, feed)
        await self._stand.rig.drain()
        return await assert_adds_up(self._stand.rig.file)

    def told(self) -> Counter[str]:
        """Count how often each post was told as news, by its mark."""
        alerts = (card for one, card in self._post.sent if one.kind is DeliveryKind.ALERT)
        return Counter(card.facts[0].title.split()[0] for card in alerts)

    async def _found(self) -> None:
        for outlet in self.outlets:
            for age in range(SHOWN):
                story = outlet.write(self._stand.rig.now - timedelta(hours=SHOWN - age))
                self._old.add(story.mark)
            feed = await self._stand.add(f"/{outlet.number}", primed=False)
            await self._poll(outlet, feed)
            given = replace(subscription(None), feed=feed.id)
            await self._stand.rig.store.watches.subscribe(given, origin="chat")
            self._feeds.append(feed)

    def _publish(self, outlet: Outlet, now: datetime) -> None:
        outlet.answer = "whole"
        if outlet.dice.random() < FRESH:
            outlet.write(now)
        odd = outlet.dice.choice(ODD)
        odd(outlet, now)
        self.done[odd.__name__] += 1
        self._expect(outlet)

    def _expect(self, outlet: Outlet) -> None:
        """Note what a document shows for the first time; of one cut short, what it may show."""
        marks = {story.mark for story in outlet.shown}
        if outlet.answer == "whole":
            self.expected |= marks - self._old
        elif outlet.answer == "cut":
            self.possible |= marks

    async def _poll(self, outlet: Outlet, feed: Feed) -> None:
        answer, path = document(outlet), f"/{outlet.number}"
        self._stand.answers.pop(path, None)
        if answer is not None:
            self._stand.answers[path] = answer
        current = await self._stand.rig.store.feeds.get(feed.id)
        assert current is not None
        await self._stand.rig.service.poll_feed(current, self._stand.rig.now)
