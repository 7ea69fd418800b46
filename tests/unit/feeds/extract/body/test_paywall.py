"""A paywalled stub is told from a whole article."""

from __future__ import annotations

from bot.feeds.extract.body.paywall import is_stub

WHOLE = "Le port de Bria rouvre lundi après trois semaines de travaux. " * 60


def test_far_less_than_was_promised_is_a_stub() -> None:
    assert is_stub("Le port rouvre.", (), locked=False, promised=4000)
    assert not is_stub(WHOLE, (), locked=False, promised=len(WHOLE))


def test_a_short_text_behind_a_lock_is_a_stub_and_a_long_one_is_whole() -> None:
    assert is_stub("Le port rouvre.", (), locked=True)
    assert not is_stub(WHOLE, (), locked=True)


def test_nothing_is_no_stub_and_hostile_lines_end() -> None:
    assert not is_stub("", (), locked=False)
    assert not is_stub(WHOLE, ("abonnez " * 12_500,), locked=False)
