"""An answer that says what its article does not say is refused."""

from __future__ import annotations

import time

import pytest

from bot.core.summary.faithfulness import SourceText, answer_fault, keeps_sentence

TEXT = (
    "Le pont de Bria s'est effondré lundi dans la Vire. Trois ouvriers sont morts, a déclaré la "
    "maire, Ana Kenvarov. Le pont, construit en 1962, était fermé aux camions depuis deux ans. "
    "Les plongeurs ont cherché 1 200 kilos de câbles jusqu'au soir avec Luc Ferrand."
)
SOURCE = SourceText("Le pont de Bria s'effondre", "Trois morts à Bria.", TEXT)
GOOD = "Le pont de Bria s'est effondré lundi : trois ouvriers sont morts, selon la maire."


def found(answer: str, limit: int = 280, told: str = "fr") -> str:
    return answer_fault(answer, SOURCE, limit, lambda _: told, "fr")


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        "Lundi, le pont de Bria s'est effondré dans la Vire.",
        "Le pont, construit en 1962, était fermé aux camions depuis 2 ans. Trois morts à Bria.",
        "Le pont de Bria s'effondre. Les plongeurs ont cherché 1200 kilos de câbles.",
    ],
)
def test_what_the_article_says_may_be_shown(answer: str) -> None:
    assert found(answer) == ""


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("Pont effondré.", "length"),
        (f"{GOOD}\n{GOOD}", "more than one paragraph"),
        (f"{GOOD} 🙂.", "control characters or symbols"),
        (f"{GOOD} Voir bria.com.", "a link or mention"),
        (f"{GOOD} @everyone.", "a link or mention"),
        (f"**{GOOD}**.", "markup"),
        (GOOD.rstrip("."), "a sentence that is not whole"),
        (GOOD.lower(), "a sentence that is not whole"),
        ("Voici le résumé : le pont de Bria s'est effondré lundi.", "speaks of itself"),
        ("L'article décrit l'effondrement du pont de Bria lundi.", "speaks of itself"),
        ("Abonnez-vous pour lire la suite du pont de Bria.", "page furniture"),
        ("Le pont de Bria s'est effondré lundi : quatre ouvriers sont morts.", "a number"),
        ("Le pont de Bria, construit en 1963, s'est effondré lundi.", "a number"),
        ("Le pont de Bria s'est effondré lundi, selon Zorbal et la maire.", "a name that"),
        ("Le pont de Bria s'est effondré lundi, selon la maire Ana Ferrand.", "names put together"),
        ("Le pont rose danse gaiement parmi mille chansons anciennes.", "a number"),
        ("Le pont rose danse gaiement parmi des chansons anciennes.", "a sentence that"),
        ("Trois ouvriers sont morts lundi dans l'effondrement du pont.", "a sentence that"),
        ("« Le pont était fermé aux camions », a déclaré la maire de Bria.", "a quote that"),
    ],
)
def test_what_is_wrong_is_told(answer: str, wrong: str) -> None:
    assert found(answer).startswith(wrong)


def test_the_title_again_is_no_summary() -> None:
    source = SourceText("Le pont de Bria s'effondre dans la Vire", "", TEXT)
    answer = "Le pont de Bria s'effondre dans la Vire."
    assert answer_fault(answer, source, 280, lambda _: "", "fr") == "repeats the title"


def test_another_language_is_refused_and_an_unknown_one_is_not() -> None:
    assert found(GOOD, told="en") == "language"
    assert found(GOOD, told="") == ""
    assert answer_fault(GOOD, SOURCE, 280, lambda _: "en", "") == ""


def test_an_answer_of_exactly_the_limit_is_one_and_of_more_is_none() -> None:
    assert found(GOOD, limit=len(GOOD)) == ""
    assert found(GOOD, limit=len(GOOD) - 1) == "length"


def test_an_answer_has_to_be_about_what_the_head_is_about() -> None:
    # The last words of a long text are in it and still not what it is about.
    text = TEXT + " x" * 800 + ". Une fanfare jouera samedi sur la grande place du marché couvert."
    answer = "Une fanfare jouera samedi sur la grande place du marché couvert."
    source = SourceText("Le pont de Bria s'effondre", "", text)
    assert answer_fault(answer, source, 280, lambda _: "", "fr") == "off the subject"


def test_most_of_what_has_to_be_kept_is_kept() -> None:
    must = "Trois ouvriers sont morts, a déclaré la maire."
    assert keeps_sentence("La maire déclare que trois ouvriers sont morts.", must, "fr")
    assert not keeps_sentence("Le pont était fermé aux camions.", must, "fr")
    assert keeps_sentence("Peu importe.", "", "fr")


@pytest.mark.parametrize("piece", ["A", "a ", "A b ", "1 ", "« ", "www", "`", "\u0301"])
def test_hostile_answers_take_no_time(piece: str) -> None:
    start = time.process_time()
    assert answer_fault(piece * 20_000, SOURCE, 1_000_000, lambda _: "", "fr")
    assert time.process_time() - start < 5
