"""Run a command where nothing but a proxy can be reached: in a network namespace of its own.

The proxy listens on a socket of the file system, which namespaces of the network share; in the
namespace a port on loopback leads to it, and there is no other way out.
"""

from __future__ import annotations

import array
import asyncio
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest

PORT = 3128
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP


def alone(path: Path) -> list[str]:
    """Give the words before a command that runs it so; skips the test where that cannot be."""
    if not shutil.which("unshare"):
        pytest.skip("no network namespaces here: `unshare` is missing")
    new = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    tried = subprocess.run([*new, "true"], check=False, capture_output=True)
    if tried.returncode:
        pytest.skip(f"no network namespaces here: {tried.stderr.decode().strip()}")
    return [*new, sys.executable, "-m", "tests.fakes.alone", str(path)]


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        request = array.array("B", struct.pack("16sh14x", b"lo", 0))
        fcntl.ioctl(asked, _GET_FLAGS, request)
        (flags,) = struct.unpack_from("h", request, 16)
        fcntl.ioctl(asked, _SET_FLAGS, struct.pack("16sh14x", b"lo", flags | _UP))


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    except OSError:
        pass
    finally:
        sink.close()


async def _run(path: str, command: list[str]) -> int:
    async def lead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(path)
        await asyncio.gather(_pass(reader, back), _pass(there, writer))

    server = await asyncio.start_server(lead, "127.0.0.1", PORT)
    child = await asyncio.create_subprocess_exec(*command)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, child.terminate)
    status = await child.wait()
    server.close()
    return status


if __name__ == "__main__":
    _loopback_up()
    sys.exit(asyncio.run(_run(sys.argv[1], sys.argv[2:])))
