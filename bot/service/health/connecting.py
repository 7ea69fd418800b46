"""Log in to the platforms: one that cannot be reached is tried again, one that refuses is not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from bot.errors import PlatformAway, PlatformError
from bot.logs import get_logger
from bot.ports import Platform
from bot.said import say
from bot.service.deliver import Deliverer
from bot.service.health.vitals import Vitals

log = get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Seconds between two tries, doubled from the first to the longest: a network that comes late
after a power cut takes seconds, an outage minutes."""
PATIENCE = 10.0
"""Seconds that a start waits for the first tries; polls do not wait for a platform."""


class Connector:
    """Brings every platform up; `online` hears of each that took our login."""

    def __init__(
        self,
        platforms: Mapping[str, Platform],
        deliverer: Deliverer,
        vitals: Vitals,
        online: Callable[[str], Awaitable[None]],
    ) -> None:
        self._platforms = platforms
        self._deliverer = deliverer
        self._vitals = vitals
        self._online = online
        self._tries: dict[str, asyncio.Task[None]] = {}
        self._logged_in: set[str] = set()
        self.failed: dict[str, PlatformError] = {}

    @property
    def _alone(self) -> bool:
        """Tell whether there is one chat platform only, beside the console."""
        return len(self._platforms) <= 2

    async def connect(self) -> None:
        """Try each platform once; raises the PlatformError of the only one that refuses us."""
        await asyncio.gather(*(self._try(name) for name in self._platforms))
        self._raise_if_refused()

    async def keep_connecting(self) -> None:
        """Go on trying in the background; waits for the first tries, but not long.

        Raises the PlatformError of the only chat platform when it refuses us at once: who sets
        Wirebell up has to see it.
        """
        firsts = []
        for name in self._platforms:
            first = asyncio.get_running_loop().create_future()
            self._tries[name] = asyncio.create_task(self._until_up(name, first))
            firsts.append(first)
        await asyncio.wait(firsts, timeout=PATIENCE)
        self._raise_if_refused()

    async def stop(self) -> None:
        """Try no more."""
        for task in self._tries.values():
            task.cancel()
        await asyncio.gather(*self._tries.values(), return_exceptions=True)

    def _raise_if_refused(self) -> None:
        for error in self.failed.values():
            if self._alone and not isinstance(error, PlatformAway):
                raise error

    async def _until_up(self, name: str, first: asyncio.Future[None]) -> None:
        pause = FIRST_PAUSE
        try:
            while await self._try_calmly(name):
                if not first.done():
                    first.set_result(None)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            if not first.done():
                first.set_result(None)

    async def _try_calmly(self, name: str) -> bool:
        """Try once; what fails behind the login, such as a full disk, is worth another try too."""
        try:
            return await self._try(name)
        except Exception:  # else what waited waits for ever
            log.exception("what waited for a platform waits on", platform=name)
            return True

    async def _try(self, name: str) -> bool:
        """Log in unless we are, and let go what waited; tells whether it is worth another try."""
        if name not in self._logged_in and (again := await self._log_in(name)) is not None:
            return again
        await self._online(name)
        return False

    async def _log_in(self, name: str) -> bool | None:
        """Log in once; None where it was taken, else whether it is worth another try."""
        try:
            await self._platforms[name].start()
        except PlatformAway as error:
            self._away(name, error)
            return True
        except PlatformError as error:
            self._refused(name, error)
            return False
        except Exception as error:  # noqa: BLE001 - told with its traceback, and tried again
            self._broke(name, error)
            return True
        if self.failed.pop(name, None):
            log.warning("platform reached", platform=name)
        self._vitals.reached(name)
        self._logged_in.add(name)
        return None

    def _broke(self, name: str, error: Exception) -> None:
        """Note a login that no platform's answer ended: what is awry may be mended meanwhile."""
        if name not in self.failed:
            log.error("login broke off", platform=name, exc_info=error)
        kind = type(error).__name__
        reason = say("the login to {platform} broke off ({error})", platform=name, error=kind)
        fix = say("check [{platform}] in the configuration; the log tells more", platform=name)
        self._away(name, PlatformAway(reason, fix=fix))

    def _away(self, name: str, error: PlatformAway) -> None:
        if name not in self.failed:
            log.error("platform out of reach", platform=name, why=str(error), fix=error.fix)
        self.failed[name] = error
        self._vitals.away(name, *error.said)

    def _refused(self, name: str, error: PlatformError) -> None:
        log.error("platform refused", platform=name, why=str(error), fix=error.fix)
        self.failed[name] = error
        self._deliverer.stop_platform(name, error.said[0])
        self._vitals.refused(name, *error.said)
