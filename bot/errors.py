"""Every error that Wirebell raises on purpose.

::

    WirebellError                 anything a user can be told about; `fix` says what to do
    ├── UsageError                the call itself is wrong: exit status 2
    │   ├── ConfigError           a key of config.toml or the environment; names the key
    │   ├── QueryError            a watch expression; `position` says where
    │   └── InputError            a line or file handed in; `line` says where
    ├── NotFound                  no such feed, watch, story or alert for this tenant
    ├── Forbidden                 the caller may not do that
    ├── StoreError                the database cannot be used
    │   ├── StoreBusy             another process holds the database file
    │   └── StoreAway             disk or file are out of order: worth another try
    ├── WorkersAway           no process can be started to read documents: worth another try
    ├── FetchError                a URL could not be fetched
    ├── ParseError                a body is not a feed or page that can be read
    ├── PlatformError             a chat platform refused start-up or login
    │   └── PlatformAway          it could not be reached: worth another try
    └── Unmade                    a card could not be made: nothing was handed to a platform

A message is a text, or a `Said` where its reader's language is not known yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.said import Words, put_words


class WirebellError(Exception):
    """Say what went wrong and, in `fix`, what the reader can do about it."""

    def __init__(self, message: Words, *, fix: Words = "") -> None:
        super().__init__(str(message))
        self.fix = str(fix)
        self.said = (message, fix)

    def told(self, translate: Callable[[str], str]) -> tuple[str, str]:
        """Put the message and its `fix` into the words of a language."""
        message, fix = self.said
        return put_words(message, translate), put_words(fix, translate)


class UsageError(WirebellError):
    """Report a call that is wrong in itself."""


class LimitReached(UsageError):
    """Report that a tenant has all that the operator grants it."""


class ConfigError(UsageError):
    """Report a setting; the message names its key."""


class QueryError(UsageError):
    """Report a watch expression that cannot be read; `position` counts characters from 0."""

    def __init__(self, message: Words, *, position: int = 0, fix: Words = "") -> None:
        super().__init__(message, fix=fix)
        self.position = position


class InputError(UsageError):
    """Report input that was handed in; `line` counts from 1, 0 where there are no lines."""

    def __init__(self, message: Words, *, line: int = 0, fix: Words = "") -> None:
        super().__init__(message, fix=fix)
        self.line = line


class NotFound(WirebellError):
    """Report a thing that this tenant does not have; never tells whether another one has it."""


class Forbidden(WirebellError):
    """Report a right that the caller lacks; the message names it."""


class StoreError(WirebellError):
    """Report a database that cannot be used."""


class StoreBusy(StoreError):
    """Report a database file that another process holds."""


class StoreAway(StoreError):
    """Report what disk or file refuse for now, which says nothing about what the file holds."""


class WorkersAway(WirebellError):
    """Report that no process can be started to read documents; no document is to blame."""


class FetchError(WirebellError):
    """Report a URL that could not be fetched."""


class ParseError(WirebellError):
    """Report a body that is not a feed or page that can be read."""


class PlatformError(WirebellError):
    """Report a chat platform that refused start-up or login."""


class PlatformAway(PlatformError):
    """Report a chat platform that could not be reached, which says nothing about the token."""


class Unmade(WirebellError):
    """Report a card that could not be made; its cause is the error of ours."""


@contextmanager
def raising_unmade() -> Iterator[None]:
    """Raise whatever goes wrong in a block as Unmade: so far no platform was asked for anything."""
    try:
        yield
    except Exception as error:
        raise Unmade("the card could not be made") from error
