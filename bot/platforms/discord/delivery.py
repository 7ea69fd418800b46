"""Post, edit and look up messages; every outcome comes back as a value."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.cards import Action, Card, Shows, bare_words
from bot.core.alerts.marks import channel_hash
from bot.core.language.text import fold
from bot.errors import raising_unmade
from bot.i18n import language_of
from bot.models import Delivery, DeliveryKind, Outcome, Refused, RetryLater, Sent, Unknown
from bot.models.past import Seen
from bot.platforms.discord.api import Answer, DiscordWire, Lost, NotSent
from bot.platforms.discord.outcomes import THREAD_EXISTS, UNKNOWN_CHANNEL, outcome_of
from bot.platforms.discord.render import (
    MARKER,
    Payload,
    marker_in,
    marker_of,
    marks_of,
    render,
    thread_name,
)
from bot.said import say

PREFIX = "discord:"
REPEAT_PAUSES = (0.5, 2.0)
"""Seconds before a post whose answer was lost is repeated at once: the nonce makes it safe."""

PAGE, MOST_PAGES = 100, 50  # messages, Discord's most; pages, by hand
CLOCK_SKEW = timedelta(seconds=60)  # by hand
CARRIERS = (Action("?", "help", ""), Action("…", "latest", ""))
"""Buttons of a digest, which has none of its own: their ids say what it tells."""
FORUM_TYPES, NEWS_TYPE = (15, 16), 5  # Discord's channel types: forum, media; announcement
REQUIRE_TAG = 1 << 4  # Discord's channel flag
MOST_TAGS = 5  # that Discord takes for a thread
NO_HISTORY = Unknown("the permission Read Message History is missing")
TOO_MUCH = Unknown("too much was posted since")
PUBLISH = {"en": "Publish", "fr": "Publier"}


@dataclass(frozen=True, slots=True)
class ChannelPlace:
    """What is known of a channel: its guild, its kind and, for a forum, the tags it offers."""

    guild: str = ""
    language: str = "en"
    forum: bool = False
    announces: bool = False
    history: bool = True
    tags: tuple[tuple[str, str], ...] = ()
    needs_tag: bool = False


def place_of(channel: discord.abc.GuildChannel | discord.Thread | None) -> ChannelPlace:
    """Read off the gateway's cache what posting has to know of a channel."""
    if channel is None:
        return ChannelPlace()
    me: discord.Member | None = getattr(channel.guild, "me", None)  # absent until it is cached
    place = ChannelPlace(
        guild=str(channel.guild.id),
        language=language_of(str(channel.guild.preferred_locale.value)),
        announces=channel.type is discord.ChannelType.news,
        history=channel.permissions_for(me).read_message_history if me is not None else True,
    )
    if not isinstance(channel, discord.ForumChannel):
        return place
    tags = tuple((tag.name, str(tag.id)) for tag in channel.available_tags)
    return replace(place, forum=True, tags=tags, needs_tag=channel.flags.require_tag)


async def fetch_place(wire: DiscordWire, channel: str) -> ChannelPlace:
    """Ask what a channel is; raises Answer for one that is dead, NotSent when nobody answers."""
    try:
        found: Payload = await wire.call("GET", "/channels/{channel_id}", {"channel_id": channel})
    except Lost as error:
        raise NotSent(str(error)) from error  # nothing was posted yet
    except Answer as error:
        if error.status in (403, 404) and not error.code:
            return ChannelPlace()  # posting will tell
        if error.status >= 500:
            raise NotSent(str(error)) from error
        raise
    return ChannelPlace(
        guild=str(found.get("guild_id") or ""),
        forum=found.get("type") in FORUM_TYPES,
        announces=found.get("type") == NEWS_TYPE,
        tags=tuple((str(t["name"]), str(t["id"])) for t in found.get("available_tags") or ()),
        needs_tag=bool(int(found.get("flags") or 0) & REQUIRE_TAG),
    )


def delivery_nonce(key: str, channel: str) -> str:
    """Give a delivery's nonce: the same at every try, at most 25 characters."""
    return hashlib.sha256(f"nonce\n{key}\n{channel}".encode()).hexdigest()[:24]


