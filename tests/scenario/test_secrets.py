"""Canaries: a secret in every setting, and every place that shows something is read for them."""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
import sys
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, quote_plus, urlencode

import aiohttp
import pytest
from aiohttp import web
from pydantic import BaseModel, RootModel

from bot.app import App, clock
from bot.cards import plain_lines
from bot.commands.declared.spec import Invocation
from bot.config import Settings, is_secret, load_settings
from bot.models import Caller
from bot.platforms.discord.render import render as discord_render
from bot.platforms.slack.render import render as slack_render
from tests.scenario.process import ROOT, end, start
from tests.scenario.test_faults import free_port

LOGIN, PASSWORD, KEY = "feeduser", "p4ss/w0rd+canary", "k3y-of-the-feed"
TYPED = "typed-in-chat-k3y"


def secrets_of_model() -> dict[str, str]:
    """Give a canary for each key of the settings that is declared a secret."""
    return {
        ".".join(keys): f"canary-{number:02}-{keys[-1]}-ABC+/xyz"
        for number, keys in enumerate(_secret_keys(Settings, ()))
    }


def _secret_keys(kind: Any, before: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(kind, type) and issubclass(kind, RootModel):
        # Tables by names of the operator's own.
        for part in _models(kind.model_fields["root"].annotation):
            yield from _secret_keys(part, (*before, "one"))
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if is_secret(kind, (name,)):
                yield (*before, name)
            for part in _models(field.annotation):
                yield from _secret_keys(part, (*before, name))


def _models(annotation: Any) -> list[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def forms(secret: str) -> set[str]:
    """Write a secret in the ways that it travels."""
    inner = b64encode(f"x:{secret}".encode()).decode()[4:-4]
    return {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), inner}


def found_in(shown: str, secrets: dict[str, str]) -> list[str]:
    return [
        name for name, secret in secrets.items() if any(form in shown for form in forms(secret))
    ]


async def answer(request: web.Request) -> web.StreamResponse:
    kind = request.match_info["kind"]
    if kind == "moved":
        raise web.HTTPMovedPermanently(f"/good?key={KEY}-moved&{request.query_string}")
    told = f"{request.url} {request.headers.get('X-Key')} {request.headers.get('Cookie')}"
    if kind in ("404", "403", "500"):
        return web.Response(status=int(kind), text=told, reason=told)
    if kind == "elsewhere":
        raise web.HTTPFound(f"http://127.0.0.1:9/?{urlencode({'key': told})}")
    if kind == "kind":
        return web.Response(text=told, headers={"Content-Type": f"text/plain; x={told}"})
    if kind == "packed":
        return web.Response(text=GOOD, headers={"Content-Encoding": told[:200]})
    if kind == "cut":
        answer = web.StreamResponse(headers={"Content-Length": "9999", "X-Told": told})
        await answer.prepare(request)
        await answer.write(told.encode())
        assert request.transport is not None
        request.transport.abort()
        return answer
    body = "<rss><channel><title>X</title><item><title>Wagner" if kind == "broken" else GOOD
    return web.Response(text=body, content_type="application/rss+xml")


GOOD = """<rss version="2.0"><channel><title>Harbour</title><item><title>Wagner is here</title>
<guid>1</guid><link>https://news.example/1</link><description>Words.</description></item>
</channel></rss>"""


@asynccontextmanager
async def newsstand() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{kind}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def planted(folder: Path, host: str, listen: str) -> tuple[Path, dict[str, str]]:
    """Write a configuration with a secret wherever one can stand."""
    found = secrets_of_model()
    tables: dict[str, dict[str, Any]] = {
        "bot": {
            "data_dir": str(folder / "data"),
            "log_level": "debug",
            "operator_channel": "console",
        },
        "fetch": {"allow_hosts": ["127.0.0.1"], "min_interval": 1},
        "web": {"listen": listen},
        "summary": {"engine": "llm", "model": "m", "base_url": f"http://u:llm-p4ssword@{host}/404"},
        "discord": {"api_base": "http://127.0.0.1:9/api"},
        "slack": {"api_base": "http://127.0.0.1:9/api/"},
    }
    for name, canary in found.items():
        *path, key = name.split(".")
        value = f"http://{host}/404/{quote(canary)}" if key.endswith("url") else canary
        if key == "proxy":
            value = f"http://me:{quote(canary, safe='')}@127.0.0.1:9"
        # Behind the proxy of [fetch] no feed would fail in a way of its own.
        if name != "fetch.proxy" and path != ["feeds"]:
            tables.setdefault(".".join(path), {})[key] = value
    login = f"{LOGIN}:{quote(PASSWORD, safe='')}"
    addresses = [f"http://{login}@{host}/{kind}?key={KEY}" for kind in KINDS]
    addresses.append(f"http://{login}@127.0.0.1:9/refused?key={KEY}")
    lines = []
    for table, values in tables.items():
        lines += [f"[{table}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    for url in addresses:
        lines += ["[[feeds]]", f"url = {json.dumps(url)}", "interval = 1"]
        lines += [f"headers.X-Key = {json.dumps(found['feeds.headers'])}"]
        lines += [f"cookies.session = {json.dumps(found['feeds.cookies'])}"]
    lines += ["[[feeds]]", f'url = "http://{host}/behind"', "interval = 1"]
    lines += [f'proxy = "http://me:{quote(found["feeds.proxy"], safe="")}@127.0.0.1:9"']
    lines += ["[[watchlists]]", 'query = "Wagner"', "[[subscriptions]]", 'channel = "console"']
    lines += ['watchlists = ["*"]', f"feeds = {json.dumps([addresses[0], addresses[0] + 'x'])}"]
    path = folder / "config.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path, found | {"feed password": PASSWORD, "feed key": KEY, "llm": "llm-p4ssword"}


KINDS = ("good", "404", "403", "500", "broken", "moved", "elsewhere", "kind", "packed", "cut")
ASKED = (
    ["check"],
    ["feeds", "list"],
    ["feeds", "export"],
    ["health"],
    ["config", "apply", "--yes"],
    ["subscriptions"],
    ["why", "https://news.example/1"],
    ["feeds", "poll", "2"],
    ["once", "--all"],
)


async def run_through(config: Path, base: str) -> dict[str, str]:
    """Let the program run with everything, ask it everything, and give what was shown where."""
    shown = {}
    running = await start(config, "run", out=config.parent / "out")
    async with aiohttp.ClientSession() as session:
        for _ in range(400):
            await asyncio.sleep(0.2)
            try:
                async with session.get(f"{base}/health") as answered:
                    shown["/health"] = await answered.text()
                async with session.get(f"{base}/") as answered:
                    shown["/"] = await answered.text()
            except aiohttp.ClientError:
                continue
            if shown["/"].count("failing") >= 8:
                break
        async with session.get(f"{base}/metrics") as answered:
            shown["/metrics"] = await answered.text()
    for words in ASKED[:-2]:
        for shape in ([], ["--json"]):
            shown[" ".join([*words, *shape])] = await said(config, [*words, *shape])
    shown["log"] = await end(running)
    shown["out"] = await asyncio.to_thread((config.parent / "out").read_text, "utf-8")
    for words in ASKED[-2:]:
        shown[" ".join(words)] = await said(config, words)
    return shown


async def said(config: Path, words: list[str]) -> str:
    """Run a command and give all that it wrote, whatever its end."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--config", str(config), *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=ROOT,
    )
    out, _ = await child.communicate()
    return out.decode()


async def test_no_secret_is_shown_anywhere(tmp_path: Path) -> None:
    port = free_port()
    async with newsstand() as host:
        config, secrets = planted(tmp_path, host, f"127.0.0.1:{port}")
        shown = await run_through(config, f"http://127.0.0.1:{port}")
    assert "feed failed" in shown["log"]
    assert "running" in shown["log"]
    assert {
        place: names for place, text in shown.items() if (names := found_in(text, secrets))
    } == {}
    assert all("Traceback" not in text for text in shown.values())
    dumped = "\n".join(sqlite3.connect(tmp_path / "data" / "wirebell.db").iterdump())
    of_feeds = {"feed password", "feed key"}
    assert set(found_in(dumped, secrets)) <= of_feeds
    whole = await said(config, ["feeds", "export", "--with-secrets"])
    assert KEY in whole


@pytest.mark.parametrize("tenant", ["discord:2", "slack:T2", "discord:1"])
async def test_no_address_of_others_is_shown_in_chat(tmp_path: Path, tenant: str) -> None:
    async with newsstand() as host:
        config, secrets = planted(tmp_path, host, "")
        out = io.StringIO()
        app = App(load_settings(config, {}), out)
        try:
            await app.start()
            typed = f"http://{host}/good?typed={TYPED}"
            added = await app.desk.run(
                Invocation("feed-add", {"url": typed}),
                Caller("discord:1", "discord:5", "U", may_manage=True),
            )
            assert TYPED in plain_lines(added)
            await app.service.poll_all(clock(), everything=True)
            cards: list[Any] = []
            asker = Caller(tenant, f"{tenant}7", "U", may_manage=True)
            for name, given in CHAT:
                asked = Invocation(
                    name, {key: value.format(host=host) for key, value in given.items()}
                )
                cards.append(await app.desk.run(asked, asker))
            for option in ("url", "feed", "watch"):
                pairs = await app.desk.complete("feed-remove", option, "", asker)
                cards.append(pairs)
        finally:
            await app.close()
    shown = "\n".join(
        str(card)
        if isinstance(card, list)
        else f"{plain_lines(card)}{card}{discord_render(card)}{slack_render(card)}"
        for card in cards
    )
    assert "fails" in shown
    assert found_in(shown, secrets | {"typed": TYPED, "user": LOGIN}) == []


CHAT: tuple[tuple[str, dict[str, str]], ...] = (
    ("feeds", {}),
    ("health", {}),
    ("latest", {}),
    ("subscriptions", {}),
    ("feed-remove", {"url": "1"}),
    ("feed-add", {"url": "http://{host}/good"}),
    ("why", {"alert": "http://{host}/nothing"}),
    ("search", {"query": "Wagner"}),
    ("subscribe", {"feed": "1"}),
)
