"""What tables of the configuration are made of: sections and the kinds of values in them."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, SecretStr

from bot.core.alerts.schedule import parse_duration
from bot.core.proxies import Proxy, parse_proxy
from bot.errors import UsageError

__all__ = ["Listed", "ProxyUrl", "Seconds", "SecretStr", "Section", "checked_by", "listed_words"]

T = TypeVar("T")


class Section(BaseModel):
    """A table of the file; unknown keys are refused, so that a typo is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _seconds(value: Any) -> Any:
    try:
        # A bare number may come as text from the environment; pydantic reads it.
        named = isinstance(value, str) and not value.replace(".", "", 1).isdigit()
        return parse_duration(value) if named else value
    except UsageError as error:
        raise ValueError(f"{error}; {error.fix}") from error


def checked_by(check: Any) -> BeforeValidator:
    """Have a value checked by a function that raises UsageError; an empty one passes."""

    def run(value: Any) -> Any:
        try:
            if value:
                check(value)
        except UsageError as error:
            raise ValueError(f"{error}; {error.fix}") from error
        return value

    return BeforeValidator(run)


def listed_words(value: Any) -> Any:
    """Let a variable of the environment hold a list: JSON, or words between commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError(f"not a JSON list: {error}") from error
    return [part.strip() for part in value.split(",") if part.strip()]


def _proxy(value: SecretStr) -> SecretStr:
    try:
        if value.get_secret_value():
            check_usable(parse_proxy(value.get_secret_value()))
    except UsageError as error:
        raise ValueError(f"{error}; {error.fix}") from error
    return value


def check_usable(proxy: Proxy | None) -> None:
    """Refuse a proxy for which a package is missing; raises UsageError."""
    if proxy and proxy.socks and find_spec("aiohttp_socks") is None:
        raise UsageError(
            f"{proxy.scheme} needs a package that is not installed",
            fix="install wirebell[socks], or name an http:// proxy",
        )


Seconds = Annotated[float, BeforeValidator(_seconds)]
Listed = Annotated[tuple[T, ...], BeforeValidator(listed_words)]
ProxyUrl = Annotated[SecretStr, AfterValidator(_proxy)]
"""A proxy's address, "none" for none, or nothing: then the environment decides. It may hold a
login, so it is a secret.
"""
