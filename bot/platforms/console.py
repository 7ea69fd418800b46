"""The console as a platform: cards for people, JSON lines for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO

from bot.cards import Card, Text
from bot.models import Delivery, Outcome, Refused, Sent, Unknown
from bot.models.past import Seen
from bot.platforms.common.terminal import may_draw, plain_words
from bot.said import say

if TYPE_CHECKING:
    from bot.platforms.drawing import Drawing


class ConsolePlatform:
    """Prints cards; it cannot look up what it printed, so a repeat after a crash is marked."""

    name = "console"
    history = False
    pace = 0.0
    settle = 0.0

    def __init__(self, out: TextIO, *, as_json: bool = False) -> None:
        self._out = out
        self._json = as_json

    @cached_property
    def _drawing(self) -> Drawing:
        from bot.platforms.drawing import Drawing

        return Drawing(self._out)

    def attend(self, desk: object) -> None:
        """Do nothing: questions on the console come by the command line."""

    def doors(self) -> dict[str, Any]:
        """Want no HTTP endpoint."""
        return {}

    async def start(self) -> None:
        """Do nothing: the console is always there."""

    async def stop(self) -> None:
        """Let what was printed reach its reader."""
        self._out.flush()

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        """Print a card."""
        return self._show(delivery, card)

    async def edit(self, delivery: Delivery, card: Card, message_ref: str) -> Outcome:
        """Print what became of a card; printed text cannot be changed."""
        return self._show(delivery, card)

    async def find(self, delivery: Delivery) -> Outcome | None:
        """Tell that a console keeps no record."""
        return Unknown("a console keeps no record")

    async def recall(
        self, delivery: Delivery, since: datetime, *, threads: bool
    ) -> Sequence[Seen] | Outcome:
        """Tell that a console keeps no record."""
        return Unknown("a console keeps no record")

    async def tell_owner(self, tenant: str, user: str, card: Card) -> Outcome:
        """Print a card for the operator."""
        self._print(card)
        return Sent("console")

    async def channel_tenant(self, channel: str) -> str | None:
        """Tell that the console belongs to the operator."""
        return ""

    def channel_name(self, channel: str) -> str:
        """Call the console what it is called everywhere."""
        return channel

    async def check(self, channels: Sequence[str]) -> list[tuple[str, bool, str]]:
        """Report that the console is fine."""
        return [("console", True, "")]

    def down_since(self) -> datetime | None:
        """Tell that the console is never down."""
        return None

    def show(self, card: Card) -> None:
        """Print a card that answers a question."""
        if self._json:
            self._out.write(json.dumps(card_json(card), ensure_ascii=False) + "\n")
        else:
            self._print(card)

    def _show(self, delivery: Delivery, card: Card) -> Outcome:
        try:
            self._write(delivery, card)
        except UnicodeEncodeError as error:
            reason = say("the terminal cannot show it ({encoding})", encoding=error.encoding)
            return Refused(reason, card=True)
        self._out.flush()
        return Sent(f"console/{delivery.id}")

    def _write(self, delivery: Delivery, card: Card) -> None:
        if self._json:
            line = {"delivery": delivery.id, "kind": delivery.kind.value} | card_json(card)
            self._out.write(json.dumps(line, ensure_ascii=card.plain) + "\n")
        elif card.plain:
            encoding = self._out.encoding or "utf-8"
            shown = card_lines(card).encode(encoding, "backslashreplace").decode(encoding)
            self._out.write(shown + "\n\n")
        elif delivery.kind.value == "edit":
            self._drawing.note_edit(card)
        else:
            self._print(card)

    def _print(self, card: Card) -> None:
        if may_draw(self._out) and self._drawing.is_terminal:
            self._drawing.show(card)
        else:
            self._out.write(card_lines(card) + "\n\n")


def card_json(card: Card) -> dict[str, Any]:
    """Write a card as plain values."""
    return {
        "title": plain_words(card.title),
        "url": card.url,
        "body": [plain_words(paragraph) for paragraph in card.body],
        "items": [
            {
                "title": plain_words(item.title),
                "url": _first_link(item.title),
                "body": plain_words(item.body),
            }
            for item in card.items
        ],
        "fields": {field.name: plain_words(field.value) for field in card.fields},
        "links": {span.text: span.url for field in card.fields for span in field.value if span.url},
        "uncertain": bool(card.footer) and card.tone == "alert",
        "footer": plain_words(card.footer),
    }


def card_lines(card: Card) -> str:
    """Write a card as plain lines for a file or pipe."""
    rows = [plain_words(card.title), *(plain_words(paragraph) for paragraph in card.body)]
    for item in card.items:
        rows += [f"- {plain_words(item.title)}"] + (
            [f"  {plain_words(item.body)}"] if item.body else []
        )
    rows += [f"{field.name}: {plain_words(field.value)}" for field in card.fields]
    rows += [card.url, plain_words(card.footer)]
    return "\n".join(row for row in rows if row)


def _first_link(value: Text) -> str:
    return next((span.url for span in value if span.url), "")
