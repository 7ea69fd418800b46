"""Commands about feeds: feeds, feed-add, feed-remove."""

from __future__ import annotations

from bot.cards import Action, Card, Field, Item, Span, Style, text
from bot.commands.ask import Ask, note_card
from bot.core.addresses import is_veiled, veiled
from bot.core.alerts.cards import local_time, open_url
from bot.core.alerts.schedule import parse_duration
from bot.errors import Forbidden
from bot.models import OPERATOR, Feed, FeedState
from bot.said import put_words


async def feeds(ask: Ask) -> Card:
    """List the feeds that the tenant sees, with their state."""
    _ = ask.gettext
    found = await ask.service.directory.feeds(ask.caller.tenant)
    if not found:
        return note_card(_("No feeds"), _("/news feed-add URL adds one."))
    page, pages, rows = ask.page_of(len(found))
    shown = await ask.service.store.feeds.among([item.id for item in found[rows]])
    return Card(
        title=text(_("Feeds")),
        items=tuple(feed_item(ask, feed) for feed in shown),
        page=page,
        pages=pages,
    )


def feed_item(ask: Ask, feed: Feed) -> Item:
    """Show one feed: name, state, when it was and will be read."""
    _ = ask.gettext
    states = {
        FeedState.ACTIVE: _("works"),
        FeedState.FAILING: _("fails"),
        FeedState.GONE: _("gone for good"),
        FeedState.PAUSED: _("paused"),
    }
    parts = [states[feed.state]]
    if feed.failing_since:
        parts.append(_("since {when}").format(when=local_time(feed.failing_since, ask.look)))
    if feed.last_error:
        parts.append(put_words(ask.failure(feed), _))
    if feed.next_poll and feed.state is not FeedState.GONE:
        parts.append(_("next read {when}").format(when=local_time(feed.next_poll, ask.look)))
    if OPERATOR in feed.owners != {ask.caller.tenant}:
        parts.append(_("fixed by the operator"))
    if is_veiled(feed.url):
        parts.append(veiled(feed.url))
    return Item(
        title=(Span(feed.name, Style.STRONG, open_url(feed.url)),),
        body=text(" · ".join(parts), Style.EMPHASIS),
    )


async def feed_add(ask: Ask) -> Card:
    """Add a feed for the tenant; its old entries are stored but not posted."""
    _ = ask.gettext
    interval = ask.text("interval")
    wanted = Feed(
        id=0,
        url=ask.need("url"),
        name=ask.text("name"),
        interval=parse_duration(interval) if interval else None,
        full_text=ask.flag("full_text", False),
    )
    feed, new = await ask.service.changes.add_feed(
        wanted, tenant=ask.caller.tenant, origin=ask.origin, now=ask.now
    )
    if not new:
        return note_card(_("This feed is read already: {name}").format(name=feed.name))
    return Card(
        title=text(_("Feed added: {name}").format(name=feed.name)),
        body=(text(_("Its first read posts nothing; what comes after does.")),),
        fields=(Field(_("Address"), text(wanted.url)),),
        actions=(Action(_("Undo"), "feed-remove", str(feed.id), danger=True),),
        tone="good",
    )


async def feed_remove(ask: Ask) -> Card:
    """Take a feed from the tenant."""
    _ = ask.gettext
    feed = await ask.feed(ask.need("url"))
    if ask.caller.tenant not in feed.owners or (feed.fixed and ask.caller.tenant == OPERATOR):
        raise Forbidden(
            _("This feed comes from the operator's configuration."),
            fix=_("ask the operator to take it out of the file"),
        )
    await ask.service.changes.remove_feed(feed, ask.caller.tenant)
    return note_card(_("No longer reading: {name}").format(name=feed.name), tone="good")
