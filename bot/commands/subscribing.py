"""Commands about subscriptions: subscribe, unsubscribe, subscriptions, digest."""

from __future__ import annotations

from bot.cards import Action, Card, Field, Item, Span, Style, bare_words, text
from bot.commands.ask import PAGE, Ask, note_card
from bot.core.alerts.cards import local_time
from bot.core.alerts.schedule import parse_burst, parse_clock, parse_quiet, zone_named
from bot.core.channels import check_channel
from bot.core.language.text import fold
from bot.errors import Forbidden, NotFound, UsageError
from bot.i18n import plural_form
from bot.models import OPERATOR, GivenUp, Mode, Subscription
from bot.said import put_words
from bot.service.questions import NAMED_FOR


async def subscribe(ask: Ask) -> Card:
    """Have a channel follow a watch, or a whole feed; subscribing again resumes and changes."""
    _ = ask.gettext
    channel = await _asked_channel(ask)
    feed = await ask.feed(ask.text("feed")) if ask.text("feed") else None
    watch = None if feed else await ask.watch(ask.need("watch"))
    wanted = Subscription(
        id=0,
        tenant=ask.caller.tenant,
        channel=channel,
        watchlist=watch.id if watch else None,
        feed=feed.id if feed else None,
        mode=_asked_mode(ask),
        at=_checked_value(ask.text("at"), parse_clock),
        quiet=_checked_value(ask.text("quiet"), parse_quiet),
        timezone=_checked_value(ask.text("timezone") or str(ask.look.zone), zone_named),
        burst=_checked_value(ask.text("burst"), parse_burst),
        updates=ask.flag("updates", False),
        mention=ask.text("mention"),
        language=ask.text("language") or ask.look.language,
        created_by=ask.caller.user,
    )
    saved = await ask.service.changes.subscribe(wanted, origin=ask.origin)
    name = watch.name if watch else feed.name if feed else ""
    return Card(
        title=text(_("Subscribed: {name}").format(name=name)),
        fields=tuple(_subscription_fields(ask, saved)),
        actions=(Action(_("Undo"), "unsubscribe", f"#{saved.id}", danger=True),),
        tone="good",
    )


async def _asked_channel(ask: Ask) -> str:
    """Give the channel asked for; it has to be one of the tenant's."""
    channel = ask.text("channel") or ask.caller.channel
    if channel != ask.caller.channel:
        _check_form(ask, channel)
    if channel != ask.caller.channel and not await _owns_channel(ask, channel):
        _ = ask.gettext
        raise NotFound(
            _("There is no such channel here, or it cannot be seen."),
            fix=_("invite the bot to the channel first"),
        )
    return channel


def _check_form(ask: Ask, channel: str) -> None:
    try:
        check_channel(channel, ask.service.channels)
    except UsageError as error:
        _ = ask.gettext
        message = _("There is no such channel here, or it cannot be seen.")
        raise UsageError(message, fix=error.said[1]) from None


async def _owns_channel(ask: Ask, channel: str) -> bool:
    """Tell whether the caller may post to a channel; the operator may post to any."""
    if ask.caller.tenant == OPERATOR:
        return True
    return await ask.service.owns(ask.caller.tenant, channel)


def _asked_mode(ask: Ask) -> Mode:
    value = ask.text("mode") or Mode.INSTANT.value
    try:
        return Mode(value)
    except ValueError:
        _ = ask.gettext
        raise UsageError(
            _('"{value}" is no mode').format(value=value), fix=", ".join(Mode)
        ) from None


def _checked_value(value: str, check: object) -> str:
    if value and callable(check):
        check(value)
    return value


def _subscription_fields(ask: Ask, item: Subscription) -> list[Field]:
    _ = ask.gettext
    modes = {
        Mode.INSTANT: _("at once"),
        Mode.HOURLY: _("every hour"),
        Mode.DAILY: _("daily at {at}").format(at=item.at or "08:00"),
        Mode.THREAD: _("a thread per story"),
    }
    fields = [Field(_("Channel"), (ask.channel(item),)), Field(_("Mode"), text(modes[item.mode]))]
    if item.quiet:
        fields.append(Field(_("Quiet hours"), text(f"{item.quiet} {item.timezone}")))
    if item.burst:
        fields.append(Field(_("Burst guard"), text(item.burst)))
    return fields


