"""Through a proxy and nothing beside it: the whole program where only the proxy can be reached."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.fakes.alone import PORT, alone
from tests.fakes.proxy import FakeProxy
from tests.fakes.receiver import SECRET, Receiver
from tests.scenario.process import call, end, feed_toml, start, write_config
from tests.scenario.test_chat import World, all_shown, until, world

LOGIN = "wirebell:s3cret"
LOOPBACK = IPv4Address("127.0.0.1")
RSS = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


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
    assert title in _titles(receiver)
    assert here.discord.gateway.sessions
    assert here.discord.refusals == here.slack.refusals == []
    return logged


def _posted(here: World, receiver: Receiver, title: str) -> Callable[[], bool]:
    return lambda: all_shown(here, [title]) and title in _titles(receiver)


def _titles(receiver: Receiver) -> set[str]:
    return {made.get("title", "") for made in receiver.taken.values()}


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


@pytest.mark.parametrize("kind", ["http", "socks5", "socks4"])
async def test_a_secure_feed_is_read_through_the_tunnel(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "proxy"
    within = alone(path)
    authority = _certificate(tmp_path)
    async with FakeProxy(kind, path=path) as proxy, _secure_feed(authority) as url:
        table = f'[fetch]\nproxy = "{kind}://127.0.0.1:{PORT}"\n'
        config = write_config(tmp_path, feed_toml("Safe", url))
        config.write_text(config.read_text("utf-8").replace("[fetch]\n", table), encoding="utf-8")
        env = {"SSL_CERT_FILE": str(authority)}
        told = await call(config, "once", "--all", within=within, env=env)
    # It holds no entries, so nothing is new.
    assert (told["feeds"]["polled"], told["feeds"]["failed"]) == (1, 0), told
    assert set(proxy.asked) == {_place(url)}


@asynccontextmanager
async def _secure_feed(certificate: Path) -> AsyncIterator[str]:
    async def feed(_: web.BaseRequest) -> web.Response:
        return web.Response(body=RSS, content_type="application/rss+xml")

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    runner = web.ServerRunner(web.Server(feed), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    try:
        yield f"https://127.0.0.1:{runner.addresses[0][1]}/rss"
    finally:
        await runner.cleanup()


def _certificate(folder: Path) -> Path:
    """Write key and certificate of an authority that is its own server."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Wirebell's tests")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(LOOPBACK)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(Encoding.PEM))
    return path


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
