"""The plainer card: short bare text, within every platform's shortest message."""

from __future__ import annotations

import io

import pytest

from bot.cards import Action, Card, Field, Item, Span, Style, bare_words, text
from bot.core.alerts.cards import PLAIN_LINES, PLAIN_TITLE, plainer_card
from bot.models import Refused, Sent
from bot.platforms.console import ConsolePlatform
from bot.platforms.discord.render import render as discord
from bot.platforms.slack.render import fallback_text
from tests.fakes.desk import alert, delivery
from tests.hostile import HOSTILE


def _full(words: str) -> Card:
    return Card(
        title=text(words, Style.STRONG),
        url="https://outlet.example/a",
        body=(text(words), (Span(words, Style.QUOTE), Span(words, url="https://x.example"))),
        items=(Item(text(words), text(words), (Action("Story", "story", "1"),)),) * 30,
        fields=(Field("Source", text(words)),),
        actions=(Action("Why?", "why", "1"),),
        footer=text(words),
        image="https://outlet.example/a.png",
        mention="42",
        thread=words,
        under="1/2",
    )


def test_it_keeps_words_and_thread_and_nothing_that_may_be_refused() -> None:
    card = plainer_card(_full("Ciment belge"))
    assert (card.image, card.actions, card.items, card.fields, card.mention) == ("", (), (), (), "")
    assert {span.style for line in (card.title, *card.body) for span in line} == {Style.PLAIN}
    assert all(not span.url for line in card.body for span in line)
    assert (card.url, card.thread, card.under) == (
        "https://outlet.example/a",
        "Ciment belge",
        "1/2",
    )
    assert len(card.body) == PLAIN_LINES + 1
    assert bare_words(card.body[-1]).startswith("+")


@pytest.mark.parametrize("words", ["mot " * 4000, "語" * 9000, "x" * 9000, "\n\n", "", "a\nb"])
def test_it_is_short_whatever_the_words(words: str) -> None:
    card = plainer_card(_full(words))
    assert len(bare_words(card.title)) <= PLAIN_TITLE
    assert all("\n" not in bare_words(line) for line in card.body)
    payload = discord(card, marker="0" * 12)
    assert 0 < len(payload["content"]) <= 2000
    assert payload["embeds"] == payload["components"] == []
    assert payload["content"].endswith("\n-# 000000000000")


def test_hostile_words_ping_nobody_in_it() -> None:
    for words in HOSTILE:
        card = plainer_card(_full(words))
        assert discord(card)["allowed_mentions"] == {"parse": []}
        assert "<!" not in fallback_text(card)
        assert "<@" not in fallback_text(card)


async def test_a_console_that_cannot_write_a_letter_takes_the_plain_card() -> None:
    raw = io.BytesIO()
    console = ConsolePlatform(io.TextIOWrapper(raw, encoding="ascii"))
    refused = await console.send(delivery("k", "console"), alert("Séisme"))
    assert isinstance(refused, Refused)
    assert refused.card
    sent = await console.send(delivery("k", "console"), plainer_card(alert("Séisme")))
    assert isinstance(sent, Sent)
    assert raw.getvalue().startswith(b"S\\xe9isme\n")
