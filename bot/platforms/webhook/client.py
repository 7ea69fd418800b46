"""Posting cards to receivers: signed, behind the guard, each request made once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

import aiohttp
from yarl import URL

from bot.cards import Card, plain_lines
from bot.core.proxies import STRAIGHT, Proxies
from bot.feeds.fetch.address_guard import Attempt, Blocked, Guard, attempt
from bot.feeds.fetch.failures import LOGIN
from bot.feeds.fetch.headers import retry_after
from bot.feeds.fetch.ways import Ways
from bot.logs import get_logger
from bot.models import Delivery, Outcome, Refused, RetryLater, Scope, Sent, Unknown
from bot.models.past import Seen
from bot.platforms.webhook.render import Json, body_of, body_signature, edit_id, render
from bot.said import say

log = get_logger(__name__)

PREFIX = "webhook:"
TOTAL_SECONDS = 15.0
"""Seconds that a receiver has for its answer, by hand: long enough to store a card, so short that
one that hangs is known before the next card is due."""
SETTLE_SECONDS = 5.0  # in which an unanswered request may still arrive; by hand
LONGEST_PAUSE = 300.0
"""Seconds between tries at most after timeouts, by hand: as long as other deliveries wait."""
LONGEST_WAIT = 3600.0
"""Seconds of a Retry-After that are believed, as of Slack's."""
REMEMBERED = 2000  # attempts without an answer; a bound on memory alone

_NO_ADDRESS = say("its address is no web address")
_NOT_STARTED = RetryLater(0.0, "not connected", unreachable=True)

Row = tuple[str, bool, str]


