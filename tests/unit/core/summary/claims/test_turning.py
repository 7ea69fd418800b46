"""A little word turns in a claim what it turns in the article."""

from __future__ import annotations

import pytest

from bot.core.summary.claims.fit import carried
from bot.core.summary.claims.reading import ClaimSentence
from bot.core.summary.claims.turning import turn_the_same


def holds(claim: str, source: str, language: str = "en") -> bool:
    return carried(ClaimSentence(claim, language), ClaimSentence(source, language))


@pytest.mark.parametrize(
    ("claim", "source", "language"),
    [
        ("Norvik did not sign and Korl left.", "Norvik signed and Korl did not leave.", "en"),
        ("The mill may go, the mine will stay.", "The mill will go, the mine may stay.", "en"),
        ("All ships left, some trains stayed.", "Some ships left, all trains stayed.", "en"),
        ("The port closes if the union signs.", "If the port closes the union signs.", "en"),
        ("Le quai va ouvrir, le pont peut céder.", "Le quai peut ouvrir, le pont va céder.", "fr"),
        ("Das Tor ist nicht auf, das Amt ist zu.", "Das Tor ist auf, das Amt ist nicht zu.", "de"),
        ("Norvik no firmó y Korl salió.", "Norvik firmó y Korl no salió.", "es"),
    ],
)  # fmt: skip
def test_a_word_that_turns_another_is_another_claim(claim: str, source: str, language: str) -> None:
    assert not holds(claim, source, language)
    assert holds(source, source, language)
    assert holds(claim, claim, language)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The union did not sign.", "The union did not sign on Monday."),
        ("On Monday the union did not sign.", "The union did not sign on Monday."),
        ("The mill may close.", "The mill may close, and the mine opened in June."),
        ("All ships left Bria.", "All ships left Bria after the storm."),
    ],
)
def test_it_may_be_told_with_less_around_it(claim: str, source: str) -> None:
    assert holds(claim, source)


def test_a_mark_ends_what_a_word_turns() -> None:
    claim = ClaimSentence("Profits fell less in Bria.", "en")
    source = ClaimSentence("Profits fell, less than costs, in Bria.", "en")
    places = [
        next(at for at, word in enumerate(source.words) if word.key == claim.words[one].key)
        for one in claim.telling
    ]
    assert not turn_the_same(claim, source, places)
