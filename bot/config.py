"""Settings: config.toml, then the environment, secrets also from *_FILE; frozen once read."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)

from bot.core.addresses import secrets_in, veiled
from bot.core.alerts.schedule import parse_burst, parse_clock, parse_quiet, zone_named
from bot.core.channels import check_channel
from bot.core.feed_options import read_cookies, read_headers, secret_words
from bot.core.hosts import MOST_PORT, check_entry, is_host
from bot.core.proxies import NONE, logins, read_variables
from bot.core.query.query import parse_query
from bot.errors import ConfigError, UsageError
from bot.models import Mode, Sense
from bot.platforms import registry
from bot.platforms.common.secret_files import is_secret, read_secret, with_files_read
from bot.platforms.common.section import (
    Address,
    HeaderText,
    Listed,
    ProxyUrl,
    Seconds,
    Section,
    Token,
    check_usable,
    checked_by,
    is_address,
    listed_words,
    secrets_read_by,
)

EXAMPLE = "see config.example.toml for what it takes"
MOST_NAME = 255  # bytes, as file systems have them
QUOTED = 300
"""Characters of a message that may quote a value, by hand: a few lines of a terminal."""
MOST_CALLED = 100
"""Characters of what an entry goes by, by hand: a line of a terminal."""
LISTS = ("feeds", "watchlists", "subscriptions")
SHAPES = {
    "url": 'write a full address, such as "https://example.org/feed.xml"',
    "listen": 'write host:port, such as "127.0.0.1:8080", or "" for none',
}

_channel = checked_by(partial(check_channel, forms=registry.FORMS))

_OF_SERVICES = re.compile(r"_(?:SERVICE_HOST|SERVICE_PORT\w*|PORT(?:_\d+_\w+)?|NAME|ENV_\w+)$")
"""How the names of variables end that describe other services."""

T = TypeVar("T", bound=BaseModel)


def left_out() -> Any:
    """Give the default of a table that the file may leave out: its own, read with the whole."""
    return Field(default={}, validate_default=True)


class Bot(Section):
    """What concerns the whole process."""

    data_dir: Path = Path("data")
    language: Literal["en", "fr"] = "en"
    timezone: Annotated[str, checked_by(zone_named)] = "UTC"
    keep_days: int = Field(default=90, ge=4, le=36_500)
    workers: int = Field(default=0, ge=0, le=256)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"
    backup_every: Seconds = Field(default=0.0, ge=0)
    backup_keep: int = Field(default=7, ge=1, le=10_000)
    operator_channel: Annotated[str, _channel] = ""
    heartbeat_url: SecretStr = SecretStr("")

    @field_validator("data_dir")
    @classmethod
    def _nameable(cls, value: Path) -> Path:
        if any(len(os.fsencode(part)) > MOST_NAME for part in value.parts):
            raise ValueError(f"a name in this path is too long; {MOST_NAME} bytes are the most")
        return value

    @model_validator(mode="after")
    def _heartbeat(self) -> Self:
        url = self.heartbeat_url.get_secret_value()
        if url and not is_address(url):
            raise ValueError("heartbeat_url is no address that begins with http:// or https://")
        return self


class Fetch(Section):
    """How feeds and pages are fetched."""

    allow_hosts: Listed[Annotated[str, checked_by(check_entry)]] = ()
    concurrency: int = Field(default=16, ge=1, le=256)
    timeout: Seconds = Field(default=30.0, gt=0)
    max_bytes: int = Field(default=10_000_000, ge=10_000, le=1_000_000_000)
    max_entries: int = Field(default=1_000, ge=10, le=100_000)
    min_interval: Seconds = Field(default=300.0, ge=1)
    max_interval: Seconds = Field(default=21_600.0, ge=1)
    default_interval: Seconds = Field(default=900.0, ge=1)
    user_agent: HeaderText = "Wirebell (+https://github.com/wirebell/wirebell)"
    proxy: ProxyUrl = SecretStr("")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_interval > self.max_interval:
            raise ValueError("min_interval is longer than max_interval; swap them")
        return self


class Web(Section):
    """The HTTP listener for health, metrics and pages; off when empty."""

    listen: str = Field(
        default="127.0.0.1:8080", pattern=r"^(|(\[[0-9A-Fa-f:]+\]|[^:\s]*):\d{1,5})$"
    )
    hosts: Listed[str] = ()

    @field_validator("listen")
    @classmethod
    def _port(cls, value: str) -> str:
        if value and int(value.rpartition(":")[2]) > MOST_PORT:
            raise ValueError(f"a port is a number up to {MOST_PORT}")
        host = value.rpartition(":")[0].strip("[]")
        if host and not is_host(host):
            raise ValueError("its host is none that can be looked up")
        return value


class SummarySection(Section):
    """How summaries are made."""

    engine: Literal["extract", "llm"] = "extract"
    max_chars: int = Field(default=280, ge=80, le=1000)
    base_url: Address = ""
    model: str = ""
    api_key: Token = SecretStr("")
    timeout: Seconds = Field(default=20.0, gt=0)
    proxy: ProxyUrl = SecretStr("")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.engine == "llm" and not (self.base_url and self.model):
            raise ValueError('engine = "llm" needs base_url and model; set both')
        if self.proxy.get_secret_value().lower().startswith("socks4"):
            raise ValueError("a language model is reached by http, https or socks5 proxies only")
        return self


class Limits(Section):
    """What a server or workspace may have of its own; 0 is no limit."""

    feeds: int = Field(default=100, ge=0)
    watches: int = Field(default=100, ge=0)
    subscriptions: int = Field(default=200, ge=0)
    changes_an_hour: int = Field(default=200, ge=0)
    keep_left_days: int = Field(default=30, ge=0)


class FeedEntry(Section):
    """A feed of the file."""

    url: str = Field(pattern=r"^https?://\S+$")
    name: str = ""
    language: str = ""
    interval: Seconds | None = Field(default=None, ge=1)
    full_text: bool = False
    user_agent: HeaderText = ""
    headers: Annotated[dict[str, SecretStr], secrets_read_by(read_headers)] = Field(default={})
    cookies: Annotated[dict[str, SecretStr], secrets_read_by(read_cookies)] = Field(default={})
    proxy: ProxyUrl = SecretStr("")
    max_bytes: int | None = Field(default=None, ge=10_000, le=1_000_000_000)
    timeout: Seconds | None = Field(default=None, gt=0)
    select: dict[str, str] = Field(default={})

    @field_validator("select")
    @classmethod
    def _selectable(cls, value: dict[str, str]) -> dict[str, str]:
        # Loaded where it is needed: whoever selects nothing waits for no parser.
        if value:
            from bot.feeds.parse.forms.selected import check_selectors

            try:
                check_selectors(value)
            except UsageError as error:
                raise ValueError(f"{error}; {error.fix}") from error
        return value

    @model_validator(mode="before")
    @classmethod
    def _from_files(cls, values: Any) -> Any:
        try:
            return with_files_read(values, cls) if isinstance(values, dict) else values
        except ConfigError as error:
            raise ValueError(f"{error}; {error.fix}") from error


class WatchEntry(Section):
    """A watchlist of the file."""

    query: Annotated[str, checked_by(parse_query), Field(min_length=1)]
    name: str = ""
    aliases: bool = True
    aliases_off: tuple[str, ...] = ()
    aliases_extra: tuple[str, ...] = ()
    sense: Sense | None = None
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    urgent: bool = False


class SubscriptionEntry(Section):
    """A subscription of the file: a channel, what it follows and how."""

    channel: Annotated[str, _channel, Field(min_length=1)]
    watchlists: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    mode: Mode = Mode.INSTANT
    at: Annotated[str, checked_by(parse_clock)] = ""
    quiet: Annotated[str, checked_by(parse_quiet)] = ""
    timezone: Annotated[str, checked_by(zone_named)] = ""
    burst: Annotated[str, checked_by(parse_burst)] = ""
    updates: bool = False
    mention: str = ""
    language: Literal["", "en", "fr"] = ""


def _with_platforms(common: type[T]) -> type[T]:
    """Add the table of each platform under its name."""
    tables: dict[str, Any] = {
        name: (section, left_out()) for name, section in registry.SECTIONS.items()
    }
    doc, module = common.__doc__, common.__module__
    return create_model(common.__name__, __base__=common, __doc__=doc, __module__=module, **tables)


@_with_platforms
class Settings(Section):
    """Everything that can be configured; each platform adds its table under its name."""

    bot: Bot = left_out()
    fetch: Fetch = left_out()
    web: Web = left_out()
    summary: SummarySection = left_out()
    limits: Limits = left_out()
    feeds: Listed[FeedEntry] = ()
    watchlists: Listed[WatchEntry] = ()
    subscriptions: Listed[SubscriptionEntry] = ()


def load_settings(path: Path | None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; no file gives the defaults; raises ConfigError naming key and fix."""
    values = _read_file(path) if path is not None else {}
    given = read_environment(os.environ if environ is None else environ, Settings)
    for keys, value in given.items():
        _put_value(values, keys, value)
    return read_settings(values)


