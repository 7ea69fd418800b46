"""Through a proxy and nothing beside it: the whole program where only the proxy can be reached."""

from __future__ import annotations

import asyncio
import json
import random
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.fakes.alone import PORT, alone
from tests.fakes.proxy import FakeProxy
from tests.fakes.receiver import SECRET, Receiver
from tests.scenario.process import call, end, start
from tests.scenario.test_chat import World, all_shown, until, world

LOGIN = "wirebell:s3cret"


def _place(url: str) -> str:
    return f"127.0.0.1:{urlsplit(url).port}"


def _with(config: Path, receiver: Receiver, **proxies: str) -> None:
    """Add a webhook to a configuration, and a proxy to its tables."""
    text = config.read_text(encoding="utf-8")
    for table, proxy in proxies.items():
        text = text.replace(f"[{table}]\n", f'[{table}]\nproxy = "{proxy}"\n')
    text += f"""
[webhook.desk]
url = "{receiver.url("desk")}"
secret = "{SECRET}"
[[subscriptions]]
channel = "webhook:desk"
watchlists = ["Ciment"]
"""
    config.write_text(text, encoding="utf-8")


async def _works(
    here: World, receiver: Receiver, within: list[str], env: dict[str, str] | None = None
) -> str:
    """Post an article everywhere from within; gives what was logged."""
    await call(here.config, "once", "--all", within=within, env=env)
    child = await start(here.config, "run", within=within, env=env)
    await until(lambda: len(here.discord.gateway.sessions) > 0 and bool(here.slack.sockets), 30)
    title = here.publish(random.Random(7))
    await until(_posted(here, receiver, title), 60)
    logged = await end(child)
    assert all_shown(here, [title])
    assert title in {made["title"] for made in receiver.taken.values()}
    assert here.discord.gateway.sessions
    assert here.discord.refusals == here.slack.refusals == []
    return logged


def _posted(here: World, receiver: Receiver, title: str) -> Callable[[], bool]:
    return lambda: all_shown(here, [title]) and bool(receiver.taken)


def _every_place(here: World, receiver: Receiver) -> set[str]:
    feeds = {_place(feed.url) for feed in here.newsroom.feeds}
    return feeds | {_place(here.discord.base), _place(here.slack.base), _place(receiver.url("x"))}


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_all_goes_through_the_proxy_of_the_settings(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "proxy"
    within = alone(path)
    async with (
        world(tmp_path) as here,
        Receiver() as receiver,
        FakeProxy(kind, login=LOGIN, path=path) as proxy,
    ):
        address = f"{kind}://{LOGIN}@127.0.0.1:{PORT}"
        _with(here.config, receiver, fetch=address, discord=address, slack=address)
        logged = await _works(here, receiver, within)
        assert set(proxy.asked) == _every_place(here, receiver)
    assert "s3cret" not in logged


async def test_all_goes_through_the_proxy_of_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "proxy"
    within = alone(path)
    async with (
        world(tmp_path) as here,
        Receiver() as receiver,
        FakeProxy("http", login=LOGIN, path=path) as proxy,
    ):
        _with(here.config, receiver)
        env = {"ALL_PROXY": f"http://{LOGIN}@127.0.0.1:{PORT}", "NO_PROXY": "elsewhere.example"}
        logged = await _works(here, receiver, within, env)
        assert set(proxy.asked) == _every_place(here, receiver)
    assert "s3cret" not in logged


async def test_without_the_proxy_nothing_is_reached_from_there(tmp_path: Path) -> None:
    """The proof of the proof: who goes straight gets nowhere, whatever the environment names."""
    path = tmp_path / "proxy"
    within = alone(path)
    async with (
        world(tmp_path) as here,
        Receiver() as receiver,
        FakeProxy("http", path=path) as proxy,
    ):
        _with(here.config, receiver, fetch="none", discord="none", slack="none")
        env = {"HTTP_PROXY": f"http://127.0.0.1:{PORT}"}
        child = await start(here.config, "once", "--all", within=within, env=env)
        out, _ = await child.communicate()
    told = json.loads(out)
    assert child.returncode == 1
    assert told["feeds"]["failed"] == told["feeds"]["polled"] == len(here.newsroom.feeds)
    assert {row["platform"] for row in told["away"]} == {"discord", "slack"}
    assert not proxy.connections
    assert not here.discord.calls
    assert not here.slack.calls


async def test_check_tries_each_proxy_and_names_the_fix(tmp_path: Path) -> None:
    async with (
        world(tmp_path) as here,
        Receiver() as receiver,
        FakeProxy("http", login=LOGIN) as proxy,
        FakeProxy("socks5") as other,
    ):
        away = f"http://127.0.0.1:{_free()}"
        _with(here.config, receiver, fetch=proxy.url, discord=other.url, slack=away)
        child = await start(here.config, "check")
        out, _ = await asyncio.wait_for(child.communicate(), 60)
    rows = {row["what"]: row for row in json.loads(out)["checks"]}
    assert "asks for a login (fix: " in rows[f"proxy of [fetch]: {proxy.url}"]["note"]
    assert rows[f"proxy of [discord]: {other.url}"]["ok"]
    assert "cannot be reached (fix: " in rows[f"proxy of [slack]: {away}"]["note"]
    assert "127.0.0.1: every port" in rows["[fetch] allow_hosts"]["note"]
    assert rows["[fetch] allow_hosts"]["ok"]


def _free() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
