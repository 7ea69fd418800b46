"""Titles from a mould: what is left of them, and which come back with other news."""

from __future__ import annotations

import time

import pytest

from bot.core.stories.title_templates import LOOKED_AT, Template, strip_mould


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("EN DIRECT - Séisme au Chili", "Séisme au Chili"),
        ("EN DIRECT - VIDÉO : Séisme au Chili", "Séisme au Chili"),
        ("Live: Earthquake in Chile", "Earthquake in Chile"),
        ("What we know about the earthquake in Chile", "the earthquake in Chile"),
        ("Séisme au Chili : ce que l'on sait", "Séisme au Chili"),
    ],
)
def test_a_frame_is_taken_off(title: str, core: str) -> None:
    assert strip_mould(title) == (core, Template.FRAME)


@pytest.mark.parametrize(
    "title",
    [
        "La météo de ce lundi",
        "Revue de presse",
        "War in Ukraine, day 512",
    ],
)
def test_a_title_that_comes_back_is_rolling(title: str) -> None:
    assert strip_mould(title)[1] is Template.ROLLING


@pytest.mark.parametrize(
    "title",
    ["Séisme au Chili", "Un direct du droit met fin au combat", "Live music returns to Bria", ""],
)
def test_a_plain_title_stays_as_it_is(title: str) -> None:
    assert strip_mould(title) == (title, Template.NONE)


def test_a_label_alone_is_left() -> None:
    assert strip_mould("EN DIRECT")[0] == "EN DIRECT"
    assert strip_mould("Live: ")[0].strip()


def test_a_title_longer_than_any_mould_is_not_looked_at() -> None:
    title = "EN DIRECT - " + "a" * LOOKED_AT
    assert strip_mould(title) == (title, Template.NONE)


@pytest.mark.parametrize("piece", ["en direct ", "live: ", "- ", "ce que ", "day ", "\u00a0"])
def test_hostile_titles_take_no_time(piece: str) -> None:
    start = time.process_time()
    strip_mould((piece * LOOKED_AT)[:LOOKED_AT])
    assert time.process_time() - start < 1
