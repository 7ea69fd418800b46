"""What people see as one character is cut by nobody: summary, cards, Slack or Discord."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest
import regex

from bot.cards import Card, bare_words, text
from bot.core.alerts.cards import plainer_card
from bot.core.language.graphemes import LONGEST, whole_end
from bot.core.summary.selection import cut_summary as summary_cut
from bot.platforms.common.cutting import cut_text as common_cut
from bot.platforms.slack.cut import cut_units as slack_cut

CHARACTERS = [
    "🇫🇷", "🇰🇵", "🇨🇮",  # flags: two letters of a country
    "👩‍👩‍👧‍👦", "👨🏿‍🤝‍👨🏻", "🏳️‍🌈", "❤️‍🔥",  # joined emoji
    "👍🏽", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿",  # toned, keycap, a flag of tags
    "क्षि", "न्द्र", "ক্ষ", "ક્ષ", "ക്ഷ", "తెలు"[:2],  # conjuncts and vowel signs of Indic scripts
    "กำ", "ที่", "ພໍ", "ខ្មែ"[:3],  # Thai, Lao and Khmer vowels
    "각", "\u1100\u1161\u11a8",  # Hangul, composed and in its parts
    "e\u0301", "ệ", "o\u0302\u0301", "ش\u0651\u064e",  # letters with marks
]  # fmt: skip


def units(text: str) -> list[str]:
    """Part a text by Unicode's own rule, which is slow over many flags."""
    return regex.findall(r"\X", text)


@pytest.mark.parametrize("character", CHARACTERS)
def test_no_end_lies_inside_a_character(character: str) -> None:
    assert units(character) == [character]
    for words in (character * 6, f"Le mot {character * 3} fin", f"x{character}y{character}"):
        bounds = {0}
        for unit in units(words):
            bounds.add(max(bounds) + len(unit))
        for end in range(len(words) + 1):
            assert whole_end(words, end) == max(bound for bound in bounds if bound <= end)


@pytest.mark.parametrize("character", CHARACTERS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_whatever_cuts_for_people_keeps_characters_whole(character: str, form: str) -> None:
    line = unicodedata.normalize(form, character) * 40
    known = set(units(line))
    for limit in range(4, 60):
        for kept in (
            summary_cut(line, limit),
            common_cut(line, limit),
            slack_cut(line, limit),
        ):
            assert set(units(kept.removesuffix("…").removesuffix(" "))) <= known


@pytest.mark.parametrize("character", CHARACTERS)
def test_a_plain_card_keeps_characters_whole(character: str) -> None:
    for before in range(len(character)):
        title = bare_words(plainer_card(Card(title=text("x" * before + character * 300))).title)
        assert title.endswith("…")
        assert set(units(title.strip("x…"))) == {character}


def test_mixtures_are_parted_as_unicode_says() -> None:
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chance.choices([*CHARACTERS, "a", " ", "é", "\u200d", "\u0301"], k=20))
        bounds, at = {0}, 0
        for unit in units(text):
            at += len(unit)
            bounds.add(at)
        end = chance.randrange(len(text) + 1)
        found = whole_end(text, end)
        assert found <= end
        # Only marks after a blank hang on it: they are parted from nothing that shows.
        assert found in bounds or " " in text[max(0, found - 1) : found + 1]


def test_a_heap_of_marks_is_cut_where_it_has_to_be() -> None:
    assert whole_end("Z" + "\u0336" * 500, 200) == 200
    assert whole_end("Z" + "\u0336" * (LONGEST - 2) + "y", LONGEST - 2) == 0


@pytest.mark.parametrize("unit", ["\U0001f1eb", "\u0301", "क्", "👨‍", "\u1100", "\u200d", "\ud800"])
def test_time_does_not_grow_with_what_is_beyond_the_cut(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    began = time.process_time()
    for end in (1, 279, 2_000, 100_001):
        whole_end(text, end)
    assert time.process_time() - began < 1
