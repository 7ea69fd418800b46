"""What is kept of Slack workspaces: encrypted, bound to its workspace, brought along."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict

from bot.platforms.common.notes import MemoryNotes
from bot.platforms.slack.installing.installs import Install, Installs
from bot.platforms.slack.installing.sealing import VERSION, Seal

FIRST = Install("T1", "xoxb-first", "U1", "B1", "U9", "Harbour", ("chat:write",))
OTHER = Install("T2", "xoxb-other")


def sealed_of_old(secret: str, install: Install) -> bytes:
    """Write what the first releases wrote."""
    key = hashlib.sha256(b"wirebell installs\0" + secret.encode()).digest()
    data, nonce = json.dumps(asdict(install)).encode(), secrets.token_bytes(16)
    stream = b"".join(
        hmac.digest(key, b"mask" + nonce + count.to_bytes(8, "big"), "sha256")
        for count in range(len(data) // 32 + 1)
    )
    hidden = nonce + bytes(a ^ b for a, b in zip(data, stream, strict=False))
    return hidden + hmac.digest(key, b"seal" + hidden, "sha256")


async def test_what_is_kept_comes_back_and_is_not_readable() -> None:
    notes = MemoryNotes()
    installs = Installs(notes, "hush")
    await installs.keep(FIRST)
    assert await installs.get("T1") == FIRST
    assert await installs.teams() == ["T1"]
    kept = await notes.note("slack:team:T1") or b""
    assert kept.startswith(VERSION)
    assert b"xoxb" not in kept
    await installs.keep(FIRST)
    assert await notes.note("slack:team:T1") != kept
    await installs.drop("T1")
    assert (await installs.get("T1"), await installs.locked()) == (None, [])


async def test_a_token_opens_for_its_own_workspace_only() -> None:
    for kept in (None, sealed_of_old("hush", FIRST)):
        notes = MemoryNotes()
        installs = Installs(notes, "hush")
        await installs.keep(FIRST)
        await installs.keep(OTHER)
        moved = kept or await notes.note("slack:team:T1") or b""
        await notes.keep_note("slack:team:T2", moved)
        assert await installs.get("T2") is None
        assert await installs.locked() == ["T2"]


async def test_every_changed_byte_is_seen() -> None:
    seal = Seal("hush")
    closed = seal.close("T1", b"token")
    assert seal.open("T1", closed) == b"token"
    for at in range(len(closed)):
        changed = bytearray(closed)
        changed[at] ^= 1
        assert seal.open("T1", bytes(changed)) is None
    assert [seal.open("T1", closed[:length]) for length in range(len(closed))] == [None] * len(
        closed
    )


async def test_another_secret_locks_what_is_kept_and_the_old_one_opens_it_again() -> None:
    notes = MemoryNotes()
    await Installs(notes, "hush").keep(FIRST)
    changed = Installs(notes, "hush2")
    assert (await changed.get("T1"), await changed.locked()) == (None, ["T1"])
    assert await changed.bring_along() == []
    assert await Installs(notes, "hush").get("T1") == FIRST


async def test_what_the_first_releases_wrote_is_brought_along() -> None:
    notes = MemoryNotes()
    # One in 256 of the old values begins as the new ones do.
    for _ in range(300):
        old = sealed_of_old("hush", FIRST)
        await notes.keep_note("slack:team:T1", old)
        await notes.keep_note("slack:teams", b'["T1"]')
        installs = Installs(notes, "hush")
        assert await installs.get("T1") == FIRST
        assert await installs.bring_along() == ["T1"]
        assert await installs.bring_along() == []
        assert (await notes.note("slack:team:T1") or b"").startswith(VERSION)
        assert await installs.get("T1") == FIRST
