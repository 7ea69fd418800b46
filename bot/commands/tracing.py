"""The command `why`: what led to an alert, or what became of an article by its address."""

from __future__ import annotations

from collections.abc import Iterable

from bot.cards import Card, Field, Item, Span, Style, Text, text
from bot.commands import reading
from bot.commands.ask import Ask, note_card
from bot.commands.books import LINES
from bot.core.alerts.cards import local_time, open_url, web_url
from bot.core.ledger import Line
from bot.models import Delivery, DeliveryKind, DeliveryState, Feed, Muted, Subscription, Watchlist
from bot.said import put_words, say
from bot.service.tracing import SHOWN, Trace, Tracing, address_of

TOLD = {
    DeliveryState.SENT: say("sent {when}"),
    DeliveryState.NEW: say("on its way"),
    DeliveryState.SENDING: say("being sent since {when}"),
    DeliveryState.WAITING: say("to be tried again {when}: {reason}"),
    DeliveryState.HELD: say("held until {when}"),
    DeliveryState.DEAD: say("given up: {reason}"),
    DeliveryState.MOOT: say("left alone: {reason}"),
}
"""Where a delivery is, in words."""


async def why(ask: Ask) -> Card:
    """Explain an alert by its number, or tell what became of the article at an address."""
    wanted = ask.text("alert")
    if not (url := address_of(wanted)):
        return await reading.why(ask)
    # What the operator runs is all the operator's, as health tells it.
    found = await ask.service.tracer.trace(url, ask.caller.tenant or None)
    if found.traces:
        return await _stored_card(ask, found)
    return _left_out(ask, found) if found.left_out else _unread_card(ask, found)


async def _stored_card(ask: Ask, found: Tracing) -> Card:
    _ = ask.gettext
    first = found.traces[0]
    channels = await _traced_channels(ask, found.traces)
    body: list[Text] = []
    fields: list[Field] = []
    for trace in found.traces:
        fields.append(Field(_("Read by"), text(_read_line(ask, trace))))
        fields += reading.placed_fields(ask, trace.placed, trace.nearest)
        body += _hit_lines(ask, trace)
        body += [_delivery_line(ask, trace, item, channels) for item in _showing_deliveries(trace)]
        body += [_muted_line(ask, item, watch, channels) for item, watch in trace.muted]
    title = first.article.title or first.article.source
    return Card(
        title=text(_("Why: {title}").format(title=title)),
        url=web_url(first.article.url),
        body=tuple(body),
        fields=tuple(fields),
    )


async def _traced_channels(ask: Ask, traces: Iterable[Trace]) -> dict[int, Subscription]:
    """Read the subscriptions that the traces speak of."""
    numbers: set[int | None] = set()
    for trace in traces:
        numbers |= {item.subscription for item in trace.deliveries}
        numbers |= {item.subscription for item, _ in trace.muted}
    kept = ask.service.store.watches
    found = [await kept.subscription(number) for number in numbers if number]
    return {item.id: item for item in found if item}


def _read_line(ask: Ask, trace: Trace) -> str:
    when = local_time(trace.article.published, ask.look)
    return f"{trace.article.source} · {when} · #{trace.story}"


def _hit_lines(ask: Ask, trace: Trace) -> list[Text]:
    _ = ask.gettext
    if not trace.hits:
        return [text(_("No watch hits it."))]
    rows = []
    for watch, match in trace.hits:
        reasons = "; ".join(put_words(reason, _) for reason in match.reasons)
        about = _("about it") if match.about else _("in the text: a mention")
        rows.append(text(_("Hit by {watch} ({about})").format(watch=watch.name, about=about)))
        rows += [text(f"• {reasons}")] if reasons else []
    return rows if trace.deliveries or trace.muted else [*rows, text(_("No channel follows it."))]


def _showing_deliveries(trace: Trace) -> list[Delivery]:
    """List the deliveries that show the article: its own, and the alerts that it was added to."""
    row = int(trace.article.id)
    return [
        item for item in trace.deliveries if item.article == row or item.kind is DeliveryKind.ALERT
    ]


def _delivery_line(
    ask: Ask, trace: Trace, item: Delivery, channels: dict[int, Subscription]
) -> Text:
    _ = ask.gettext
    own = item.article == int(trace.article.id)
    alert = _("Alert") if own else _("Added to the story's alert")
    what = _("Update") if item.kind is DeliveryKind.UPDATE else alert
    where = _where_shown(ask, item, channels)
    return (Span(f"{what} · "), where, Span(f" · {_delivery_state(ask, item)} (#{item.id})"))


def _where_shown(ask: Ask, item: Delivery, channels: dict[int, Subscription]) -> Span:
    found = channels.get(item.subscription or 0)
    name = ask.service.deliverer.channel_name(item.channel)
    return ask.channel(found, Style.STRONG) if found else Span(name, Style.STRONG)


def _delivery_state(ask: Ask, item: Delivery) -> str:
    _ = ask.gettext
    moment = {
        DeliveryState.HELD: item.held_until,
        DeliveryState.WAITING: item.next_try_at,
    }.get(item.state, item.attempted_at or item.created_at)
    if item.state is DeliveryState.HELD and (moment is None or item.paused):
        return _("held: {reason}").format(reason=_delivery_reason(ask, item))
    when = local_time(moment, ask.look) if moment else "–"
    line = put_words(TOLD[item.state], _).format(when=when, reason=_delivery_reason(ask, item))
    return f"{line} · {_('in a digest')}" if item.digest else line


def _delivery_reason(ask: Ask, item: Delivery) -> str:
    if item.paused:
        return put_words(LINES[Line.PAUSED], ask.gettext)
    return put_words(item.reason, ask.gettext) or "–"


def _muted_line(
    ask: Ask, item: Muted, watch: Watchlist | None, channels: dict[int, Subscription]
) -> Text:
    _ = ask.gettext
    found = channels.get(item.subscription or 0)
    who: tuple[Span, ...] = (Span(watch.name, Style.STRONG),) if watch else ()
    if found:
        who = (*who, Span(" · " if who else ""), ask.channel(found, Style.STRONG))
    reason = put_words(LINES[Line(item.line)], _)
    told = _("not told: {reason}").format(reason=reason)
    return (*who, Span(f" · {told}" if who else told))


def _left_out(ask: Ask, found: Tracing) -> Card:
    _ = ask.gettext
    rows = [
        text(
            _("{feed} brought it on {when}: it was set aside, {reason}.").format(
                feed=item.feed.name,
                when=local_time(item.at, ask.look),
                reason=put_words(LINES[Line(item.line)], _),
            )
        )
        for item in found.left_out[:SHOWN]
    ]
    return note_card(_("Set aside"), *rows)


def _unread_card(ask: Ask, found: Tracing) -> Card:
    _ = ask.gettext
    body = [_("No feed brought this article: {url}").format(url=found.url)]
    if found.feeds:
        body.append(_("Feeds of this site that are read:"))
    else:
        body.append(_("No feed of this site is read. /news feed-add URL adds one."))
    items = tuple(_feed_item(ask, feed) for feed in found.feeds[:SHOWN])
    return Card(title=text(_("Not read")), body=tuple(map(text, body)), items=items)


def _feed_item(ask: Ask, feed: Feed) -> Item:
    _ = ask.gettext
    polled = local_time(feed.last_poll, ask.look) if feed.last_poll else _("never")
    line = _("last read {when}").format(when=polled)
    if feed.last_error:
        line += f" · {put_words(ask.failure(feed), _)}"
    return Item((Span(feed.name, Style.STRONG, open_url(feed.url)),), text(line, Style.EMPHASIS))
