"""Commands about the bot itself: health, settings, help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.cards import Action, Card, Field, Item, Span, Style, text
from bot.commands.ask import Ask, note_card
from bot.commands.books import TOTALS, book_sentence, book_sums
from bot.commands.declared.declare import ROOT, find_command
from bot.commands.feeds import feed_item
from bot.commands.words import command_usage, help_text
from bot.core.alerts.cards import Look, local_time
from bot.core.alerts.schedule import zone_named
from bot.core.health import State, Trouble, red_troubles, told_trouble
from bot.core.ledger import added_up
from bot.errors import UsageError
from bot.i18n import LANGUAGES, language_of, translator_for
from bot.models import Caller, DeliveryKind, Feed, GivenUp, Subscription
from bot.models.past import Unread
from bot.said import put_words, say
from bot.service.questions import PRESSING_FOR
from bot.service.service import Service

SHOWN = 10  # of each kind; a card holds little more
COUNTED = {
    "pages_unread": say("Pages that could not be read"),
    "late_not_alerted": say("Late news kept without an alert"),
    "gaps": say("Gaps: entries may have passed unseen"),
    "gaps_filled": say("Gaps filled from older pages"),
    "expired_unsent": say("Alerts that expired unsent"),
}
"""What the counters of the store count."""


async def look_of(service: Service, caller: Caller) -> Look:
    """Choose the words of an answer: the caller's language, the tenant's time zone."""
    kept = await service.changes.settings(caller.tenant)
    language = language_of(caller.language or kept.get("language", ""))
    base = service.teller.look(None, language)
    place = zone_named(kept["timezone"]) if kept.get("timezone") else base.zone
    return Look(language, place, translator_for(language))


async def health(ask: Ask) -> Card:
    """Show failing feeds, paused channels, broken watches, the outbox and what was dropped."""
    _ = ask.gettext
    # The operator's health is everybody's.
    tenant = ask.caller.tenant or None
    broken = ask.service.engines.broken
    found = await ask.service.questions.health(tenant, broken, now=ask.now)
    troubles = await _list_troubles(ask)
    items = [_trouble_item(ask, trouble) for trouble in troubles if trouble.grave]
    items += [_paused_item(ask, item) for item in found.paused[:SHOWN]]
    items += [feed_item(ask, feed) for feed in found.failing[:SHOWN]]
    items += [
        Item(text(name, Style.STRONG), text(put_words(problem, _), Style.EMPHASIS))
        for name, problem in found.broken[:SHOWN]
    ]
    items += [_unread_item(ask, channel) for channel in found.unread[:SHOWN]]
    items += [_gap_item(ask, feed, feed.gap_at) for feed in found.gapped[:SHOWN]]
    items += [
        Item(text(put_words(name, _), Style.STRONG), text(book_sentence(found.ledger, total, _)))
        for total, name in TOTALS.items()
        if added_up(found.ledger, total).missing
    ]
    items += [given_up_item(ask, lost) for lost in found.given_up[:SHOWN]]
    items += [_trouble_item(ask, trouble) for trouble in troubles if not trouble.grave]
    every = sum(found.feeds.values())
    waiting = sum(found.standing.get(state, 0) for state in ("new", "waiting", "sending"))
    fields = [
        Field(_("Feeds"), text(f"{every - len(found.failing)} / {every}")),
        Field(_("Sent"), text(str(found.standing.get("sent", 0)))),
        Field(_("On their way"), text(str(waiting))),
        Field(_("Held"), text(str(found.standing.get("held", 0)))),
        Field(_("Given up"), text(str(found.standing.get("dead", 0)))),
    ]
    fields += [
        Field(put_words(COUNTED.get(name, name), _), text(str(count)))
        for name, count in sorted(found.counts.items())
    ]
    fields += book_sums(found.ledger, _)
    well = len(items) == _count_past(ask, found.given_up)
    tone = "bad" if red_troubles(tuple(troubles)) else "good" if well else "warn"
    return Card(
        title=text(_("All is well") if well else _("Something needs attention")),
        items=tuple(items),
        fields=tuple(fields),
        tone=tone,
    )


def _gap_item(ask: Ask, feed: Feed, when: datetime | None) -> Item:
    _ = ask.gettext
    told = _("on {when} nothing known was left in it: entries may have passed unseen").format(
        when=local_time(when, ask.look) if when else "?"
    )
    advice = _("it is read more often now")
    if feed.interval is not None:
        advice = _(
            "its interval is fixed at {seconds} s: a shorter one, or none, sees them"
        ).format(seconds=round(feed.interval))
    return Item(text(feed.name, Style.STRONG), text(f"{told} · {advice}", Style.EMPHASIS))


def _paused_item(ask: Ask, item: Subscription) -> Item:
    _ = ask.gettext
    since = local_time(item.paused_since, ask.look) if item.paused_since else "?"
    line = _("paused since {when}: {reason}").format(when=since, reason=put_words(item.paused, _))
    return Item((ask.channel(item, Style.STRONG),), text(line, Style.EMPHASIS))


def _unread_item(ask: Ask, item: Unread) -> Item:
    """Tell that nobody knows what a channel showed before, and what comes of it."""
    _ = ask.gettext
    line = _(
        "its history could not be read on {when} ({reason}): what may have been told before comes"
        " again as one message that says so. Give Wirebell the right to read the history there."
    ).format(when=local_time(item.at, ask.look), reason=item.reason)
    return Item((ask.channel(item, Style.STRONG),), text(line, Style.EMPHASIS))


def _count_past(ask: Ask, given_up: Sequence[GivenUp]) -> int:
    """Count what is named and was given up too long ago to be trouble that goes on."""
    return sum(lost.at < ask.now - PRESSING_FOR for lost in given_up[:SHOWN])


def given_up_item(ask: Ask, lost: GivenUp) -> Item:
    """Name what was given up: which title, for which channel, why and since when."""
    _ = ask.gettext
    when = local_time(lost.at, ask.look)
    line = _("not shown, given up {when}: {reason}").format(
        when=when, reason=put_words(lost.reason, _)
    )
    own = lost.tenant == ask.caller.tenant and lost.title
    actions = (Action(_("Why?"), "why", str(lost.delivery)),) if own else ()
    return Item(
        text(f"{title_of(lost, ask)} · #{lost.delivery}", Style.STRONG),
        (ask.channel(lost), Span(f" · {line}", Style.EMPHASIS)),
        actions,
    )


def title_of(lost: GivenUp, ask: Ask) -> str:
    """Give the title by which people know it; an addition to an alert is called one."""
    _ = ask.gettext
    names = {DeliveryKind.DIGEST: _("Digest"), DeliveryKind.NOTICE: _("Note")}
    if not lost.title:
        return names.get(lost.kind, _("(no title)"))
    if lost.kind is DeliveryKind.EDIT:
        return _("addition to: {title}").format(title=lost.title)
    return lost.title


async def _list_troubles(ask: Ask) -> list[Trouble]:
    """List what is not well, as far as it concerns who asks."""
    found = await ask.service.vitals.look(ask.now)
    own = ask.caller.tenant.partition(":")[0]
    return [trouble for trouble in found if not own or _concerns_people(trouble, own)]


def _concerns_people(trouble: Trouble, platform: str) -> bool:
    """Tell whether people on a platform need to know: alerts may come late, or never."""
    if trouble.kind in (State.REFUSED, State.AWAY):
        return trouble.name.partition(":")[2] == platform
    return trouble.grave and trouble.kind is not State.GIVEN_UP


def _trouble_item(ask: Ask, trouble: Trouble) -> Item:
    """Show a trouble; what mends it is for the operator."""
    _ = ask.gettext
    since = _("since {when}").format(when=local_time(trouble.since, ask.look))
    lines = [told_trouble(trouble, _), since]
    if trouble.fix and not ask.caller.tenant:
        lines.append(_("fix: {fix}").format(fix=put_words(trouble.fix, _)))
    return Item(text(lines[0], Style.STRONG), text("\n".join(lines[1:]), Style.EMPHASIS))


async def settings(ask: Ask) -> Card:
    """Show the tenant's language and time zone, or change them."""
    _ = ask.gettext
    kept = await ask.service.changes.settings(ask.caller.tenant)
    language, timezone = ask.text("language"), ask.text("timezone")
    if language and language not in LANGUAGES:
        raise UsageError(
            _('"{value}" is not a language of the interface').format(value=language),
            fix=", ".join(LANGUAGES),
        )
    if timezone:
        zone_named(timezone)
    changed = {
        name: value for name, value in (("language", language), ("timezone", timezone)) if value
    }
    if changed:
        kept |= changed
        await ask.service.changes.keep_settings(ask.caller.tenant, kept)
    fields = (
        Field(_("Language"), text(kept.get("language") or ask.look.language)),
        Field(_("Time zone"), text(kept.get("timezone") or str(ask.look.zone))),
    )
    title = _("Settings saved") if changed else _("Settings")
    return Card(title=text(title), fields=fields, tone="good" if changed else "info")


async def help_card(ask: Ask) -> Card:
    """Explain all commands, or one."""
    _ = ask.gettext
    wanted = ask.text("command")
    command = find_command(wanted) if wanted else None
    if command is None:
        return note_card(f"/{ROOT}", *help_text(ask.look.language).split("\n"))
    language = ask.look.language
    return note_card(
        f"/{ROOT} {command.names.get(language, command.name)}",
        command.description[language],
        text(command_usage(command, language), Style.CODE),
    )
