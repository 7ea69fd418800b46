"""What an outlet tells over again, and what only stands under the same title."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.stories.reposts import Earlier, find_reposted
from bot.models import Article
from tests.fakes.rows import START

WORKS = (
    "From Monday the water works renew the main in Mill Lane. Between eight and four there is no"
    " water in numbers 2 to 40; tank carts stand at the chapel. The works ask people to fill what"
    " they need the evening before and to open no tap that day."
)


def _again(title: str, hours: float, text: str = "", *earlier: Earlier) -> bool:
    item = _article(title, text)
    return find_reposted(item, earlier or [_use(hours, text)]) is not None


def _article(title: str, text: str) -> Article:
    return Article("2", "The Courier", title, "", text, "", "", START)


def _use(hours: float, text: str = "", guids: int = 1) -> Earlier:
    return Earlier(text, START - timedelta(hours=hours), guids)


@pytest.mark.parametrize(
    "title",
    [
        "quillbase 4.12.0",
        "harrow/harrow: v2",
        "Version 3.1 ist da",
        "Nimbus release 10.4 for Linux",
        "Sortie de Castor 2.0",
        "pip 26.1b2",
        "Kernel 6.19-rc3",
        "Elm 3.0 RC1",
        "libtern-1.4.2.tar.gz",
        "Panes build 22631.4460 released",
        "RFC 10021",
        "S03E07 – The lighthouse",
        "Incident #5521: mail delays",
        "KB-20114 replaced",
        "CVE-2026-1099",
        "Salt and rope, ep. 12",
        "Épisode 7",
        "Folge 31",
        "Ferry Isolde runs aground near Penmarrow lighthouse",
        "Bürgermeisterin Hanna Voss kündigt Rücktritt im Frühjahr an",
        "El alcalde de Almorín dimite tras perder la moción",
        "Deux ouvriers blessés en tombant du clocher de Vernolles",
    ],
)
def test_a_title_that_tells_is_put_up_again_within_three_days(title: str) -> None:
    assert _again(title, 26)
    assert not _again(title, 100)


@pytest.mark.parametrize(
    "title",
    [
        "Daily briefing",
        "Fire station log",
        "Open thread",
        "Störung",
        "Nightly build",
        "Stau auf der A7",
        "Cinq choses à savoir",
        "Sorteo del jueves: números ganadores",
        "Form 8.3 - Norvane plc",
        "Norvane plc: Holding(s) in Company",
        "Wetter am 20.11.2026",
        "Polizeibericht 20.11.26",
        "Top 10",
        "Fire alarm at Calder High School",
        "Vigilance orange pluie-inondation en Vaunière",
        "Aemet: aviso amarillo por viento en la costa",
        "Tagesschau 20:00",
        "Lottozahlen 6 aus 49",
        "Bürgersprechstunde mit Bürgermeisterin Voss in Elmtal",
        "Los titulares de hoy en Almorín",
        "Crue de la Vaunière : 2.1 bar",
        "Sommer-2026",
        "Le billet de Maude Larivière",
        "Météo de la vallée de la Vaunière, bulletin de la nuit",
    ],
)
def test_a_title_that_an_outlet_keeps_is_told_each_time(title: str) -> None:
    assert not _again(title, 24)
    assert not _again(title, 0.5)


def test_what_bears_the_same_date_is_the_same_under_any_title() -> None:
    assert _again("Daily briefing", 0)


def test_the_same_text_is_a_slip_within_hours_and_news_the_next_day() -> None:
    assert _again("Open thread", 2, "Talk about anything you like.")
    assert not _again("Open thread", 24, "Talk about anything you like.")


def test_a_notice_that_tells_enough_is_put_up_again_within_three_days() -> None:
    text = "In zone alpha-3 logins fail. Engineers replace a router; mail and calendars still work."
    assert _again("Outage", 20, text)
    assert not _again("Outage", 100, text)


def test_a_long_text_is_put_up_again_within_two_weeks() -> None:
    assert _again("No water", 24 * 9, WORKS)
    assert not _again("No water", 24 * 30, WORKS)


@pytest.mark.parametrize("later", [WORKS.replace(" ", "\u00a0\n"), WORKS[:200], ""])
def test_a_text_set_anew_cut_or_left_out_adds_nothing(later: str) -> None:
    item = _article("Works leave twelve streets of Penmarrow without water", later)
    assert find_reposted(item, [_use(5, WORKS)]) is not None


def test_a_text_that_goes_on_or_differs_in_a_number_adds_something() -> None:
    for later in (f"{WORKS} Update: done.", WORKS.replace("40", "42")):
        item = _article("Works leave twelve streets of Penmarrow without water", later)
        assert find_reposted(item, [_use(5, WORKS)]) is None


def test_a_title_used_twice_before_is_one_that_the_outlet_keeps() -> None:
    title = "Kurz notiert: Rathaus, Vereine und Kirchen in Elmtal"
    assert _again(title, 24)
    assert not _again(title, 24, "", _use(24, guids=2))
    assert not _again(title, 24, "", _use(24), _use(48))


def test_of_several_uses_the_one_that_says_the_same_is_found() -> None:
    uses = [_use(3, "Line 4 runs again."), _use(5, "Line 9 runs again.")]
    assert find_reposted(_article("Line open", "Line 9 runs again."), uses) is uses[1]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("renew", "renew"),
        ("chapel", "chappel"),
        ("people", "poeple"),
        ("evening", "evenning"),
        ("between", "betwen"),
    ],
)
def test_a_long_text_with_slips_of_the_pen_mended_is_put_up_again(was: str, now: str) -> None:
    slipped = WORKS.replace(was, now)
    assert _again("Water works", 2, WORKS, _use(2, slipped))
    assert _again("Water works", 2, slipped, _use(2, WORKS))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Monday", "Tuesday"),
        ("eight", "seven"),
        ("40", "41"),
        ("Mill", "Hill"),
        ("water", "gas"),
        ("open no tap", "open one tap"),
        ("evening", "morning"),
        ("The works ask", "The works urge"),
        ("that day", "that night and day"),
    ],
)
def test_a_long_text_with_a_word_for_another_is_told(was: str, now: str) -> None:
    assert not _again("Water works", 2, WORKS.replace(was, now), _use(2, WORKS))


def test_many_slips_are_another_text() -> None:
    slipped = WORKS
    for word in ("chapel", "people", "evening", "between"):
        slipped = slipped.replace(word, f"{word}x")
    slipped = slipped.replace("renew", "renewx")
    assert not _again("Water works", 2, slipped, _use(2, WORKS))
