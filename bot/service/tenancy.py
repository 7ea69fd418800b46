"""Tenants that come and go: what is theirs rests while they are away, and is deleted in the end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.logs import get_logger
from bot.ports import Store

log = get_logger(__name__)


class Tenancy:
    """What happens to a server or workspace as a whole."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def gone(self, tenant: str, now: datetime) -> None:
        """Stop posting to a tenant that removed the bot, and reading what is its alone."""
        if await self._store.tenants.leave(tenant, now):
            log.warning("bot removed; nothing is posted or read for it any more", tenant=tenant)

    async def here(self, tenants: Collection[str]) -> None:
        """Go on for tenants that have the bot, where they were away."""
        away = await self._store.tenants.departed()
        for tenant in [name for name in tenants if name in away]:
            await self._store.tenants.come_back(tenant)
            log.warning("bot is back; everything goes on", tenant=tenant)

    async def all_here(self, platform: str, tenants: Collection[str], now: datetime) -> None:
        """Compare who is known of a platform with all who have the bot there now."""
        await self.here(tenants)
        known = {item.tenant for item in await self._store.tenants.all()}
        own = {name for name in known if name.startswith(f"{platform}:") and name.count(":") == 1}
        # Where none of them is there, the token is another bot's: nobody has left.
        for tenant in sorted(own - set(tenants)) if own & set(tenants) else ():
            await self.gone(tenant, now)

    async def forget(self, now: datetime, keep_days: int) -> None:
        """Delete what belongs to tenants that left so many days ago; 0 keeps them."""
        for tenant, left in (await self._store.tenants.departed()).items():
            if keep_days and now - left >= timedelta(days=keep_days):
                rows = await self._store.tenants.delete(tenant)
                log.warning("data of a tenant that left is deleted", tenant=tenant, rows=rows)
