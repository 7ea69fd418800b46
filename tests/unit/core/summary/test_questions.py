"""The sentence that answers a headline which asks."""

from __future__ import annotations

import pytest

from bot.core.summary.questions import answer_score, best_answer, is_question, question_kind


@pytest.mark.parametrize(
    "title",
    [
        "Le pont va-t-il rouvrir ?",
        "Pourquoi le pont de Bria est fermé",
        "Bria : comment le pont est tombé",
        "Why the bridge fell",
        "橋はなぜ落ちた？",
    ],
)
def test_a_headline_asks_with_or_without_a_question_mark(title: str) -> None:
    assert is_question(title)


@pytest.mark.parametrize("title", ["Le pont de Bria est tombé", "Somehow the bridge stands", ""])
def test_a_headline_that_tells_asks_nothing(title: str) -> None:
    assert not is_question(title)


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Combien coûte le pont ?", "how many"),
        ("How long will the bridge stay shut?", "how many"),
        ("Pourquoi le pont est-il fermé ?", "why"),
        ("Quand le pont rouvre-t-il ?", "when"),
        ("Where did the bridge fall?", "where"),
        ("Qui est le maire de Bria ?", "who"),
        ("Comment passer la Vire ?", "how"),
        ("Will the bridge open again?", "whether"),
        ("Le pont", ""),
    ],
)
def test_what_a_headline_asks_for_is_named(title: str, asked: str) -> None:
    assert question_kind(title) == asked


@pytest.mark.parametrize(
    ("title", "told", "beside"),
    [
        (
            "Pourquoi le pont de Bria est-il fermé ?",
            "Le pont de Bria est fermé parce que ses câbles ont rouillé.",
            "Le pont de Bria est long de deux kilomètres.",
        ),
        (
            "When will the bridge of Bria open again?",
            "The bridge will open again on Monday.",
            "The bridge is made of steel and has been painted green.",
        ),
        (
            "Combien coûte le nouveau pont ?",
            "Le nouveau pont coûte 14 millions d'euros.",
            "Le nouveau pont coûte cher à la commune.",
        ),
    ],
)
def test_a_sentence_that_takes_up_the_words_and_tells_what_is_asked_answers_best(
    title: str, told: str, beside: str
) -> None:
    language = "en" if "bridge" in title else "fr"
    assert answer_score(title, told, language) > answer_score(title, beside, language)
    assert best_answer(title, [beside, told], 280, language) == 1


def test_a_sentence_that_asks_itself_answers_nothing() -> None:
    assert answer_score("Pourquoi le pont ?", "Pourquoi le pont est-il fermé ?", "fr") == 0
    assert answer_score("Pourquoi le pont ?", "« Pourquoi le pont est-il fermé ? »", "fr") == 0


def test_a_number_that_the_headline_has_is_no_answer_to_how_many() -> None:
    title = "Combien coûtent les 14 ponts ?"
    again, told = "Les ponts, au nombre de 14, coûtent.", "Les ponts, au nombre de 15, coûtent."
    assert answer_score(title, told, "fr") > answer_score(title, again, "fr")


def test_where_nothing_answers_or_fits_there_is_no_answer() -> None:
    title, told = "Quand le pont rouvre-t-il ?", "Le pont rouvre lundi matin."
    assert best_answer(title, ["Il pleut."], 280, "fr") == -1
    assert best_answer(title, [told], len(told) - 1, "fr") == -1
    assert best_answer(title, [told], len(told), "fr") == 0
    assert best_answer(title, [], 280, "fr") == -1


def test_of_two_that_answer_alike_the_first_counts() -> None:
    told = "Le pont rouvre lundi matin."
    assert best_answer("Quand le pont rouvre-t-il ?", ["Il pleut.", told, told], 280, "fr") == 1