class DiscordPoster:
    """Deliver cards to channels through one wire."""

    def __init__(
        self,
        wire: Callable[[], DiscordWire],
        place: Callable[[str], Awaitable[ChannelPlace]],
        *,
        pauses: Sequence[float] = REPEAT_PAUSES,
    ) -> None:
        self._wire = wire
        self._place = place
        self._pauses = tuple(pauses)

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        """Post a card: as a message, a message with a thread, or a post in a forum."""
        channel = delivery.channel.removeprefix(PREFIX)
        if not channel.isdigit():
            return Refused(
                say("{channel} is no Discord channel", channel=delivery.channel), dead_target=True
            )
        under = card.under.partition("/")[2]
        try:
            place = await self._place(channel)
            with raising_unmade():
                body = _message_body(delivery, card, place)
            if under.isdigit():
                return await self._post(under, body)
            if place.forum:
                return await self._open_post(channel, place, body, card)
            return await self._message(channel, body, card)
        except (Answer, NotSent, Lost) as error:
            return outcome_of(error)

    async def _message(self, channel: str, body: Payload, card: Card) -> Outcome:
        sent = await self._post(channel, body)
        if card.thread and isinstance(sent, Sent):
            await self._open_thread(sent.message_ref, card.thread)
        return sent

    async def _post(self, channel: str, body: Payload) -> Outcome:
        """Post with a nonce: what Discord has already got comes back instead of a second one."""
        message = await self._repeating(
            lambda: self._wire().call(
                "POST", "/channels/{channel_id}/messages", {"channel_id": channel}, body=body
            )
        )
        return Sent(f"{channel}/{message['id']}")

    async def _repeating(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        for pause in self._pauses:
            try:
                return await ask()
            except (Answer, Lost) as error:
                if not isinstance(outcome_of(error), Unknown):
                    raise
            await asyncio.sleep(pause)
        return await ask()

    async def _open_thread(self, ref: str, name: str) -> None:
        """Open a message's thread; the alert stands without it, so a refusal is no failure."""
        channel, _, message = ref.partition("/")
        try:
            await self._repeating(
                lambda: self._wire().call(
                    "POST",
                    "/channels/{channel_id}/messages/{message_id}/threads",
                    {"channel_id": channel, "message_id": message},
                    body={"name": thread_name(name), "auto_archive_duration": 1440},
                )
            )
        except Answer as error:
            if error.code != THREAD_EXISTS and error.status != 403:
                return
        except (NotSent, Lost):
            return

    async def _open_post(
        self, channel: str, place: ChannelPlace, body: Payload, card: Card
    ) -> Outcome:
        """Open a post in a forum: it takes no nonce, so it is asked for once only."""
        message = {name: part for name, part in body.items() if "nonce" not in name}
        thread = await self._wire().call(
            "POST",
            "/channels/{channel_id}/threads",
            {"channel_id": channel},
            body={
                "name": thread_name(card.thread or bare_words(card.title)),
                "applied_tags": _forum_tags(place, card),
                "message": message,
            },
        )
        return Sent(f"{thread['id']}/{thread['id']}")

    async def edit(self, delivery: Delivery, card: Card, ref: str) -> Outcome:
        """Replace what a message shows."""
        channel, _, message = ref.partition("/")
        if not (channel.isdigit() and message.isdigit()):
            return Refused(f"{ref} is no message of Discord")
        try:
            home = delivery.channel.removeprefix(PREFIX)
            place = await self._place(home)
            with raising_unmade():
                body = _message_body(delivery, card, place)
            kept = {name: part for name, part in body.items() if "nonce" not in name}
            await self._wire().call(
                "PATCH",
                "/channels/{channel_id}/messages/{message_id}",
                {"channel_id": channel, "message_id": message},
                body=kept,
            )
        except (Answer, NotSent, Lost) as error:
            if isinstance(error, Answer) and error.code == UNKNOWN_CHANNEL and channel != home:
                return Refused(say("the message's thread is gone"), moot=True)
            return outcome_of(error, repeatable=True)
        return Sent(ref)

    async def find(self, delivery: Delivery) -> Outcome | None:
        """Look for a delivery's message in its channel since the attempt."""
        if delivery.kind is DeliveryKind.EDIT or delivery.attempted_at is None:
            return None  # an edit may simply be made again
        channel = delivery.channel.removeprefix(PREFIX)
        try:
            return await self._look_up(delivery, channel)
        except _EndlessHistory:
            return TOO_MUCH
        except (Answer, NotSent, Lost) as error:
            return _unread(error)

    async def _look_up(self, delivery: Delivery, channel: str) -> Outcome | None:
        place = await self._place(channel)
        if not place.history:
            return NO_HISTORY
        found = None if place.forum else await self._seek(delivery, channel)
        threaded = place.forum or delivery.kind is DeliveryKind.UPDATE
        if found is None and threaded and place.guild:
            found = await self._seek_in_threads(delivery, channel, place.guild)
        return found

    async def _seek(self, delivery: Delivery, channel: str) -> Outcome | None:
        async for message in self._history(channel, _smallest_id(delivery)):
            if _is_ours(message, delivery):
                return Sent(f"{channel}/{message['id']}")
        return None

    async def _seek_in_threads(
        self, delivery: Delivery, channel: str, guild: str
    ) -> Outcome | None:
        for thread in await self._threads(channel, guild, _smallest_id(delivery)):
            found = await self._seek(delivery, thread)
            if found:
                return found
        return None

    async def _threads(self, channel: str, guild: str, since: int) -> list[str]:
        """List the active threads of a channel where something was posted since."""
        active = await self._wire().call(
            "GET", "/guilds/{guild_id}/threads/active", {"guild_id": guild}
        )
        return [
            str(thread["id"])
            for thread in active["threads"]
            if str(thread.get("parent_id")) == channel
            and int(thread.get("last_message_id") or thread["id"]) >= since
        ]

    async def recall(
        self,
        delivery: Delivery,
        since: datetime,
        *,
        threads: bool,
        reads: Callable[[str], Awaitable[bool]],
    ) -> list[Seen] | Outcome:
        """List our messages of a channel since a time, and those in threads where asked for.

        `reads` tells whether we may: to who may not, Discord shows an empty history.
        """
        channel, start = delivery.channel.removeprefix(PREFIX), _snowflake(since)
        try:
            place = await self._place(channel)
            if not (place.history and await reads(channel)):
                return NO_HISTORY
            rooms = [] if place.forum else [channel]
            if place.guild and (place.forum or threads):
                rooms += await self._threads(channel, place.guild, start)
                rooms += await self._archived(channel, since)
            return [
                Seen("" if _is_digest(tokens) else f"{room}/{message['id']}", tokens)
                for room in rooms
                async for message in self._history(room, start)
                if (tokens := _tokens(message))
            ]
        except _EndlessHistory:
            return TOO_MUCH
        except (Answer, NotSent, Lost) as error:
            return _unread(error)

    async def _archived(self, channel: str, since: datetime) -> list[str]:
        """List the threads that were closed since a time; newest first, as Discord gives them."""
        found: list[str] = []
        query = {"limit": str(PAGE)}
        for _ in range(MOST_PAGES):
            page = await self._wire().call(
                "GET",
                "/channels/{channel_id}/threads/archived/public",
                {"channel_id": channel},
                query=query,
            )
            closed = [
                (str(thread["id"]), str(thread["thread_metadata"]["archive_timestamp"]))
                for thread in page["threads"]
            ]
            fresh = [name for name, at in closed if datetime.fromisoformat(at) >= since]
            found += fresh
            if not page.get("has_more") or len(fresh) < len(closed):
                return found
            query = {"limit": str(PAGE), "before": closed[-1][1]}
        raise _EndlessHistory

    async def _history(self, channel: str, after: int) -> AsyncIterator[Payload]:
        for _ in range(MOST_PAGES):
            page = await self._wire().call(
                "GET",
                "/channels/{channel_id}/messages",
                {"channel_id": channel},
                query={"after": str(after), "limit": str(PAGE)},
            )
            for message in page:
                yield message
            if len(page) < PAGE:
                return
            after = max(int(message["id"]) for message in page)
        raise _EndlessHistory


class _EndlessHistory(Exception):
    """A channel has more messages than are read."""


def _smallest_id(delivery: Delivery) -> int:
    """Give the smallest id that a message of this attempt can have."""
    if delivery.attempted_at is None:
        return 0
    return _snowflake(delivery.attempted_at)


def _snowflake(moment: datetime) -> int:
    return discord.utils.time_snowflake(moment - CLOCK_SKEW)


def _unread(error: Answer | NotSent | Lost) -> Outcome:
    """Say what it means that a look-up failed: never that the message is not there."""
    outcome = outcome_of(error, repeatable=True)
    return outcome if isinstance(outcome, RetryLater | Refused) else Unknown(str(error))


def _message_body(delivery: Delivery, card: Card, place: ChannelPlace) -> Payload:
    channel = delivery.channel.removeprefix(PREFIX)
    key = channel_hash(delivery.name, channel)
    if place.announces and not card.plain:
        card = replace(
            card, actions=(*card.actions, Action(PUBLISH[place.language], "publish", ""))
        )
    # A plain card bears its marker as a line of its own.
    if not card.plain and not any(action.name for action in card.actions):
        card = replace(card, actions=(*card.actions, *CARRIERS[: 1 + bool(card.shows)]))
    return {
        **render(card, marker=key),
        "nonce": delivery_nonce(delivery.name, channel),
        "enforce_nonce": True,
    }


def _is_ours(message: Payload, delivery: Delivery) -> bool:
    channel = delivery.channel.removeprefix(PREFIX)
    if str(message.get("nonce", "")) == delivery_nonce(delivery.name, channel):
        return True
    return channel_hash(delivery.name, channel) in _tokens(message)


def _tokens(message: Payload) -> tuple[str, ...]:
    """List by what a message is recognised: its marker, and what its buttons say it tells."""
    ids = [
        str(button.get("custom_id", ""))
        for row in message.get("components", ())
        for button in row.get("components", ())
    ]
    found = [marker_of(name) for name in ids] + [token for name in ids for token in marks_of(name)]
    found.append(marker_in(str(message.get("content", ""))))
    return tuple(dict.fromkeys(filter(None, found)))


def _is_digest(tokens: Sequence[str]) -> bool:
    return any(token.startswith(Shows.DIGEST) and len(token) > MARKER for token in tokens)


def _forum_tags(place: ChannelPlace, card: Card) -> list[str]:
    """Choose the forum's tags that a field of the card names."""
    words = " ".join(fold(bare_words(field.value)) for field in card.fields)
    named = [tag for name, tag in place.tags if fold(name) and f" {fold(name)} " in f" {words} "]
    if not named and place.needs_tag:
        named = [tag for _, tag in place.tags[:1]]
    return named[:MOST_TAGS]
