"""How a watch is read and what it is looked for as, to be shown before it counts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.core.watch.compile import Watch, compile_watch
from bot.core.watch.surfaces import Expansion
from bot.models import Watchlist
from bot.said import Said


@dataclass(frozen=True, slots=True)
class Preview:
    """A watch as it is understood: `told` is how it is read, `forms` what it is found as."""

    watch: Watch
    told: Said
    forms: tuple[Expansion, ...]


async def preview_watch(watch: Watchlist) -> Preview:
    """Compile a watch aside, nobody waits for it; raises QueryError."""
    return await asyncio.to_thread(_make_preview, watch)


def _make_preview(watch: Watchlist) -> Preview:
    compiled = compile_watch(watch)
    return Preview(compiled, compiled.query.told, compiled.expansion)
