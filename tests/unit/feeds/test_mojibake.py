"""UTF-8 read as windows-1252: read as what it was, and nothing else is touched."""

from __future__ import annotations

import time

import pytest

from bot.feeds.mojibake import mended_text


def garbled(text: str, times: int = 1) -> str:
    """Read a text's UTF-8 as windows-1252, as browsers do."""
    for _ in range(times):
        bytes_ = text.encode()
        text = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in bytes_)
    return text


RIGHT = (
    "Café à Séoul : l’été « œuvre » — 5 €",
    "À Paris",
    "État de siège",
    "déjà vu…",
    "“quotes” it’s",
    "Straße nach Köln",
    "Łódź, żółw",
    "Šibenik i Čakovec",
    "Привет, мир",
    "Ελλάδα",
    "مرحبا",
    "東京の夜",
    "ok 😀",
    "dû à l’Île d’Yeu",
)


@pytest.mark.parametrize("text", RIGHT)
def test_what_was_read_wrongly_is_read_right(text: str) -> None:
    assert mended_text(garbled(text)) == text
    assert mended_text(text.encode().decode("latin-1")) == text
    assert mended_text(garbled(text, 2)) == text


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("CafÃ©", "Café"),
        ("CafÃ© – l’été", "Café – l’été"),
        ("<p>L&amp;nbsp;: lâ€™Ã©tÃ©</p>", "<p>L&amp;nbsp;: l’été</p>"),
        ("ï»¿Crue", "\ufeffCrue"),
    ],
)
def test_a_part_of_a_text_is_enough(written: str, told: str) -> None:
    assert mended_text(written) == told


@pytest.mark.parametrize(
    "text",
    [
        *RIGHT,
        "« liberté\xa0»",
        "CAFÉ… ÉTÉ»",
        "„Straße“, „Gruß“",
        "IRMÃ” MANHÃ… NÃO",
        "Café® Café™ 5°",
        "É–È, Ö“Ä”",
        "ÉTÉ\xa0: «\xa0LÀ\xa0»",
        "Åre – Ängelholm",
        "",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert mended_text(text) == text


@pytest.mark.parametrize("piece", ["Ã", "é", "Ã©", "â€", "ðŸ", "É…", "Ð"])
def test_long_texts_take_no_time(piece: str) -> None:
    start = time.process_time()
    mended_text(piece * 200_000)
    assert time.process_time() - start < 2


def _read_as(text: str, codec: str) -> str:
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1251", "Новости дня"),
        ("cp1251", "И снова: «Мост» — закрыт, №\xa05"),
        ("cp1251", "Погода в Києві, їжак"),
        ("mac_roman", "Die Brücke öffnet"),
        ("mac_roman", "Café — l’été"),
    ],
)
def test_other_charsets_are_known_by_the_whole_text(codec: str, text: str) -> None:
    assert mended_text(_read_as(text, codec)) == text


def test_a_text_that_is_cut_inside_a_letter_is_mended_up_to_there() -> None:
    assert mended_text(_read_as("Новости дня", "cp1251")[:-1]) == "Новости дн"


@pytest.mark.parametrize(
    "text",
    [
        "Новости дня",
        "СССР… «Рёв»",
        "СІРІ вовки",
        "С… Р…",
        "С. Ў. Ј",
        "La √π",
        "n√2",
        "РФ № 5",
        "Сё",
    ],
)
def test_right_texts_of_other_charsets_stay(text: str) -> None:
    assert mended_text(text) == text
