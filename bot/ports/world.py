"""The seams to the outside world: fetching, reading, condensing, chat platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.cards import Card
    from bot.models import (
        Delivery,
        Fetched,
        FetchRequest,
        FetchResult,
        Outcome,
        ParsedFeed,
        Reading,
    )
    from bot.models.past import Seen
    from bot.models.payloads import Condensed


class Fetcher(Protocol):
    """Fetch over HTTP behind the guard; failures come back as values."""

    async def fetch_feed(self, request: FetchRequest) -> FetchResult:
        """Ask for a feed with its validators."""
        ...

    async def fetch_page(self, url: str, after: Fetched | None = None) -> FetchResult:
        """Ask for an article's page; `after` is a page that sends on to it, with the time left."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class Reader(Protocol):
    """Turn bodies into feeds and pages, in a process that can be killed."""

    async def read_feed(
        self, body: bytes, content_type: str, charset: str, url: str = ""
    ) -> ParsedFeed:
        """Parse a feed body fetched from `url`; raises ParseError."""
        ...

    async def read_page(
        self,
        html: bytes,
        url: str,
        repeated: frozenset[str],
        *,
        charset: str = "",
        refresh: str = "",
    ) -> Reading:
        """Extract the article of a page; raises ParseError.

        `repeated` are the host's repeated lines, folded; `charset` and `refresh` are what HTTP
        said.
        """
        ...

    async def plain(self, texts: Sequence[str]) -> list[str]:
        """Reduce texts of a feed that may be HTML to plain text, one for each."""
        ...

    async def close(self) -> None:
        """End the workers."""
        ...


class Summariser(Protocol):
    """Condense an article; never raises, falls back by itself."""

    async def summarise(
        self,
        *,
        title: str,
        lead: str,
        text: str,
        language: str,
        must: str,
        limit: int,
        hit: str = "",
    ) -> Condensed:
        """Return at most `limit` characters in the article's language.

        `must` is a sentence of the text that has to be kept, empty for none, and `hit` the words
        in it that count when it is too long.
        """
        ...

    async def check(self) -> list[tuple[str, bool, str]]:
        """Ask the server behind it: rows of what, whether it holds, the fix; none without one."""
        ...


class Platform(Protocol):
    """One chat platform; outcomes of posting come back as values, never as exceptions."""

    name: str
    """The prefix of its channels: `discord`, `slack` or `console`."""

    pace: float
    """Seconds between two messages to one channel."""

    history: bool
    """Whether it shows what was posted, so that this can be looked up."""

    settle: float
    """Seconds after which a send whose outcome is unknown may be looked up."""

    async def start(self) -> None:
        """Log in and listen; raises PlatformError when the token is refused.

        PlatformAway, a kind of it, says that it could not be reached; `start` may be called again.
        """
        ...

    async def stop(self) -> None:
        """Close every connection."""
        ...

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        """Post a card to `delivery.channel`, once: `delivery.key` is the same at every try."""
        ...

    async def edit(self, delivery: Delivery, card: Card, message_ref: str) -> Outcome:
        """Replace what an earlier message shows."""
        ...

    async def find(self, delivery: Delivery) -> Outcome | None:
        """Look up an attempt whose outcome is unknown.

        None: it is not there. Unknown: this platform cannot tell. RetryLater: ask again later.
        """
        ...

    async def recall(
        self, delivery: Delivery, since: datetime, *, threads: bool
    ) -> Sequence[Seen] | Outcome:
        """List our messages of a delivery's channel since a time, those in threads if asked for.

        Unknown: this channel's history cannot be read. RetryLater: ask again later.
        """
        ...

    async def tell_owner(self, tenant: str, user: str, card: Card) -> Outcome:
        """Send one direct message to the tenant's owner, or to `user` where it is given."""
        ...

    async def channel_tenant(self, channel: str) -> str | None:
        """Tell which tenant a channel belongs to, None when it cannot be seen."""
        ...

    def channel_name(self, channel: str) -> str:
        """Give the name of a channel that was seen before, empty for any other."""
        ...

    async def check(self, channels: Sequence[str]) -> list[tuple[str, bool, str]]:
        """Check token and channel permissions: rows of what, whether it holds, the fix."""
        ...

    def down_since(self) -> datetime | None:
        """Tell since when the platform is out of reach, None when it is up."""
        ...
