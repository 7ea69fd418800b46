from __future__ import annotations

import asyncio
import gzip
import zlib
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from bot.feeds.fetch.fetcher import HttpFetcher
from bot.models import Failed, Fetched, FetchRequest, NotModified
from tests.unit.web import serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
RSS = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


@asynccontextmanager
async def fetching(
    *allow: str, seconds: float = 5, max_bytes: int = 100_000, concurrency: int = 8
) -> AsyncIterator[HttpFetcher]:
    fetcher = HttpFetcher(
        allow_hosts=allow or ("127.0.0.1",),
        timeout=seconds,
        max_bytes=max_bytes,
        concurrency=concurrency,
        user_agent="Wirebell/test",
        clock=lambda: NOW,
    )
    try:
        yield fetcher
    finally:
        await fetcher.close()


def answer(body: bytes = RSS, status: int = 200, **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("Content-Type", "application/rss+xml")

    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=body, status=status, headers=named)

    return handler


def moved(status: int, location: str):
    return answer(b"", status, Location=location)


async def fetch(fetcher: HttpFetcher, url: str, **validators: str):
    return await fetcher.fetch_feed(FetchRequest(url, **validators))


async def test_a_body_comes_with_its_validators_and_charset():
    handler = answer(
        ETag='"1"',
        Last_Modified="Sun, 01 Mar 2026 10:00:00 GMT",
        Cache_Control="max-age=600",
        Content_Type="text/xml; charset=ISO-8859-1",
    )
    async with serve(feed=handler) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/feed"))
    assert isinstance(got, Fetched)
    assert (got.body, got.content_type, got.charset) == (RSS, "text/xml", "ISO-8859-1")
    assert (got.etag, got.last_modified) == ('"1"', "Sun, 01 Mar 2026 10:00:00 GMT")
    assert got.max_age == 600
    assert got.url == site.url("/feed")
    assert site.asked[0].headers["User-Agent"] == "Wirebell/test"


async def test_validators_are_sent_and_304_is_not_modified():
    async def handler(request: web.Request) -> web.Response:
        assert request.headers["If-None-Match"] == '"1"'
        assert request.headers["If-Modified-Since"] == "yesterday"
        return web.Response(status=304, headers={"ETag": '"2"'})

    async with serve(feed=handler) as site, fetching() as fetcher:
        got = await fetch(
            fetcher, site.url("/feed"), etag='"1"', last_modified="yesterday", body_hash="h"
        )
    assert got == NotModified(etag='"2"', last_modified="yesterday", body_hash="h")


async def test_the_same_bytes_are_not_modified():
    async with serve(feed=answer()) as site, fetching() as fetcher:
        first = await fetch(fetcher, site.url("/feed"))
        assert isinstance(first, Fetched)
        again = await fetch(fetcher, site.url("/feed"), body_hash=first.body_hash)
    assert again == NotModified(body_hash=first.body_hash)


async def test_304_to_a_request_without_validators_is_a_failure():
    async with serve(feed=answer(b"", 304)) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/feed"))
    assert isinstance(got, Failed)
    assert got.status == 304


def raw_deflate(body: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(RSS)),
        ("gzip", gzip.compress(RSS[:9]) + gzip.compress(RSS[9:])),
        ("deflate", zlib.compress(RSS)),
        ("deflate", raw_deflate(RSS)),
        ("", gzip.compress(RSS)),
        ("gzip", RSS),
        ("gzip", gzip.compress(RSS) + b"\0\0\0"),
    ],
    ids=["gzip", "members", "zlib", "deflate", "unsaid", "untrue", "padded"],
)
async def test_packed_bodies_are_unpacked(encoding: str, packed: bytes):
    headers = {"Content_Encoding": encoding} if encoding else {}
    async with serve(feed=answer(packed, **headers)) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/feed"))
    assert isinstance(got, Fetched), got
    assert got.body == RSS


@pytest.mark.parametrize(
    ("encoding", "packed", "reason"),
    [
        ("gzip", gzip.compress(bytes(30_000_000)), "larger than 0.1 MB"),
        ("gzip", gzip.compress(RSS)[:-12], "breaks off"),
        ("gzip", gzip.compress(RSS)[:10] + b"\xff" * 40, "cannot be unpacked"),
        ("compress", b"\x1f\x9d", "packed as compress"),
        ("identity", bytes(100_001), "larger than"),
    ],
    ids=["bomb", "cut", "broken", "unknown", "large"],
)
async def test_bombs_and_broken_packing_fail(encoding: str, packed: bytes, reason: str):
    handler = answer(packed, Content_Encoding=encoding)
    async with serve(feed=handler) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/feed"))
    assert isinstance(got, Failed)
    assert reason in str(got.reason)


