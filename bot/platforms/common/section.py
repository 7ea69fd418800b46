"""What tables of the configuration are made of: sections and the kinds of values in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.util import find_spec
from typing import Annotated, Any, TypeVar
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SecretStr,
    field_validator,
)

from bot.core.alerts.schedule import parse_duration
from bot.core.hosts import fits_header, is_host
from bot.core.proxies import Proxy, parse_proxy
from bot.errors import UsageError

__all__ = [
    "Address",
    "HeaderText",
    "Listed",
    "ProxyUrl",
    "Seconds",
    "SecretStr",
    "Section",
    "Token",
    "checked_by",
    "listed_words",
    "secrets_read_by",
]

T = TypeVar("T")

LONGEST = 10_000
"""Characters of a value, by hand: a watch of a thousand words has fewer."""
MOST_SECONDS = 366 * 86_400.0
"""Seconds of a duration, by hand: no interval or time limit is meant to be longer than a year."""


class Section(BaseModel):
    """A table of the file; unknown keys are refused, so that a typo is seen."""

    # Built once, as a part of the whole that is read: each by itself would take as long again.
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True
    )

    @field_validator("*", mode="before")
    @classmethod
    def _writable(cls, value: Any) -> Any:
        """Refuse a text that no file, header or database takes; it may lie in a list."""
        if isinstance(value, str):
            refuse_unwritable(value)
        elif isinstance(value, list | tuple):
            for part in value:
                cls._writable(part)
        return value


def refuse_unwritable(value: str) -> None:
    """Raise ValueError for a text that is endless or holds a NUL or half of a character."""
    if len(value) > LONGEST:
        raise ValueError(f"{len(value)} characters are too many; {LONGEST} are read")
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError("it holds a character that is none; write it anew")


def _read_seconds(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError('write a number and a unit, such as "90s" or "1h30m"')  # noqa: TRY004
    try:
        # A bare number may come as text from the environment; pydantic reads it.
        named = isinstance(value, str) and not value.replace(".", "", 1).isdigit()
        return parse_duration(value) if named else value
    except UsageError as error:
        raise ValueError(f"{error}; {error.fix}") from error


def _in_reach(value: float) -> float:
    # Neither infinity nor what is no number is below.
    if not value <= MOST_SECONDS:
        raise ValueError("it is too long; a year is the most")
    return value


def is_address(url: str) -> bool:
    """Tell whether a text is an address that begins with http:// or https://."""
    try:
        parts = urlsplit(url)
        well = parts.scheme in ("http", "https") and (parts.port or 1)
        login = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        return False
    if not well or " " in url or not url.isprintable():
        return False
    return is_host(parts.hostname or "") and fits_header(*login)


def check_address(url: str) -> None:
    """Refuse what is no web address; raises UsageError."""
    if not is_address(url):
        raise UsageError(
            "it is no web address", fix='write one that begins with "http://" or "https://"'
        )


def checked_by(check: Any) -> BeforeValidator:
    """Have a value checked by a function that raises UsageError; an empty one passes."""

    def run(value: Any) -> Any:
        try:
            if value and isinstance(value, str):
                check(value)
            elif not isinstance(value, str):
                raise ValueError("it has to be a text, in quotes")
        except UsageError as error:
            raise ValueError(f"{error}; {error.fix}") from error
        return value

    return BeforeValidator(run)


def secrets_read_by(read: Callable[[object], dict[str, str]]) -> BeforeValidator:
    """Have a table of secrets read by a function that raises UsageError."""

    def run(value: object) -> dict[str, SecretStr]:
        try:
            return {name: SecretStr(secret) for name, secret in read(value).items()}
        except UsageError as error:
            raise ValueError(f"{error}; {error.fix}") from error

    return BeforeValidator(run)


def listed_words(value: Any) -> Any:
    """Let a variable of the environment hold a list: JSON, or words between commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"not a JSON list: {error}") from error
    return [part.strip() for part in value.split(",") if part.strip()]


def _proxy(value: SecretStr) -> SecretStr:
    try:
        if value.get_secret_value():
            check_usable(parse_proxy(value.get_secret_value()))
    except UsageError as error:
        raise ValueError(f"{error}; {error.fix}") from error
    return value


def _header_text(value: str) -> str:
    if not value.isprintable():
        raise ValueError("it holds a line break or control character; write it on one line")
    return value


def _token(value: SecretStr) -> SecretStr:
    bare = value.get_secret_value().strip()
    if not (bare.isascii() and bare.isprintable()) or " " in bare:
        raise ValueError(
            "it holds a space, a line break or another character that no token has; "
            "give the token alone, on one line"
        )
    return SecretStr(bare)


def check_usable(proxy: Proxy | None) -> None:
    """Refuse a proxy for which a package is missing; raises UsageError."""
    if proxy and proxy.socks and find_spec("aiohttp_socks") is None:
        raise UsageError(
            f"{proxy.scheme} needs a package that is not installed",
            fix="install wirebell[socks], or name an http:// proxy",
        )


Seconds = Annotated[float, BeforeValidator(_read_seconds), AfterValidator(_in_reach)]
HeaderText = Annotated[str, AfterValidator(_header_text)]
"""What is sent as a header."""
Token = Annotated[SecretStr, AfterValidator(_token)]
"""A secret that is sent as a header; space around it is none of it."""
Address = Annotated[str, checked_by(check_address)]
Listed = Annotated[tuple[T, ...], BeforeValidator(listed_words)]
ProxyUrl = Annotated[SecretStr, AfterValidator(_proxy)]
"""A proxy's address, "none" for none, or nothing: then the environment decides. It may hold a
login, so it is a secret.
"""
