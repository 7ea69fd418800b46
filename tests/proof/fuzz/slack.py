# ruff: noqa: E501 - documents and words stand as they are sent
"""Slack's HTTP door: commands, events and interactions, signed, on the real handler and bolt."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from random import Random
from typing import Any
from urllib.parse import quote_plus, urlencode

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.platforms.slack.answering.shapes import Misshapen, read_body
from bot.platforms.slack.client import SlackPlatform
from tests.contract.test_slack_door import SECRET, signed
from tests.fakes.desk import EchoDesk, now
from tests.fakes.slack import FakeSlack
from tests.fakes.traces import LoggedTraces
from tests.proof.fuzz.mutators import as_json, mutated_text, mutated_value, seldom_damaged
from tests.proof.fuzz.target import Read, Target

FORM, JSON = b"application/x-www-form-urlencoded", b"application/json"
USER = "UADMIN"
RESPOND = "http://respond.invalid/"
"""Stands in bodies for where Slack wants the answer."""
_WHO: dict[str, Any] = {
    "team": {"id": "T1", "domain": "bay"}, "user": {"id": USER, "team_id": "T1", "username": "anna"},
    "api_app_id": "A1", "trigger_id": "t", "response_url": RESPOND, "channel": {"id": "C1", "name": "desk"},
}  # fmt: skip
COMMANDS: tuple[dict[str, Any], ...] = tuple(
    {"command": "/news", "text": text, "team_id": "T1", "user_id": USER, "channel_id": "C1",
     "response_url": RESPOND, "trigger_id": "t", "api_app_id": "A1"}
    for text in (
        "latest", "watch Corée du Nord", 'subscribe Wagner channel:<#C2|alerts> mode:daily at:08:00', "help",
        "feed-add <https://news.example/a?b=1&amp;c=2> name:Harbour", "search R&amp;D &gt; all", "mute Mali duration:2h",
        "settings language:fr", "test ciment days:7", "récapitulatif", "watch", "trend Ciment days:30",
    )
)  # fmt: skip
EVENTS: tuple[dict[str, Any], ...] = (
    {"type": "event_callback", "team_id": "T1", "event_id": "e", "api_app_id": "A1", "authorizations": [{"team_id": "T1"}],
     "event": {"type": "app_home_opened", "user": USER, "tab": "home", "channel": "D1"}},
    {"type": "event_callback", "team_id": "T9", "event_id": "e", "event": {"type": "app_uninstalled"}},
    {"type": "event_callback", "team_id": "T9", "event_id": "e",
     "event": {"type": "tokens_revoked", "tokens": {"bot": ["U9"]}}},
    {"type": "url_verification", "challenge": "c", "token": "x"},
)  # fmt: skip
INTERACTIONS: tuple[dict[str, Any], ...] = (
    _WHO | {"type": "block_actions", "container": {"type": "message", "is_ephemeral": True, "message_ts": "1.2", "channel_id": "C1"},
            "actions": [{"type": "button", "action_id": "wb:latest", "block_id": "b", "value": "p2:latest", "action_ts": "1"}]},
    _WHO | {"type": "block_actions", "message": {"ts": "1.2", "thread_ts": "1.1", "text": "Alert"},
            "container": {"type": "message", "message_ts": "1.2", "channel_id": "C1", "thread_ts": "1.1"},
            "actions": [{"type": "static_select", "action_id": "wb:unwatch", "selected_option": {"value": "unwatch:1"}, "action_ts": "2"}]},
    _WHO | {"type": "view_submission",
            "view": {"id": "V1", "type": "modal", "callback_id": "wb:watch", "private_metadata": '{"channel": "C1", "answer": "http://respond.invalid/"}',
                     "state": {"values": {"query": {"wb:query": {"type": "plain_text_input", "value": "Mali"}},
                                          "days": {"wb:days": {"type": "plain_text_input", "value": "7"}},
                                          "sense": {"wb:sense": {"type": "static_select", "selected_option": {"value": "place"}}},
                                          "channel": {"wb:channel": {"type": "conversations_select", "selected_conversation": "C2"}}}}}},
    _WHO | {"type": "block_suggestion", "view": {"callback_id": "wb:subscribe"}, "action_id": "wb:watch", "value": "Cor"},
    _WHO | {"type": "message_action", "callback_id": "wb_watch", "message": {"type": "message", "text": "A wall gave way", "ts": "1.3"}},
    _WHO | {"type": "view_closed", "view": {"callback_id": "wb:watch"}},
)  # fmt: skip
WORDS = (
    "latest", "watch", "unwatch", "abonner", "channel:<#C2|x>", "mention:<!subteam^S1|@x>", "mention:@here", "mode:daily",
    "at:25:61", "days:" + "9" * 30, "duration:1e9h", "rythme:quotidien", "wb:latest", "wb:watch", "wb:", "p2:latest",
    "p99999999999:search", "latest:1", "publish", "slack:C1", "C1", "T2", "U2", "app_home_opened", "message",
    "<https://x.example|y>", "<!channel>", "&lt;", "&amp;amp;", "-", '"', "help", "page:2", "1.2", "http://127.0.0.1:1/",
)  # fmt: skip


def make_request(dice: Random) -> bytes:
    """Change a body: content type and whether it is signed on the first line, then the body."""
    kind = dice.choice((FORM, FORM, FORM, FORM, JSON, JSON, b"text/plain"))
    body = _body(dice, kind)
    signature = b"forged" if dice.random() < 0.03 else b"signed"
    return kind + b" " + signature + b"\n" + seldom_damaged(dice, body, 0.05)


def _body(dice: Random, kind: bytes) -> bytes:
    if kind == FORM and dice.random() < 0.5:
        command = dict(dice.choice(COMMANDS))
        command["text"] = mutated_text(dice, command["text"], WORDS)
        if dice.random() < 0.3:
            command = mutated_value(dice, command, WORDS)
        if not isinstance(command, dict):
            command = {"command": command}
        return urlencode(_fresh(dice, command), errors="replace").encode()
    value = _fresh(dice, mutated_value(dice, dice.choice((*EVENTS, *INTERACTIONS)), WORDS))
    text = as_json(dice, value)
    return urlencode({"payload": text}).encode() if kind == FORM else text


def _fresh(dice: Random, body: Any) -> Any:
    """Give a body ids of its own: what came before is not taken twice."""
    for name in ("trigger_id", "event_id"):
        if isinstance(body, dict) and body.get(name) in ("t", "e"):
            body[name] = str(dice.getrandbits(60))
    return body


def _is_taken(request: bytes) -> bool:
    head, _, body = request.partition(b"\n")
    try:
        read_body(body, head.split()[0].decode("ascii", "replace") if head.split() else "")
    except Misshapen:
        return False
    return head.endswith(b" signed")


@asynccontextmanager
async def _door(
    desk: EchoDesk,
) -> AsyncIterator[tuple[FakeSlack, SlackPlatform, TestClient[Any, Any]]]:
    async with FakeSlack() as slack:
        slack.users[USER] = {"is_admin": True, "locale": "fr-FR"}
        client = SlackPlatform(
            clock=now, bot_token="xoxb-one", app_token="", api_base=slack.base, timeout=1.0,
            settle=0.0, mode="http", signing_secret=SECRET,
        )  # fmt: skip
        client.attend(desk)
        await client.start()
        app = web.Application()
        app.router.add_route("*", "/slack/{door}", client.handle)
        async with TestClient(TestServer(app)) as asking:
            yield slack, client, asking
        await client.stop()


@contextmanager
def opened_door() -> Iterator[Read]:
    """Ask the door on loopback; the answer is never 500, and no line of the log has a traceback."""
    desk = EchoDesk()
    with asyncio.Runner() as runner:
        door = _door(desk)
        slack, client, asking = runner.run(door.__aenter__())

        async def ask(request: bytes) -> str:
            head, _, body = request.partition(b"\n")
            kind = head.split()[0].decode("ascii", "replace") if head.split() else "x"
            at = slack.respond_url()
            body = body.replace(RESPOND.encode(), at.encode())
            body = body.replace(quote_plus(RESPOND).encode(), quote_plus(at).encode())
            secret = SECRET if head.endswith(b" signed") else "other"
            headers = signed(body, secret) | {"Content-Type": kind}
            async with asking.post("/slack/events", data=body, headers=headers) as answer:
                status = answer.status
            await client.settled()
            return str(status)

        def read(request: bytes) -> str:
            with capture_logs() as lines, LoggedTraces() as told:
                status = runner.run(ask(request))
            traces = [line for line in lines if line.get("exc_info")]
            for error in told.errors:
                raise error
            for line in traces:
                if isinstance(found := line["exc_info"], BaseException):
                    raise found
            assert not traces, traces
            assert status in ("200", "400", "401", "404"), status
            for kept in (desk.asked, desk.completed, slack.answers, slack.refusals, slack.opened):
                kept.clear()
            return status

        yield read
        runner.run(door.__aexit__(None, None, None))


SLACK = Target("slack", make_request, opened_door, _is_taken)