async def _target_name(ask: Ask, item: Subscription) -> str:
    """Name what a subscription follows; what the tenant does not see any more stays unnamed."""
    tenant, store = ask.caller.tenant, ask.service.store
    if item.watchlist is not None:
        watches = await store.watches.among([item.watchlist], tenant=tenant)
        return watches[0].name if watches else "?"
    feed = await store.feeds.get(item.feed or 0)
    return feed.name if feed and feed.owners & {tenant, OPERATOR} else "?"


async def unsubscribe(ask: Ask) -> Card:
    """Stop a channel's subscription to a watch or feed."""
    _ = ask.gettext
    wanted = ask.need("watch")
    channel = ask.text("channel") or ask.caller.channel
    found = await _find_subscription(ask, wanted, channel)
    if found is None:
        raise NotFound(
            _("This channel does not follow that."), fix=_("/news subscriptions lists them")
        )
    if found.fixed:
        raise Forbidden(
            _("This subscription comes from the operator's configuration."),
            fix=_("ask the operator to take it out of the file"),
        )
    await ask.service.changes.unsubscribe(found)
    return note_card(_("Unsubscribed"), (ask.channel(found),), tone="good")


async def _find_subscription(ask: Ask, wanted: str, channel: str) -> Subscription | None:
    tenant, kept = ask.caller.tenant, ask.service.store.watches
    if wanted.startswith("#"):
        return await _subscription_numbered(ask, wanted)
    watches = [*await kept.named(wanted, tenant=tenant), await kept.find(wanted, tenant=tenant)]
    feeds = await ask.service.directory.feeds(tenant)
    return await kept.following(
        tenant=tenant,
        channel=channel,
        watchlists=[watch.id for watch in watches if watch],
        feeds=[feed.id for feed in feeds if feed.key == fold(wanted)],
    )


async def _subscription_numbered(ask: Ask, wanted: str) -> Subscription | None:
    """Find a subscription of the tenant by its number, as buttons name it."""
    number = wanted.removeprefix("#")
    if not number.isdecimal():
        return None
    return await ask.service.store.watches.live_subscription(
        int(number[:15]), tenant=ask.caller.tenant
    )


async def subscriptions(ask: Ask) -> Card:
    """List which channel of the tenant follows what."""
    _ = ask.gettext
    kept, tenant = ask.service.store.watches, ask.caller.tenant
    count = await kept.count_subscriptions(tenant=tenant)
    if not count:
        return note_card(
            _("No subscriptions"), _("/news subscribe WATCH adds one for this channel.")
        )
    page, pages, rows = ask.page_of(count)
    shown = await kept.subscriptions_page(tenant=tenant, limit=PAGE, offset=rows.start)
    given_up = await ask.service.store.outbox.lost(ask.now - NAMED_FOR, tenant=tenant)
    lost = {item.subscription: item for item in reversed(given_up)}
    items = [
        _subscription_item(ask, item, await _target_name(ask, item), lost.get(item.id))
        for item in shown
    ]
    return Card(title=text(_("Subscriptions")), items=tuple(items), page=page, pages=pages)


def _subscription_item(ask: Ask, item: Subscription, name: str, lost: GivenUp | None) -> Item:
    _ = ask.gettext
    where, *fields = _subscription_fields(ask, item)
    parts = ["", *(bare_words(field.value) for field in fields)]
    if item.fixed:
        parts.append(_("fixed by the operator"))
    if item.paused:
        since = local_time(item.paused_since, ask.look) if item.paused_since else ""
        parts.append(
            _("paused since {when}: {reason}").format(when=since, reason=put_words(item.paused, _))
        )
    if lost is not None:
        line = _("not shown lately: {title} ({reason})")
        parts.append(line.format(title=lost.title or "–", reason=put_words(lost.reason, _)))
    actions = () if item.fixed else (Action(_("Unsubscribe"), "unsubscribe", f"#{item.id}"),)
    body = (*where.value, Span(" · ".join(parts), Style.EMPHASIS))
    return Item(text(name, Style.STRONG), body, actions)


async def digest(ask: Ask) -> Card:
    """Post now what this channel holds for its next digest."""
    _ = ask.gettext
    wanted = ask.text("watch")
    watch = await ask.watch(wanted) if wanted else None
    count = 0
    here = await ask.service.store.watches.subscriptions(
        tenant=ask.caller.tenant, channel=ask.caller.channel
    )
    for item in here:
        if watch is None or item.watchlist == watch.id:
            count += await ask.service.changes.digest_now(item, ask.now)
    if not count:
        return note_card(
            _("Nothing is waiting"), _("No alert is held for a digest of this channel.")
        )
    title = plural_form(ask.look.language, "{n} alert on its way", "{n} alerts on their way", count)
    return note_card(title, tone="good")
