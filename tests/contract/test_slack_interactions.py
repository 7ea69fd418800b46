"""What people do in Slack, over a real socket to the fake: acknowledged at once, answered once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from bot.commands.declared.spec import BUTTONS, COMMANDS, Invocation, press_id
from bot.core.proxies import Proxies
from bot.errors import PlatformError
from bot.models import Sent
from bot.platforms.common.notes import MemoryNotes
from bot.platforms.slack.client import SlackPlatform
from tests.fakes.desk import EchoDesk, alert, delivery, now, option_value
from tests.fakes.proxy import FakeProxy
from tests.fakes.slack import Channel, FakeSlack, Team, leaves, title_of, until

ADMIN = {"is_admin": True, "locale": "fr-FR"}


@dataclass
class Rig:
    slack: FakeSlack
    platform: SlackPlatform
    desk: EchoDesk

    async def settled(self) -> None:
        await self.platform.settled()


def platform(slack: FakeSlack, **more: Any) -> SlackPlatform:
    given: dict[str, Any] = {
        "clock": now,
        "bot_token": "xoxb-one",
        "app_token": "xapp-one",
        "api_base": slack.base,
        "timeout": 1.0,
        "settle": 0.0,
    }
    return SlackPlatform(**given | more)


@pytest_asyncio.fixture
async def rig() -> AsyncIterator[Rig]:
    async with FakeSlack() as slack:
        slack.users["UADMIN"] = ADMIN
        made = Rig(slack, platform(slack), EchoDesk())
        made.platform.attend(made.desk)
        await made.platform.start()
        await made.platform.connected()
        yield made
        await made.platform.stop()
        assert slack.refusals == []
        assert all(seconds < 1.0 for seconds in slack.ack_times.values())


def buttons(message: Any) -> dict[str, Any]:
    return {
        leaf["text"]["text"]: leaf
        for leaf in leaves(message["blocks"])
        if leaf.get("type") == "button"
    }


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_command_answers_in_the_callers_language(rig: Rig, language: str) -> None:
    rig.slack.users["UADMIN"] = ADMIN | {"locale": f"{language}-XX"}
    for command in COMMANDS:
        main = command.main
        words = f"{command.names[language]} {option_value(main) if main else ''}"
        await rig.slack.command(words, user="UADMIN")
        await rig.settled()
        answer = rig.slack.answers[-1]
        assert title_of(answer) == f"{language} {command.name}"
        assert answer["response_type"] == "ephemeral"
        invocation, caller = rig.desk.asked[-1]
        assert invocation.command == command.name
        assert (caller.tenant, caller.channel, caller.user) == ("slack:T1", "slack:C1", "UADMIN")
        assert caller.may_manage
    assert len(rig.desk.asked) == len(COMMANDS)


async def test_text_is_read_as_people_meant_it(rig: Rig) -> None:
    await rig.slack.command("feed-add <https://news.example/a?b=1&amp;c=2> name:Harbour")
    await rig.slack.command("subscribe Mali channel:<#C2|alerts> mention:<!subteam^S12345|@desk>")
    await rig.slack.command("search R&amp;D &gt; all")
    await rig.settled()
    given = [dict(invocation.arguments) for invocation, _ in rig.desk.asked]
    assert {"url": "https://news.example/a?b=1&c=2", "name": "Harbour"} in given
    assert {"watch": "Mali", "channel": "slack:C2", "mention": "S12345"} in given
    assert {"query": "R&D > all"} in given


@pytest.mark.parametrize("address", ["http://.", "http://[::1", "x", "http://a..b/", "//", "\x00"])
async def test_where_the_named_address_is_none_the_answer_comes_another_way(
    rig: Rig, address: str
) -> None:
    body = {"command": "/news", "text": "latest", "team_id": "T1", "user_id": "UADMIN"}
    body |= {"channel_id": "C1", "response_url": address, "trigger_id": "t"}
    await rig.slack.envelope("slash_commands", body)
    await rig.settled()
    assert len(rig.desk.asked) == len(rig.slack.opened) == 1


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_socket_calls_and_answers_go_through_the_proxy(kind: str) -> None:
    async with FakeSlack() as slack, FakeProxy(kind, login="me:s3cret") as proxy:
        slack.users["UADMIN"] = ADMIN
        # A name that only the proxy knows: nothing can go beside it.
        slack.host = "slack.example.com"
        proxy.hosts[slack.host] = "127.0.0.1"
        client = platform(slack, proxies=Proxies(proxy.with_login("me:s3cret")))
        client.attend(EchoDesk())
        await client.start()
        await client.connected()
        await slack.command("watch Mali", user="UADMIN")
        await client.settled()
        await client.stop()
    assert len(slack.answers) == 1
    assert {place.partition(":")[0] for place in proxy.asked} == {slack.host}


async def test_no_proxy_of_the_environment_is_asked_where_none_is_wanted(monkeypatch) -> None:
    async with FakeSlack() as slack, FakeProxy("http") as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        client = platform(slack, proxies=Proxies("none"))
        await client.start()
        await client.connected()
        await client.stop()
    assert not proxy.connections


async def test_an_unknown_command_is_answered_with_help(rig: Rig) -> None:
    await rig.slack.command("wacth Mali")
    await rig.settled()
    assert "watch" in json.dumps(rig.slack.answers[-1]["blocks"])
    assert rig.desk.asked == []


async def test_rights_follow_the_setting(rig: Rig) -> None:
    rig.slack.users |= {"UGUEST": {"is_restricted": True}, "UOUT": ADMIN | {"team_id": "T9"}}
    seen = {}
    for admins in ("admins", "members", ("U5",)):
        client = platform(rig.slack, admins=admins)
        client.attend(rig.desk)
        await client.start()
        await client.connected()
        for user in ("UADMIN", "U5", "U6", "UGUEST", "UOUT"):
            await rig.slack.command("watch Mali", user=user)
            await client.settled()
            seen[str(admins), user] = rig.desk.asked[-1][1].may_manage
        await client.stop()
        await until(lambda: len(rig.slack.sockets) == 1)
    allowed = {key for key, may in seen.items() if may}
    assert allowed == {
        ("admins", "UADMIN"),
        ("members", "UADMIN"),
        ("members", "U5"),
        ("members", "U6"),
        ("('U5',)", "U5"),
    }


async def test_a_slow_desk_delays_no_acknowledgement(rig: Rig) -> None:
    rig.desk.stall = 0.6
    name = await rig.slack.command("latest")
    assert rig.slack.ack_times[name] < 0.3
    assert rig.slack.answers == []
    await rig.settled()
    assert len(rig.slack.answers) == 1


async def test_a_missing_argument_opens_a_modal_that_runs_the_command(rig: Rig) -> None:
    for command in (one for one in COMMANDS if one.modal):
        assert command.main is not None
        await rig.slack.command(command.name, user="UADMIN")
        await until(lambda: rig.slack.opened)
        view = rig.slack.opened.pop()["view"]
        assert view["callback_id"] == f"wb:{command.name}"
        main: Any = {"value": "Mali"}
        if command.main.autocomplete:
            main = {"selected_option": {"value": "2"}}
        values: dict[str, Any] = {command.main.name: main}
        kinds = {option.kind: option.name for option in command.options}
        if "channel" in kinds:
            values[kinds["channel"]] = {"selected_conversation": "C2"}
        if "boolean" in kinds:
            values[kinds["boolean"]] = {"selected_option": {"value": "false"}}
        if "integer" in kinds:
            values[kinds["integer"]] = {"value": "7"}
        await rig.slack.submit(view, values, user={"id": "UADMIN", "team_id": "T1"})
        await rig.settled()
        invocation, caller = rig.desk.asked[-1]
        assert invocation.command == command.name
        assert caller.channel == "slack:C1"
        assert invocation.arguments[command.main.name] in {"Mali", "2"}
        if "channel" in kinds:
            assert invocation.arguments["channel"] == "slack:C2"
        if "boolean" in kinds:
            assert invocation.arguments[kinds["boolean"]] is False
        if "integer" in kinds:
            assert invocation.arguments[kinds["integer"]] == 7
        assert title_of(rig.slack.answers[-1]) == f"fr {command.name}"


async def test_suggestions_are_folded_and_never_late(rig: Rig) -> None:
    await rig.slack.command("subscribe")
    await until(lambda: rig.slack.opened)
    view = rig.slack.opened[-1]["view"]
    options = await rig.slack.suggest(view, "watch", "coree")
    assert [(one["text"]["text"], one["value"]) for one in options] == [("Corée du Nord", "1")]
    rig.desk.stall = 3.0
    assert await rig.slack.suggest(view, "watch", "coree") == []


async def test_the_shortcut_opens_the_watch_modal_filled(rig: Rig) -> None:
    message = {"text": "*Floods in <https://x.example|Valencia>* &amp; beyond\nmore", "ts": "1.1"}
    payload = rig.slack.interaction(
        "message_action",
        callback_id="wb_watch",
        message=message,
        channel={"id": "C2"},
        response_url=rig.slack.respond_url(),
    )
    await rig.slack.envelope("interactive", payload)
    await until(lambda: rig.slack.opened)
    query = rig.slack.opened[-1]["view"]["blocks"][0]["element"]
    assert query["initial_value"] == "Floods in Valencia* & beyond"


async def test_buttons_of_an_alert_outlive_a_restart(rig: Rig) -> None:
    card = alert("Un séisme")
    assert isinstance(await rig.platform.send(delivery("k1", "slack:C1"), card), Sent)
    (message,) = rig.slack.channels["C1"].messages
    await rig.platform.stop()
    rig.platform = platform(rig.slack)
    rig.platform.attend(rig.desk)
    await rig.platform.start()
    await rig.platform.connected()
    for label, expected in (
        ("Why?", Invocation("why", {"alert": "1"})),
        ("Follow", Invocation("follow", {"story": "1"})),
    ):
        await rig.slack.press(buttons(message)[label])
        await rig.settled()
        assert rig.desk.asked[-1][0] == expected
        assert rig.slack.answers[-1]["replace_original"] is False


@pytest.mark.parametrize("name", BUTTONS)
async def test_every_button_reaches_the_desk(rig: Rig, name: str) -> None:
    await rig.slack.press({"action_id": f"wb:{name}:0", "value": press_id(name, "12")})
    await rig.settled()
    assert rig.desk.asked[-1][0] == Invocation(name, {BUTTONS[name]: "12"})


async def test_pages_turn_in_place(rig: Rig) -> None:
    rig.desk.pages = 3
    await rig.slack.command("search Corée du Nord days:30")
    await rig.settled()
    turn = buttons(rig.slack.answers[-1])["▶ 2/3"]
    await rig.slack.press(turn, ephemeral=True)
    await rig.settled()
    assert rig.desk.asked[-1][0] == Invocation("search", {"query": "Corée du Nord", "days": 30}, 2)
    assert rig.slack.answers[-1]["replace_original"] is True
    assert {"◀ 1/3", "▶ 3/3"} <= set(buttons(rig.slack.answers[-1]))


async def test_the_home_page_shows_and_acts(rig: Rig) -> None:
    event = {"type": "app_home_opened", "user": "UADMIN", "tab": "home", "channel": "D1"}
    payload = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event}
    await rig.slack.envelope("events_api", payload)
    await until(lambda: rig.slack.homes)
    shown = json.dumps(rig.slack.homes["UADMIN"])
    assert all(f"fr {name}" in shown for name in ("watches", "subscriptions", "health"))
    undo = buttons(rig.slack.homes["UADMIN"])["Undo"]
    rig.desk.asked.clear()
    await rig.slack.press(undo, view={"type": "home"}, response_url="", channel={})
    await rig.settled()
    assert rig.desk.asked[0][0].command == "unwatch"
    assert rig.slack.opened[-1]["view"]["callback_id"] == "wb:answer"


async def test_repeats_run_once(rig: Rig) -> None:
    payload = {
        "command": "/news",
        "text": "latest",
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "response_url": rig.slack.respond_url(),
        "trigger_id": "t1",
    }
    for name in ("E1", "E1", "E2"):
        await rig.slack.envelope("slash_commands", payload, name)
    await rig.settled()
    assert len(rig.desk.asked) == 1


async def test_another_workspace_gets_nothing(rig: Rig) -> None:
    payload = rig.slack.interaction("block_actions", team="T9", user="U9")
    payload |= {
        "actions": [{"type": "button", "action_id": "wb:watches:0", "value": "wb:watches:"}]
    }
    payload |= {"container": {"type": "message"}, "channel": {"id": "C1"}}
    task = asyncio.create_task(rig.slack.envelope("interactive", payload))
    await rig.slack.command("latest")
    await rig.settled()
    assert [caller.tenant for _, caller in rig.desk.asked] == ["slack:T1"]
    task.cancel()


async def test_an_answer_that_slack_refuses_goes_another_way(rig: Rig) -> None:
    rig.slack.answer_status = 404
    await rig.slack.command("latest")
    await rig.settled()
    assert rig.slack.opened[-1]["view"]["callback_id"] == "wb:answer"
    rig.slack.faults["views.open"] = ["expired_trigger_id"]
    await rig.slack.command("latest")
    await rig.settled()
    assert len(rig.slack.channels["DU1"].messages) == 1


# The socket


async def test_a_refresh_loses_no_envelope(rig: Rig) -> None:
    await rig.slack.disconnect("warning")
    await rig.slack.command("latest")  # still on the old socket
    await until(lambda: len(rig.slack.sockets) == 2)
    await rig.slack.command("watches")
    await rig.settled()
    assert [invocation.command for invocation, _ in rig.desk.asked] == ["latest", "watches"]
    assert rig.platform.down_since() is None


async def test_a_dropped_socket_comes_back(rig: Rig) -> None:
    for _ in range(2):
        await rig.slack.drop()
        await until(lambda: rig.platform.down_since() is not None)
        await until(lambda: rig.platform.down_since() is None)
    await rig.slack.command("latest")
    await rig.settled()
    assert len(rig.desk.asked) == 1
    assert rig.slack.calls["apps.connections.open"] <= 6


@pytest.mark.parametrize("greeting", [None, b"hello"], ids=["closed", "bytes"])
async def test_a_socket_without_a_hello_is_followed_by_the_next(
    rig: Rig, greeting: bytes | None
) -> None:
    rig.slack.odd_greetings = [greeting]
    await rig.slack.drop()
    await until(lambda: not rig.slack.odd_greetings)
    await until(lambda: rig.platform.down_since() is None)
    await rig.slack.command("latest")
    await rig.settled()
    assert len(rig.desk.asked) == 1


@pytest.mark.parametrize(
    "sent", ["[1]", "7", "{", "[" * 90_000], ids=["list", "number", "cut", "deep"]
)
async def test_an_envelope_that_is_none_ends_no_socket(rig: Rig, sent: str) -> None:
    await rig.slack.sockets[-1].send_str(sent)
    await rig.slack.command("latest")
    await rig.settled()
    assert len(rig.desk.asked) == 1
    assert len(rig.slack.sockets) == 1


async def test_an_outage_is_survived_and_told(rig: Rig) -> None:
    await rig.slack.stop()
    await until(lambda: rig.platform.down_since() is not None)
    since = rig.platform.down_since()
    await asyncio.sleep(0.5)
    assert rig.platform.down_since() == since
    await rig.slack.start()
    await until(lambda: rig.platform.down_since() is None)
    await rig.slack.command("latest")
    await rig.settled()
    assert len(rig.desk.asked) == 1


# HTTP mode and several workspaces


@dataclass
class Site:
    """A web server that mounts the platform's doors."""

    platform: SlackPlatform
    url: str
    session: aiohttp.ClientSession

    async def post(self, body: str, secret: str, *, age: int = 0) -> tuple[int, str]:
        stamp = str(int(time.time()) - age)
        signed = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
        headers = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signed.hexdigest()}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        async with self.session.post(f"{self.url}/slack/events", data=body, headers=headers) as got:
            return got.status, await got.text()


