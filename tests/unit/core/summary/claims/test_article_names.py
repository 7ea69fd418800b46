"""The names of an article, alone and side by side."""

from __future__ import annotations

from bot.core.language.text import tokens
from bot.core.summary.claims.article_names import ArticleNames

ENGLISH = ArticleNames("Ana Kenvarov met Luc Ferrand. Strong winds fed the fire.", "en")
GERMAN = ArticleNames("Der Rat des Landes zahlt 90 Euro Hilfe für Fahrzeuge.", "de")


def test_only_names_of_the_article_are_known() -> None:
    assert ENGLISH.has(tokens("Kenvarov")[0])
    assert not ENGLISH.has(tokens("Orbent")[0])


def test_names_that_stand_apart_are_not_put_together() -> None:
    assert ENGLISH.has_beside(*tokens("Ana Kenvarov"))
    assert not ENGLISH.has_beside(*tokens("Ana Ferrand"))


def test_a_capital_may_only_open_a_sentence() -> None:
    text = "Winds fed Ferrand."
    assert ENGLISH.opens_only(text, tokens(text)[0])
    assert not ENGLISH.opens_only(text, tokens(text)[2])
    assert not ENGLISH.opens_only("Orbent fed it.", tokens("Orbent fed it.")[0])


def test_german_nouns_may_bend_and_be_other_words_for_the_same() -> None:
    assert GERMAN.has(tokens("Land")[0])
    assert GERMAN.has(tokens("Autos")[0])
    assert not GERMAN.has(tokens("Schiffe")[0])
    assert GERMAN.has_beside(*tokens("Euro Zuschuss"))
