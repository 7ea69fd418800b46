"""A login that ends by anything but an answer of the platform is seen, and tried again."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.errors import StoreError
from bot.service.health import connecting
from bot.service.health.connecting import Connector
from tests.fakes.rig import make_rig


class Stumbling:
    """A platform whose library stumbles at the first logins."""

    name = "discord"

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.starts = 0

    async def start(self) -> None:
        self.starts += 1
        if self.errors:
            raise self.errors.pop(0)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("Newline or carriage return detected in headers"),
        UnicodeError("label empty or too long"),
        RuntimeError("session is closed"),
        KeyError("url"),
    ],
    ids=repr,
)
async def test_a_login_that_breaks_off_is_red_and_tried_again(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "FIRST_PAUSE", 0.01)
    rig, up = make_rig(), asyncio.Event()

    async def online(_: str) -> None:
        up.set()

    one = Stumbling(error, error)
    vitals = rig.service.vitals
    connector = Connector({"discord": one}, rig.service.deliverer, vitals, online)  # type: ignore[dict-item]
    with capture_logs() as lines:
        assert await connector._try("discord")
        ill = vitals._away.ills()["discord"]
        assert type(error).__name__ in str(ill.reason)
        assert "[discord]" in str(ill.fix)
        await connector.keep_connecting()
        await asyncio.wait_for(up.wait(), 10)
    await connector.stop()
    assert not vitals._away.ills()
    [broke] = [line for line in lines if line["event"] == "login broke off"]
    assert broke["exc_info"] is error
    assert [line["event"] for line in lines][-1] == "platform reached"
    rig.file.close()


async def test_what_fails_behind_a_login_is_tried_again_without_another_login(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connecting, "FIRST_PAUSE", 0.01)
    rig, up = make_rig(), asyncio.Event()
    full = [StoreError("the disk is full"), StoreError("the disk is full")]

    async def online(_: str) -> None:
        if full:
            raise full.pop()
        up.set()

    one = Stumbling()
    connector = Connector({"discord": one}, rig.service.deliverer, rig.service.vitals, online)  # type: ignore[dict-item]
    await connector.keep_connecting()
    await asyncio.wait_for(up.wait(), 10)
    await connector.stop()
    assert one.starts == 1