def _put_value(values: dict[str, Any], keys: Sequence[str], value: str) -> None:
    """Put a value of the environment into the tables of the file, over what is there."""
    if keys[0] in LISTS and keys[1:]:
        raise ConfigError(
            f"WIREBELL_{'__'.join(keys).upper()}: no variable changes a list in part",
            fix=f"write it into the file, or give all as JSON in WIREBELL_{keys[0].upper()}",
        )
    table = values
    for key in keys[:-1]:
        table = table.setdefault(_name_in_file(table, key), {})
        if not isinstance(table, dict):
            return
    table[_name_in_file(table, keys[-1])] = value


def _name_in_file(table: Mapping[str, Any], key: str) -> str:
    """Find a name as the file writes it: variables know no capitals and no hyphens."""
    return next((name for name in table if name.lower().replace("-", "_") == key), key)


def read_settings(values: dict[str, Any]) -> Settings:
    """Make settings of the tables of a file; raises ConfigError."""
    try:
        return Settings(**values)
    except ValidationError as error:
        raise _config_error(error, values) from None


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"there is no configuration file {path}",
            fix="write one with `wirebell init`, or name another with --config",
        ) from None
    except RecursionError:
        raise ConfigError(f"{path}: nested too deeply", fix="close its brackets") from None
    except ValueError as error:
        # Not TOML, not UTF-8, or a number of thousands of digits.
        raise ConfigError(f"{path} is not valid TOML: {error}", fix="mend that line") from None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}", fix="check its rights") from None


