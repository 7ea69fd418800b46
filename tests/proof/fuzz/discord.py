# ruff: noqa: E501 - documents and words stand as they are sent
"""What people do in Discord, by the values that they choose: the frame around them is Discord's."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from random import Random
from typing import Any

from bot.commands.declared.spec import BUTTONS, COMMANDS, press_id
from bot.platforms.discord.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    SHOW_MODAL,
    SUGGEST,
)
from bot.platforms.discord.sync import KINDS
from tests.fakes.desk import EchoDesk, option_value
from tests.fakes.discord import FakeDiscord, discord_server
from tests.fakes.discord_rig import connected
from tests.hostile import HOSTILE
from tests.proof.fuzz.mutators import few, mutated_text
from tests.proof.fuzz.target import Read, Target

MOST = {"value": 6000, "custom_id": 100}
"""Characters that Discord lets through of what people choose."""
NAMES = {DEFER: "deferred", DEFER_UPDATE: "leafed", SUGGEST: "suggestions", SHOW_MODAL: "modal"}
WORDS = (
    "Mali", "p2:latest", "wb:", "wb-long:p1:0123456789abcdef", "wb-long:p1:x", "unwatch:1", "publish", "p999999:search",
    "09:00", "25:61", "2h", "1e9h", "days:7", "discord:1", "<@1>", "<#102>", "@everyone", "page:2", ":", '"', "-1", "9" * 30,
)  # fmt: skip


def _slash(name: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    chosen = {"name": name, "type": 1, "options": options}
    return {"id": "1", "name": "news", "type": 1, "options": [chosen]}


def _seeds() -> Iterator[dict[str, Any]]:
    for command in COMMANDS:
        options = [
            {"name": item.name, "type": KINDS[item.kind], "value": option_value(item)}
            for item in command.options
        ]
        yield {"kind": COMMAND, "data": _slash(command.name, options)}
        if options:
            typed = options[0] | {"focused": True}
            yield {"kind": AUTOCOMPLETE, "data": _slash(command.name, [typed])}
            rows = [
                {
                    "type": 1,
                    "components": [
                        {"type": 4, "custom_id": item["name"], "value": str(item["value"])}
                    ],
                }
                for item in options
            ]
            yield {
                "kind": MODAL,
                "data": {"custom_id": press_id(command.name, ""), "components": rows},
            }
    for name in (*BUTTONS, "latest", "search", "publish"):
        yield {"kind": COMPONENT, "data": {"custom_id": press_id(name, "17"), "component_type": 2}}
        yield {
            "kind": COMPONENT,
            "data": {"custom_id": press_id(name, "Mali", 2), "component_type": 2},
        }


SEEDS = tuple(_seeds())


def _chosen(data: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """List where the texts and numbers lie that a person chooses."""
    # The fields of a modal are named by us.
    named = {"custom_id"} if "value" in data else set()
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            yield from _chosen(value)
        elif key in {"value", "custom_id"} - named and not isinstance(value, bool):
            yield data, key


def make_interaction(dice: Random) -> bytes:
    """Change some of the chosen values of an interaction; numbers stay numbers, as Discord sees to."""
    asked = json.loads(json.dumps(dice.choice(SEEDS)))
    places = list(_chosen(asked["data"]))
    for _ in range(few(dice) if places else 0):
        holder, key = dice.choice(places)
        if isinstance(holder[key], int):
            holder[key] = dice.choice((0, 1, -1, 7, 2**31, 2**53, -(2**53)))
        elif holder.get("type") not in (KINDS["channel"], KINDS["role"]):
            text = (
                mutated_text(dice, holder[key], WORDS)
                if dice.random() < 0.8
                else dice.choice(HOSTILE)
            )
            holder[key] = text.encode("utf-8", "replace").decode()[: MOST[key]]
    return json.dumps(asked).encode()


def _is_interaction(body: bytes) -> bool:
    try:
        return {"kind", "data"} == set(json.loads(body))
    except ValueError:
        return False


class _Heard(logging.Handler):
    """Keeps the errors of the library and of ours; every other line is dropped."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[logging.LogRecord] = []
        self.woken = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record)
        self.woken.set()


@asynccontextmanager
async def _gateway(desk: EchoDesk) -> AsyncIterator[FakeDiscord]:
    async with discord_server() as server, connected(server, desk=desk, request_seconds=10.0):
        yield server


@contextmanager
def opened_gateway() -> Iterator[Read]:
    """Send interactions over the gateway; each is answered, with what Discord's schema allows."""
    desk, heard = EchoDesk(), _Heard()
    logging.getLogger().addHandler(heard)
    with asyncio.Runner() as runner:
        gateway = _gateway(desk)
        server = runner.run(gateway.__aenter__())
        heard.woken = server._changed

        async def answered(token: str) -> str:
            await server._until(lambda: bool(heard.lines) or token in server.callbacks, 5)
            first = server.callbacks.get(token, [{}])[0].get("type")
            if first in (SHOW_MODAL, SUGGEST) or heard.lines:
                return str(NAMES.get(first))
            await server._until(lambda: bool(heard.lines) or token in server.answers, 5)
            return f"{NAMES.get(first)}, shown"

        async def ask(body: bytes) -> str:
            asked = json.loads(body)
            token = await server.interact(int(asked["kind"]), asked["data"])
            return await answered(token)

        def read(body: bytes) -> str:
            if not _is_interaction(body):
                return "no interaction"
            for kept in (heard.lines, server.refusals, server.pinged, desk.asked, desk.completed):
                kept.clear()
            for kept in (server.callbacks, server.answers, server.answer_times):
                kept.clear()
            outcome = runner.run(ask(body))
            for line in heard.lines:
                error = line.exc_info[1] if line.exc_info else None
                raise error or AssertionError(line.getMessage())
            assert server.refusals == []
            assert server.pinged == []
            return outcome

        try:
            yield read
        finally:
            logging.getLogger().removeHandler(heard)
        runner.run(gateway.__aexit__(None, None, None))


DISCORD = Target(
    "discord", make_interaction, opened_gateway, _is_interaction, long=20_000, short=100
)
