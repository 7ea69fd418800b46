"""The seam to tenants as a whole: who there is, who left, what goes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.models.tenants import TenantSummary


class Tenants(Protocol):
    """Keep who left, and tell or delete all that a tenant has."""

    async def all(self) -> list[TenantSummary]:
        """List every tenant that has something, or left."""
        ...

    async def departed(self) -> dict[str, datetime]:
        """List those that left, with the time."""
        ...

    async def leave(self, tenant: str, now: datetime) -> bool:
        """Hold all that goes to a tenant; tells whether it was there before and has something."""
        ...

    async def come_back(self, tenant: str) -> bool:
        """Let go what was held since a tenant left; tells whether it had left."""
        ...

    async def export(self, tenant: str) -> Mapping[str, Any]:
        """Give everything of a tenant, as values by table."""
        ...

    async def delete(self, tenant: str) -> int:
        """Delete everything of a tenant; returns how many rows of its own went."""
        ...