def read_environment(
    environ: Mapping[str, str], settings: type[BaseModel]
) -> dict[tuple[str, ...], str]:
    """Read WIREBELL_SECTION__KEY variables, and secrets from the files that ..._FILE names."""
    found: dict[tuple[str, ...], str] = {}
    for name in sorted(environ, key=len, reverse=True):
        keys = tuple(name.removeprefix("WIREBELL_").lower().split("__"))
        if not name.startswith("WIREBELL_"):
            continue
        if not keys[1:] and keys[0] not in LISTS:
            _refuse_misspelt(name, settings)
            continue
        target = (*keys[:-1], keys[-1].removesuffix("_file"))
        if target != keys and is_secret(settings, target):
            if not environ[name].strip():
                continue
            found[target] = read_secret(name, environ[name])
        elif environ[name] or not is_secret(settings, keys):
            # The plain variable is shorter, so it comes later and wins over its _FILE. An empty
            # secret is what a compose file makes of a variable that is not set.
            found[keys] = environ[name]
    return found


def _refuse_misspelt(name: str, settings: type[BaseModel]) -> None:
    """Refuse a variable that means a table but has no key behind two underscores.

    Those that Kubernetes and Docker make of a service's name (`..._PORT`) are none of ours.
    """
    table, _, key = name.removeprefix("WIREBELL_").lower().partition("_")
    if table in settings.model_fields and not _OF_SERVICES.search(name):
        raise ConfigError(
            f"{name}: there is no such setting",
            fix=f"write it as WIREBELL_{table.upper()}__{key.upper() or 'KEY'}",
        )


