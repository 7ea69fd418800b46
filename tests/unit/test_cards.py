"""Cards without a platform: what every platform falls back to, and the console's own."""

from __future__ import annotations

import io
import json

from rich.console import Console

from bot.cards import Card, Field, Item, Span, Style, fill_template, plain_lines, text
from bot.platforms.console import ConsolePlatform, card_json
from bot.platforms.drawing import draw_panel

WHERE = Span("#news", channel="discord:101")
CARD = Card(
    title=text("Subscriptions"),
    items=(Item(text("Cement"), (WHERE, Span(" · at once", Style.EMPHASIS))),),
    fields=(Field("Channel", (WHERE,)),),
)


def test_a_channel_falls_back_to_its_name() -> None:
    assert plain_lines(CARD) == "Subscriptions\n- Cement\n  #news · at once\nChannel: #news"


def test_the_console_shows_a_channel_by_its_name() -> None:
    out = io.StringIO()
    ConsolePlatform(out).show(CARD)
    assert out.getvalue() == plain_lines(CARD) + "\n\n"
    assert json.loads(json.dumps(card_json(CARD)))["fields"] == {"Channel": "#news"}
    drawn = Console(file=(page := io.StringIO()), width=60)
    drawn.print(draw_panel(CARD))
    assert "#news · at once" in page.getvalue()


def test_a_sentence_is_filled_with_texts_that_keep_their_style() -> None:
    assert fill_template("To {channel}: {reason}.", channel=(WHERE,), reason="{gone} <#1>") == (
        Span("To "),
        WHERE,
        Span(": "),
        Span("{gone} <#1>"),
        Span("."),
    )
    assert fill_template("as it is") == (Span("as it is"),)
