"""A headline for what has none."""

from __future__ import annotations

import pytest

from bot.core.alerts.headlines import LONGEST, headline_of

LONG = "The harbour office of Bria says that the bridge " + "over the river " * 20


@pytest.mark.parametrize(
    ("title", "texts", "headline"),
    [
        ("Crue à Bria", ("The bridge.",), "Crue à Bria"),
        ("", ("Crue à Bria. Le pont est fermé.",), "Crue à Bria."),
        ("", ("  ", "Le pont est fermé"), "Le pont est fermé"),
        ("", ("Le pont\nest fermé",), "Le pont"),
        ("", ("Le  pont\t est fermé",), "Le pont est fermé"),
        ("", ("", ""), ""),
        ("", (), ""),
    ],
)
def test_the_first_words_stand_in_for_a_title(
    title: str, texts: tuple[str, ...], headline: str
) -> None:
    assert headline_of(title, *texts) == headline


@pytest.mark.parametrize("text", [LONG, "x" * 5_000, "東京" * 500])
def test_a_long_sentence_is_cut(text: str) -> None:
    told = headline_of("", text)
    assert len(told) <= LONGEST
    assert told.endswith("…")
    assert text.startswith(told[:-1].strip())
