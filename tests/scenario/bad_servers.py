"""Servers with bad habits: what each puts on the wire, and what is to come of it."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module

from bot.feeds.fetch.bodies.engines import BROTLI, ZSTD_HOME

TITLE = "Le pont ferme à midi"
XML = (
    "<rss version='2.0'><channel><title>Le Quai</title><item><title>Le pont ferme à midi</title>"
    "<guid>1</guid><link>https://quai.example/1</link><description>Il rouvre ce soir.</description>"
    "</item></channel></rss>\n"
)
DOC = XML.encode()
RUSSIAN = XML.replace("Le pont ferme à midi", "Мост закрыт")
JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "Le Quai", "items": [{"id": "1",'
    f' "url": "https://quai.example/1", "title": "{TITLE}", "content_text": "Il rouvre."}}]}}'
)


class Peer:
    """One connection as a server sees it."""

    def __init__(self, writer: asyncio.StreamWriter, request: str, port: int) -> None:
        self.writer, self.request, self.port = writer, request, port

    @property
    def path(self) -> str:
        return self.request.split(" ")[1]

    def asks_with(self, header: str) -> bool:
        return header.lower() in self.request.lower()

    async def send(self, *parts: bytes, pause: float = 0.0) -> None:
        for part in parts:
            self.writer.write(part.replace(b"{port}", str(self.port).encode()))
            await self.writer.drain()
            await asyncio.sleep(pause)

    def reset(self) -> None:
        """Cut the connection so that the other side gets an error."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Habit = Callable[[Peer], Awaitable[None]] | bytes


@dataclass(frozen=True)
class Bad:
    """A server: what it answers in turn, the last for good, and what is to come of it.

    It is read (`title`), or the reason has the words `says` and the fix `mends`. With `again` it is
    asked so many times more, with the validators that it gave. `cookie` is the feed's own.
    """

    name: str
    answers: tuple[Habit, ...]
    title: str = TITLE
    says: str = ""
    mends: str = ""
    again: int = 0
    cookie: str = ""
    time: float | None = None
    scheme: str = "http"


@dataclass
class Stand:
    """A server under way: its port and what it was asked."""

    port: int = 0
    asked: list[str] = field(default_factory=list)


@asynccontextmanager
async def standing(answers: tuple[Habit, ...], *, plain: bool = True) -> AsyncIterator[Stand]:
    """Let a server answer until the block ends; each connection takes one request after another.

    What is not `plain` HTTP is answered at its first byte.
    """
    stand = Stand()
    held: set[asyncio.Task[None] | None] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.add(asyncio.current_task())
        try:
            while True:
                asked = await (reader.readuntil(b"\r\n\r\n") if plain else reader.readexactly(1))
                request = asked.decode("latin-1")
                stand.asked.append(request)
                habit = answers[min(len(stand.asked), len(answers)) - 1]
                peer = Peer(writer, request, stand.port)
                if isinstance(habit, bytes):
                    await peer.send(habit)
                else:
                    await habit(peer)
                if b"keep-alive" not in (habit if isinstance(habit, bytes) else b""):
                    return
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    stand.port = server.sockets[0].getsockname()[1]
    try:
        yield stand
    finally:
        server.close()
        for task in held:
            if task:
                task.cancel()
        await asyncio.gather(*filter(None, held), return_exceptions=True)


def ok(
    body: bytes = DOC,
    *headers: str,
    kind: str = "Content-Type: application/rss+xml",
    status: str = "200 OK",
    length: str | None = None,
    proto: str = "HTTP/1.1",
) -> bytes:
    counted = f"Content-Length: {len(body)}" if length is None else length
    lines = [f"{proto} {status}", kind, counted, *headers]
    return "\r\n".join(line for line in lines if line).encode("utf-8") + b"\r\n\r\n" + body


