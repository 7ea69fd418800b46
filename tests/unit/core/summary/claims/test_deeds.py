"""How a deed is told: by whom, to whom, when."""

from __future__ import annotations

import pytest

from bot.core.summary.claims.deeds import are_of_one_time, is_told_alike
from bot.core.summary.claims.reading import ClaimSentence


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The port will close.", "The port closed."),
        ("The port is open.", "The port was open."),
        ("The ports are open.", "The port is open."),
    ],
)
def test_times_are_told_apart(claim: str, source: str) -> None:
    assert not are_of_one_time(ClaimSentence(claim, "en"), ClaimSentence(source, "en"))
    assert are_of_one_time(ClaimSentence(claim, "en"), ClaimSentence(claim, "en"))


def deed(claim: str, source: str, language: str) -> bool:
    mine, theirs = ClaimSentence(claim, language), ClaimSentence(source, language)
    return is_told_alike(mine, mine.telling[-1], theirs, theirs.telling[-1], headless=False)


def test_who_does_it_is_not_who_suffers_it() -> None:
    assert not deed("Norvik was bought", "Norvik bought", "en")
    assert not deed("Norvik bought", "Norvik was bought", "en")
    assert deed("Norvik was bought", "Norvik has been bought", "en")


def test_what_is_to_be_done_is_not_done() -> None:
    assert not deed("Norvik closed", "Norvik wants to close", "en")
    assert not deed("Norvik a racheté", "Norvik veut racheter", "fr")
    assert not deed("Norvik adoptera", "Norvik a adopté", "fr")
