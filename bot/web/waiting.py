"""The listener while the database cannot be opened: red with the reason, and alive."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiohttp import web

from bot.core.health import Trouble, told_trouble
from bot.i18n import Translate
from bot.web.hosts import only_for, own_names
from bot.web.server import answer_live, as_json, listen_refusal, row_of


class WaitingRoom:
    """Answers on one address what `WebServer` will answer there once there is a database."""

    def __init__(
        self,
        listen: str,
        trouble: Callable[[], Trouble],
        translate: Translate,
        hosts: Iterable[str],
    ) -> None:
        self._host, _, self._port = listen.rpartition(":")
        self._trouble = trouble
        self._translate = translate
        application = web.Application(middlewares=[only_for(own_names(listen, hosts))])
        application.router.add_get("/health", self._health)
        application.router.add_get("/live", answer_live)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)

    async def start(self) -> None:
        """Listen; raises ConfigError when the address cannot be had."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host.strip("[]") or None, int(self._port)).start()
        except OSError as error:
            await self._runner.cleanup()
            raise listen_refusal(f"{self._host}:{self._port}", error) from None

    async def stop(self) -> None:
        """Free the address for the one that follows."""
        await self._runner.cleanup()

    async def _health(self, request: web.Request) -> web.Response:
        trouble, translate = self._trouble(), self._translate
        body = {
            "status": "unwell",
            "reasons": [told_trouble(trouble, translate)],
            "troubles": [row_of(trouble, translate)],
            "seconds_since": {},
        }
        return web.json_response(body, status=503, dumps=as_json)