async def test_an_endless_stream_is_cut_at_the_limit():
    sent = 0

    async def stream(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while sent < 100_000_000:
            await response.write(bytes(50_000))
            sent += 50_000
        return response

    async with serve(feed=stream) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/feed"))
    assert isinstance(got, Failed)
    assert "larger than" in str(got.reason)
    assert sent < 50_000_000


async def test_a_slow_drip_ends_at_the_time_limit():
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(200):
            await response.write(b".")
            await asyncio.sleep(0.02)
        return response

    async with serve(feed=drip) as site, fetching(seconds=0.2) as fetcher:
        got = await fetch(fetcher, site.url("/feed"))
    assert isinstance(got, Failed)
    assert "within 0.2 s" in str(got.reason)


async def test_permanent_redirects_say_where_the_feed_moved():
    routes = {"a": moved(301, "/b"), "b": moved(308, "/c"), "c": answer()}
    async with serve(**routes) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/a"))
    assert isinstance(got, Fetched)
    assert got.moved_to == got.url == site.url("/c")


async def test_one_temporary_redirect_keeps_the_old_address():
    routes = {"a": moved(301, "/b"), "b": moved(302, "/c"), "c": answer()}
    async with serve(**routes) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/a"))
    assert isinstance(got, Fetched)
    assert (got.url, got.moved_to) == (site.url("/c"), "")


async def test_redirect_circles_and_endless_redirects_fail():
    async def deeper(request: web.Request) -> web.Response:
        raise web.HTTPFound(f"/deep?n={int(request.query.get('n', '0')) + 1}")

    routes = {"a": moved(302, "/b"), "b": moved(302, "/a"), "deep": deeper}
    async with serve(**routes) as site, fetching() as fetcher:
        circle = await fetch(fetcher, site.url("/a"))
        endless = await fetch(fetcher, site.url("/deep"))
    assert isinstance(circle, Failed)
    assert "in a circle" in str(circle.reason)
    assert isinstance(endless, Failed)
    assert "more than 8 times" in str(endless.reason)
    assert len(site.asked) == 2 + 9


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x/", "http://"]
)
async def test_redirects_to_other_schemes_fail(target: str):
    async with serve(a=moved(302, target)) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/a"))
    assert isinstance(got, Failed)
    assert "no http or https" in str(got.reason) or "circle" in str(got.reason)


async def test_redirects_to_a_refused_address_are_blocked():
    async with serve(a=moved(302, "http://169.254.169.254/latest")) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/a"))
    assert isinstance(got, Failed)
    assert "169.254.169.254 is a link-local address" in str(got.reason)
    assert "allow_hosts" in str(got.reason)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"],
)
async def test_loopback_in_any_spelling_is_blocked(host: str):
    async with serve(a=answer()) as site, fetching("192.0.2.1") as fetcher:
        got = await fetch(fetcher, site.url("/a", host))
    assert isinstance(got, Failed)
    refusals = ("allow_hosts", "cannot be found", "cannot be used")
    assert any(words in str(got.reason) for words in refusals)
    assert not site.asked


async def test_a_named_host_is_let_through_to_where_it_resolves():
    async with serve(a=answer()) as site, fetching("localhost") as fetcher:
        named = await fetch(fetcher, site.url("/a", "localhost"))
        literal = await fetch(fetcher, site.url("/a"))
    assert isinstance(named, Fetched)
    assert isinstance(literal, Failed)
    assert "allow_hosts" in str(literal.reason)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300),
        ("soon", None),
        ("-5", None),
        ("99999999999999", 30 * 86400),
        ("Sun, 01 Mar 2020 12:05:00 GMT", 0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_read(status: int, value: str, seconds: float | None):
    async with serve(a=answer(b"", status, Retry_After=value)) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/a"))
    assert isinstance(got, Failed)
    assert (got.retry_after, got.status) == (seconds, status)


async def test_gone_stops():
    async with serve(a=answer(b"", 410)) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/a"))
    assert isinstance(got, Failed)
    assert got.gone


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418, 500, 502, 599])
async def test_other_statuses_fail_with_a_reason(status: int):
    async with serve(a=answer(b"", status)) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/a"))
    assert isinstance(got, Failed)
    assert str(status) in str(got.reason)
    assert not got.gone