class WebhookPlatform:
    """The receivers of the operator; `targets` maps a name to its address and secret."""

    name = "webhook"
    history = False
    pace = 0.0

    def __init__(
        self,
        targets: Mapping[str, tuple[str, str]],
        *,
        clock: Callable[[], datetime],
        allow_hosts: Iterable[str] = (),
        user_agent: str = "Wirebell",
        timeout: float = TOTAL_SECONDS,
        settle: float = SETTLE_SECONDS,
        proxies: Proxies = STRAIGHT,
    ) -> None:
        self.settle = settle
        self._targets = dict(targets)
        self._clock = clock
        self._timeout = timeout
        self._ways = Ways(
            proxies,
            Guard(allow_hosts),
            timeout=aiohttp.ClientTimeout(total=timeout),
            headers={"User-Agent": user_agent, "Content-Type": "application/json"},
        )
        self._started = False
        self._silent: dict[str, datetime] = {}
        self._unsure: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def attend(self, desk: object) -> None:
        """Do nothing: a receiver asks nothing."""

    def doors(self) -> dict[str, Any]:
        """Want no HTTP endpoint."""
        return {}

    async def start(self) -> None:
        """Let posts out; there is nothing to log in to."""
        self._started = True

    async def stop(self) -> None:
        """Close every connection."""
        self._started = False
        await self._ways.close()

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        """Post a card; its id is the delivery's name, the same at every try."""
        if not self._started:
            return _NOT_STARTED
        made = render(delivery, card, repeat=delivery.uncertain)
        outcome = await self._post(delivery.channel, made)
        self._remember(delivery.name, outcome)
        return outcome

    async def edit(self, delivery: Delivery, card: Card, message_ref: str) -> Outcome:
        """Post what a card shows by now, with the id of the first."""
        if not self._started:
            return _NOT_STARTED
        made = render(delivery, card, repeat=delivery.uncertain, edits=message_ref)
        made["id"] = edit_id(made)
        outcome = await self._post(delivery.channel, made)
        return Sent(message_ref) if isinstance(outcome, Sent) else outcome

    async def find(self, delivery: Delivery) -> Outcome | None:
        """Tell that a receiver shows no history, after a pause that grows with each timeout."""
        times, ended = self._unsure.get(delivery.name, (0, 0.0))
        pause = min(self.settle * 2.0**times, LONGEST_PAUSE) if times > 1 else 0.0
        if (rest := ended + pause - monotonic()) > 0:
            return RetryLater(rest, "the receiver did not answer in time")
        return Unknown("a receiver shows no history")

    async def recall(
        self, delivery: Delivery, since: datetime, *, threads: bool
    ) -> Sequence[Seen] | Outcome:
        """Tell that a receiver shows no history."""
        return Unknown("a receiver shows no history")

    def _remember(self, key: str, outcome: Outcome) -> None:
        times, _ = self._unsure.pop(key, (0, 0.0))
        if isinstance(outcome, Unknown):
            self._unsure[key] = (times + 1, monotonic())
            while len(self._unsure) > REMEMBERED:
                self._unsure.popitem(last=False)

    async def tell_owner(self, tenant: str, user: str, card: Card) -> Outcome:
        """Tell the operator, to whom every receiver belongs, by the log."""
        log.warning("notice for the owner", tenant=tenant, notice=plain_lines(card))
        return Sent("log")

    async def channel_tenant(self, channel: str) -> str | None:
        """Tell that a receiver of the file belongs to the operator."""
        return "" if channel.removeprefix(PREFIX) in self._targets else None

    def channel_name(self, channel: str) -> str:
        """Call a receiver what the file calls it."""
        return channel

    def down_since(self) -> datetime | None:
        """Tell since when no receiver at all can be reached."""
        if not self._silent or len(self._silent) < len(self._targets):
            return None
        return max(self._silent.values())

    async def check(self, channels: Sequence[str]) -> list[Row]:
        """Post a signed ping to each receiver, before `start` too: it has to take it as cards."""
        named = {channel.removeprefix(PREFIX) for channel in channels}
        # One after the other, those that hang would use up the time in which all are asked.
        return await asyncio.gather(*map(self._ping, sorted(named | set(self._targets))))

    async def _ping(self, name: str) -> Row:
        at = int(self._clock().timestamp())
        ping = {"version": 1, "id": f"ping:{at}", "kind": "ping"}
        outcome = await self._post(f"{PREFIX}{name}", ping)
        well = isinstance(outcome, Sent)
        reason = "" if isinstance(outcome, Sent) else f"{outcome.reason} (fix: docs/webhook.md)"
        return f"{PREFIX}{name}", well, reason

    async def _post(self, channel: str, made: Json) -> Outcome:
        """Make one request; what it was answered, or that it was not, comes back as a value."""
        name = channel.removeprefix(PREFIX)
        if name not in self._targets:
            return Refused(say("the file has no table [webhook.{name}]", name=name), True)
        url, secret = self._targets[name]
        known = Attempt("")
        attempt.set(known)
        try:
            target = URL(url)
        except ValueError:
            return Refused(_NO_ADDRESS, True)
        known.host = target.host or ""
        try:
            outcome = await self._answer(target, secret, made)
        except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as error:
            outcome = _outcome_of_failure(error, known)
        self._hear(name, outcome)
        return outcome

    async def _answer(self, url: URL, secret: str, made: Json) -> Outcome:
        body, now = body_of(made), self._clock()
        headers = {
            "X-Wirebell-Delivery": str(made["id"]),
            "X-Wirebell-Signature": body_signature(secret, int(now.timestamp()), body),
        }
        session = await self._ways.guarded(url)
        async with (
            asyncio.timeout(self._timeout),
            session.post(url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            if response.status == LOGIN and self._ways.proxy(str(url)):
                return RetryLater(0.0, "the proxy asks for a login", unreachable=True)
            return _outcome_of_status(
                response.status, retry_after(response.headers, now), str(made["id"])
            )

    def _hear(self, name: str, outcome: Outcome) -> None:
        if isinstance(outcome, RetryLater | Unknown) and getattr(outcome, "unreachable", True):
            self._silent.setdefault(name, self._clock())
        else:
            self._silent.pop(name, None)


def _outcome_of_status(status: int, pause: float | None, ref: str) -> Outcome:
    """Tell what an answer means; one that can be mended only by hand pauses the channel."""
    if 200 <= status < 300:
        return Sent(ref)
    if status in (408, 425, 429) or status >= 500:
        # The receiver says itself that it failed, and drops what it has by the id.
        wait = min(pause or 0.0, LONGEST_WAIT)
        return RetryLater(wait, f"the receiver answered {status}", scope=Scope.CHANNEL)
    if status in (404, 410):
        return Refused(say("the receiver is gone (status {status})", status=status), True)
    if 300 <= status < 400:
        return Refused(
            say("the receiver sends on elsewhere (status {status})", status=status), True
        )
    if status in (401, 403):
        reason = say("the receiver does not take our signature (status {status})", status=status)
        return Refused(reason, True)
    return Refused(say("the receiver refused it (status {status})", status=status))


def _outcome_of_failure(error: Exception, known: Attempt) -> Outcome:
    """Tell what a request without an answer means; an address is never named, it may be secret."""
    if known.refused and isinstance(error, aiohttp.ClientConnectorError | Blocked):
        kind = known.refused[0].kind
        return Refused(
            say("its address is {kind}; [fetch] allow_hosts lets it through", kind=kind), True
        )
    never = (
        aiohttp.ClientConnectorError,
        aiohttp.ConnectionTimeoutError,
        aiohttp.ClientHttpProxyError,
    )
    if isinstance(error, never):
        reason = f"the receiver cannot be reached ({type(error).__name__})"
        return RetryLater(0.0, reason, unreachable=True)
    if isinstance(error, aiohttp.InvalidURL):
        return Refused(_NO_ADDRESS, True)
    return Unknown(f"the receiver did not answer ({type(error).__name__})")
