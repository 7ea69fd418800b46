"""Settings: config.toml, then the environment, secrets also from *_FILE; frozen once read."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from bot.core.alerts.schedule import parse_burst, parse_clock, parse_duration, parse_quiet, zone
from bot.core.channels import check_channel
from bot.core.query.query import parse
from bot.errors import ConfigError, UsageError
from bot.models import Mode, Sense

SECRETS = ("token", "bot_token", "app_token", "signing_secret", "client_secret", "api_key")
FROM_FILES = (*SECRETS, "heartbeat_url")
"""What may also come from a file that the environment names: whoever knows it may act for us."""
LISTS = ("feeds", "watchlists", "subscriptions")
SHAPES = {
    "url": 'write a full address, such as "https://example.org/feed.xml"',
    "listen": 'write host:port, such as "127.0.0.1:8080", or "" for none',
}

T = TypeVar("T")


def _seconds(value: Any) -> Any:
    try:
        # A bare number may come as text from the environment; pydantic reads it.
        named = isinstance(value, str) and not value.replace(".", "", 1).isdigit()
        return parse_duration(value) if named else value
    except UsageError as error:
        raise ValueError(f"{error}; {error.fix}") from error


def _checked(check: Any) -> BeforeValidator:
    def run(value: Any) -> Any:
        try:
            if value:
                check(value)
        except UsageError as error:
            raise ValueError(f"{error}; {error.fix}") from error
        return value

    return BeforeValidator(run)


def _listed(value: Any) -> Any:
    """Let a variable of the environment hold a list: JSON, or words between commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError(f"not a JSON list: {error}") from error
    return [part.strip() for part in value.split(",") if part.strip()]


def _admins(value: Any) -> Any:
    return value if value in ("admins", "members") else _listed(value)


Seconds = Annotated[float, BeforeValidator(_seconds)]
Listed = Annotated[tuple[T, ...], BeforeValidator(_listed)]


class Section(BaseModel):
    """A table of the file; unknown keys are refused, so that a typo is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Bot(Section):
    """What concerns the whole process."""

    data_dir: Path = Path("data")
    language: Literal["en", "fr"] = "en"
    timezone: Annotated[str, _checked(zone)] = "UTC"
    keep_days: int = Field(default=90, ge=4)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"
    backup_every: Seconds = Field(default=0.0, ge=0)
    backup_keep: int = Field(default=7, ge=1)
    operator_channel: Annotated[str, _checked(check_channel)] = ""
    heartbeat_url: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _heartbeat(self) -> Self:
        url = self.heartbeat_url.get_secret_value()
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("heartbeat_url is no address that begins with http:// or https://")
        return self


class Discord(Section):
    """The Discord application; off without a token."""

    token: SecretStr = SecretStr("")
    api_base: str = "https://discord.com/api/v10"
    guild_ids: Listed[int] = ()


class Slack(Section):
    """The Slack app; off without a bot token (or client id for several workspaces)."""

    bot_token: SecretStr = SecretStr("")
    app_token: SecretStr = SecretStr("")
    signing_secret: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    api_base: str = "https://slack.com/api/"
    mode: Literal["socket", "http"] = "socket"
    admins: Annotated[tuple[str, ...] | Literal["admins", "members"], BeforeValidator(_admins)] = (
        "admins"
    )
    owner: str = ""


class Fetch(Section):
    """How feeds and pages are fetched."""

    allow_hosts: Listed[str] = ()
    concurrency: int = Field(default=16, ge=1, le=256)
    timeout: Seconds = Field(default=30.0, gt=0)
    max_bytes: int = Field(default=10_000_000, ge=10_000)
    min_interval: Seconds = Field(default=300.0, ge=1)
    max_interval: Seconds = Field(default=21_600.0, ge=1)
    default_interval: Seconds = Field(default=900.0, ge=1)
    user_agent: str = "Wirebell (+https://github.com/wirebell/wirebell)"

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


class Summary(Section):
    """How summaries are made."""

    engine: Literal["extract", "llm"] = "extract"
    max_chars: int = Field(default=280, ge=80, le=1000)
    base_url: str = ""
    model: str = ""
    api_key: SecretStr = SecretStr("")
    timeout: Seconds = Field(default=20.0, gt=0)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.engine == "llm" and not (self.base_url and self.model):
            raise ValueError('engine = "llm" needs base_url and model; set both')
        return self


class FeedEntry(Section):
    """A feed of the file."""

    url: str = Field(pattern=r"^https?://\S+$")
    name: str = ""
    language: str = ""
    interval: Annotated[float | None, BeforeValidator(_seconds)] = Field(default=None, ge=1)
    full_text: bool = False


class WatchEntry(Section):
    """A watchlist of the file."""

    query: Annotated[str, _checked(parse), Field(min_length=1)]
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

    channel: Annotated[str, _checked(check_channel), Field(min_length=1)]
    watchlists: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    mode: Mode = Mode.INSTANT
    at: Annotated[str, _checked(parse_clock)] = ""
    quiet: Annotated[str, _checked(parse_quiet)] = ""
    timezone: Annotated[str, _checked(zone)] = ""
    burst: Annotated[str, _checked(parse_burst)] = ""
    updates: bool = False
    mention: str = ""
    language: Literal["", "en", "fr"] = ""


class Settings(Section):
    """Everything that can be configured."""

    bot: Bot = Bot()
    discord: Discord = Discord()
    slack: Slack = Slack()
    fetch: Fetch = Fetch()
    web: Web = Web()
    summary: Summary = Summary()
    feeds: Listed[FeedEntry] = ()
    watchlists: Listed[WatchEntry] = ()
    subscriptions: Listed[SubscriptionEntry] = ()


def load(path: Path | None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; no file gives the defaults; raises ConfigError naming key and fix."""
    values = _read_file(path) if path is not None else {}
    for (section, key), value in _environment(os.environ if environ is None else environ).items():
        table = values.setdefault(section, {}) if key else values
        if isinstance(table, dict):
            table[key or section] = value
    return read(values)


