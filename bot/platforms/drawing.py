"""Cards drawn on a terminal; what draws takes long to load, and a pipe needs none of it."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text as RichText

from bot.cards import Card, Item, Style, Text
from bot.core.language.text import clean_text
from bot.platforms.common.terminal import plain_words

STYLES = {
    Style.PLAIN: "",
    Style.STRONG: "bold",
    Style.EMPHASIS: "dim",
    Style.CODE: "cyan",
    Style.QUOTE: "italic",
}
TONES = {"alert": "blue", "info": "cyan", "good": "green", "warn": "yellow", "bad": "red"}


class Drawing:
    """Draws on what may be a terminal."""

    def __init__(self, out: TextIO) -> None:
        self._console = Console(file=out, highlight=False, emoji=False, markup=False)

    @property
    def is_terminal(self) -> bool:
        """Tell whether drawings can be shown."""
        return self._console.is_terminal

    def show(self, card: Card) -> None:
        """Draw a card."""
        self._console.print(draw_panel(card))

    def note_edit(self, card: Card) -> None:
        """Print in one line which outlets joined a story that was printed before."""
        self._console.print(edit_line(card))


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
    title = RichText(plain_words(card.title), style="bold")
    return Panel(Group(*parts), title=title, title_align="left", border_style=TONES[card.tone])


def _item_lines(item: Item) -> list[RichText]:
    heading = RichText.assemble(("• ", "dim"), rich_text(item.title))
    return [heading, rich_text(item.body)] if item.body else [heading]


def edit_line(card: Card) -> RichText:
    """Tell in one line which outlets joined a story that was printed before."""
    also = [
        f"{field.name}: {plain_words(field.value)}"
        for field in card.fields
        if any(span.url for span in field.value)
    ]
    return RichText(f"  ↳ {plain_words(card.title)} — {'; '.join(also)}", style="dim")


def rich_text(value: Text) -> RichText:
    """Turn a text into rich's, span by span, so that no markup in it counts."""
    return RichText.assemble(*((clean_text(span.text), STYLES[span.style]) for span in value))
