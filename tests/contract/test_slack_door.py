"""Slack's HTTP door: whatever comes, the answer is 401, 400 or Slack's own; never a traceback."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.platforms.slack.answering.shapes import Misshapen, read_body, shaped
from bot.platforms.slack.client import SlackPlatform
from tests.contract.test_slack_interactions import platform
from tests.fakes.desk import EchoDesk
from tests.fakes.slack import FakeSlack
from tests.fakes.traces import LoggedTraces

SECRET = "shh"
KNOWN: list[dict[str, Any]] = [
    {"command": "/news", "text": "latest", "team_id": "T1", "user_id": "U1", "trigger_id": "1"},
    {"type": "event_callback", "team_id": "T1", "event_id": "E1",
     "event": {"type": "app_home_opened", "user": "U1", "tab": "home"}},
    {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"},
     "channel": {"id": "C1"}, "container": {"is_ephemeral": True}, "trigger_id": "2",
     "actions": [{"action_id": "wb:latest", "value": "latest", "action_ts": "1"}]},
    {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"},
     "view": {"callback_id": "wb:watch", "private_metadata": "{}",
              "state": {"values": {"query": {"wb:query": {"value": "Mali"}}}}}},
    {"type": "block_suggestion", "team": {"id": "T1"}, "user": {"id": "U1"},
     "view": {"callback_id": "wb:subscribe"}, "action_id": "wb:watch", "value": "M"},
    {"type": "message_action", "callback_id": "wb_watch", "team": {"id": "T1"},
     "user": {"id": "U1"}, "message": {"text": "words"}, "trigger_id": "3"},
    {"type": "url_verification", "challenge": "c"},
]  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ODD = st.recursive(
    LEAVES, lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part)
)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """Take a body of Slack's and put something else at one or two places of it."""
    body = json.loads(json.dumps(draw(st.sampled_from(KNOWN))))
    for _ in range(draw(st.integers(1, 2))):
        place: Any = body
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and draw(st.booleans()):
                place = place[key]
                continue
            place[key] = draw(ODD)
            break
    return body


def signed(body: bytes, secret: str = SECRET, stamp: str = "") -> dict[str, str]:
    stamp = stamp or str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    mac = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}


@pytest.fixture
async def door() -> AsyncIterator[tuple[TestClient[Any, Any], SlackPlatform]]:
    async with FakeSlack() as slack:
        client = platform(slack, mode="http", app_token="", signing_secret=SECRET)
        client.attend(EchoDesk())
        await client.start()
        app = web.Application()
        app.router.add_route("*", "/slack/{door}", client.handle)
        async with TestClient(TestServer(app)) as asking:
            yield asking, client
        await client.stop()


Door = tuple[TestClient[Any, Any], SlackPlatform]


async def ask(door: Door, body: bytes, headers: dict[str, str]) -> tuple[int, list[Any]]:
    """Give the status, and what was logged with a traceback, by bolt and aiohttp too."""
    asking, client = door
    with capture_logs() as lines, LoggedTraces() as told:
        async with asking.post("/slack/events", data=body, headers=headers) as answer:
            status = answer.status
        await client.settled()
    return status, [*(line for line in lines if line.get("exc_info")), *told.errors]


STAMPS = ["abc", "", "-1", "1e400", "9" * 400, "٣", "1.5", " 1 ", "0x10", "nan", "١٢٣"]
SIGNATURES = [
    "",
    "v0=",
    "v0=zz",
    "v1=" + "0" * 64,
    "é",
    "v0=" + "0" * 63,
    "v0=" + "0" * 64,
    "x" * 4000,
]


@pytest.mark.parametrize("stamp", STAMPS)
async def test_a_time_that_is_none_is_401(door: Door, stamp: str) -> None:
    headers = signed(b"{}") | {"X-Slack-Request-Timestamp": stamp.encode().decode("latin-1")}
    assert await ask(door, b"{}", headers) == (401, [])


@pytest.mark.parametrize("signature", SIGNATURES)
async def test_a_signature_that_is_none_is_401(door: Door, signature: str) -> None:
    headers = signed(b"{}") | {"X-Slack-Signature": signature.encode().decode("latin-1")}
    assert await ask(door, b"{}", headers) == (401, [])


