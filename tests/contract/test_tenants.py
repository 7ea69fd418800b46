"""Nobody sees or changes another tenant's things, whatever is asked in whatever order.

Five tenants with names that only they know share one bot, one operator's feed and the same news.
After every step each card is searched for the others' names, and the others' rows are compared
with what they were.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.cards import Action, Card, plain_lines
from bot.commands.declared.spec import BUTTONS, COMMANDS, Invocation
from bot.models import OPERATOR, Caller, Feed, Watchlist
from bot.store.sqlite.base.file import File
from tests.conftest import LONG
from tests.fakes.books import assert_adds_up
from tests.fakes.rig import Post, Rig, entry, make_rig

ROUNDS, STEPS = (100, 100) if LONG else (10, 50)
NOBODY = "987654"


@dataclass(frozen=True)
class Tenant:
    """A tenant with the word that all its names carry, and its channels."""

    id: str
    secret: str
    channels: tuple[str, str]

    @property
    def watch(self) -> str:
        return f"{self.secret} watch"

    @property
    def feed(self) -> str:
        return f"{self.secret} gazette"


def _tenant(id: str, secret: str) -> Tenant:
    platform = id.partition(":")[0]
    # Discord's channels are numbers; Slack's may carry the word.
    name = secret if platform == "slack" else str(int.from_bytes(secret.encode()))
    return Tenant(id, secret, (f"{platform}:{name}1", f"{platform}:{name}2"))


TENANTS = (
    _tenant("discord:1", "zorkan"),
    _tenant("discord:2", "plimbo"),
    _tenant("discord:dm:u9", "quaffle"),
    _tenant("slack:T1", "brimsel"),
    _tenant("slack:T2", "dravok"),
)
TOPICS = (
    "Explosion dans une cimenterie de Bizerte",
    "Grève des dockers dans le port du Havre",
    "Le volcan de la Réunion se réveille",
)
BODY = (
    "Les secours sont arrivés vers six heures du matin et le calme est revenu avant midi. La"
    " direction promet une enquête interne, les syndicats demandent des garanties écrites, et le"
    " préfet tiendra une réunion publique lundi prochain à la mairie. Personne n'a été inquiété."
    " Selon un témoin, la porte nord était fermée depuis la veille sans aucune explication."
)
URLS = tuple(f"https://paper{number}.example/rss" for number in range(3))
NAMES = sorted([command.name for command in COMMANDS] + list(BUTTONS))
CREATES = {"watch", "feed-add", "settings"}
tenants = st.sampled_from(TENANTS)


def _said(card: Card) -> str:
    """Give everything that a card says or hands on, buttons and links included."""
    actions: list[Action] = [*card.actions, *(act for item in card.items for act in item.actions)]
    spans = [span for item in card.items for span in item.title]
    return "\n".join(
        [
            plain_lines(card),
            *(f"{action.label} {action.argument}" for action in actions),
            *(span.url for span in spans),
        ]
    )


TABLES = {
    "watchlists": "SELECT * FROM watchlists WHERE tenant <> :t",
    "subscriptions": "SELECT * FROM subscriptions WHERE tenant <> :t",
    "feed_owners": "SELECT * FROM feed_owners WHERE tenant <> :t",
    "feeds": "SELECT * FROM feeds WHERE id IN (SELECT feed FROM feed_owners WHERE tenant <> :t)"
    " AND id NOT IN (SELECT feed FROM feed_owners WHERE tenant = :t)",
    "mutes": "SELECT * FROM mutes WHERE tenant <> :t",
    "follows": "SELECT * FROM follows WHERE tenant <> :t",
    "deliveries": "SELECT * FROM deliveries WHERE tenant <> :t",
    "feedback": "SELECT feedback.* FROM feedback JOIN deliveries ON deliveries.id = delivery"
    " WHERE tenant <> :t",
    "settings": "SELECT * FROM notes WHERE key LIKE 'settings:%' AND key <> 'settings:' || :t",
}


async def _others(file: File, tenant: str) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row that belongs to somebody else."""
    return await file.read(
        lambda db: {
            name: db.conn.execute(query, {"t": tenant}).fetchall() for name, query in TABLES.items()
        }
    )


