"""Small values without a store, for a platform that is used without one."""

from __future__ import annotations


class MemoryNotes:
    """Notes that end with the process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    async def note(self, key: str) -> bytes | None:
        """Read a value."""
        return self._kept.get(key)

    async def keep_note(self, key: str, value: bytes) -> None:
        """Store a value."""
        self._kept[key] = value
