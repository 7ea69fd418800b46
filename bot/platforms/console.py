"""The console as a platform: cards for people, JSON lines for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TextIO

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text as RichText

from bot.cards import Card, Item, Style, Text, bare_words
from bot.core.language.text import clean_text
from bot.models import Delivery, Outcome, Refused, Sent, Unknown
from bot.models.past import Seen
from bot.said import say

STYLES = {
    Style.PLAIN: "",
    Style.STRONG: "bold",
    Style.EMPHASIS: "dim",
    Style.CODE: "cyan",
    Style.QUOTE: "italic",
}
TONES = {"alert": "blue", "info": "cyan", "good": "green", "warn": "yellow", "bad": "red"}


class ConsolePlatform:
    """Prints cards; it cannot look up what it printed, so a repeat after a crash is marked."""

    name = "console"
    history = False
    pace = 0.0
    settle = 0.0

    def __init__(self, out: TextIO, *, as_json: bool = False) -> None:
        self._out = out
        self._json = as_json
        self._console = Console(file=out, highlight=False, emoji=False, markup=False)

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
            self._console.print(edit_line(card))
        else:
            self._print(card)

    def _print(self, card: Card) -> None:
        if self._console.is_terminal:
            self._console.print(draw_panel(card))
        else:
            self._out.write(card_lines(card) + "\n\n")


def card_json(card: Card) -> dict[str, Any]:
    """Write a card as plain values."""
    return {
        "title": _plain_text(card.title),
        "url": card.url,
        "body": [_plain_text(paragraph) for paragraph in card.body],
        "items": [
            {
                "title": _plain_text(item.title),
                "url": _first_link(item.title),
                "body": _plain_text(item.body),
            }
            for item in card.items
        ],
        "fields": {field.name: _plain_text(field.value) for field in card.fields},
        "links": {span.text: span.url for field in card.fields for span in field.value if span.url},
        "uncertain": bool(card.footer) and card.tone == "alert",
        "footer": _plain_text(card.footer),
    }


def draw_panel(card: Card) -> Panel:
    """Draw a card for a terminal."""
    parts: list[RichText] = [rich_text(paragraph) for paragraph in card.body]
    for item in card.items:
        parts += _item_lines(item)
    for field in card.fields:
        parts.append(RichText.assemble((f"{field.name}: ", "dim"), rich_text(field.value)))
    if card.url:
        parts.append(RichText(card.url, style="dim underline"))
    if card.footer:
        parts.append(rich_text(card.footer))
    if card.pages > 1:
        parts.append(RichText(f"{card.page}/{card.pages}", style="dim"))
    title = RichText(_plain_text(card.title), style="bold")
    return Panel(Group(*parts), title=title, title_align="left", border_style=TONES[card.tone])


def _item_lines(item: Item) -> list[RichText]:
    heading = RichText.assemble(("• ", "dim"), rich_text(item.title))
    return [heading, rich_text(item.body)] if item.body else [heading]


def card_lines(card: Card) -> str:
    """Write a card as plain lines for a file or pipe."""
    rows = [_plain_text(card.title), *(_plain_text(paragraph) for paragraph in card.body)]
    for item in card.items:
        rows += [f"- {_plain_text(item.title)}"] + (
            [f"  {_plain_text(item.body)}"] if item.body else []
        )
    rows += [f"{field.name}: {_plain_text(field.value)}" for field in card.fields]
    rows += [card.url, _plain_text(card.footer)]
    return "\n".join(row for row in rows if row)


def edit_line(card: Card) -> RichText:
    """Tell in one line which outlets joined a story that was printed before."""
    also = [
        f"{field.name}: {_plain_text(field.value)}"
        for field in card.fields
        if any(span.url for span in field.value)
    ]
    return RichText(f"  ↳ {_plain_text(card.title)} — {'; '.join(also)}", style="dim")


def rich_text(value: Text) -> RichText:
    """Turn a text into rich's, span by span, so that no markup in it counts."""
    return RichText.assemble(*((clean_text(span.text), STYLES[span.style]) for span in value))


def _plain_text(value: Text) -> str:
    return clean_text(bare_words(value)).strip()


def _first_link(value: Text) -> str:
    return next((span.url for span in value if span.url), "")
