"""Posting, editing and looking up messages: outcomes as values, each request made once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from time import monotonic

from slack_sdk.errors import SlackApiError

from bot.cards import Card
from bot.core.alerts.marks import told_in
from bot.errors import raising_unmade
from bot.models import Delivery, DeliveryKind, Outcome, Refused, RetryLater, Sent, Unknown
from bot.models.past import Seen
from bot.platforms.slack.api import SlackWire
from bot.platforms.slack.installing.workspaces import Workspace, bare_id
from bot.platforms.slack.outcomes import FAILURES, PAYLOAD, UNCHANGEABLE, error_of, outcome_of
from bot.platforms.slack.render import Json, fallback_text, render, render_plain

EVENT = "wirebell_delivery"
SKEW = 300.0
"""Seconds that our clock and Slack's may differ."""
THREAD_AGE = 4 * 86_400.0
"""Seconds back to where the message that a reply belongs to may lie."""
PAGE = 200  # messages, as many as Slack advises for a page
PAGES = 25  # five thousand messages since an attempt; by hand
REMEMBERED = 2000  # attempts without an answer; a bound on memory alone
MOST_TOLD = 100
"""Articles that a message names in its metadata, by hand: 2 kB of the 8 that Slack keeps."""
TOO_MUCH = Unknown("the channel has too much traffic to look through")

_NO_THREAD = frozenset({"thread_not_found", "cannot_reply_to_message", "invalid_thread_ts"})