async def serve(client: SlackPlatform) -> tuple[Site, web.AppRunner]:
    app = web.Application()
    app.router.add_route("*", "/slack/{door}", client.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[f"http://127.0.0.1:{port}"])
    session = aiohttp.ClientSession(cookie_jar=jar)
    return Site(client, f"http://127.0.0.1:{port}", session), runner


async def test_http_mode_takes_signed_requests_only() -> None:
    async with FakeSlack() as slack:
        desk = EchoDesk()
        client = platform(slack, mode="http", app_token="", signing_secret="shh")
        client.attend(desk)
        await client.start()
        site, runner = await serve(client)
        body = urlencode(
            {
                "command": "/news",
                "text": "latest",
                "team_id": "T1",
                "user_id": "U1",
                "channel_id": "C1",
                "trigger_id": "t1",
                "response_url": slack.respond_url(),
            }
        )
        assert (await site.post(body, "shh"))[0] == 200
        assert (await site.post(body, "shh"))[0] == 200  # a repeat of the same request
        await client.settled()
        assert len(desk.asked) == 1
        assert len(slack.answers) == 1
        assert (await site.post(body, "wrong"))[0] == 401
        assert (await site.post(body, "shh", age=900))[0] == 401
        assert client.down_since() is None
        await site.session.close()
        await runner.cleanup()
        await client.stop()