async def test_a_login_is_sent_but_never_told_nor_carried_elsewhere():
    other_seen: list[str] = []

    async def other(request: web.Request) -> web.Response:
        other_seen.append(request.headers.get("Authorization", ""))
        return web.Response(status=404)

    async with (
        serve(x=other) as second,
        serve(a=moved(302, second.url("/x", "localhost"))) as site,
        fetching("127.0.0.1", "localhost") as fetcher,
    ):
        got = await fetch(fetcher, site.url("/a", "user:secret@127.0.0.1"))
    assert site.asked[0].headers["Authorization"].startswith("Basic ")
    assert other_seen == [""]
    assert isinstance(got, Failed)
    assert "secret" not in str(got.reason)


async def test_a_login_survives_a_permanent_move_on_the_same_server():
    async with serve(a=moved(301, "/b"), b=answer()) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/a", "user:secret@127.0.0.1"))
    assert isinstance(got, Fetched)
    assert got.moved_to == site.url("/b", "user:secret@127.0.0.1")
    assert "secret" not in got.url


async def test_a_door_that_sets_a_cookie_is_passed_and_the_cookie_forgotten():
    async def door(request: web.Request) -> web.Response:
        if "seen" in request.cookies:
            return web.Response(body=RSS)
        response = web.Response(status=302, headers={"Location": "/a"})
        response.set_cookie("seen", "1")
        return response

    async with serve(a=door) as site, fetching() as fetcher:
        first = await fetch(fetcher, site.url("/a"))
        again = await fetch(fetcher, site.url("/a"))
    assert isinstance(first, Fetched)
    assert isinstance(again, Fetched)
    assert len(site.asked) == 4


async def test_one_request_at_a_time_goes_to_a_host_and_hosts_run_side_by_side():
    busy: dict[str, int] = {}
    most: dict[str, int] = {}
    total = peak = 0

    async def slow(request: web.Request) -> web.Response:
        nonlocal total, peak
        name = request.host.partition(":")[0]
        busy[name] = busy.get(name, 0) + 1
        total += 1
        most[name], peak = max(most.get(name, 0), busy[name]), max(peak, total)
        await asyncio.sleep(0.03)
        busy[name] -= 1
        total -= 1
        return web.Response(body=RSS)

    async with serve(a=slow) as site, fetching("127.0.0.0/8") as fetcher:
        hosts = ["127.0.0.1", "localhost"] * 4
        await asyncio.gather(*(fetch(fetcher, site.url("/a", host)) for host in hosts))
    assert most == {"127.0.0.1": 1, "localhost": 1}
    assert peak == 2


async def test_what_cannot_be_fetched_is_a_value():
    async with fetching() as fetcher:
        for url in (
            "",
            "nonsense",
            "file:///etc/passwd",
            "http://",
            "http://[::1",
            "ftp://x/",
            "http://a b/",
            "http://exa\x00mple/",
            "http://127.0.0.1:99999/",
            "http://" + "a" * 300,
        ):
            got = await fetch(fetcher, url)
            assert isinstance(got, Failed), url
            assert got.reason
        refused = await fetch(fetcher, "http://127.0.0.1:9/")
        unknown = await fetch(fetcher, "http://nowhere.invalid/")
    assert isinstance(refused, Failed)
    assert "refuses connections" in str(refused.reason)
    assert isinstance(unknown, Failed)
    assert "nowhere.invalid" in str(unknown.reason)


