"""The extractive engine as a Summariser: what stands in when no other engine is set."""

from __future__ import annotations

import asyncio

from bot.models.payloads import Condensed


class ExtractiveSummariser:
    """Condenses with whole sentences of the article itself."""

    async def summarise(
        self,
        *,
        title: str,
        lead: str,
        text: str,
        language: str,
        must: str,
        limit: int,
        hit: str = "",
    ) -> Condensed:
        """Return at most `limit` characters in the article's language."""
        # Its lists of phrases take a while to load, and most commands sum up nothing.
        from bot.core.summary.selection import summarise

        summary = await asyncio.to_thread(
            summarise,
            title=title,
            lead=lead,
            text=text,
            language=language,
            must=must,
            hit=hit,
            limit=limit,
        )
        return Condensed(summary.text)

    async def check(self) -> list[tuple[str, bool, str]]:
        """Ask nobody: there is no server."""
        return []