async def test_http_mode_needs_its_secret() -> None:
    async with FakeSlack() as slack:
        client = platform(slack, mode="http", app_token="")
        with pytest.raises(PlatformError, match="signing_secret"):
            await client.start()
        site, runner = await serve(client)
        assert (await site.post("command=/news", ""))[0] == 404
        await site.session.close()
        await runner.cleanup()
        await client.stop()


# The SDK sends the client's secret with a class that aiohttp is about to drop.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_several_workspaces_install_and_leave() -> None:
    async with FakeSlack() as slack:
        slack.teams["T2"] = Team("T2", "xoxb-two")
        slack.channels["C9"] = Channel("C9", team="T2")
        slack.codes = {"code1": "T1", "code2": "T2"}
        notes, desk = MemoryNotes(), EchoDesk()
        more = {"bot_token": "", "client_id": "1.2", "client_secret": "hush", "notes": notes}
        client = platform(slack, **more)
        client.attend(desk)
        await client.start()
        site, runner = await serve(client)
        for code in ("code1", "code2"):
            assert await install(site, code) == 200
        assert await install(site, "code1") == 401  # a code counts once
        await site.session.close()
        await runner.cleanup()
        await client.stop()

        kept = b"".join([(await notes.note(f"slack:team:{team}")) or b"" for team in ("T1", "T2")])
        assert b"xoxb" not in kept

        client = platform(slack, **more)
        client.attend(desk)
        await client.start()
        await client.connected()
        assert await client.channel_tenant("slack:C1") == "slack:T1"
        assert await client.channel_tenant("slack:C9") == "slack:T2"
        for channel in ("C1", "C9"):
            assert isinstance(
                await client.send(delivery(channel, f"slack:{channel}"), alert("Un")), Sent
            )
        assert await client.tell_owner("slack:T2", "", alert("Salon perdu")) != Sent("log")
        assert slack.channels["DUINSTALLER"].team == "T2"
        await leave(slack, client)
        slack.teams["T1"].revoked = True
        outcome = await client.send(delivery("k", "slack:C1"), alert("Deux"))
        assert not isinstance(outcome, Sent)
        assert not getattr(outcome, "platform_down", False)
        await client.stop()
        assert slack.refusals == []


async def leave(slack: FakeSlack, client: SlackPlatform) -> None:
    event = {"type": "app_uninstalled"}
    payload = {"type": "event_callback", "team_id": "T2", "event_id": "Ev9", "event": event}
    await slack.envelope("events_api", payload)
    await client.settled()
    outcome = await client.send(delivery("gone", "slack:C9"), alert("Trop tard"))
    assert getattr(outcome, "dead_target", False)


async def install(site: Site, code: str) -> int:
    async with site.session.get(f"{site.url}/slack/install", allow_redirects=False) as begun:
        target = begun.headers["Location"]
        assert target.startswith("https://slack.com/oauth/v2/authorize")
        state = parse_qs(urlsplit(target).query)["state"][0]
    params = {"code": code, "state": state}
    async with site.session.get(f"{site.url}/slack/oauth_redirect", params=params) as done:
        return done.status
