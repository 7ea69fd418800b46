"""Commands about watches: watch, unwatch, watches, mute, and the buttons under an alert."""

from __future__ import annotations

from datetime import timedelta

from bot.cards import Action, Card, Field, Item, Style, text
from bot.commands.ask import PAGE, Ask, note_card
from bot.commands.reading import SENSES, expansion_text, sense_of
from bot.core.alerts.cards import local_time
from bot.core.alerts.schedule import parse_duration
from bot.errors import Forbidden, NotFound
from bot.models import OPERATOR, Origin, Watchlist
from bot.service.preview import Preview, preview_watch

FORMS, FORMS_ON_A_TERMINAL = 40, 1_000
"""Forms of a watch that are listed, by hand: a field of a card holds so many, a terminal all."""


async def watch(ask: Ask) -> Card:
    """Save a watch, named after its query unless a name is given, and show what it expands to."""
    query = ask.need("query")
    wanted = Watchlist(
        id=0,
        tenant=ask.caller.tenant,
        name=ask.text("name") or query,
        query=query,
        aliases=ask.flag("aliases", True),
        aliases_off=ask.texts("off"),
        aliases_extra=ask.texts("extra"),
        sense=sense_of(ask),
        languages=ask.texts("languages"),
        sources=ask.texts("sources"),
        urgent=ask.flag("urgent", False),
    )
    if ask.flag("dry_run", False):
        title = ask.gettext("Not saved yet: {name}").format(name=wanted.name)
        return Card(title=text(title), fields=_read_as(ask, wanted, await preview_watch(wanted)))
    await _refuse_fixed_name(ask, wanted.name)
    saved, preview = await ask.service.changes.watch(
        wanted, origin=ask.origin, user=ask.caller.user
    )
    return _saved_card(ask, saved, _read_as(ask, saved, preview))


def _read_as(ask: Ask, watch: Watchlist, preview: Preview) -> tuple[Field, ...]:
    """Tell how a watch is read and what else it finds; option `off` leaves a form out."""
    _ = ask.gettext
    limit = FORMS if ask.origin is Origin.CHAT else FORMS_ON_A_TERMINAL
    fields = [Field(_("Read as"), text(preview.told.put(_)))]
    if preview.forms:
        fields.append(Field(_("Also found as"), text(expansion_text(preview.forms, limit))))
    if watch.sense:
        fields.append(Field(_("Sense"), text(SENSES[watch.sense].put(_))))
    return tuple(fields)


def _saved_card(ask: Ask, watch: Watchlist, fields: tuple[Field, ...]) -> Card:
    _ = ask.gettext
    return Card(
        title=text(_("Watching: {name}").format(name=watch.name)),
        body=(text(_("Subscribe a channel to it to be alerted.")),),
        fields=fields,
        actions=(
            Action(_("Subscribe this channel"), "subscribe", str(watch.id)),
            Action(_("Undo"), "unwatch", str(watch.id), danger=True),
        ),
        tone="good",
    )


async def _refuse_fixed_name(ask: Ask, name: str) -> None:
    alike = await ask.service.store.watches.named(name, tenant=ask.caller.tenant)
    if any(watch.fixed or watch.tenant != ask.caller.tenant for watch in alike):
        _ = ask.gettext
        raise Forbidden(
            _('"{name}" is a watch of the operator already.').format(name=name),
            fix=_("subscribe to it, or give yours another name"),
        )


async def unwatch(ask: Ask) -> Card:
    """Delete a watch of the tenant with its subscriptions."""
    _ = ask.gettext
    found = await ask.watch(ask.need("watch"))
    if found.tenant != ask.caller.tenant or found.fixed:
        raise Forbidden(
            _('"{name}" comes from the operator\'s configuration.').format(name=found.name),
            fix=_("mute it here, or unsubscribe the channel"),
        )
    await ask.service.changes.unwatch(found)
    query = found.query if len(found.query) < 80 else ""
    return Card(
        title=text(_("No longer watching: {name}").format(name=found.name)),
        actions=(Action(_("Undo"), "watch", query),) if query else (),
        tone="good",
    )


