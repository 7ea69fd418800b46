"""The seam to the small values that outlive a restart."""

from __future__ import annotations

from typing import Protocol


class Notes(Protocol):
    """Settings of tenants, what was learned, what was told, installations: bytes by a key."""

    async def note(self, key: str) -> bytes | None:
        """Read a small stored value."""
        ...

    async def keep_note(self, key: str, value: bytes) -> None:
        """Store a small value."""
        ...
