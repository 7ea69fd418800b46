"""Proxies on loopback: HTTP with CONNECT, SOCKS 4 and 5, each with an optional login.

They lead any name to where `hosts` says, so that a test can have names of the internet, and keep
what they were asked for.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ipaddress
import struct
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit


class FakeProxy:
    """A proxy of either kind; `asked` lists the places (host:port) that it was to lead to.

    With `login` ("user:password") it lets nobody else through; `refuse` are hosts that its rules
    forbid; `connections` counts who came, with or without success. With `path` it listens there, on
    a socket of the file system.
    """

    def __init__(
        self,
        kind: str = "http",
        *,
        login: str = "",
        hosts: Mapping[str, str] | None = None,
        refuse: frozenset[str] = frozenset(),
        path: Path | None = None,
    ) -> None:
        self.path = path
        self.kind = kind
        self.login = login
        self.hosts = dict(hosts or {})
        self.refuse = refuse
        self.asked: list[str] = []
        self.connections = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> FakeProxy:
        if self.path:
            self._server = await asyncio.start_unix_server(self._accept, self.path)
            return self
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self.cut()

    async def cut(self) -> None:
        """Cut every connection that is led on."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        return f"{self.kind}://127.0.0.1:{self.port}"

    def with_login(self, login: str) -> str:
        return f"{self.kind}://{login}@127.0.0.1:{self.port}"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        serve = {"http": self._http, "socks4": self._socks4, "socks5": self._socks5}[
            self.kind.rstrip("ah")
        ]
        try:
            # Cancelled in the end: who waits for more of a connection that nobody closes.
            with contextlib.suppress(
                OSError, asyncio.IncompleteReadError, ValueError, asyncio.CancelledError
            ):
                await serve(reader, writer)
        finally:
            writer.close()

    # HTTP

    async def _http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
            first, *lines = head.split("\r\n")
            method, target, version = first.split(" ")
            given = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
            wanted = f"basic {base64.b64encode(self.login.encode()).decode()}".lower()
            if self.login and given.get("proxy-authorization") != wanted:
                body = "Proxy-Authenticate: Basic realm=proxy\r\nContent-Length: 0\r\n\r\n"
                writer.write(f"{version} 407 Proxy Authentication Required\r\n{body}".encode())
                return
            parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
            host, port = parts.hostname or "", parts.port or 80
            if not self._allows(host, port):
                writer.write(f"{version} 403 Forbidden\r\nContent-Length: 0\r\n\r\n".encode())
                return
            try:
                there, back = await self._open(host, port)
            except OSError:
                writer.write(f"{version} 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n".encode())
                return
            if method == "CONNECT":
                writer.write(f"{version} 200 Connection established\r\n\r\n".encode())
            else:
                path = parts._replace(scheme="", netloc="").geturl() or "/"
                kept = [line for line in lines if not line.lower().startswith("proxy-")]
                kept = [line for line in kept if not line.lower().startswith("connection:")]
                upgrade = "upgrade" in given
                kept.insert(0, "Connection: Upgrade" if upgrade else "Connection: close")
                back.write("\r\n".join([f"{method} {path} {version}", *kept]).encode("latin-1"))
            await _both(reader, writer, there, back)
            return

    # SOCKS

    async def _socks4(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, _, port, raw = struct.unpack("!BBH4s", await reader.readexactly(8))
        user = (await reader.readuntil(b"\0"))[:-1].decode()
        host = str(ipaddress.IPv4Address(raw))
        if raw[:3] == b"\0\0\0":
            host = (await reader.readuntil(b"\0"))[:-1].decode()
        if self.login and user != self.login.partition(":")[0]:
            writer.write(b"\0\x5d" + bytes(6))
            return
        await self._lead(host, port, reader, writer, b"\0\x5a" + bytes(6), b"\0\x5b" + bytes(6))

    async def _socks5(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        wanted = 2 if self.login else 0
        if wanted not in methods:
            writer.write(b"\x05\xff")
            return
        writer.write(bytes([5, wanted]))
        if self.login and not await self._logged_in(reader, writer):
            return
        _, _, _, kind = await reader.readexactly(4)
        if kind == 3:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        else:
            host = str(ipaddress.ip_address(await reader.readexactly(4 if kind == 1 else 16)))
        (port,) = struct.unpack("!H", await reader.readexactly(2))
        rest = b"\0\x01" + bytes(6)
        await self._lead(host, port, reader, writer, b"\x05\0" + rest, b"\x05\x02" + rest)

    async def _logged_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        _, size = await reader.readexactly(2)
        user = await reader.readexactly(size)
        password = await reader.readexactly((await reader.readexactly(1))[0])
        well = f"{user.decode()}:{password.decode()}" == self.login
        writer.write(b"\x01\0" if well else b"\x01\x01")
        return well

    async def _lead(
        self,
        host: str,
        port: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        well: bytes,
        ruled: bytes,
    ) -> None:
        if not self._allows(host, port):
            writer.write(ruled)
            return
        try:
            there, back = await self._open(host, port)
        except OSError:
            writer.write(well[:1] + bytes([0x5B if self.kind < "socks5" else 5]) + well[2:])
            return
        writer.write(well)
        await _both(reader, writer, there, back)

    def _allows(self, host: str, port: int) -> bool:
        self.asked.append(f"{host}:{port}")
        return host not in self.refuse

    async def _open(
        self, host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Go where `hosts` says, by name and port or by name."""
        place = self.hosts.get(f"{host}:{port}") or self.hosts.get(host)
        name, _, number = place.partition(":") if place else (host, "", "")
        return await asyncio.open_connection(name, int(number or port))


async def _both(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    there: asyncio.StreamReader,
    back: asyncio.StreamWriter,
) -> None:
    """Pass on both ways until either side is done."""
    try:
        await asyncio.gather(_pass(reader, back), _pass(there, writer))
    finally:
        back.close()


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        sink.write(data)
        await sink.drain()
    sink.close()
