# ruff: noqa: E501 - documents and words stand as they are sent
"""Configuration files, as their operators write them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bot.config import Settings, load_settings, secrets_of
from bot.errors import ConfigError
from bot.platforms import registry
from bot.wanted import operator_watchlist
from tests.conftest import ROOT
from tests.proof.fuzz.mutators import TOML_VALUES, as_toml, mutated_value, seldom_damaged
from tests.proof.fuzz.target import Read, Target

_EXAMPLE = tomllib.loads((ROOT / "config.example.toml").read_text(encoding="utf-8"))
SEEDS: tuple[dict[str, Any], ...] = (
    {name: value for name, value in _EXAMPLE.items() if name != "webhook"},
    {
        "bot": {"data_dir": "/srv/wirebell", "language": "fr", "timezone": "Europe/Paris", "backup_every": "1d",
                "heartbeat_url": "https://beat.example/abc", "operator_channel": "slack:C0123456"},
        "slack": {"bot_token": "xoxb-1", "app_token": "xapp-1", "signing_secret": "s", "admins": ["U1", "U2"],
                  "mode": "http", "client_id": "1.2", "client_secret": "c"},
        "discord": {"token": "a.b.c", "guild_ids": [1234567890123456789], "proxy": "socks5://u:p@proxy.example:1080"},
        "webhook": {"desk": {"url": "https://desk.example/in", "secret": "h"}},
        "fetch": {"allow_hosts": ["10.0.0.5:8080", "feeds.internal"], "timeout": "1m", "min_interval": 60},
        "web": {"listen": "[::1]:8080", "hosts": ["wirebell"]},
        "summary": {"engine": "llm", "base_url": "http://127.0.0.1:11434/v1", "model": "m", "api_key": "k"},
        "feeds": [{"url": "https://user:pass@a.example/rss?key=1", "name": "A", "interval": "10m", "full_text": True}],
        "watchlists": [{"query": '"groupe Wagner" AND (Mali OR Niger)', "name": "Sahel", "sense": "organisation",
                        "aliases_off": ["x"], "languages": ["fr"], "sources": ["a.example"], "urgent": True}],
        "subscriptions": [{"channel": "slack:C0123456", "watchlists": ["Sahel"], "mode": "daily", "at": "08:00",
                           "quiet": "22:00-07:00", "timezone": "Asia/Tokyo", "burst": "5/10m", "updates": True,
                           "mention": "S1", "language": "fr"},
                          {"channel": "discord:123456789012345678", "feeds": ["A"]}],
    },
    {"feeds": [{"url": "http://b.example/"}], "watchlists": [{"query": "Mali"}],
     "subscriptions": [{"channel": "console", "watchlists": ["Mali"], "mode": "digest"}]},
)  # fmt: skip
WORDS = (
    "30s", "1d", "-5m", "1e9h", "Europe/Paris", "Europe/Nowhere", "../../etc/passwd", "UTC", "08:00", "25:61",
    "22:00-07:00", "5/10m", "console", "discord:1", "slack:C1", "webhook:desk", "127.0.0.1:99999", ":0", "*:1",
    "socks5h://x:1", "none", "http://u:p@h:3128", "daily", "instant", "organisation", "Mali NOT", '"', "U1", "fr",
)  # fmt: skip


def make_file(dice: Random) -> bytes:
    """Change a file's values, half the time only those that lie deepest, and of some the bytes."""
    table = mutated_value(dice, dice.choice(SEEDS), WORDS)
    if dice.random() < 0.1 and isinstance(table, dict):
        table[dice.choice(("bot", "at", "feeds", "published"))] = dice.choice(TOML_VALUES)
    table = table if isinstance(table, dict) else {"bot": table}
    return seldom_damaged(dice, as_toml(table).encode("utf-8", "replace"))


def _is_toml(body: bytes) -> bool:
    try:
        tomllib.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return True


@contextmanager
def opened_files() -> Iterator[Read]:
    """Load a file and take from it what the program takes at its start."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"

        def read(body: bytes) -> str:
            path.write_bytes(body)
            settings = load_settings(path, {})
            assert isinstance(settings, Settings)
            assert all(operator_watchlist(entry).name for entry in settings.watchlists)
            secrets_of(settings)
            registry.chat_platforms(settings)
            return "read"

        yield read


CONFIGURATION = Target("configuration", make_file, opened_files, _is_toml, (ConfigError,))