async def test_without_headers_or_with_anothers_secret_it_is_401(door: Door) -> None:
    for headers in ({}, signed(b"{}", "other"), signed(b"{}", stamp="1000")):
        assert await ask(door, b"{}", headers) == (401, [])


BODIES = [
    b"", b"{", b"null", b"[]", b"7", b'"x"', b"\xff\xfe", b"payload=", b"payload=%7B",
    b"payload=[]", b"payload=null", b"&" * 5000, b"[" * 100_000, b'{"a":' * 5000, b'{"event": 5}',
    b'{"type": "event_callback", "event": {"type": 5}}', b'{"team": "x", "actions": []}',
    b'{"type": "block_actions", "actions": [5]}', b'{"view": {"state": {"values": []}}}',
    b'{"command": {"a": 1}, "team_id": []}', b'{"type":"block_actions","user":{"id":"\\ud800"}}',
]  # fmt: skip


async def test_a_browser_with_odd_words_is_no_fault_of_ours() -> None:
    async with FakeSlack() as slack:
        more = {"bot_token": "", "client_id": "1.2", "client_secret": "hush"}
        client = platform(slack, mode="http", signing_secret=SECRET, **more)
        await client.start()
        app = web.Application()
        app.router.add_route("*", "/slack/{door}", client.handle)
        odd = [
            "",
            "state=%FF&code=%FF",
            "state=a&state=b&code",
            "error=%00",
            "%",
            "state=" + "x" * 4000,
        ]
        async with TestClient(TestServer(app)) as asking:
            for words in odd:
                for cookie in ("", "slack-app-oauth-state=%FF", '=;;="', "a" * 4000):
                    async with asking.get(
                        f"/slack/oauth_redirect?{words}",
                        headers={"Cookie": cookie},
                        data=b"\xff",
                    ) as answer:
                        assert answer.status in (200, 400, 401), (words, cookie)
        await client.stop()


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "x", ""])
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
async def test_a_signed_body_that_is_none_is_no_fault_of_ours(
    door: Door, body: bytes, kind: str
) -> None:
    status, traces = await ask(door, body, signed(body) | ({"Content-Type": kind} if kind else {}))
    assert status in (200, 400, 401, 404)
    assert traces == []


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(st.tuples(mutated(), st.booleans()), min_size=1, max_size=4))
async def test_bodies_that_were_changed_are_no_fault_of_ours(
    door: Door, bodies: list[tuple[Any, bool]]
) -> None:
    for body, form in bodies:
        raw = json.dumps(body).encode()
        kind = "application/json"
        if form:
            raw = f"payload={quote(raw)}".encode()
            kind = "application/x-www-form-urlencoded"
        status, traces = await ask(door, raw, signed(raw) | {"Content-Type": kind})
        assert status in (200, 400, 404)
        assert traces == []


@given(mutated())
def test_what_is_let_through_has_the_shape_that_is_taken_for_granted(body: Any) -> None:
    try:
        found = shaped(body)
    except Misshapen:
        return
    assert isinstance(found.get("view") or {}, dict)
    assert all(isinstance(row, dict) for row in found.get("actions") or [])
    json.dumps(found, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "body",
    [
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": [{"value": "latest"}]},
        {"type": "block_actions", "actions": [{"action_id": 7}]},
        {"type": "block_suggestion", "action_id": {"a": "b"}},
        {"type": "view_submission"},
        {"type": "event_callback", "event": {"type": "tokens_revoked", "tokens": "D"}},
        {"command": ["/news"]},
        {"type": None, "team_id": "T1", "event": {}},
        {"command": "/news", "response_url": 7},
        {"command": "/news", "user_id": "U" * 65},
    ],
    ids=str,
)
def test_what_names_nothing_to_answer_is_refused(body: Any) -> None:
    with pytest.raises(Misshapen):
        shaped(body)


def test_what_slack_sends_is_let_through_as_it_is() -> None:
    for body in KNOWN:
        assert read_body(json.dumps(body).encode(), "application/json") == body
        form = urlencode({"payload": json.dumps(body)}).encode()
        assert read_body(form, "application/x-www-form-urlencoded") == body
    assert read_body(b"command=%2Fnews&text=", "") == {"command": "/news", "text": ""}