async def watches(ask: Ask) -> Card:
    """List the watches that the tenant sees."""
    _ = ask.gettext
    kept, tenant = ask.service.store.watches, ask.caller.tenant
    count = await kept.count(tenant=tenant)
    if not count:
        return note_card(_("No watches"), _("/news watch QUERY adds one."))
    page, pages, rows = ask.page_of(count)
    shown = await kept.page(tenant=tenant, limit=PAGE, offset=rows.start)
    return Card(
        title=text(_("Watches")),
        items=tuple(_watch_item(ask, item) for item in shown),
        page=page,
        pages=pages,
    )


def _watch_item(ask: Ask, watch: Watchlist) -> Item:
    _ = ask.gettext
    marks = [
        _("fixed by the operator") if watch.tenant == OPERATOR != ask.caller.tenant else "",
        "" if watch.aliases else _("without aliases"),
        _("sense: {sense}").format(sense=SENSES[watch.sense].put(_)) if watch.sense else "",
        _("urgent") if watch.urgent else "",
    ]
    if watch.muted_until and watch.muted_until > ask.now:
        until = local_time(watch.muted_until, ask.look)
        marks.append(_("muted until {when}").format(when=until))
    line = " · ".join([watch.query, *(mark for mark in marks if mark)])
    return Item(title=text(watch.name, Style.STRONG), body=text(line, Style.EMPHASIS))


async def mute(ask: Ask) -> Card:
    """Silence a watch of the tenant for a while; 0 ends the silence."""
    _ = ask.gettext
    found = await ask.watch(ask.need("watch"))
    if found.tenant != ask.caller.tenant:
        raise Forbidden(
            _('"{name}" comes from the operator\'s configuration.').format(name=found.name),
            fix=_("unsubscribe the channel instead"),
        )
    duration = ask.text("duration") or "8h"
    seconds = 0.0 if duration == "0" else parse_duration(duration)
    until = ask.now + timedelta(seconds=min(seconds, 366 * 86400.0)) if seconds else None
    await ask.service.changes.mute(found, until)
    if until is None:
        return note_card(_("{name} is no longer muted").format(name=found.name), tone="good")
    when = local_time(until, ask.look)
    return note_card(
        _("{name} is muted until {when}").format(name=found.name, when=when), tone="good"
    )


async def _own_story(ask: Ask) -> int:
    """Give the story that a button names; raises NotFound for one the tenant was not shown."""
    wanted = ask.text("story").lstrip("#")
    number = int(wanted[:15]) if wanted.isdecimal() else 0
    shown = await ask.service.store.outbox.alerts_of_story(ask.caller.tenant, number)
    if not shown:
        raise NotFound(ask.gettext("There is no such story here."))
    return number


async def mute_story(ask: Ask) -> Card:
    """Silence one story for the tenant."""
    _ = ask.gettext
    number = await _own_story(ask)
    await ask.service.changes.mute_story(ask.caller, number)
    undo = Action(_("Undo"), "unmute-story", str(number))
    title = _("Story #{number} is muted").format(number=number)
    return Card(title=text(title), actions=(undo,), tone="good")


async def unmute_story(ask: Ask) -> Card:
    """End the silence of a story."""
    _ = ask.gettext
    number = await _own_story(ask)
    await ask.service.changes.unmute_story(ask.caller, number)
    return note_card(_("Story #{number} is no longer muted").format(number=number), tone="good")


async def follow(ask: Ask) -> Card:
    """Post every further report of a story to this channel."""
    _ = ask.gettext
    number = await _own_story(ask)
    await ask.service.changes.follow(ask.caller, number)
    undo = Action(_("Undo"), "unfollow", str(number))
    title = _("Following story #{number} here").format(number=number)
    return Card(title=text(title), actions=(undo,), tone="good")


async def unfollow(ask: Ask) -> Card:
    """Stop posting further reports of a story to this channel."""
    _ = ask.gettext
    number = await _own_story(ask)
    await ask.service.changes.unfollow(ask.caller, number)
    return note_card(_("No longer following story #{number}").format(number=number), tone="good")


async def not_relevant(ask: Ask) -> Card:
    """Note that an alert was not relevant; the counts show in /news health."""
    _ = ask.gettext
    delivery = await ask.alert(ask.text("alert"))
    await ask.service.changes.not_relevant(delivery, ask.caller.user, ask.now)
    return note_card(
        _("Noted"), _("The operator sees how often a watch misses; see why it hit with /news why.")
    )
