"""App Home: watches, subscriptions and health on one page, from the same commands."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.cards import Action, Card
from bot.commands.declared.spec import Desk, Invocation, find_command
from bot.i18n import language_of
from bot.models import Caller
from bot.platforms.slack.answering.modals import VIEW_BLOCKS
from bot.platforms.slack.render import Json, card_blocks, make_button

SHOWN = ("watches", "subscriptions", "health")
OFFERED = ("watch", "subscribe", "search", "help")
PART_BLOCKS = 30  # a part of three: a view takes a hundred
PART_CHARACTERS = 10_000  # of a part, so that a view stays far under Slack's most


async def build_home(desk: Desk, caller: Caller) -> Json:
    """Ask the desk for every part and lay the page out."""
    cards = await asyncio.gather(*(desk.run(Invocation(name), caller) for name in SHOWN))
    return home_view(dict(zip(SHOWN, cards, strict=True)), caller.language)


def home_view(cards: Mapping[str, Card], language: str) -> Json:
    """Lay out cards by command name under a row of buttons."""
    made: list[Json] = [{"type": "actions", "elements": _offered_buttons(language)}]
    for name, card in cards.items():
        made.append({"type": "divider"})
        made += card_blocks(
            card, Invocation(name), image=False, most=PART_BLOCKS, total=PART_CHARACTERS
        )
    return {"type": "home", "callback_id": "wb:home", "blocks": made[:VIEW_BLOCKS]}


def _offered_buttons(language: str) -> list[Json]:
    made = []
    for name in OFFERED:
        command = find_command(name)
        if command is not None:
            label = command.names[language_of(language)]
            made.append(make_button(Action(label[:1].upper() + label[1:], name), "home"))
    return [one for one in made if one]
