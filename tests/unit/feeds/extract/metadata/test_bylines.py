"""Who wrote an article, and the agency behind it."""

from __future__ import annotations

import time

import pytest

from bot.feeds.extract.metadata import bylines


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Par Marc Delorme et Inès Baudry", ("Marc Delorme", "Inès Baudry")),
        ("By TOM ASHDOWN", ("Tom Ashdown",)),
        ("Hélène Castaing avec AFP", ("Hélène Castaing",)),
        ("Door Noor Blanckaert", ("Noor Blanckaert",)),
        ("Автор: Галина Тюрина", ("Галина Тюрина",)),
        ("作者：周砚", ("周砚",)),
        ("بقلم رنا الصباغ", ("رنا الصباغ",)),
        ("Reuters", ()),
        ("La rédaction", ()),
        ("https://www.facebook.com/somebody", ()),
        ("By Mike Wu and Mal Owen Monday, November 18, 2019", ("Mike Wu", "Mal Owen")),
    ],
)
def test_a_byline_is_split_into_the_names_of_people(line: str, names: tuple[str, ...]) -> None:
    assert bylines.byline_names([line]) == names


@pytest.mark.parametrize(
    ("lines", "opening", "agency"),
    [
        (["Le Monde avec AFP"], "", "AFP"),
        (["By JOHN DOE, Associated Press"], "", "AP"),
        ([], "SEOUL (Reuters) - Two missiles were fired.", "Reuters"),
        ([], "LARKFORD (AP) — A judge ruled.", "AP"),
        ([], "The Wagner group was seen.", ""),
        (["Hélène Castaing"], "AFPA, an institute, said so.", ""),
    ],
)
def test_an_agency_is_named_by_a_byline_or_a_dateline(
    lines: list[str], opening: str, agency: str
) -> None:
    assert bylines.byline_agency(lines, opening, []) == agency


def test_a_closing_credit_names_the_agency_where_nothing_before_does() -> None:
    assert bylines.byline_agency([], "It rains.", ["It was dry before.", "(avec dpa)"]) == "dpa"
    assert bylines.byline_agency(["avec AFP"], "", ["(avec dpa)"]) == "AFP"
    assert bylines.byline_agency([], "", ["x" * 120 + " (avec dpa)"]) == ""


def test_a_name_comes_once_and_the_site_is_nobody() -> None:
    lines = ["By Ana Roy", "ANA ROY", "The Bria Post", "By Bria Post"]
    assert bylines.byline_names(lines, "The Bria Post") == ("Ana Roy",)


@pytest.mark.parametrize(
    "line", ["@anaroy", "Our correspondent", "AB", "x" * 60, "12 May", "ana@post.example", ""]
)
def test_roles_addresses_and_scraps_are_nobody(line: str) -> None:
    assert bylines.byline_names([line]) == ()


def test_no_page_has_more_authors_than_are_kept() -> None:
    crowd = [f"By Ana{letter} Roy" for letter in "abcdefghijklmnop"]
    assert len(bylines.byline_names(crowd)) == bylines.MAX_AUTHORS


@pytest.mark.parametrize(
    ("line", "alone"),
    [
        ("AFP", True),
        ("avec AFP", True),
        ("By Reuters.", True),
        ("AFP has a scoop", False),
        ("", False),
    ],
)
def test_a_line_is_an_agencys_name_and_nothing_else(line: str, *, alone: bool) -> None:
    assert bylines.is_agency(line) is alone


@pytest.mark.parametrize("piece", ["par ", "AFP ", "(AFP ", "and ", "Ana "])
def test_hostile_bylines_take_no_time(piece: str) -> None:
    start = time.process_time()
    line = piece * 20_000
    bylines.byline_names([line])
    bylines.byline_agency([line], line, [line])
    assert time.process_time() - start < 2
