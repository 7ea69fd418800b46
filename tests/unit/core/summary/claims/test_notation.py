"""One notation for numbers, sums, shares, dates and hours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.summary.claims.notation import plain_notation


@pytest.mark.parametrize(
    ("text", "language", "plain"),
    [
        ("1,200 ships", "en", "1200 ships"),
        ("1.2 thousand ships", "en", "1200 ships"),
        ("twelve hundred ships", "en", "1200 ships"),
        ("three dozen ships", "en", "36 ships"),
        ("twenty-five ships", "en", "25 ships"),
        ("a million homes", "en", "1000000 homes"),
        ("$3.4 billion in cash", "en", "3400000000 dollars in cash"),
        ("between $4.1bn and $4.3bn", "en", "between 4100000000 dollars and 4300000000 dollars"),
        ("a 6.2% raise", "en", "a 6.2 percent raise"),
        ("6.2 per cent", "en", "6.2 percent"),
        ("October 3rd, 2024", "en", "3 October 2024"),
        ("Oct. 5", "en", "5 October"),
        ("8pm", "en", "8 pm"),
        ("250 m of cable", "en", "250 m of cable"),
        ("1,8 milliard d’euros", "fr", "1800000000 euros"),
        ("18 M€", "fr", "18000000 euros"),
        ("8 000 mètres", "fr", "8000 mètres"),
        ("12 % de hausse", "fr", "12 percent de hausse"),
        ("deux millions de voyageurs", "fr", "2000000 voyageurs"),
        ("le 1er mars à 20h30", "fr", "le 1 mars à 20 heures 30"),
        ("34.000 davon, 2,5 Mio. Euro", "de", "34000 davon, 2500000 Euro"),
        ("3.400 millones de euros", "es", "3400000000 euros"),
        ("Sesenta y tres personas", "es", "63 personas"),
        ("Twenty-two people", "en", "22 people"),
        ("from 2010 to 2014", "en", "between 2010 and 2014"),
        ("de 2022 à 2024", "fr", "entre 2022 et 2024"),
        ("10 mil personas", "es", "10000 personas"),
    ],
)
def test_what_is_written_in_two_ways_becomes_one(text: str, language: str, plain: str) -> None:
    assert plain_notation(text, language) == plain
    assert plain_notation(plain, language) == plain


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("1.2 percent", "12 percent", "en"),
        ("3.4 billion", "3.4 million", "en"),
        ("1,200", "1.200", "en"),
        ("1.200", "1,200", "de"),
        ("2,5 Millionen", "25 Millionen", "de"),
    ],
)
def test_what_is_not_the_same_stays_apart(one: str, other: str, language: str) -> None:
    assert plain_notation(one, language) != plain_notation(other, language)


@pytest.mark.parametrize(
    "text",
    [
        "in 2024 thousands left",
        "two and four ships",
        "one of two",
        "at 14:30 on 12.3.2025",
        "may rise",
        "a fire",
    ],
)
def test_what_is_no_number_to_be_written_otherwise_stays(text: str) -> None:
    assert plain_notation(text, "en") == text


@given(st.text(max_size=60), st.sampled_from(["en", "fr", "de", "es", "it", ""]))
def test_any_text_is_read(text: str, language: str) -> None:
    assert isinstance(plain_notation(text, language), str)