class Tenants(RuleBasedStateMachine):
    """All five at work."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        owners = {channel: item.id for item in TENANTS for channel in item.channels}
        self.rig: Rig = make_rig(Post("discord", owners), Post("slack", owners))
        self.number = 0

    def teardown(self) -> None:
        self.runner.run(assert_adds_up(self.rig.file))
        self.rig.file.close()
        self.runner.close()

    @initialize()
    def open(self) -> None:
        self.runner.run(self._open())

    async def _open(self) -> None:
        await self.rig.service.start(self.rig.now)
        shared = await self.rig.add_feed("shared")
        common = Watchlist(id=0, tenant=OPERATOR, name="Common", query="explosion OR port")
        await self.rig.store.watches.save(common, "common", origin="file")
        for item in TENANTS:
            await self._equip(item)
        await self._publish(shared, "Agence", 0)

    async def _equip(self, item: Tenant) -> None:
        """Give a tenant a watch, a feed of its own and a subscription to each."""
        caller = self._caller(item)
        feed = {"url": URLS[len(item.secret) % 2], "name": item.feed}
        watch = {"query": f"{item.secret} OR explosion OR volcan", "name": item.watch}
        for name, arguments in (
            ("feed-add", feed),
            ("watch", watch),
            ("subscribe", {"watch": item.watch}),
            ("subscribe", {"feed": item.feed, "channel": item.channels[1]}),
        ):
            await self.rig.desk.run(Invocation(name, arguments), caller)
        self.rig.wire.entries.setdefault(feed["url"], [])

    def _caller(self, item: Tenant, second: bool = False) -> Caller:
        channel = item.channels[second]
        return Caller(item.id, channel, f"user-{item.secret}", "en", may_manage=True)

    async def _publish(self, feed: Feed, by: str, topic: int) -> None:
        self.number += 1
        # One dispatch under many titles: the stories of all tenants grow together.
        piece = entry(self.number, f"{TOPICS[topic]} : {by}", f"{TOPICS[topic]}. {BODY}")
        self.rig.wire.entries[feed.url] = [piece]
        await self.rig.service.poll_feed(feed, self.rig.now)

    async def _feed_of(self, item: Tenant) -> Feed | None:
        feeds = await self.rig.store.feeds.all()
        return next((feed for feed in feeds if feed.owners == {item.id}), None)

    def _check(self, item: Tenant, said: str, *echoes: str) -> None:
        for echo in sorted((echo for echo in echoes if echo), key=len, reverse=True):
            said = re.sub(re.escape(echo), "", said, flags=re.IGNORECASE)
        for other in TENANTS:
            if other is not item:
                assert other.secret not in said.casefold(), (item.id, other.id, said)

    # What people do

    @rule(item=tenants)
    def equip(self, item: Tenant) -> None:
        self.runner.run(self._equip(item))

    @rule(item=tenants, topic=st.integers(0, len(TOPICS) - 1))
    def publish(self, item: Tenant, topic: int) -> None:
        self.runner.run(self._news(item, topic))

    async def _news(self, item: Tenant, topic: int) -> None:
        feed = await self._feed_of(item)
        if feed is not None:
            await self._publish(feed, item.secret, topic)

    @rule(minutes=st.integers(1, 90))
    def deliver(self, minutes: int) -> None:
        self.rig.pass_time(minutes=minutes)
        self.runner.run(self.rig.drain())

    @rule(
        item=tenants,
        other=tenants,
        name=st.sampled_from(NAMES),
        second=st.booleans(),
        pick=st.integers(0, 50),
        page=st.integers(1, 3),
    )
    def ask(
        self, item: Tenant, other: Tenant, name: str, second: bool, pick: int, page: int
    ) -> None:
        self.runner.run(self._ask(item, other, name, second, pick, page))

    async def _ask(
        self, item: Tenant, other: Tenant, name: str, second: bool, pick: int, page: int
    ) -> None:
        arguments = await self._arguments(item, item if name in CREATES else other, name, pick)
        before = await _others(self.rig.file, item.id)
        card = await self.rig.desk.run(
            Invocation(name, arguments, page), self._caller(item, second)
        )
        assert await _others(self.rig.file, item.id) == before, (name, arguments)
        if other.secret in arguments.get("query", ""):
            # Around its finds, a card tells the query back and how it was read.
            card = Card((), items=card.items)
        self._check(item, _said(card), *map(str, arguments.values()))

    async def _arguments(self, item: Tenant, other: Tenant, name: str, pick: int) -> dict[str, str]:
        """Give a command's main argument as another tenant's id or name, and its channel."""
        refs = await self._refs(other)
        main = {
            "watch": [*refs["watch"], *refs["sub"], "Common"],
            "query": [item.secret, "explosion", "volcan OR grève"]
            if name == "watch"
            else [other.secret, "explosion", f"{other.secret} OR volcan"],
            "url": list(URLS) if name == "feed-add" else refs["feed"],
            "story": refs["story"],
            "alert": [*refs["alert"], ""],
            "command": ["watch"],
            "language": ["fr", "en"],
        }
        command = next((command for command in COMMANDS if command.name == name), None)
        key = BUTTONS.get(name) or (command.main.name if command and command.main else "")
        choices = main.get(key, [])
        arguments = {key: choices[pick % len(choices)]} if choices else {}
        if command and command.option("channel") and pick % 3 == 0:
            arguments["channel"] = other.channels[pick % 2]
        if name == "subscribe" and pick % 4 == 1:
            arguments["feed"] = refs["feed"][pick % len(refs["feed"])]
        if name == "feed-add" and pick % 2:
            arguments["name"] = item.feed
        return arguments

    async def _refs(self, other: Tenant) -> dict[str, list[str]]:
        """List the ids and names by which a tenant's things may be asked for."""
        store = self.rig.store
        feed = await self._feed_of(other)
        watches = [w for w in await store.watches.all() if w.tenant == other.id]
        subs = await store.watches.subscriptions(tenant=other.id)
        alerts = await self.rig.file.read(
            lambda db: db.conn.execute(
                "SELECT id, story FROM deliveries WHERE tenant = ? AND story NOT NULL", [other.id]
            ).fetchall()
        )
        return {
            "watch": [other.watch, *(str(watch.id) for watch in watches)],
            "feed": [other.feed, *([str(feed.id)] if feed else [])],
            "sub": [f"#{sub.id}" for sub in subs],
            "alert": [str(row[0]) for row in alerts],
            "story": [str(row[1]) for row in alerts] or ["1"],
        }

    @rule(item=tenants, other=tenants, prefix=st.sampled_from(["", "e", "watch", "#"]))
    def complete(self, item: Tenant, other: Tenant, prefix: str) -> None:
        self.runner.run(self._complete(item, prefix or other.secret))

    async def _complete(self, item: Tenant, prefix: str) -> None:
        for option in ("watch", "feed", "url", "story", "alert", "command"):
            found = await self.rig.desk.complete("latest", option, prefix, self._caller(item))
            self._check(item, "\n".join(f"{label} {value}" for label, value in found))

    @rule(item=tenants, other=tenants)
    def refuse(self, item: Tenant, other: Tenant) -> None:
        if item is not other:
            self.runner.run(self._refuse(item, other))

    async def _refuse(self, item: Tenant, other: Tenant) -> None:
        """Ask for what another tenant has and for what nobody has: the answers are the same."""
        refs = await self._refs(other)
        asked = [
            *((name, "watch", ref) for name in ("unwatch", "mute", "trend", "latest", "subscribe")
              for ref in refs["watch"]),
            *(("unsubscribe", "watch", ref) for ref in [*refs["watch"], *refs["sub"]]),
            *(("feed-remove", "url", ref) for ref in refs["feed"]),
            *(("why", "alert", ref) for ref in refs["alert"][:3]),
            *(("not-relevant", "alert", ref) for ref in refs["alert"][:3]),
            *(("story", "story", ref) for ref in refs["story"][:3]),
        ]  # fmt: skip
        for name, key, ref in asked:
            if key == "story" and await self.rig.store.archive.story(int(ref), tenant=item.id):
                continue
            missing = "nobodys thing" if " " in ref else ref[: ref.startswith("#")] + NOBODY
            told = await self._answer(item, name, key, ref)
            assert told == await self._answer(item, name, key, missing), (name, ref)
        there = {"watch": "Common", "channel": other.channels[0]}
        nowhere = there | {"channel": f"{other.id.partition(':')[0]}:{NOBODY}"}
        cards = [
            await self.rig.desk.run(Invocation("subscribe", given), self._caller(item))
            for given in (there, nowhere)
        ]
        assert cards[0] == cards[1]

    async def _answer(self, item: Tenant, name: str, key: str, ref: str) -> str:
        card = await self.rig.desk.run(Invocation(name, {key: ref}), self._caller(item))
        return _said(card).replace(ref, "REF")

    @invariant()
    def what_was_posted_is_the_channels_own(self) -> None:
        for delivery, card in self.rig.shown:
            item = next(item for item in TENANTS if item.id == delivery.tenant)
            assert delivery.channel in item.channels
            self._check(item, _said(card))
        self.rig.shown.clear()


TestTenants = Tenants.TestCase
TestTenants.settings = settings(
    max_examples=ROUNDS,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=not LONG,
    database=None,
    phases=(Phase.generate,),  # one failing round says enough; making it short takes minutes
    suppress_health_check=list(HealthCheck),
)
