"""Addresses that nobody may make us fetch, in every spelling that some reader takes for one.

Each row is what stands between `http://` and `/`; `PORT` is put where the port belongs. Names
resolve by `NAMES`, so that no look-up leaves the test.
"""

from __future__ import annotations

import socket

PORT = "{port}"

_IPV4 = """
127.0.0.1 127.0.0.1. 127.1 127.0.1 127.0.0.2 127.255.255.254 127.65535 127.0x0.1 127.00.00.01
2130706433 0x7f000001 0x7F.0x0.0x0.0x1 0x7f.1 0x7f.0.1 0177.0.0.1 0177.0.0.01 017700000001
00000177.0.0.1 0x0000007f.0.0.1 0.0.0.0 0 0x0 00 0.1.2.3
10.0.0.1 10.1 012.0.0.1 0xa.0.0.1 167772161 0x0a000001 172.16.0.1 172.31.255.254 0xac100001
192.168.0.1 192.168.1 3232235521 0xc0a80001 0300.0250.0.1
169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518
100.64.0.1 100.127.255.255 1681915905 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 4294967295
192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 192.88.99.1
"""
_IPV6 = """
[::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::0001] [::] [0::0]
[::127.0.0.1] [::7f00:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:127.0.0.1]
[::FFFF:10.0.0.1] [::ffff:169.254.169.254] [::ffff:8.8.8.8] [::ffff:0:127.0.0.1]
[64:ff9b::127.0.0.1] [64:ff9b::a9fe:a9fe] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:a9fe:a9fe::1]
[2001:0:53aa:64c::1] [2001::1] [2001:10::1] [fe80::1] [fe80::1%25lo] [fe80::1%251] [::1%25lo]
[febf::1] [fec0::1] [fc00::1] [fd00::1] [ff02::1] [ff01::1] [2001:db8::1] [3fff::1] [100::1]
[5f00::1] [4000::1]
"""
_UNICODE = """
１２７.０.０.１ 127。0。0。1 127．0．0．1 ①②⑦.⓪.⓪.① １６９．２５４．１６９．２５４
ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ localhost。 lo\u00adcalhost ２１３０７０６４３３
"""
_ESCAPED = """
%31%32%37.0.0.1 127%2e0%2e0%2e1 %6cocalhost 127.0.0.1%00 127.0.0.1%2f
"""
_LOCALHOST = """
localhost LOCALHOST localhost. localhost.localdomain any.localhost ip6-localhost ip6-loopback
"""
_NAMED = """
loop.example loop6.example zero.example private.example metadata.example mapped.example
nat64.example sixtofour.example mixed.example multicast.example cgnat.example 127.0.0.1.dns.example
"""
_TRICKS = (
    f"news.example@127.0.0.1:{PORT}",
    f"news.example:80@127.0.0.1:{PORT}",
    f"news.example%40x@127.0.0.1:{PORT}",
    f"8.8.8.8:80%2f@127.0.0.1:{PORT}",
    f"127.0.0.1:{PORT}#@news.example",
    f"127.0.0.1:{PORT}?@news.example",
    f"127.0.0.1:{PORT}\\@news.example",
    f"news.example\\@127.0.0.1:{PORT}",
    f"news.example@x@127.0.0.1:{PORT}",
    f"127.0.0.1:{PORT}/..//news.example",
)

SPELLINGS = (
    *(
        f"{host}:{PORT}"
        for table in (_IPV4, _IPV6, _UNICODE, _ESCAPED, _LOCALHOST, _NAMED)
        for host in table.split()
    ),
    *_TRICKS,
)

_ALLOWED = """
127.0.0.1 127.0.0.2 127.255.255.254 127.0x0.1 0x7f000001 0x7F.0x0.0x0.0x1 0x7f.1 0x7f.0.1
0x0000007f.0.0.1 0.0.0.0 0x0
[::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::0001] [::] [0::0]
１２７.０.０.１ 127。0。0。1 127．0．0．1 ①②⑦.⓪.⓪.① ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ
localhost LOCALHOST localhost.localdomain any.localhost ip6-localhost ip6-loopback
loop.example loop6.example zero.example 127.0.0.1.dns.example
news.example@127.0.0.1 news.example:80@127.0.0.1
"""
ALLOWED = tuple(f"{host}:{PORT}" for host in _ALLOWED.split())
"""Those that lead to this machine when its addresses are allowed, on every way alike."""
LOOPBACK = ("127.0.0.0/8", "0.0.0.0/8", "::1", "::")

NAMES: dict[str, tuple[str, ...]] = {
    "loop.example": ("127.0.0.1",),
    "loop6.example": ("::1",),
    "zero.example": ("0.0.0.0",),
    "private.example": ("10.0.0.1",),
    "metadata.example": ("169.254.169.254",),
    "mapped.example": ("::ffff:127.0.0.1",),
    "nat64.example": ("64:ff9b::7f00:1",),
    "sixtofour.example": ("2002:7f00:1::",),
    "mixed.example": ("127.0.0.1", "192.168.1.1"),
    "multicast.example": ("224.0.0.1",),
    "cgnat.example": ("100.64.0.1",),
    "127.0.0.1.dns.example": ("127.0.0.1",),
    "news.example": ("127.0.0.1",),
    "ip6-localhost": ("::1",),
    "ip6-loopback": ("::1",),
    "localhost.localdomain": ("127.0.0.1",),
    "any.localhost": ("127.0.0.1",),
}
"""What names resolve to here; one that is told for a public one is a trap as well."""

_look_up = socket.getaddrinfo


def look_up(host: object, port: object, *more: object, **named: object) -> list[object]:
    """Resolve as `socket.getaddrinfo`: by `NAMES`, else what needs no network."""
    name = host.decode() if isinstance(host, bytes) else str(host)
    found = NAMES.get(name.rstrip(".").lower(), (name,))
    rows: list[object] = []
    for address in found:
        kind = socket.AI_NUMERICHOST if name.rstrip(".").lower() != "localhost" else 0
        rows += _look_up(address, port, type=socket.SOCK_STREAM, flags=kind)  # type: ignore[arg-type]
    return rows