async def test_header_bombs_and_nonsense_are_values():
    async def nonsense(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answers.pop())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    answers = [
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf",
    ]
    server = await asyncio.start_server(nonsense, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, fetching() as fetcher:
        while answers:
            got = await fetch(fetcher, f"http://127.0.0.1:{port}/")
            assert isinstance(got, Failed), got


async def test_a_plain_server_asked_over_tls_is_a_value():
    async with serve(a=answer()) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/a").replace("http:", "https:"))
    assert isinstance(got, Failed)
    assert "secure" in str(got.reason)


async def test_pages_are_fetched_and_other_files_are_not():
    page = answer(b"<html></html>", Content_Type="text/html; charset=utf-8")
    film = answer(bytes(50_000), Content_Type="video/mp4")
    async with serve(a=page, b=film) as site, fetching() as fetcher:
        got = await fetcher.fetch_page(site.url("/a"))
        other = await fetcher.fetch_page(site.url("/b"))
    assert isinstance(got, Fetched)
    assert isinstance(other, Failed)
    assert "video/mp4" in str(other.reason)


async def test_validators_that_cannot_be_sent_back_are_forgotten():
    async def raw(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b'HTTP/1.1 200 OK\r\nETag: \xff\xfe\r\nContent-Type: ;;charset="\r\n'
            b"Cache-Control: max-age=x\r\nExpires: -1\r\nConnection: close\r\n\r\nbody"
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(raw, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, fetching() as fetcher:
        got = await fetch(fetcher, f"http://127.0.0.1:{port}/")
    assert isinstance(got, Fetched)
    assert (got.body, got.etag, got.max_age) == (b"body", "", None)


async def test_many_slow_pages_do_not_delay_a_feed():
    begun, free = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        begun.set()
        await free.wait()
        return web.Response(text="page", content_type="text/html")

    async with (
        serve(page=slow, feed=answer()) as site,
        fetching("127.0.0.0/8", concurrency=2) as fetcher,
    ):
        hosts = ["127.1", "localhost", "127.0.1"]
        pages = [asyncio.create_task(fetcher.fetch_page(site.url("/page", h))) for h in hosts]
        await begun.wait()
        got = await fetch(fetcher, site.url("/feed"))
        free.set()
        await asyncio.gather(*pages)
    assert isinstance(got, Fetched)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache_Control": "public, max-age=600"}, 600),
        ({"Cache_Control": "MAX-AGE=600", "Age": "100"}, 500),
        ({"Cache_Control": "s-maxage=600"}, None),
        ({"Cache_Control": "no-cache", "Expires": "Sun, 01 Mar 2026 13:00:00 GMT"}, None),
        (
            {"Expires": "Sun, 01 Mar 2026 13:00:00 GMT", "Date": "Sun, 01 Mar 2026 12:30:00 GMT"},
            1800,
        ),
        ({"Expires": "0"}, None),
        ({}, None),
    ],
    ids=range(7),
)
async def test_freshness_is_read(headers: dict[str, str], seconds: float | None):
    async with serve(a=answer(**headers)) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/a"))
    assert isinstance(got, Fetched)
    assert got.max_age == seconds


LONG = "<?xml version='1.0'?><rss><channel>" + "<item><title>été</title></item>" * 9_000


@pytest.mark.parametrize("packing", ["", "gzip"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n <!-- a -->"])
async def test_markup_over_the_limit_is_read_up_to_the_cut(mark: bytes, packing: str):
    body = mark + LONG.encode()
    packed = gzip.compress(body) if packing else body
    handler = answer(packed, **({"Content_Encoding": packing} if packing else {}))
    async with serve(feed=handler) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/feed"))
        again = await fetch(fetcher, site.url("/feed"))
    assert isinstance(got, Fetched), got
    assert got.body == again.body
    assert 99_950 < len(got.body) <= 100_000
    assert body.startswith(got.body)
    assert got.body.endswith(b">")
    assert got.body.decode()


@pytest.mark.parametrize(
    "body",
    [
        b'{"items": [' + b'{"title": "<b>"},' * 9_000,
        b'\xef\xbb\xbf [{"a": "<x>"},' * 9_000,
        b"\x89PNG<>" * 20_000,
        b"words <b> " * 20_000,
    ],
    ids=["json", "list", "picture", "text"],
)
async def test_what_is_no_markup_is_refused_over_the_limit_with_the_settings_name(body: bytes):
    async with serve(feed=answer(body)) as site, fetching() as fetcher:
        got = await fetch(fetcher, site.url("/feed"))
    assert isinstance(got, Failed)
    assert "larger than 0.1 MB" in str(got.reason)
    assert "max_bytes under [fetch]" in str(got.reason)


async def test_a_page_over_the_limit_is_not_taken():
    async with (
        serve(feed=answer(LONG.encode(), Content_Type="text/html")) as site,
        fetching() as fetcher,
    ):
        got = await fetcher.fetch_page(site.url("/feed"))
    assert isinstance(got, Failed)
    assert "larger than" in str(got.reason)
