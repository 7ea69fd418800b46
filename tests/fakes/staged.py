"""The sample newsroom with the accidents that tests stage: corrections, re-posts, outages."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.demo.server import Newsroom, body_paragraphs

if TYPE_CHECKING:
    from bot.demo.server import Handler, OutletDesk


class StagedNewsroom(Newsroom):
    """A newsroom whose outlets can be corrected, filled, broken and mended."""

    def __init__(self, now: datetime, **more: Any) -> None:
        super().__init__(now, **more)
        self._out_of_order: dict[str, int] = {}
        self._silent: set[str] = set()
        self._closing = asyncio.Event()

    async def close(self) -> None:
        """Stop every server; requests that were left hanging end."""
        self._closing.set()
        await super().close()

    def _handler(self, desk: OutletDesk) -> Handler:
        answer = super()._handler(desk)

        async def handle(request: web.Request) -> web.StreamResponse:
            if desk.outlet.id in self._silent:
                await self._closing.wait()
            if status := self._out_of_order.get(desk.outlet.id):
                return web.Response(status=status, text="out of order")
            return await answer(request)

        return handle

    def revise(self, id: str, *, title: str = "", text: str = "") -> None:
        """Correct an article under its guid, with a later `updated`; KeyError where it is unknown.

        Without arguments the correction that its file holds is taken.
        """
        desk = self._desk_of(id)
        old = desk.posts[id]
        new = old.piece.revised or old.piece
        if title or text:
            blocks = body_paragraphs(text) or old.piece.blocks
            new = replace(old.piece, title=title or old.piece.title, blocks=blocks)
        desk.posts[id] = replace(old, piece=new, updated=old.updated + timedelta(minutes=20))

    def fill_archive(self, outlet: str, n: int = 100, word: str = "ciment") -> None:
        """Put `n` short distinct old articles on line, each with `word` in its title."""
        for number in range(n):
            title, text = _archive_item(number, word)
            at = self.now - timedelta(days=30, hours=number)
            self.publish(outlet, title, text, id=f"archive-{number}", at=at)

    def republish_under_new_guids(self, outlet: str, n: int = 100) -> int:
        """Give up to `n` of an outlet's articles new guids and addresses; give how many it were."""
        desk = self._desks[outlet]
        chosen = list(desk.posts)[:n]
        for id in chosen:
            post = desk.posts.pop(id)
            self._put(replace(post.piece, id=f"{id}-bis"), post.published)
        return len(chosen)

    def break_down(self, outlet: str, status: int = 503) -> None:
        """Answer every request to an outlet with a status."""
        self._out_of_order[outlet] = status

    def go_silent(self, outlet: str) -> None:
        """Accept requests to an outlet and never answer them."""
        self._silent.add(outlet)

    def mend(self, outlet: str) -> None:
        """Let an outlet answer again."""
        self._out_of_order.pop(outlet, None)
        self._silent.discard(outlet)


def _archive_item(number: int, word: str) -> tuple[str, str]:
    towns = ("Brest", "Dakar", "Liège", "Montréal", "Tunis", "Nouméa", "Genève", "Bamako")
    deeds = (
        "ouvre un dépôt",
        "ferme un quai",
        "rénove un silo",
        "inaugure un musée",
        "vend un four",
    )
    town, deed = towns[number % len(towns)], deeds[number % len(deeds)]
    title = f"{word.capitalize()} : {town} {deed} en {1925 + number}"
    text = f"Archive numéro {number}. En {1925 + number}, la ville de {town} {deed} de {word}."
    return title, text
