"""Whatever can be asked for is answered: commands, buttons and the ids that platforms send."""

from __future__ import annotations

import ast
import json
import re

import pytest

from bot.cards import Action, Card, text
from bot.commands.declared.declare import BUTTONS, COMMANDS
from bot.commands.declared.spec import parse_press
from bot.commands.desk import HANDLERS
from bot.platforms.discord.interactions import PUBLISH
from bot.platforms.discord.render import render as discord
from bot.platforms.discord.render import unmarked_id
from bot.platforms.slack.render import render as slack
from tests.conftest import ROOT

ARGUMENTS = {"settings": "fr"}
"""What a button hands on where not anything will do."""

NAMES = [command.name for command in COMMANDS] + list(BUTTONS)


@pytest.mark.parametrize("name", NAMES)
def test_every_declared_command_and_button_has_a_handler(name: str) -> None:
    assert name in HANDLERS, f"enter a handler for {name} in bot/commands/desk.py"
    assert callable(HANDLERS[name])


def test_every_handler_is_declared() -> None:
    assert set(HANDLERS) == set(NAMES)
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_a_pressed_button_names_the_command_it_was_made_for_on_both_platforms(name: str) -> None:
    card = Card(title=text("Crue à Bria"), actions=(Action("Go", name, ARGUMENTS.get(name, "17")),))
    ids = re.findall(r'"custom_id": "([^"]+)"', _json(discord(card)))
    assert [parse_press(unmarked_id(one)).command for one in ids] == [name]
    ids = re.findall(r'"value": "([^"]+)"', _json(slack(card)))
    assert [parse_press(one).command for one in ids] == [name]


def _json(payload: object) -> str:
    return json.dumps(payload)


WITHOUT_LITERAL = {
    ("render.py", "invocation.command"),  # a page's buttons ask what was asked
    ("home.py", "name"),  # a loop over the names below
}
"""Buttons whose command is no literal, by file and expression."""


def _buttons_written(source: str) -> list[str]:
    """List what each button in a module asks for: the literal in quotes, else the expression."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    found = []
    for call in calls:
        if getattr(call.func, "id", getattr(call.func, "attr", "")) == "Action":
            given = {one.arg: one.value for one in call.keywords}
            name = call.args[1] if len(call.args) > 1 else given.get("name")
            found += [ast.unparse(name)] if name else []
    return found


def test_actions_of_cards_name_only_what_has_a_handler() -> None:
    written = {
        (path.name, name)
        for path in (ROOT / "bot").rglob("*.py")
        for name in _buttons_written(path.read_text("utf-8"))
    }
    known = {repr(name) for name in (*HANDLERS, PUBLISH)}
    assert {one for one in written if one[1] not in known} == WITHOUT_LITERAL, (
        "enter a handler in bot/commands/desk.py, and the button in BUTTONS of declare.py"
    )


@pytest.mark.parametrize(
    "call",
    [
        """Action(_("Snooze"), "snooze", "1")""",
        """Action(label=_("Snooze"), name="snooze")""",
        """cards.Action(_("Snooze (a day)"), "snooze")""",
        """Action(_("{n} days").format(n=str(3)), "snooze")""",
    ],
)
def test_a_button_is_seen_however_it_is_written(call: str) -> None:
    assert _buttons_written(call) == ["'snooze'"]
