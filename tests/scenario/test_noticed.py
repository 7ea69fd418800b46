"""Somebody notices: platforms away at the start, a channel that is told, a watchdog that hears."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app import App
from bot.cards import plain_lines
from bot.config import Settings, load_settings, secrets_of
from bot.core.health import State, Trouble, red_troubles
from bot.demo.server import Newsroom
from bot.errors import ConfigError
from bot.models import Refused, Subscription
from bot.said import say
from bot.service.health.watchman import CALM, Herald
from tests.fakes.discord import TOKEN, discord_server
from tests.fakes.rig import Post, Rig, entry, rigged
from tests.fakes.rows import watch
from tests.fakes.slack import FakeSlack, title_of
from tests.scenario.process import call, end, feed_toml, start, write_config
from tests.scenario.test_faults import Bot, free_port, is_status, until

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FOLLOWED = "".join(
    f'[[subscriptions]]\nchannel = "{channel}"\nwatchlists = ["Ciment"]\n'
    for channel in ("discord:101", "slack:C1")
)
WATCH = '[[watchlists]]\nname = "Ciment"\nquery = "ciment"\n'


def _chat(discord: int, slack: int, token: str = TOKEN, bot_token: str = "xoxb-one") -> str:
    return f"""
[discord]
token = "{token}"
api_base = "http://127.0.0.1:{discord}/api"
[slack]
bot_token = "{bot_token}"
app_token = "xapp-one"
api_base = "http://127.0.0.1:{slack}/api/"
"""


def _told_by(config: Path, listen: int, extra: str) -> None:
    """Let a configuration serve health, and say more in its [bot]."""
    text = config.read_text(encoding="utf-8").replace(
        'listen = ""', f'listen = "127.0.0.1:{listen}"'
    )
    config.write_text(text.replace("[bot]", f"[bot]\n{extra}"), encoding="utf-8")


async def test_both_platforms_closed_at_the_start_are_red_and_nothing_is_lost(tmp_path):
    discord_port, slack_port, listen = free_port(), free_port(), free_port()
    async with Newsroom(datetime.now(UTC)) as newsroom, AsyncExitStack() as later:
        feed = feed_toml("Outlet", newsroom.feeds[0].url) + WATCH + FOLLOWED
        config = write_config(tmp_path, feed, _chat(discord_port, slack_port))
        first = await start(config, "once", "--all")
        out, _ = await first.communicate()
        assert first.returncode == 1
        assert {row["platform"] for row in json.loads(out)["away"]} == {"discord", "slack"}
        _told_by(config, listen, 'operator_channel = "console"')
        child = await start(config, "run", out=tmp_path / "out")
        bot = Bot(tmp_path, newsroom, config, f"http://127.0.0.1:{listen}", child)
        try:
            await until(lambda: is_status(bot, 503), 90)
            await until(lambda: _named(bot, {"away:discord", "away:slack"}), 60)
            wanted = [bot.publish(number) for number in (1, 2, 3)]
            await until(lambda: _stored(bot, 3), 60)
            discord = await later.enter_async_context(discord_server(discord_port))
            slack = FakeSlack()
            slack._port = slack_port
            slack.app_token = "xapp-one"
            await later.enter_async_context(slack)

            async def arrived() -> bool:
                posted = [title_of(message) for message in slack.channels["C1"].messages]
                return len(discord.shown("101")) >= 3 and len(posted) >= 3

            await until(arrived, 150)
            await until(lambda: is_status(bot, 200), 60)
            assert sorted(discord.shown("101")) == sorted(wanted)
            shown = [title_of(message) for message in slack.channels["C1"].messages]
            assert sorted(shown) == sorted(wanted)
            await until(lambda: _said(bot, "well again", 2), 60)
            log = await end(child)
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
    assert "Traceback" not in log
    assert TOKEN not in log
    assert await _said(bot, "out of reach; alerts wait", 4), "two begun, two ended, each once"


async def _named(bot: Bot, names: set[str]) -> bool:
    return names <= {row["name"] for row in (await bot.health())[1].get("troubles", ())}


async def _stored(bot: Bot, count: int) -> bool:
    lines = (await bot.get("/metrics"))[1].splitlines()
    return any(line == f"wirebell_entries_total {count}.0" for line in lines)


async def _said(bot: Bot, words: str, times: int) -> bool:
    return (bot.folder / "out").read_text(encoding="utf-8").count(words) == times


async def test_a_refused_token_ends_the_only_platform_and_stops_one_of_two(tmp_path):
    listen = free_port()
    async with discord_server() as discord, FakeSlack() as slack:
        port = int(discord.base.rsplit(":", 1)[1].split("/")[0])
        base = write_config(
            tmp_path, WATCH, f'[discord]\ntoken = "wrong"\napi_base = "{discord.base}"\n'
        )
        child = await start(base, "run")
        _, err = await asyncio.wait_for(child.communicate(), 60)
        assert child.returncode == 1
        assert "does not accept the token" in err.decode()
        assert "Traceback" not in err.decode()
        chat = _chat(port, slack._port, token="wrong", bot_token="xoxb-wrong")
        config = write_config(tmp_path, WATCH, chat)
        _told_by(config, listen, "")
        child = await start(config, "run", out=tmp_path / "out")
        async with Newsroom(NOW) as newsroom:
            bot = Bot(tmp_path, newsroom, config, f"http://127.0.0.1:{listen}", child)
            await until(lambda: _named(bot, {"refused:discord", "refused:slack"}), 90)
            assert await is_status(bot, 503)
            log = await end(child)
    assert "Traceback" not in log
    assert "there are no feeds" in log


@pytest.fixture
def post() -> Post:
    return Post("discord", {"discord:10": "discord:1"})


@pytest.fixture
def rig(post: Post) -> Iterator[Rig]:
    yield from rigged(post)


def _red(name: str) -> Trouble:
    return Trouble(
        State.REFUSED, name, say("{name} is out", name=name), NOW, say("why"), say("fix it")
    )


def _herald(rig: Rig, direct: list[str]) -> Herald:
    async def past(key: str, body: str) -> bool:
        direct.append(key)
        return True

    herald = Herald(rig.store, "discord:10", past)
    herald.calm = 0.0
    return herald


async def test_a_red_state_and_its_end_are_told_once_over_restarts(rig: Rig, post: Post) -> None:
    direct: list[str] = []
    for _ in range(2):
        herald = _herald(rig, direct)
        for _ in range(3):
            await herald.tell((_red("discord"),), rig.now)
    await rig.drain()
    assert len(post.sent) == 1
    herald = _herald(rig, direct)
    await herald.tell((), rig.now)
    await herald.tell((), rig.now)
    await _herald(rig, direct).tell((), rig.now)
    await rig.drain()
    assert post.titles == ["Something needs attention", "It is well again"]
    await _herald(rig, direct).tell((_red("discord"),), rig.now)
    await rig.drain()
    assert len(post.sent) == 3
    assert direct == []


async def test_a_notice_goes_past_the_outbox_once_while_the_store_is_out(
    rig: Rig, post: Post
) -> None:
    direct: list[str] = []
    herald = _herald(rig, direct)
    broken = Trouble(State.STORE, "store", say("nothing can be written"), NOW)
    for _ in range(3):
        await herald.tell((broken,), rig.now)
    await herald.tell((), rig.now)
    await rig.drain()
    assert len(direct) == 1
    assert post.titles == ["It is well again"]


async def test_alerts_given_up_are_red_for_an_hour_after_the_last(rig: Rig, post: Post) -> None:
    feed = await rig.add_feed("phare")
    saved, _preview = await rig.service.changes.watch(watch("discord:1"), origin="chat")
    wanted = Subscription(id=0, tenant="discord:1", channel="discord:10", watchlist=saved.id)
    await rig.service.changes.subscribe(wanted, origin="chat")
    post.script = [Refused("the message is not taken")] * 4
    await rig.publish(feed, entry(1, "Ciment belge", at=rig.now))
    await rig.drain()
    assert [row["name"] for row in await _rows(rig)] == ["given-up"]
    rig.pass_time(minutes=59)
    assert [row["name"] for row in await _rows(rig)] == ["given-up"]
    rig.pass_time(minutes=2)
    assert await _rows(rig) == []


async def test_the_operator_hears_of_alerts_given_up_and_an_hour_later_of_the_end(
    rig: Rig, post: Post
) -> None:
    feed = await rig.add_feed("phare")
    saved, _preview = await rig.service.changes.watch(watch("discord:1"), origin="chat")
    wanted = Subscription(id=0, tenant="discord:1", channel="discord:10", watchlist=saved.id)
    await rig.service.changes.subscribe(wanted, origin="chat")
    herald = _herald(rig, [])
    for number in (1, 2):
        post.script = [Refused("the message is not taken")] * 4
        await rig.publish(feed, entry(number, f"Ciment numéro {number}", at=rig.now))
        await rig.drain()
        post.script.clear()
        for minutes in (0, 59, 2, 30):
            rig.pass_time(minutes=minutes)
            await herald.tell(red_troubles(await rig.service.vitals.look(rig.now)), rig.now)
            await rig.drain()
        assert post.titles == ["Something needs attention", "It is well again"] * number
    told = plain_lines(post.sent[0][1])
    assert "wirebell check" in told
    assert "wirebell health" not in told


async def _rows(rig: Rig) -> list[dict[str, Any]]:
    found = await rig.service.vitals.look(rig.now)
    return [{"name": trouble.name, "fix": trouble.fix} for trouble in found if trouble.grave]


@asynccontextmanager
async def _watchdog(status: int) -> AsyncIterator[tuple[str, list[str]]]:
    heard: list[str] = []

    async def hear(request: web.Request) -> web.Response:
        heard.append(request.path)
        return web.json_response({"ok": True}, status=status)

    app = web.Application()
    app.router.add_get("/ping/{secret}", hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/ping/s3cret", heard
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("status", [200, 500])
async def test_a_watchdog_hears_of_good_minutes_only(tmp_path: Path, status: int) -> None:
    async with _watchdog(status) as (url, heard):
        values = {
            "bot": {"data_dir": str(tmp_path), "heartbeat_url": url},
            "fetch": {"allow_hosts": ["127.0.0.1"]},
        }
        app = App(Settings.model_validate(values), io.StringIO())
        try:
            app.watchman.good_for = 0.0
            await app.watchman.look(NOW)
            await app.watchman.settled()
            assert heard == ["/ping/s3cret"]
            states = [trouble.name for trouble in await app.service.vitals.look(NOW)]
            assert ("watchdog" in states) == (status != 200)
            app.service.vitals.refused("discord", "token revoked")
            await app.watchman.look(NOW)
            await app.watchman.settled()
            assert len(heard) == 1
        finally:
            await app.close()


async def test_a_watchdog_in_the_own_network_is_asked_only_where_that_is_allowed(tmp_path) -> None:
    async with _watchdog(200) as (url, heard):
        values = {"bot": {"data_dir": str(tmp_path), "heartbeat_url": url}}
        app = App(Settings.model_validate(values), io.StringIO())
        try:
            app.watchman.good_for = 0.0
            await app.watchman.look(NOW)
            await app.watchman.settled()
        finally:
            await app.close()
    assert heard == []


def test_the_address_of_the_watchdog_is_a_secret_that_a_file_may_hold(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("https://hc.example/ping/abc\n", encoding="utf-8")
    read = load_settings(None, {"WIREBELL_BOT__HEARTBEAT_URL_FILE": str(secret)})
    assert secrets_of(read) == ["https://hc.example/ping/abc"]
    with pytest.raises(ConfigError) as caught:
        load_settings(None, {"WIREBELL_BOT__HEARTBEAT_URL": "ftp://hidden"})
    assert "hidden" not in str(caught.value)
    with pytest.raises(ConfigError, match="operator_channel"):
        load_settings(None, {"WIREBELL_BOT__OPERATOR_CHANNEL": "discord:news"})


async def test_check_and_subscribe_reassure_only_where_right(tmp_path: Path) -> None:
    subscription = '[[subscriptions]]\nchannel = "discord:5"\nwatchlists = ["Ciment"]\n'
    async with Newsroom(NOW) as newsroom:
        feeds = feed_toml("Outlet", newsroom.feeds[0].url)
        config = write_config(tmp_path, feeds + WATCH + subscription)
        child = await start(config, "check")
        out, _ = await child.communicate()
        assert child.returncode == 1
        failed = {row["what"]: row["note"] for row in json.loads(out)["checks"] if not row["ok"]}
    assert set(failed) == {"discord:5"}
    assert "[discord] token" in failed["discord:5"]
    for channel in ("discord:abc", "slack:#news", "teams:5"):
        child = await start(config, "subscribe", "Ciment", channel)
        _, err = await child.communicate()
        assert child.returncode == 2, channel
        assert "no such channel" in err.decode()
        assert "discord:ID" in err.decode()


async def test_once_ends_with_1_when_every_feed_failed(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = feed_toml("Gone", f"http://127.0.0.1:{closed.getsockname()[1]}/rss")
        config = write_config(tmp_path, nowhere)
        child = await start(config, "once", "--all")
        out, _ = await child.communicate()
        assert child.returncode == 1
        assert json.loads(out)["feeds"]["failed"] == 1
        async with Newsroom(NOW) as newsroom:
            config = write_config(tmp_path, nowhere + feed_toml("Here", newsroom.feeds[0].url))
            assert (await call(config, "once", "--all"))["feeds"]["failed"] == 1


async def test_the_end_is_told_only_after_a_calm(rig: Rig, post: Post) -> None:
    herald = _herald(rig, [])
    herald.calm = CALM
    await herald.tell((_red("discord"),), rig.now)
    await herald.tell((), rig.now)
    await rig.drain()
    assert len(post.sent) == 1
