"""Settings: the example file is complete, the environment wins, mistakes name key and fix."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import BaseModel, Field, RootModel, SecretStr, create_model

from bot import logs
from bot.config import Settings, load_settings, proxy_variables, read_environment, secrets_of
from bot.errors import ConfigError
from bot.models import Sense
from bot.platforms.common.section import Section
from tests.conftest import ROOT

EXAMPLE = ROOT / "config.example.toml"


def _file(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _keys(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


def _entry(name: str) -> type[Section]:
    (entry, *_) = Settings.model_fields[name].annotation.__args__
    return entry


def _of_the_example(name: str, table: Any) -> Iterator[tuple[set[str], set[str]]]:
    """Give the keys that a table of the example has, with those that it should have."""
    if isinstance(table, list):
        yield {key for entry in table for key in entry}, _keys(_entry(name))
    elif isinstance(section := getattr(Settings(), name), RootModel):
        kinds = type(section).model_validate(table).root
        yield from ((set(table[key]), _keys(type(kinds[key]))) for key in table)
    else:
        yield set(table), _keys(type(section))


def test_the_example_names_every_key_and_no_other():
    values = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    tables = _keys(Settings) - set(values)
    assert not tables, f"write these tables in config.example.toml: {tables}"
    for name, table in values.items():
        for written, wanted in _of_the_example(name, table):
            bare, unknown = wanted - written, written - wanted
            assert not bare, f"write these under [{name}] in config.example.toml: {bare}"
            assert not unknown, f"[{name}] of config.example.toml names no setting: {unknown}"


def test_the_example_states_the_defaults():
    read, default = load_settings(EXAMPLE, {}), Settings()
    for name in ("bot", "discord", "slack", "fetch", "web", "summary"):
        assert getattr(read, name) == getattr(default, name), name
    assert [watch.sense for watch in read.watchlists] == [None, Sense.ORGANISATION]


def _sections(values: Any) -> Iterator[BaseModel]:
    """Give the tables of settings, also those of the lists and those that people name."""
    for _name, value in values:
        if isinstance(value, RootModel):
            yield from value.root.values()
        else:
            yield from value if isinstance(value, tuple) else [value]


def test_every_setting_is_read_somewhere():
    code = "".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    keys = {
        key for table in _sections(load_settings(EXAMPLE, {})) for key in type(table).model_fields
    }
    assert len(keys) > 50
    unread = {key for key in keys if not re.search(rf"\.{key}\b", code)}
    assert not unread, f"nothing reads these settings: hand them on in bot/app.py, {unread}"


def test_every_key_of_the_example_is_explained():
    explained = False
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        explained = line.startswith("#") or (explained and bool(line))
        if " = " in line and not line.startswith("#"):
            assert explained, f"a line that begins with # has to explain {line!r}"


def test_without_a_file_the_defaults_hold():
    assert load_settings(None, {}) == Settings()


def test_the_environment_wins_over_the_file(tmp_path):
    path = _file(tmp_path, '[bot]\nlanguage = "fr"\ntimezone = "Europe/Paris"\n')
    read = load_settings(path, {"WIREBELL_BOT__LANGUAGE": "en", "LANGUAGE": "de"})
    assert (read.bot.language, read.bot.timezone) == ("en", "Europe/Paris")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("FETCH__ALLOW_HOSTS", "127.0.0.1, feeds.lan", ("127.0.0.1", "feeds.lan")),
        ("FETCH__ALLOW_HOSTS", '["127.0.0.1"]', ("127.0.0.1",)),
        ("FETCH__TIMEOUT", "45", 45.0),
        ("FETCH__TIMEOUT", "1m30s", 90.0),
        ("FETCH__CONCURRENCY", "4", 4),
        ("DISCORD__GUILD_IDS", "1,2", (1, 2)),
        ("SLACK__ADMINS", "members", "members"),
        ("SLACK__ADMINS", "U1,U2", ("U1", "U2")),
        ("WEB__LISTEN", "", ""),
        ("WEB__LISTEN", "[::1]:80", "[::1]:80"),
    ],
)
def test_the_environment_takes_each_kind_of_value(name, value, expected):
    section, _, key = name.lower().partition("__")
    read = load_settings(None, {f"WIREBELL_{name}": value})
    assert getattr(getattr(read, section), key) == expected


def test_lists_of_tables_come_from_the_environment_as_json():
    read = load_settings(None, {"WIREBELL_FEEDS": '[{"url": "https://a.example/rss"}]'})
    assert [feed.url for feed in read.feeds] == ["https://a.example/rss"]


@pytest.mark.parametrize(
    ("section", "key"),
    [
        (name, key)
        for name in ("discord", "slack", "summary")
        for key, field in type(getattr(Settings(), name)).model_fields.items()
        if "Secret" in str(field.annotation)
    ],
)
def test_each_secret_is_read_from_a_file_and_never_shown(tmp_path, section, key):
    secret = tmp_path / "secret"
    secret.write_text("s3cret-value\n", encoding="utf-8")
    variable = f"WIREBELL_{section}__{key}".upper()
    read = load_settings(
        _file(tmp_path, f'[{section}]\n{key} = "old"\n'), {f"{variable}_FILE": str(secret)}
    )
    assert secrets_of(read) == ["s3cret-value"]
    assert "s3cret" not in repr(read)
    plain = load_settings(None, {f"{variable}_FILE": str(secret), variable: "plain"})
    assert secrets_of(plain) == ["plain"]


class Door(Section):
    """A section that nothing in the program knows."""

    code: SecretStr = SecretStr("")
    keys: tuple[SecretStr, ...] = ()
    rooms: Mapping[str, tuple[Door, ...]] = Field(default_factory=dict)
    other: SecretStr | None = None


def test_the_secrets_of_a_new_section_are_blotted_from_logs(capsys):
    grown = create_model("Grown", __base__=Settings, door=(Door, Door()))
    rooms = {"cellar": [{"code": "code-of-cellar"}]}
    door = {"code": "code-of-door", "keys": ["first-key"], "rooms": rooms, "other": "spare-key"}
    found = secrets_of(grown(door=door))
    assert found == ["code-of-door", "first-key", "code-of-cellar", "spare-key"]
    level, handlers = logging.getLogger().level, logging.getLogger().handlers[:]
    try:
        logs.set_up("info", secrets=found)
        logging.getLogger("bot.door").warning("opened with %s", found)
        shown = capsys.readouterr().err
    finally:
        logging.getLogger().handlers[:] = handlers
        logging.getLogger().setLevel(level)
        structlog.reset_defaults()
    assert "opened with" in shown
    assert not [secret for secret in found if secret in shown]


@pytest.mark.parametrize("keys", [("door", "code"), ("door", "other")])
def test_any_secret_of_a_new_section_comes_from_a_file(tmp_path, keys):
    grown = create_model("Grown", __base__=Settings, door=(Door, Door()))
    secret = tmp_path / "secret"
    secret.write_text("from-file\n", encoding="utf-8")
    variable = "WIREBELL_" + "__".join(keys).upper()
    assert read_environment({f"{variable}_FILE": str(secret)}, grown) == {keys: "from-file"}


def test_a_webhook_is_set_up_by_file_and_environment(tmp_path):
    path = _file(tmp_path, '[webhook.My-Desk]\nurl = "https://a.example/x"\nsecret = "of-file"\n')
    (tmp_path / "url").write_text("https://b.example/token\n", encoding="utf-8")
    environ = {
        "WIREBELL_WEBHOOK__MY_DESK__SECRET": "of-environment",
        "WIREBELL_WEBHOOK__OPS__URL_FILE": str(tmp_path / "url"),
        "WIREBELL_WEBHOOK__OPS__SECRET": "other",
    }
    read = load_settings(path, environ)
    assert read.webhook.targets == {
        "My-Desk": ("https://a.example/x", "of-environment"),
        "ops": ("https://b.example/token", "other"),
    }
    assert len(secrets_of(read)) == 4


@pytest.mark.parametrize(
    ("table", "key", "hint"),
    [
        ('[webhook.a]\nurl = "https://a.example"\n', "webhook.a", "secret is missing"),
        ('[webhook.a]\nurl = "ftp://a.example"\nsecret = "x"\n', "webhook.a", "https://"),
        ('[webhook."a b"]\nurl = ""\n', "webhook", "right form"),
        ("[webhook.a-b]\n[webhook.A_b]\n", "webhook", "rename"),
        ('[webhook.a]\nuri = ""\n', "webhook.a.uri", "typo"),
    ],
)
def test_a_wrong_webhook_is_named(tmp_path, table, key, hint):
    with pytest.raises(ConfigError) as caught:
        load_settings(_file(tmp_path, table), {})
    assert key in str(caught.value)
    assert hint in f"{caught.value} {caught.value.fix}"


def test_an_empty_variable_takes_no_secret_away(tmp_path):
    path = _file(tmp_path, '[discord]\ntoken = "kept"\n')
    read = load_settings(path, {"WIREBELL_DISCORD__TOKEN": ""})
    assert read.discord.token.get_secret_value() == "kept"


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path):
    missing = tmp_path / "missing"
    with pytest.raises(ConfigError, match="WIREBELL_DISCORD__TOKEN_FILE") as caught:
        load_settings(None, {"WIREBELL_DISCORD__TOKEN_FILE": str(missing)})
    assert str(missing) in str(caught.value)
    assert caught.value.fix


@pytest.mark.parametrize(
    ("text", "key", "hint"),
    [
        ('[discrod]\ntoken = "x"\n', "discrod", "typo"),
        ('[discord]\ntokn = "x"\n', "discord.tokn", "typo"),
        ("discord = 3\n", "discord", "config.example.toml"),
        ('[bot]\nlanguage = "de"\n', "bot.language", "config.example.toml"),
        ('[bot]\ntimezone = "Mars/Base"\n', "bot.timezone", "Europe/Paris"),
        ('[fetch]\ntimeout = "soon"\n', "fetch.timeout", "90s"),
        ('[fetch]\nmin_interval = "2h"\nmax_interval = "1h"\n', "min_interval", "swap"),
        ('[web]\nlisten = "8080"\n', "web.listen", "127.0.0.1:8080"),
        ('[summary]\nengine = "llm"\n', "summary", "base_url"),
        ('[[feeds]]\nurl = "example.org"\n', 'feeds.url of number 1 ("example.org")', "https://"),
        ('[[watchlists]]\nquery = "(a AND"\n', "watchlists.query of number 1", "at its end"),
        ('[[watchlists]]\nquery = ""\n', "watchlists.query of number 1", "config.example.toml"),
        (
            '[[subscriptions]]\nchannel = "#news"\n',
            'subscriptions.channel of number 1 ("#news")',
            "discord:ID",
        ),
        (
            '[[subscriptions]]\nchannel = "console"\nquiet = "night"\n',
            'subscriptions.quiet of number 1 ("console")',
            "22:00-07:00",
        ),
    ],
)
def test_a_mistake_names_its_key_and_the_fix(tmp_path, text, key, hint):
    with pytest.raises(ConfigError) as caught:
        load_settings(_file(tmp_path, text), {})
    assert key in str(caught.value)
    assert hint in f"{caught.value} {caught.value.fix}"


@pytest.mark.parametrize(
    "environ", [{"WIREBELL_DISCROD__TOKEN": "x"}, {"WIREBELL_DISCORD__TOKN": "x"}]
)
def test_a_misspelt_variable_is_refused(environ: dict[str, Any]):
    with pytest.raises(ConfigError, match="no such setting"):
        load_settings(None, environ)


@pytest.mark.parametrize("body", [b"[bot\n", b"\xff\xfe\x00", b'a = "\xff"'])
def test_a_file_that_is_not_toml_is_named(tmp_path, body):
    path = tmp_path / "config.toml"
    path.write_bytes(body)
    with pytest.raises(ConfigError, match=r"config\.toml is not valid TOML"):
        load_settings(path, {})


def test_a_missing_file_says_how_to_write_one(tmp_path):
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path / "none.toml", {})
    assert "wirebell init" in (caught.value.fix or "")


def test_the_proxies_of_the_environment_are_read_and_their_logins_are_secrets(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://upper:1")
    monkeypatch.setenv("https_proxy", "http://me:s3cret%2F@lower:2")
    monkeypatch.setenv("NO_PROXY", "feeds.lan")
    found = proxy_variables()
    assert found == {"https": "http://me:s3cret%2F@lower:2", "no": "feeds.lan"}
    assert {"s3cret%2F", "s3cret/"} <= set(secrets_of(Settings(), found))


def test_a_variable_that_is_no_proxy_is_named_without_its_value(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "ftp://me:s3cret@proxy")
    with pytest.raises(ConfigError, match="HTTP_PROXY") as caught:
        proxy_variables()
    assert "s3cret" not in f"{caught.value} {caught.value.fix}"


def test_without_variables_there_are_none():
    assert proxy_variables() == {}


@pytest.mark.parametrize("table", ["fetch", "discord", "slack", "summary"])
def test_a_proxys_login_is_a_secret_and_the_word_none_is_not(tmp_path, table):
    path = _file(tmp_path, f'[{table}]\nproxy = "socks5://me:s3cret@proxy:1080"\n')
    read = load_settings(path, {})
    assert "s3cret" not in repr(read)
    assert {"me:s3cret@", "s3cret"} <= set(secrets_of(read))
    path = _file(tmp_path, f'[{table}]\nproxy = "none"\n')
    assert secrets_of(load_settings(path, {})) == []


@pytest.mark.parametrize("wrong", ["ftp://me:s3cret@proxy", "http://", "http://proxy:x"])
def test_a_setting_that_is_no_proxy_is_named_without_its_value(tmp_path, wrong):
    with pytest.raises(ConfigError, match=r"fetch\.proxy: this is no address of a proxy") as caught:
        load_settings(_file(tmp_path, f'[fetch]\nproxy = "{wrong}"\n'), {})
    assert "s3cret" not in f"{caught.value} {caught.value.fix}"


def test_a_language_model_takes_no_old_socks(tmp_path):
    with pytest.raises(ConfigError, match="socks5 proxies only"):
        load_settings(_file(tmp_path, '[summary]\nproxy = "socks4://proxy"\n'), {})


def test_socks_without_its_package_names_the_extra():
    code = """
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == "aiohttp_socks" else found(name)
from bot.config import load_settings
try:
    load_settings(None, {"WIREBELL_FETCH__PROXY": "socks5://proxy"})