class SlackPoster:
    """Posts for the platform; `settle` is how long an unanswered request may still arrive."""

    def __init__(self, wire: SlackWire, settle: float) -> None:
        self._wire = wire
        self._settle = settle
        self._unsure: OrderedDict[str, tuple[float, str]] = OrderedDict()

    async def send(self, workspace: Workspace, delivery: Delivery, card: Card) -> Outcome:
        """Post a card with the delivery's key in its metadata."""
        channel = bare_id(delivery.channel)
        thread = card.under.partition("/")[2]
        more: Json = {"channel": channel, "metadata": metadata(delivery, card), "mrkdwn": False}
        more |= {"unfurl_links": False, "unfurl_media": False}
        more |= {"thread_ts": thread} if thread else {}
        outcome = await self._try(workspace, "chat_postMessage", card, more)
        if isinstance(outcome, Unknown):
            self._remember(delivery.name, thread)
        return outcome

    async def edit(
        self, workspace: Workspace, delivery: Delivery, card: Card, message_ref: str
    ) -> Outcome:
        """Replace what a message shows, and what it says of that in its metadata."""
        channel, _, ts = message_ref.partition("/")
        # A form without blocks takes the old ones away.
        more: Json = {"channel": channel, "ts": ts, "blocks": []}
        if delivery.mark:
            more |= {"metadata": metadata(delivery, card)}
        return await self._try(workspace, "chat_update", card, more)

    async def message(self, workspace: Workspace, user: str, card: Card) -> Outcome:
        """Send a person a direct message."""
        try:
            opened = await self._wire.call(workspace.token, "conversations_open", users=[user])
        except FAILURES as failure:
            return outcome_of(failure, alone=workspace.alone)
        channel = str(opened["channel"]["id"])
        more = {"channel": channel, "unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
        return await self._try(workspace, "chat_postMessage", card, more)

    async def _try(self, workspace: Workspace, method: str, card: Card, more: Json) -> Outcome:
        """Call a method, in a plainer form each time that Slack blames the form."""
        with raising_unmade():
            forms = iter(list(_card_forms(card)))
        form = next(forms)
        joined = False
        while True:
            body = more | form | {"parse": "none", "link_names": False}
            try:
                answer = await self._wire.call(workspace.token, method, **body)
                return Sent(f"{answer['channel']}/{answer['ts']}")
            except FAILURES as failure:
                error = error_of(failure)
                if error in PAYLOAD and (plainer := next(forms, None)):
                    form = plainer
                elif error in _NO_THREAD and "thread_ts" in more:
                    more = {key: value for key, value in more.items() if key != "thread_ts"}
                elif error == "not_in_channel" and not joined:
                    if not await self._join(workspace, str(more["channel"])):
                        return outcome_of(failure, alone=workspace.alone)
                    joined = True
                elif error in UNCHANGEABLE and method == "chat_update":
                    return Refused(UNCHANGEABLE[error], moot=True)
                else:
                    return outcome_of(failure, alone=workspace.alone)

    async def _join(self, workspace: Workspace, channel: str) -> bool:
        """Enter a public channel: only members may read back what they posted."""
        try:
            await self._wire.call(workspace.token, "conversations_join", channel=channel)
        except FAILURES:
            return False
        return True

    def _remember(self, key: str, thread: str) -> None:
        self._unsure[key] = (monotonic(), thread)
        while len(self._unsure) > REMEMBERED:
            self._unsure.popitem(last=False)

    async def find(self, workspace: Workspace, delivery: Delivery) -> Outcome | None:
        """Look for a message with the delivery's key; None when it is not there."""
        ended, thread = self._unsure.get(delivery.name, (0.0, ""))
        if ended and (rest := ended + self._settle - monotonic()) > 0:
            return RetryLater(rest, "the request may still arrive")
        try:
            found = await self._search(workspace, delivery, thread)
        except _EndlessChannel:
            return TOO_MUCH
        except FAILURES as failure:
            return _not_found(failure, alone=workspace.alone)
        self._unsure.pop(delivery.name, None)
        return found

    async def _search(
        self, workspace: Workspace, delivery: Delivery, thread: str
    ) -> Outcome | None:
        channel, since = bare_id(delivery.channel), _oldest_stamp(delivery)
        in_thread = delivery.kind is DeliveryKind.UPDATE and not thread
        oldest = since - THREAD_AGE if in_thread else since
        messages = self._messages(workspace, channel, oldest, thread, replied=since)
        async for message in messages:
            if _delivery_key(message) == delivery.name:
                return Sent(f"{channel}/{message['ts']}")
        return None

    async def recall(
        self, workspace: Workspace, delivery: Delivery, since: datetime, *, threads: bool
    ) -> list[Seen] | Outcome:
        """List our messages of a channel since a time, and those in threads where asked for."""
        channel, start = bare_id(delivery.channel), since.timestamp() - SKEW
        oldest, replied = (start - THREAD_AGE, start) if threads else (start, None)
        try:
            return [
                Seen(_ref(message, channel), _tokens(message))
                async for message in self._messages(workspace, channel, oldest, "", replied)
                if _delivery_key(message)
            ]
        except _EndlessChannel:
            return TOO_MUCH
        except FAILURES as failure:
            return _not_found(failure, alone=workspace.alone)

    async def _messages(
        self,
        workspace: Workspace,
        channel: str,
        oldest: float,
        thread: str,
        replied: float | None,
    ) -> AsyncIterator[Json]:
        """Read a channel or thread page by page; threads answered since `replied` as well.

        Raises _EndlessChannel where there are more pages than anybody should read.
        """
        method = "conversations_replies" if thread else "conversations_history"
        more: Json = {"ts": thread} if thread else {}
        for _ in range(PAGES):
            page = await self._wire.call(
                workspace.token,
                method,
                channel=channel,
                oldest=f"{oldest:.6f}",
                include_all_metadata=True,
                limit=PAGE,
                **more,
            )
            for message in page.get("messages") or []:
                yield message
                if thread or replied is None or not _answered_since(message, replied):
                    continue
                replies = self._messages(workspace, channel, replied, message["ts"], None)
                async for reply in replies:
                    yield reply
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            more["cursor"] = cursor
        raise _EndlessChannel


class _EndlessChannel(Exception):
    """A channel has more messages than are read."""


def metadata(delivery: Delivery, card: Card) -> Json:
    """Say in a message what it is and tells, so that it is found again."""
    told = told_in(card.shows)[:MOST_TOLD]
    return {
        "event_type": EVENT,
        "event_payload": {"key": delivery.name, "kind": delivery.kind.value, "told": list(told)},
    }


def _card_forms(card: Card) -> Iterator[Json]:
    """Render a card richly, then without its image (Slack fetches it), then plainly.

    A plain card is text alone: Slack refused the blocks of all these forms.
    """
    if card.plain:
        yield {"text": fallback_text(card)}
        return
    yield render(card)
    if card.image:
        yield render(card, image=False)
    yield render_plain(card)


def _oldest_stamp(delivery: Delivery) -> float:
    moment: datetime = delivery.attempted_at or delivery.created_at
    return moment.timestamp() - SKEW


def _payload(message: Json) -> Json:
    """Give what one of our messages says of itself, nothing for anybody else's."""
    carried = message.get("metadata") or {}
    return (carried.get("event_payload") or {}) if carried.get("event_type") == EVENT else {}


def _delivery_key(message: Json) -> str:
    return str(_payload(message).get("key", ""))


def _tokens(message: Json) -> tuple[str, ...]:
    carried = _payload(message)
    tokens = [str(token) for token in carried.get("told") or ()]
    return tuple(dict.fromkeys([_delivery_key(message), *tokens]))


def _ref(message: Json, channel: str) -> str:
    digest = _payload(message).get("kind") == DeliveryKind.DIGEST
    return "" if digest else f"{channel}/{message['ts']}"


def _answered_since(message: Json, since: float) -> bool:
    """Tell whether one of our messages has a reply newer than `since`."""
    return (
        bool(message.get("reply_count"))
        and bool(_delivery_key(message))
        and (float(message.get("latest_reply") or 0) >= since)
    )


def _not_found(failure: BaseException, *, alone: bool) -> Outcome:
    """Say what it means that a look-up failed: never that the message is not there."""
    error = error_of(failure)
    if error in {"missing_scope", "not_in_channel", "method_not_supported_for_channel_type"}:
        return Unknown(f"the channel's history cannot be read ({error})")
    if isinstance(failure, SlackApiError):
        outcome = outcome_of(failure, alone=alone)
        if isinstance(outcome, Refused) and (outcome.dead_target or outcome.platform_down):
            return outcome
        if isinstance(outcome, RetryLater):
            return outcome
        if isinstance(outcome, Refused):
            return Unknown(str(outcome.reason))
    return RetryLater(5.0, "the channel's history cannot be reached", unreachable=True)