def read(values: dict[str, Any]) -> Settings:
    """Make settings of the tables of a file; raises ConfigError."""
    try:
        return Settings(**values)
    except ValidationError as error:
        raise _config_error(error) from None


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"there is no configuration file {path}",
            fix="write one with `wirebell init`, or name another with --config",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}", fix="mend that line") from None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}", fix="check its rights") from None


def _environment(environ: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Read WIREBELL_SECTION__KEY variables, and secrets from the files that ..._FILE names."""
    found: dict[tuple[str, str], str] = {}
    for name in sorted(environ, key=len, reverse=True):
        section, two, key = name.removeprefix("WIREBELL_").lower().partition("__")
        if not name.startswith("WIREBELL_") or not (two or section in LISTS):
            continue
        secret = key.removesuffix("_file")
        if key != secret and secret in FROM_FILES:
            found[section, secret] = _secret(name, environ[name])
        elif environ[name] or key not in FROM_FILES:
            # The plain variable is shorter, so it comes later and wins over its _FILE. An empty
            # secret is what a compose file makes of a variable that is not set.
            found[section, key] = environ[name]
    return found


def _secret(name: str, target: str) -> str:
    try:
        return Path(target).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"{name} names {target}, which cannot be read", fix="check the path and its rights"
        ) from None


def _config_error(error: ValidationError) -> ConfigError:
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        return ConfigError(
            f"{key}: there is no such setting",
            fix="compare it with config.example.toml; it may be a typo",
        )
    if first["type"] == "string_pattern_mismatch":
        return ConfigError(f"{key}: not in the right form", fix=SHAPES[str(first["loc"][-1])])
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return ConfigError(f"{key}: {message}{more}", fix="see config.example.toml for what it takes")


def secrets_of(settings: Settings) -> list[str]:
    """List every secret that is set, for what has to blot them out."""
    found = []
    for section in (settings.bot, settings.discord, settings.slack, settings.summary):
        for name in type(section).model_fields:
            value = getattr(section, name)
            if isinstance(value, SecretStr) and value.get_secret_value():
                found.append(value.get_secret_value())
    return found
