# ruff: noqa: E501 - words stand as they are typed
"""Commands as a chat asks them of the whole service, a conversation at a time over a store of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from bot.commands.declared.spec import BUTTONS, COMMANDS, Invocation, find_command
from bot.errors import StoreError, WirebellError
from bot.models import Caller
from bot.platforms.discord.render import render as render_discord
from bot.platforms.slack.render import render as render_slack
from tests.fakes.desk import option_value
from tests.fakes.rig import Post, Rig, entry, make_rig
from tests.hostile import HOSTILE
from tests.proof.fuzz.mutators import ODD_TEXTS, mutated_text
from tests.proof.fuzz.target import Read, Target

TENANT = "discord:1"
CHANNELS = {"discord:101": TENANT, "discord:102": TENANT}
HAPPENS = "Wagner quitte le Mali"
OPENING = (
    ("watch", {"query": "Mali"}),
    ("subscribe", {"watch": "Mali"}),
    ("watch", {"query": '"groupe Wagner" OR Niger', "sense": "organisation"}),
)
WORDS = (
    "Mali", "Wagner", "daily", "instant", "09:00", "25:61", "2h", "1e9h", "-1h", "9" * 11 + "d", "discord:101", "discord:1",
    "http://127.0.0.1/", "https://x.example/feed", "http://[::1", "fr", "Europe/Paris", "1", "0", "-1", "9" * 18, "9" * 30,
    "AND", "(", '"', "NOT", "on", "off", "22:00-07:00", "5/10m", HAPPENS, "paper.example", "A1", "*",
)  # fmt: skip
NUMBERS = (0, 1, 2, -1, 7, 10**6, 2**31, 2**53, -(2**53), 2**63, 10**20)
STEPS = 6
"""Commands of a conversation at most, after its opening."""


def make_conversation(dice: Random) -> bytes:
    """Make some commands of declared options with values that people could give."""
    names = [command.name for command in COMMANDS] + list(BUTTONS)
    steps = [_step(dice, dice.choice(names)) for _ in range(dice.randint(1, STEPS))]
    return json.dumps(steps).encode()


def _step(dice: Random, name: str) -> dict[str, Any]:
    command = find_command(name)
    options = command.options if command else ()
    main = command.main if command else None
    given = {
        item.name: _value(dice, item) for item in options if item is main or dice.random() < 0.4
    }
    if command is None:
        given = {dice.choice(("id", "target", "story")): dice.choice(WORDS)}
    page, channel = dice.choice((1, 1, 1, 2, 0, 10**6)), dice.choice(("discord:101", "discord:999"))
    return {"name": name, "given": given, "page": page, "in": channel, "fr": dice.random() < 0.5}


def _value(dice: Random, option: Any) -> Any:
    usual = option_value(option)
    if isinstance(usual, bool):
        return dice.random() < 0.5
    if isinstance(usual, int):
        return dice.choice(NUMBERS)
    made = dice.random()
    if made < 0.3:
        return usual
    if made < 0.6:
        found = mutated_text(dice, str(usual), WORDS)
    else:
        found = dice.choice(WORDS if made < 0.9 else (*HOSTILE, *ODD_TEXTS))
    return found.encode("utf-8", "replace").decode()[:6000]


def _steps(body: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(body)
    except ValueError:
        return []
    fitting = isinstance(found, list) and all(
        isinstance(step, dict) and len(step) == 5 for step in found
    )
    return found if fitting else []


async def _begun() -> Rig:
    """Make a service that has told one story."""
    rig = make_rig(Post("discord", CHANNELS))
    for name, given in OPENING:
        await rig.desk.answer(Invocation(name, given), _caller("discord:101", "en"))
    feed = await rig.add_feed("paper")
    await rig.publish(feed, entry(1, HAPPENS))
    await rig.drain()
    return rig


def _caller(channel: str, language: str) -> Caller:
    return Caller(TENANT, channel, "7", language, may_manage=True)


async def _asked(rig: Rig, step: dict[str, Any]) -> str:
    caller = _caller(step["in"], "fr" if step["fr"] else "en")
    command = find_command(step["name"])
    for option in command.options if command else ():
        await rig.desk.complete(
            step["name"], option.name, str(step["given"].get(option.name, "")), caller
        )
    asked = Invocation(step["name"], step["given"], step["page"])
    try:
        card = await rig.desk.answer(asked, caller)
    except StoreError:
        raise
    except WirebellError as error:
        return type(error).__name__
    render_discord(card)
    render_slack(card, asked)
    return "card"


@contextmanager
def opened_desk() -> Iterator[Read]:
    """Hold a conversation; what cannot be done is said in a declared error, each card can be shown."""
    with asyncio.Runner() as runner:

        async def converse(steps: list[dict[str, Any]]) -> str:
            rig = await _begun()
            try:
                return [await _asked(rig, step) for step in steps][-1]
            finally:
                rig.file.close()

        def read(body: bytes) -> str:
            steps = _steps(body)
            return runner.run(converse(steps)) if steps else "no commands"

        yield read


COMMANDS_ASKED = Target(
    "commands", make_conversation, opened_desk, lambda body: bool(_steps(body)), most=2.0, long=10_000, short=40
)  # fmt: skip
