"""A feed's own line is no part of a summary, news that repeats stays."""

from __future__ import annotations

import pytest

from bot.core.summary.own_words import FeedLines, without_shared

MOTTO = "La Vigie vit de ses lecteurs : chaque abonnement compte."
NEWS = "Le pont du nord reste fermé jusqu'à lundi, dit la mairie, et les bus font un détour."
OTHERS = [f"Une autre nouvelle numéro {word} du port. {MOTTO}" for word in ("un", "deux", "trois")]
LINES = FeedLines(OTHERS)


@pytest.mark.parametrize("between", [" ", "\n", "\n\n"])
@pytest.mark.parametrize("first", [True, False])
def test_a_line_of_every_description_is_left_out(between: str, *, first: bool) -> None:
    text = between.join((MOTTO, NEWS) if first else (NEWS, MOTTO))
    assert without_shared(text, LINES) == NEWS
    assert without_shared(f"{NEWS} {MOTTO.upper()}", LINES) == NEWS


def test_what_two_others_hold_is_news() -> None:
    assert without_shared(f"{NEWS} {MOTTO}", FeedLines(OTHERS[:2])) == f"{NEWS} {MOTTO}"


def test_numbers_make_two_sentences() -> None:
    others = [f"Le bilan est de {n} morts. Le port {n} est fermé." for n in range(5)]
    text = "Le bilan est de 12 morts. La ville attend des secours depuis hier soir."
    assert without_shared(text, FeedLines(others)) == text


def test_nothing_goes_where_most_would_or_where_the_match_is() -> None:
    assert without_shared(f"Bref. {MOTTO}", LINES) == f"Bref. {MOTTO}"
    assert MOTTO in without_shared(f"{NEWS} {MOTTO}", LINES, keep=MOTTO)
    assert without_shared("", LINES) == ""


def test_lines_stay_lines() -> None:
    text = f"{NEWS}\n{MOTTO}\nUn second paragraphe sur le port et ses bateaux. Et encore un mot."
    kept = f"{NEWS}\nUn second paragraphe sur le port et ses bateaux. Et encore un mot."
    assert without_shared(text, LINES) == kept
