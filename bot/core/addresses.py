"""Addresses as they may be shown: what may be a password or a key in them is left out.

A feed's address is often the only thing that guards it: `https://user:password@host/feed` or
`...?key=...`. Whoever typed it knows it; nobody else needs to.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

GAP = "…"
"""What stands where something is left out."""
SHORTEST = 4
"""Characters of a value that counts as a secret elsewhere, by hand: `1` or `rss` is none."""

_WEB = re.compile(r"(?i)\b((?:https?|wss?|feed|socks[45]h?)://)([^\s\"'<>`]+)")
_VALUE = re.compile(r"([?&;][^=&;#\s\"'<>?/]*=)[^&;#\s\"'<>`)\]},]+")
_KEY = re.compile(r"(?i)key|tok|pass|pw|auth|sig|secret|api|hash|code|sess|cred|jwt")
_LONG = 16
"""Characters from which any value counts as a key, by hand: of words few are longer."""
_HEADER = re.compile(r"(?i)\b(basic|bearer|cookie:|set-cookie:)(\s+)[\w.~+/=%-]{4,}")


def veiled(url: str) -> str:
    """Write an address without its login and without the values of its query and fragment."""
    scheme, mark, rest = url.partition("://")
    login, at, tail = _parted(rest) if mark else ("", "", url)
    path, hash_mark, fragment = tail.partition("#")
    path, query_mark, query = path.partition("?")
    shown = GAP if login else ""
    shown += at + _VALUE.sub(rf"\1{GAP}", path) + query_mark + _named(query)
    return scheme * bool(mark) + mark + shown + hash_mark + (GAP if fragment else "")


def is_veiled(url: str) -> bool:
    """Tell whether an address holds anything that is not to be shown."""
    return veiled(url) != url


def veiled_text(text: str) -> str:
    """Leave out of a text what its addresses and headers may hold of secrets."""
    if "://" in text:
        text = _WEB.sub(lambda found: veiled(found[0]), text)
    if "=" in text:
        text = _VALUE.sub(rf"\1{GAP}", text)
    return _HEADER.sub(rf"\1\2{GAP}", text)


def secrets_in(url: str) -> list[str]:
    """List what an address holds of secrets, as written and as meant."""
    _, mark, rest = url.partition("://")
    login, at, tail = _parted(rest)
    # The name of a user alone says little, and `news` would be blotted out of every line.
    user, colon, password = login.partition(":")
    found = [password] if colon else [user] if at else []
    for pair in re.split("[&;#]", tail.partition("?")[2]):
        name, equals, value = pair.partition("=")
        # Names of values that guard nothing would blot out half of every log.
        if not equals or _KEY.search(name) or len(value) >= _LONG:
            found.append(value if equals else name)
    meant = [unquote(part) for part in found] + [unquote_plus(part) for part in found]
    kept = dict.fromkeys(part for part in [*found, *meant] if len(part) >= SHORTEST)
    return list(kept) if mark else []


def _parted(rest: str) -> tuple[str, str, str]:
    """Part a login from what follows: a password may hold any sign but a slash."""
    login, at, _ = rest.partition("/")[0].rpartition("@")
    return login, at, rest[len(login) + len(at) :]


def _named(query: str) -> str:
    """Keep the names of a query; what has no name may be a key itself."""
    return "".join(map(_name_of, re.split("([&;])", query)))


def _name_of(part: str) -> str:
    name, equals, _ = part.partition("=")
    return part if part in ("", "&", ";") else f"{name}={GAP}" if equals else GAP