except Exception as error:
    raise SystemExit(error.fix)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "wirebell[socks]" in done.stderr


def test_a_feed_reads_its_secrets_from_files_and_shows_none(tmp_path):
    for name, text in {
        "key": "k3y\n",
        "jar": "a=1; b=2\n",
        "way": "http://u:p4ss@h.example:1",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    path = _file(
        tmp_path,
        f'[[feeds]]\nurl = "https://a.example/rss"\nheaders.X-Key_FILE = "{tmp_path / "key"}"\n'
        f'cookies_file = "{tmp_path / "jar"}"\nproxy_FILE = "{tmp_path / "way"}"\n',
    )
    read = load_settings(path, {})
    (feed,) = read.feeds
    assert {name: value.get_secret_value() for name, value in feed.headers.items()} == {
        "X-Key": "k3y"
    }
    assert [value.get_secret_value() for value in feed.cookies.values()] == ["1", "2"]
    assert {"k3y", "p4ss"} <= set(secrets_of(read))
    assert not [word for word in ("k3y", "p4ss") if word in repr(read)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('headers = { Host = "s3cret" }', "Host is set by Wirebell itself; leave it out"),
        ('headers = { X-Key_FILE = "/nowhere/s3cret" }', "headers.X-Key_FILE names"),
        ('proxy = "none"\nproxy_FILE = "/dev/null"', "leave out proxy or the file"),
        ('proxy = "ftp://s3cret"', "no address of a proxy"),
        ('cookies = ["s3cret"]', "neither a table nor a text"),
        ("timeout = 0", "greater than 0"),
        ("max_bytes = 1", "10000"),
        ('select = { title = "h3" }', "items are not selected; write select = {"),
        ('select = { items = "li >" }', "is no CSS selector; write select = {"),
        ('select = { items = "li", heading = "h3" }', "there is nothing called heading to select"),
        ("select = { items = 5 }", "select.items"),
        ('select = "li"', "select"),
        ('user_agent = "a\\nb"', "line break"),
        ('url_FILE = "/dev/null"', "no such setting"),
    ],
)
def test_what_a_feed_cannot_have_is_named_with_its_place(tmp_path, line, words):
    with pytest.raises(ConfigError) as refused:
        load_settings(_file(tmp_path, f'[[feeds]]\nurl = "https://a.example/rss"\n{line}\n'), {})
    told = f"{refused.value}; {refused.value.fix}"
    assert told.startswith("feeds")
    assert ' of number 1 ("https://a.example/rss")' in told
    assert words in told
    assert "s3cret" not in told.replace("/nowhere/s3cret", "")


def test_an_entry_is_named_by_name_or_address_and_the_fix_is_said_once(tmp_path):
    text = "".join(f'[[feeds]]\nurl = "https://me:s3cret@a.example/{n}"\n' for n in range(3))
    with pytest.raises(ConfigError) as refused:
        load_settings(_file(tmp_path, text + 'headers = { Host = "x" }\n'), {})
    told, fix = str(refused.value), refused.value.fix
    assert "feeds.headers of number 3" in told
    assert "a.example/2" in told
    assert "s3cret" not in told
    assert fix
    assert "config.example.toml" not in fix
    assert fix not in told
    with pytest.raises(ConfigError, match=r'^feeds\.interval of number 1 \("Fil"\): '):
        load_settings(
            _file(tmp_path, '[[feeds]]\nname = "Fil"\nurl = "https://a.example/"\ninterval = 0\n'),
            {},
        )
    with pytest.raises(ConfigError, match=r"^feeds of number 1: "):
        load_settings(None, {"WIREBELL_FEEDS": "[5]"})
