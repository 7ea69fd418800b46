"""What a handler gets to answer with: the caller, the service, the moment, the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card, Span, Style, Text, text
from bot.commands.declared.catalogue import OPTION_TEXTS
from bot.commands.declared.declare import Invocation
from bot.core.alerts.cards import Look
from bot.core.channels import CONSOLE
from bot.errors import NotFound, UsageError
from bot.feeds.fetch.reasons import told_outside
from bot.i18n import Translate
from bot.models import Caller, Delivery, Feed, GivenUp, Origin, Subscription, Watchlist
from bot.models.past import Unread
from bot.said import Words
from bot.service.service import Service

PAGE = 5
"""Rows of a list on one page."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One invocation with everything that its handler needs."""

    service: Service
    invocation: Invocation
    caller: Caller
    now: datetime
    look: Look

    @property
    def gettext(self) -> Translate:
        """The caller's translation function."""
        return self.look.gettext

    @property
    def origin(self) -> Origin:
        """Where what the caller makes comes from."""
        return Origin.CLI if self.caller.channel == CONSOLE else Origin.CHAT

    def text(self, name: str) -> str:
        """Give an argument as text, empty when it is missing."""
        value = self.invocation.arguments.get(name, "")
        return str(value).strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """Give an argument that is a list, or a text with commas between its parts."""
        value = self.invocation.arguments.get(name, "")
        parts = value if isinstance(value, tuple) else str(value).split(",")
        return tuple(part.strip() for part in parts if part.strip())

    def number(self, name: str, default: int) -> int:
        """Give an argument as a number."""
        value = self.invocation.arguments.get(name, default)
        written = str(value).lstrip("-")
        return int(str(value)) if written.isdecimal() and len(written) < 10 else default

    def days(self, default: int) -> int:
        """Give how many days back is asked for, a year at most, whoever sends it."""
        return min(max(self.number("days", default), 1), 365)

    def flag(self, name: str, default: bool) -> bool:
        """Give an argument as yes or no."""
        return bool(self.invocation.arguments.get(name, default))

    def need(self, name: str) -> str:
        """Give a required argument; raises UsageError when it is missing."""
        value = self.text(name)
        if not value:
            _ = self.gettext
            shown = OPTION_TEXTS[name][0][self.look.language]
            raise UsageError(
                _('"{name}" is missing').format(name=shown), fix=_("write it after the command")
            )
        return value

    async def watch(self, wanted: str) -> Watchlist:
        """Find a watch that the tenant sees by id or name; raises NotFound."""
        watch = await self.service.store.watches.find(wanted, tenant=self.caller.tenant)
        if watch is not None:
            return watch
        _ = self.gettext
        raise NotFound(
            _('There is no watch "{name}" here.').format(name=wanted[:80]),
            fix=_("/news watches lists them"),
        )

    async def feed(self, wanted: str) -> Feed:
        """Find a feed that the tenant sees by id, URL or name; raises NotFound."""
        number = await self.service.directory.feed(wanted, self.caller.tenant)
        feed = await self.service.store.feeds.get(number) if number is not None else None
        if feed is not None:
            return feed
        _ = self.gettext
        raise NotFound(
            _('There is no feed "{name}" here.').format(name=wanted[:80]),
            fix=_("/news feeds lists them"),
        )

    async def alert(self, wanted: str) -> Delivery:
        """Find an alert of the tenant by id, or the channel's newest; raises NotFound."""
        outbox, tenant = self.service.store.outbox, self.caller.tenant
        found = None
        if not wanted:
            found = await outbox.newest_alert(tenant, self.caller.channel)
        elif wanted.lstrip("#").isdecimal():
            found = await outbox.get(int(wanted.lstrip("#")[:15]))
        if found is None or found.tenant != tenant or found.story is None:
            _ = self.gettext
            raise NotFound(
                _("There is no such alert here."),
                fix=_("without a number, the newest alert of this channel is taken"),
            )
        return found

    def failure(self, feed: Feed) -> Words:
        """Say why a feed fails; the operator's network is shown at the console alone."""
        return feed.last_error if self.origin is Origin.CLI else told_outside(feed.last_error)

    def channel(self, item: Subscription | GivenUp | Unread, style: Style = Style.PLAIN) -> Span:
        """Show where a subscription posts: a reference for its own tenant, else name or id."""
        name = self.service.deliverer.channel_name(item.channel)
        own = item.tenant == self.caller.tenant
        return Span(name, style, channel=item.channel if own else "")

    def page_of(self, count: int) -> tuple[int, int, slice]:
        """Give the page asked for, how many there are, and the slice of rows on it."""
        pages = max(1, -(-count // PAGE))
        page = min(max(1, self.invocation.page), pages)
        return page, pages, slice((page - 1) * PAGE, page * PAGE)


def note_card(title: str, *paragraphs: Text | str, tone: str = "info") -> Card:
    """Make a short card of plain paragraphs."""
    body = tuple(text(item) if isinstance(item, str) else item for item in paragraphs)
    return Card(title=text(title), body=body, tone=tone)