def packed(name: str, body: bytes = DOC) -> bytes:
    """Pack a body; what is not installed packs to nothing, and its rows are left out."""
    if name == "br":
        return bytes(import_module("brotli").compress(body)) if BROTLI else b""
    return bytes(import_module(ZSTD_HOME).compress(body)) if ZSTD_HOME else b""


def chunked(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end


def to(location: str, status: str = "302 Found", *headers: str) -> bytes:
    return ok(b"", f"Location: {location}", *headers, status=status)


def zipped(body: bytes = DOC, encoding: str = "gzip") -> bytes:
    return ok(body, f"Content-Encoding: {encoding}" if encoding else "")


def slowly(*parts: bytes, pause: float, before: float = 0.0) -> Habit:
    async def answer(peer: Peer) -> None:
        await asyncio.sleep(before)
        await peer.send(*parts, pause=pause)

    return answer


async def reset(peer: Peer) -> None:
    peer.reset()


async def reset_within(peer: Peer) -> None:
    await peer.send(ok(DOC[:90], length="Content-Length: 4000"), pause=0.1)
    peer.reset()


async def reset_behind(peer: Peer) -> None:
    await peer.send(ok(DOC, length="", proto="HTTP/1.0"), pause=0.1)
    peer.reset()


async def say_nothing(peer: Peer) -> None:
    return


async def by_cookie(peer: Peer) -> None:
    if peer.asks_with("Cookie: door=open"):
        await peer.send(ok())
    else:
        await peer.send(to("/feed", "302 Found", "Set-Cookie: door=open; Path=/; HttpOnly"))


async def by_own_cookie(peer: Peer) -> None:
    await peer.send(ok() if peer.asks_with("Cookie: member=1") else ok(b"", status="403 Forbidden"))


async def by_validator(peer: Peer) -> None:
    known = peer.asks_with("If-None-Match") or peer.asks_with("If-Modified-Since")
    await peer.send(ok(b"", status="304 Not Modified") if known else ok(DOC, 'ETag: "1"'))


def moving(steps: int) -> Habit:
    async def answer(peer: Peer) -> None:
        at = int(peer.path.strip("/").removeprefix("feed") or 0)
        await peer.send(ok() if at >= steps else to(f"/feed{at + 1}"))

    return answer


AGAIN = "it is asked again"
BROWSER = "open it in a browser"
BAD = (
    # Charsets
    Bad("utf-8 without a word", (ok(kind="Content-Type: text/xml"),)),
    Bad(
        "latin-1 by header",
        (ok(XML.encode("latin-1"), kind="Content-Type: text/xml; charset=ISO-8859-1"),),
    ),
    Bad(
        "latin-1 by declaration",
        (ok(f"<?xml version='1.0' encoding='iso-8859-1'?>{XML}".encode("latin-1")),),
    ),
    Bad(
        "a header that contradicts a mark",
        (ok(b"\xef\xbb\xbf" + DOC, kind="Content-Type: text/xml; charset=latin-1"),),
    ),
    Bad("utf-16 with a mark", (ok(XML.encode("utf-16")),)),
    Bad(
        "windows-1251 by header",
        (ok(RUSSIAN.encode("cp1251"), kind='Content-Type: text/xml; charset="windows-1251"'),),
        title="Мост закрыт",
    ),
    Bad(
        "a charset that there is not", (ok(kind="Content-Type: text/xml; charset=utf8-general-ci"),)
    ),
    Bad(
        "utf-8 that calls itself latin-1 in the document",
        (ok(f"<?xml version='1.0' encoding='utf-8'?>{XML}".encode()),),
    ),
    # Packing
    Bad("gzip", (zipped(gzip.compress(DOC)),)),
    Bad("x-gzip in capitals", (zipped(gzip.compress(DOC), "X-GZIP"),)),
    Bad("deflate with a wrapper", (zipped(zlib.compress(DOC), "deflate"),)),
    Bad("deflate without one", (zipped(zlib.compress(DOC)[2:-4], "deflate"),)),
    Bad("brotli", (zipped(packed("br"), "br"),)),
    Bad("zstd", (zipped(packed("zstd"), "zstd"),)),
    Bad("gzip in gzip, told once", (zipped(gzip.compress(gzip.compress(DOC))),)),
    Bad("gzip in gzip, told twice", (zipped(gzip.compress(gzip.compress(DOC)), "gzip, gzip"),)),
    Bad("told twice, packed once", (zipped(gzip.compress(DOC), "gzip, gzip"),)),
    Bad("gzip that is plain", (zipped(DOC),)),
    Bad("brotli that is gzip", (zipped(gzip.compress(DOC), "br"),)),
    Bad("deflate that is gzip", (zipped(gzip.compress(DOC), "deflate"),)),
    Bad("gzip without a word", (zipped(gzip.compress(DOC), ""),)),
    Bad(
        "a packed file, packed again",
        (
            ok(
                gzip.compress(gzip.compress(DOC)),
                "Content-Encoding: gzip",
                kind="Content-Type: application/gzip",
            ),
        ),
    ),
    Bad("an encoding that is none", (zipped(DOC, "UTF-8"),)),
    Bad("gzip with padding behind", (zipped(gzip.compress(DOC) + bytes(40)),)),
    Bad("gzip in two members", (zipped(gzip.compress(DOC[:50]) + gzip.compress(DOC[50:])),)),
    Bad(
        "gzip without the end of its sum",
        (ok(gzip.compress(DOC)[:-1], "Content-Encoding: gzip"),),
    ),
    Bad(
        "gzip counted before it was packed",
        (ok(gzip.compress(DOC), "Content-Encoding: gzip", length="Content-Length: 900"),),
    ),
    Bad(
        "gzip cut off",
        (zipped(gzip.compress(DOC)[:-12]),),
        says="packed answer breaks off",
        mends=AGAIN,
    ),
    Bad(
        "brotli cut off",
        (zipped(packed("br")[:-9], "br"),),
        says="packed answer breaks off",
        mends=AGAIN,
    ),
    Bad(
        "zstd cut off",
        (zipped(packed("zstd")[:-9], "zstd"),),
        says="packed answer breaks off",
        mends=AGAIN,
    ),
    Bad(
        "gzip that is broken",
        (zipped(gzip.compress(DOC)[:12] + b"\xff" * 60),),
        says="cannot be unpacked",
        mends=AGAIN,
    ),
    Bad(
        "a gzip bomb",
        (zipped(gzip.compress(bytes(9_000_000))),),
        says="larger than 0.1 MB",
        mends="max_bytes",
    ),
    Bad(
        "a brotli bomb",
        (zipped(packed("br", bytes(9_000_000)), "br"),),
        says="larger than 0.1 MB",
        mends="max_bytes",
    ),
    Bad(
        "a zstd bomb",
        (zipped(packed("zstd", bytes(9_000_000)), "zstd"),),
        says="larger than 0.1 MB",
        mends="max_bytes",
    ),
    Bad(
        "packed as nobody asked",
        (zipped(b"\x1f\x9d\x90", "compress"),),
        says="packed as compress, which was not asked for",
        mends=AGAIN,
    ),
    # Redirects
    *(
        Bad(f"a redirect with {code}", (to("/there", f"{code} X"), ok()))
        for code in (301, 302, 303, 307, 308)
    ),
    Bad("a redirect without a scheme", (to("//127.0.0.1:{port}/there"), ok())),
    Bad("a redirect with blanks and letters", (to(" /là bas?x=1 2 "), ok())),
    Bad("a redirect that needs its cookie", (by_cookie,)),
    Bad("eight redirects", (moving(8),)),
    Bad(
        "nine redirects",
        (moving(9),),
        says="redirects more than 8 times",
        mends="write the address",
    ),
    Bad("a redirect to itself", (to("/feed"),), says="redirects in a circle", mends="cookie"),
    Bad(
        "two that point at one another",
        (to("/feed1"), to("/feed")),
        says="redirects in a circle",
        mends="cookie",
    ),
    Bad("a redirect nowhere", (ok(b"", status="302 Found"),), says="302 Found", mends=BROWSER),
    Bad(
        "a redirect to another scheme",
        (to("ftp://127.0.0.1/x"),),
        says="no http or https address",
        mends="write the address",
    ),
    Bad(
        "a redirect into the network",
        (to("http://10.0.0.7/feed"),),
        says="10.0.0.7 is a private address",
        mends="allow_hosts",
    ),
    # Validators
    Bad(
        "a document that comes unchanged",
        (ok(DOC, 'ETag: "a"'), ok(b"", status="304 Not Modified")),
        again=1,
        title="",
    ),
    Bad(
        "a tag that never changes",
        (ok(DOC.replace(b"midi", b"dix heures"), 'ETag: "a"'), ok(DOC, 'ETag: "a"')),
        again=1,
    ),
    Bad(
        "unchanged, though nothing is known",
        (ok(b"", status="304 Not Modified"),),
        says="nothing changed since",
        mends=AGAIN,
    ),
    Bad(
        "changed in days to come",
        (
            ok(DOC.replace(b"midi", b"dix heures"), "Last-Modified: Fri, 01 Jan 2100 00:00:00 GMT"),
            by_validator,
        ),
        again=1,
    ),
    Bad(
        "changed on no day",
        (ok(DOC.replace(b"midi", b"dix heures"), "Last-Modified: yesterday"), by_validator),
        again=1,
    ),
    Bad(
        "a tag with letters of its own",
        (ok(DOC.replace(b"midi", b"dix heures"), 'ETag: "é\u2028"'), by_validator),
        again=1,
    ),
    # Lengths and chunks
    Bad("a length that is too long", (ok(DOC, length="Content-Length: 5000"),)),
    Bad(
        "a length that is too long for half a document",
        (ok(DOC[:120], length="Content-Length: 5000"),),
        says="broke off before the end",
        mends=AGAIN,
    ),
    Bad(
        "a length that is too short",
        (ok(DOC, length=f"Content-Length: {len(DOC) - 18}"),),
        says="not proper HTTP",
        mends="Content-Length",
    ),
    Bad(
        "chunks without an end on a line that is held",
        (slowly(ok(chunked(DOC, end=b""), length="Transfer-Encoding: chunked"), b"", pause=0.5),),
    ),
    Bad(
        "a length that is none",
        (ok(DOC, length="Content-Length: many"),),
        says="not proper HTTP",
        mends="look at the port",
    ),
    Bad(
        "a length below nothing",
        (ok(DOC, length="Content-Length: -1"),),
        says="not proper HTTP",
        mends="look at the port",
    ),
    Bad(
        "two lengths that differ",
        (ok(DOC, "Content-Length: 5"),),
        says="not proper HTTP",
        mends="look at the port",
    ),
    Bad("http/1.0 without a length", (ok(DOC, length="", proto="HTTP/1.0"),)),
    Bad("no length at all", (ok(DOC, "Connection: close", length=""),)),
    Bad("chunks", (ok(chunked(DOC[:50], DOC[50:]), length="Transfer-Encoding: chunked"),)),
    Bad(
        "chunks with extensions and trailers",
        (
            ok(
                b"%x;a=b\r\n%s\r\n0\r\nX-Sum: 1\r\n\r\n" % (len(DOC), DOC),
                length="Transfer-Encoding: chunked",
            ),
        ),
    ),
    Bad("chunks without an end", (ok(chunked(DOC, end=b""), length="Transfer-Encoding: chunked"),)),
    Bad(
        "chunks that break off",
        (ok(chunked(DOC[:120], end=b""), length="Transfer-Encoding: chunked"),),
        says="broke off before the end",
        mends=AGAIN,
    ),
    Bad(
        "a chunk whose size is none",
        (ok(chunked(DOC[:50], end=b"xyz\r\n"), length="Transfer-Encoding: chunked"),),
        says="not proper HTTP",
        mends="look at the port",
    ),
    Bad(
        "rubbish behind whole chunks",
        (
            slowly(
                ok(chunked(DOC, end=b""), length="Transfer-Encoding: chunked"), b"zz\r\n", pause=0.1
            ),
        ),
    ),
    # Heads
    Bad("lines that end with a feed alone", (ok().replace(b"\r\n", b"\n", 5),)),
    Bad("a status without a phrase", (ok(status="200"),)),
    Bad("a folded header", (ok(DOC, "X-Long: one\r\n two"),)),
    Bad("a header twice", (ok(DOC, "Content-Type: text/html"),)),
    Bad("a header with letters of its own", (ok(DOC, "X-Redaction: déjà"),)),
    Bad(
        "a name with letters of its own",
        (ok(DOC, "X-Rédaction: hier"),),
        says="not proper HTTP",
        mends="look at the port",
    ),
    Bad(
        "a header with bytes of another charset",
        (ok(DOC, "Server: caf?").replace(b"caf?", b"caf\xe9"),),
    ),
    Bad(
        "a header without a name",
        (ok(DOC, "no colon here"),),
        says="not proper HTTP",
        mends="look at the port",
    ),
    Bad("a policy of 20 kB", (ok(DOC, f"Content-Security-Policy: {'x' * 20_000}"),)),
    Bad(
        "a header of 200 kB",
        (ok(DOC, f"X-Much: {'x' * 200_000}"),),
        says="not proper HTTP",
        mends="look at the port",
    ),
    Bad(
        "no http",
        (b"220 mail.example ESMTP\r\n",),
        says="not proper HTTP",
        mends="look at the port",
    ),
    Bad("a page without a head", (DOC,), says="not proper HTTP", mends="look at the port"),
    Bad("go on, then the answer", (b"HTTP/1.1 100 Continue\r\n\r\n" + ok(),)),
    Bad(
        "early hints, then the answer",
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + ok(),),
    ),
    # Documents
    Bad("blank lines before", (ok(b"\r\n\n  " + b"<?xml version='1.0'?>" + DOC),)),
    Bad("a mark and blank lines before", (ok(b"\xef\xbb\xbf\n\n" + DOC),)),
    Bad(
        "a warning of a program before",
        (ok(b"<br />\n<b>Warning</b>: x in /srv/a.php on line 3<br />\n" + DOC),),
    ),
    Bad("a comment behind", (ok(DOC + b"<!-- served in 0.2 s -->"),)),
    Bad("a script behind", (ok(DOC + b"<script>count()</script></body></html>"),)),
    Bad("bytes behind", (ok(DOC + bytes(30)),)),
    Bad("an html page by its type", (ok(kind="Content-Type: text/html; charset=utf-8"),)),
    Bad("a picture by its type", (ok(kind="Content-Type: image/png"),)),
    Bad("a type that is none", (ok(kind="Content-Type: feed"),)),
    Bad("no type", (ok(kind=""),)),
    Bad("json as plain text", (ok(JSON.encode(), kind="Content-Type: text/plain"),)),
    Bad(
        "a page in place of a feed",
        (ok(b"<!doctype html><html><title>Le Quai</title><p>Bonjour"),),
        says="an HTML page, not a feed",
        mends="feeds discover",
    ),
    Bad("nothing in place of a feed", (ok(b""),), says="an empty document", mends="browser"),
    # Statuses
    Bad(
        "204",
        (ok(b"", status="204 No Content", length=""),),
        says="nothing to show (204 No Content)",
        mends=BROWSER,
    ),
    Bad(
        "206 with all of it",
        (
            ok(
                DOC,
                f"Content-Range: bytes 0-{len(DOC) - 1}/{len(DOC)}",
                status="206 Partial Content",
            ),
        ),
    ),
    Bad(
        "206 with a part",
        (ok(DOC[:90], "Content-Range: bytes 0-89/400", status="206 Partial Content"),),
        says="a part of the document only",
        mends=BROWSER,
    ),
    Bad(
        "401",
        (ok(b"", "WWW-Authenticate: Basic", status="401 Unauthorized"),),
        says="asks for a login",
        mends="write its login into the address",
    ),
    Bad("403", (ok(b"", status="403 Forbidden"),), says="refuses access", mends="user_agent"),
    Bad("403 at first", (ok(b"", status="403 Forbidden"), ok()), again=1),
    Bad(
        "404",
        (ok(b"", status="404 Not Found"),),
        says="nothing at this address",
        mends="feeds discover",
    ),
    Bad("410", (ok(b"", status="410 Gone"),), says="gone for good", mends="remove it"),
    Bad(
        "429",
        (ok(b"", "Retry-After: 90", status="429 Too Many Requests"),),
        says="fewer requests",
        mends="slower",
    ),
    Bad("451", (ok(b"", status="451 X"),), says="legal reasons", mends="proxy"),
    Bad(
        "500",
        (ok(b"oops", status="500 Internal Server Error"),),
        says="has a fault (500",
        mends=AGAIN,
    ),
    Bad(
        "503 until a date",
        (ok(b"", "Retry-After: Sun, 01 Mar 2026 12:01:00 GMT", status="503 X"),),
        says="overloaded",
        mends="slower",
    ),
    Bad(
        "520, which nobody registered",
        (ok(b"", status="520 X"),),
        says="has a fault (520)",
        mends=AGAIN,
    ),
    Bad(
        "a bot check",
        (
            ok(
                b"<!doctype html><html><head><title>Just a moment...</title>",
                status="403 Forbidden",
                kind="Content-Type: text/html",
            ),
        ),
        says="sent a bot check",
        mends="user_agent",
    ),
    Bad(
        "403 without the cookie of a member",
        (by_own_cookie,),
        says="refuses access",
        mends="cookies",
    ),
    Bad("403 without it, which we have", (by_own_cookie,), cookie="member=1"),
    # Connections
    Bad("a cut before the answer", (reset,), says="cut the connection", mends=AGAIN),
    Bad("an end before the answer", (say_nothing,), says="broke off before the end", mends=AGAIN),
    Bad("a cut within", (reset_within,), says="", mends=AGAIN),
    Bad("a cut right behind", (reset_behind,)),
    Bad(
        "a connection that is not kept as said",
        (ok(DOC.replace(b"midi", b"dix heures"), "Connection: Keep-Alive"), ok()),
        again=1,
    ),
    Bad(
        "one that is kept",
        (ok(DOC.replace(b"midi", b"dix heures"), "Connection: keep-alive"), ok()),
        again=1,
    ),
    Bad(
        "a slow start",
        (slowly(ok(), pause=0, before=0.7),),
        says="no answer began within 0.3 s",
        mends="timeout",
    ),
    Bad("a slow start that has its time", (slowly(ok(), pause=0, before=0.7),), time=3.0),
    Bad(
        "a stall within",
        (slowly(ok(DOC[:80], length="Content-Length: 400"), b"x", pause=0.9),),
        says="nothing came for 0.3 s",
        mends=AGAIN,
    ),
    Bad(
        "a head in small pieces",
        (slowly(*(ok()[at : at + 40] for at in range(0, len(ok()), 40)), pause=0.01),),
    ),
    Bad(
        "plain where tls was asked for",
        (ok(),),
        scheme="https",
        says="no secure connection",
        mends="by http",
    ),
)
"""Of brotli and zstd where they are installed."""