def _config_error(error: ValidationError, values: Mapping[str, Any]) -> ConfigError:
    first = error.errors(include_url=False, include_input=False)[0]
    key = _plain(_place_of(first["loc"], values))
    message = _plain(first["msg"].removeprefix("Value error, "))
    if first["type"] == "extra_forbidden":
        return ConfigError(
            f"{key}: there is no such setting",
            fix="compare it with config.example.toml; it may be a typo",
        )
    if first["type"] == "string_pattern_mismatch":
        return ConfigError(
            f"{key}: not in the right form",
            fix=SHAPES.get(str(first["loc"][-1]), EXAMPLE),
        )
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    # What our own checks say ends in its fix.
    told, _, fix = message.partition("; ") if first["type"] == "value_error" else (message, "", "")
    return ConfigError(f"{key}: {told}{more}", fix=fix or EXAMPLE)


def _place_of(place: Sequence[int | str], values: Mapping[str, Any]) -> str:
    """Name a key; inside a list also the entry, counted from one, and what it is called."""
    table, *keys = place
    if table not in LISTS or not keys or not isinstance(keys[0], int):
        return ".".join(map(str, place))
    entry = listed_words(values[str(table)])[keys[0]]
    called = _called(entry) if isinstance(entry, Mapping) else ""
    name = ".".join(map(str, (table, *keys[1:])))
    return f"{name} of number {keys[0] + 1}" + (f' ("{called}")' if called else "")


def _called(entry: Mapping[str, Any]) -> str:
    """Give what an entry of the file goes by, an address without its secrets."""
    given = (entry.get(key) for key in ("name", "url", "query", "channel"))
    name = next((text for text in given if isinstance(text, str) and text.strip()), "")
    name = veiled(name) if "://" in name else name
    return name.strip()[:MOST_CALLED]


def _plain(words: str) -> str:
    """Put on one line what may quote a value: any terminal can show it, however long it is."""
    line = " ".join(words.encode("utf-8", "backslashreplace").decode().split())
    return line if len(line) <= QUOTED else f"{line[:QUOTED]}…"


def proxy_variables() -> dict[str, str]:
    """Read the environment's proxies as urllib does; raises ConfigError naming the variable."""
    if not any(name.lower().endswith("_proxy") for name in os.environ):
        return {}
    from urllib.request import getproxies_environment  # needed by few, and slow to load

    found = getproxies_environment()
    try:
        for _, proxy in read_variables(found):
            check_usable(proxy)
    except UsageError as error:
        raise ConfigError(str(error), fix=error.fix) from None
    return found


def secrets_of(settings: BaseModel, variables: Mapping[str, str] | None = None) -> list[str]:
    """List every secret that is set, wherever it lies, for what has to blot them out.

    Addresses that hold a login or a key count, whatever setting they are in, and the logins of
    the `variables` that name proxies.
    """
    found = [secret for secret in _secret_values(settings) if secret.lower() != NONE]
    addresses = [*found, *(variables or {}).values()]
    return list(
        dict.fromkeys([*found, *(login for address in addresses for login in logins(address))])
    )


def _secret_values(value: Any) -> Iterator[str]:
    if isinstance(value, SecretStr):
        if secret := value.get_secret_value():
            yield secret
            yield from secrets_in(secret)
            yield from secret_words(secret)
            yield from (part for part in secret.partition("://")[2].split("/")[1:] if len(part) > 7)
    elif isinstance(value, str):
        yield from secrets_in(value)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _secret_values(getattr(value, name))
    elif isinstance(value, Mapping):
        yield from _secret_values(tuple(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _secret_values(part)
