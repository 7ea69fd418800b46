"""Other sentences that say the same, with the same parties in the same parts."""

from __future__ import annotations

import pytest

from bot.core.summary.claims.reading import ClaimSentence
from bot.core.summary.claims.rephrasing import readings


def texts(sentence: str, language: str = "en", *, of_claim: bool = False) -> list[str]:
    read = readings(ClaimSentence(sentence, language), of_claim=of_claim)
    return [one.text for one, _ in read]


@pytest.mark.parametrize(
    ("sentence", "language", "other"),
    [
        ("Orbent was bought by Norvik in May.", "en", "Norvik bought Orbent in May."),
        ("La loi a été adoptée par le Sénat mardi.", "fr", "le Sénat adopté La loi mardi."),
        ("El alcalde fue detenido por la policía.", "es", "la policía detenido al alcalde."),
        ("A team of doctors has left.", "en", "doctors have left."),
        ("Un equipo de médicos miró frente a Lanza.", "es", "médicos miró frente a Lanza."),
        (
            "Two were injured when a tram fell, Harl said.",
            "en",
            "a tram fell, injuring Two, Harl said.",
        ),
        ("Deux ont été blessés quand un bus a brûlé.", "fr", "un bus a brûlé, blessant Deux."),
        ("Harl, who sued Norvik, left.", "en", "Harl sued Norvik."),
        ("The suspect, held in Bria, denies it.", "en", "held in Bria, The suspect denies it."),
        ("Oil rose, but gas fell, Harl said.", "en", "gas fell, but Oil rose, Harl said."),
        ("Ana Kenvarov, the mayor of Bria, left.", "en", "the mayor of Bria, Ana Kenvarov, left."),
    ],
)
def test_a_sentence_of_the_article_says_so_too(sentence: str, language: str, other: str) -> None:
    assert other in texts(sentence, language)


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("Bria's central bank cut rates.", "central bank of Bria cut rates."),
        ("A 6% raise was refused.", "A raise of 6 percent was refused."),
        ("The mayor was arrested.", "arrested The mayor."),
        ("Pantri, the grocer, lost money.", "the grocer Pantri lost money."),
        (
            "The mayor and the judge were held by soldiers.",
            "soldiers held The mayor and the judge.",
        ),
    ],
)
def test_a_claim_says_so_too(sentence: str, other: str) -> None:
    assert other in texts(sentence, of_claim=True)


@pytest.mark.parametrize(
    "sentence",
    [
        "The lawyer of the mayor, who was in Bria, left.",  # who was there?
        "The bill will be rejected by the senate.",
        "The mayor and the judge were arrested by soldiers.",
        "Prices were cut by 5 percent.",
        "The bridge was closed by Monday.",
    ],
)
def test_what_is_not_sure_is_not_read_otherwise(sentence: str) -> None:
    assert texts(sentence) == [ClaimSentence(sentence, "en").text]


def test_lists_are_read_as_they_stand() -> None:
    assert len(texts("Orbent was bought by Norvik, " * 40)) == 1
