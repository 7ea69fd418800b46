"""Whatever stands in a setting, a variable or a file: settings come of it, or one line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, RootModel

from bot.config import Settings, load_settings, read_settings
from bot.errors import ConfigError

ENTRY: dict[str, dict[str, Any]] = {
    "feeds": {"url": "https://news.example/feed.xml"},
    "watchlists": {"query": "harbour"},
    "subscriptions": {"channel": "console"},
}
KINDS = [
    5,
    -1,
    0,
    10**400,
    2**63,
    1e308,
    math.nan,
    math.inf,
    -math.inf,
    True,
    False,
    "",
    " ",
    "a\0b",
    "\ud800",
    "x" * 20_000,
    [],
    [[[1]]],
    ["\ud800"],
    [None],
    {},
    {"a": {"b": {}}},
    {"\ud800": 1},
    [{}],
    datetime(2026, 1, 1, tzinfo=UTC),
    date(2026, 1, 1),
    time(3),
    "99:99",
    "127.0.0.1:99999",
    "http://",
    "http://[",
    "https://h:99999/",
    "discord:",
    "9" * 5000 + "s",
    "-5s",
    "999999999999d",
    "nan",
    "inf",
    "Etc/../x",
    "((((",
    "[" * 5000,
    "[1,",
    "NEAR/x",
    "\u2028",
    "a\nb",
]
NAME = st.text(max_size=5)
ODD = st.sampled_from(KINDS) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3)
    ),
    max_leaves=5,
)


def keys(kind: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if issubclass(kind, RootModel):
        yield before
        for part in models(kind.model_fields["root"].annotation):
            yield from keys(part, (*before, "one"))
        return
    for name, field in kind.model_fields.items():
        yield (*before, name)
        for part in models(field.annotation):
            yield from keys(part, (*before, name))


def models(annotation: Any) -> list[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in models(part)]


KEYS = list(keys(Settings))


def with_value(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    if path[0] in ENTRY and len(path) > 1:
        return {path[0]: [ENTRY[path[0]] | {path[1]: value}]}
    tables: dict[str, Any] = {}
    table = tables
    for key in path[:-1]:
        table = table.setdefault(key, {})
    table[path[-1]] = value
    return tables


def looked_at(read: Any, *given: Any) -> None:
    """Read settings; what is wrong with them has to be one line that can be shown, and a fix."""
    try:
        read(*given)
    except ConfigError as error:
        told, fix = str(error), error.fix
    else:
        return
    assert fix
    assert len(told.splitlines()) == len(fix.splitlines()) == 1
    assert len(told + fix) < 700
    told.encode()


@pytest.mark.parametrize("path", KEYS, ids=".".join)
def test_a_value_of_any_kind_at_any_key(path: tuple[str, ...]) -> None:
    for value in KINDS:
        looked_at(read_settings, with_value(path, value))


@given(st.sampled_from(KEYS), ODD)
def test_any_value_at_any_key(path: tuple[str, ...], value: Any) -> None:
    looked_at(read_settings, with_value(path, value))


NO_NUL = st.text(st.characters(exclude_characters="\0"), max_size=40)


@given(st.sampled_from(KEYS), NO_NUL | st.sampled_from([k for k in KINDS if isinstance(k, str)]))
def test_any_variable_of_the_environment(path: tuple[str, ...], value: str) -> None:
    looked_at(load_settings, None, {"WIREBELL_" + "__".join(path).upper(): value})


TOML = [
    "a = " + "[" * 5000,
    "x = " + "9" * 5000,
    "[bot",
    "a = 2026-13-45",
    "a = 1e",
    'a = "\\ud800"',
    "bot = 5",
    "[[bot]]",
    "[bot]\n[bot]",
    "feeds = 5",
    "feeds = [5]",
    "[feeds]",
    "[[feeds.x]]",
    "\0",
    "[discord]\ntoken = []",
    "[webhook]\none = 5",
    '[webhook."a b"]',
    "[bot]\ntimezone = 5",
    "[[watchlists]]\nquery = 5",
    '[[subscriptions]]\nchannel = "console"\nat = 8',
    "bot.bot.bot = 1",
    '[web]\nlisten = "127.0.0.1:99999"',
    "[fetch]\ntimeout = inf",
    "[fetch]\ntimeout = nan",
]


@pytest.mark.parametrize("text", TOML)
def test_any_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(path, {})
    assert caught.value.fix
    assert len(str(caught.value).splitlines()) == 1


@given(st.binary(max_size=60))
def test_any_bytes_for_a_file(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "config.toml"
    path.write_bytes(raw)
    looked_at(load_settings, path, {})


def test_what_was_named_once_tells_key_and_fix() -> None:
    for path, value, told in (
        (("watchlists", "query"), 5, "watchlists.query of number 1: it has to be a text"),
        (("bot", "timezone"), 5, "bot.timezone: it has to be a text"),
        (("subscriptions", "at"), 8, "subscriptions.at of number 1"),
        (("web", "listen"), "127.0.0.1:99999", "web.listen: a port is a number up to 65535"),
        (("fetch", "timeout"), math.inf, "fetch.timeout: it is too long"),
        (("slack", "api_base"), "http://[", "slack.api_base: it is no web address"),
    ):
        with pytest.raises(ConfigError, match="^" + told.replace(".", r"\.")):
            read_settings(with_value(path, value))


HEADERS = (
    ("discord", "token"),
    ("slack", "bot_token"),
    ("slack", "app_token"),
    ("slack", "signing_secret"),
    ("slack", "client_secret"),
    ("summary", "api_key"),
    ("fetch", "user_agent"),
)


@pytest.mark.parametrize("path", HEADERS, ids=".".join)
@pytest.mark.parametrize("value", ["s3cret\n# a comment", "s3cret\r\nx: y", "s3cret\x01", "s3\x7f"])
def test_what_becomes_a_header_is_one_line(path: tuple[str, ...], value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{'.'.join(path)}: it holds a ") as caught:
        read_settings(with_value(path, value))
    assert "s3" not in f"{caught.value} {caught.value.fix}"


def test_space_around_a_token_is_none_of_it() -> None:
    assert read_settings(
        {"slack": {"bot_token": " xoxb-1\n"}}
    ).slack.bot_token.get_secret_value() == ("xoxb-1")


ADDRESSES = [("discord", "api_base"), ("slack", "api_base"), ("summary", "base_url")]
ADDRESSES += [("bot", "heartbeat_url"), ("webhook", "desk", "url")]


@pytest.mark.parametrize("path", ADDRESSES, ids=".".join)
@pytest.mark.parametrize(
    "url",
    [
        "http://a..b/",
        "https://discord..com/api/v10",
        f"https://{'x' * 64}.example/",
        "http://ü../",
        "http://a\\b/",
        "http://a\x01b/",
        "http://me:中@host/",
        "http://m%3Ae:x@host/",
    ],
)
def test_an_address_that_no_client_takes_is_none(path: tuple[str, ...], url: str) -> None:
    with pytest.raises(ConfigError, match="address"):
        read_settings(with_value(path, url))


@pytest.mark.parametrize("table", ["fetch", "discord", "slack", "summary"])
def test_a_proxy_that_no_client_takes_is_refused_without_its_login(table: str) -> None:
    for written in ("http://bob:12#Zs3cr3t@127.0.0.1:1", "http://bob:Zs3cr3t中@127.0.0.1:1"):
        with pytest.raises(ConfigError, match=rf"^{table}\.proxy: ") as caught:
            read_settings(with_value((table, "proxy"), written))
        assert "s3cr3t" not in f"{caught.value} {caught.value.fix}"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("fetch", "allow_hosts"), ["10.0.0.0/33"]),
        (("fetch", "allow_hosts"), ["feeds.lan", "*"]),
        (("web", "listen"), "a..b:80"),
        (("web", "listen"), f"{'x' * 64}:80"),
        (("bot", "data_dir"), "x" * 300),
    ],
)
def test_what_can_never_work_is_refused_by_its_key(path: tuple[str, ...], value: Any) -> None:
    with pytest.raises(ConfigError, match=f"^{'.'.join(path)}"):
        read_settings(with_value(path, value))


@pytest.mark.parametrize(
    "name",
    ["BOT_LANGUAGE", "BOT", "DISCORD_TOKEN", "WEBHOOK", "FEEDS__0__URL", "WATCHLISTS__0__QUERY"],
)
def test_a_variable_that_would_change_nothing_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[[feeds]]\nurl = "https://news.example/rss"\n', "utf-8")
    with pytest.raises(ConfigError, match=f"^WIREBELL_{name}: "):
        load_settings(path, {f"WIREBELL_{name}": "x"})


def test_variables_that_are_none_of_ours_or_empty_pass() -> None:
    names = ("CONFIG", "PORT", "WEB_PORT", "WEB_SERVICE_HOST", "WEB_PORT_8080_TCP_ADDR")
    load_settings(None, {f"WIREBELL_{name}": "x" for name in names})
    load_settings(None, {"WIREBELL_SLACK__BOT_TOKEN_FILE": ""})
