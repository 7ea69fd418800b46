"""A paywalled stub is told from a whole article."""

from __future__ import annotations

import pytest

from bot.feeds.extract.body.paywall import is_fence, is_stub

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


@pytest.mark.parametrize(
    "line",
    [
        "La suite est réservée aux abonnés",
        "Subscribe to continue reading",
        "Nur für Abonnenten",
        "Contenido exclusivo para suscriptores",
        "Questo contenuto: articolo riservato agli abbonati",
        "Conteúdo exclusivo para assinantes",
        "Dit artikel is alleen voor abonnees",
        "Dalsza część tylko dla prenumeratorów",
        "Материал доступен только подписчикам",
        "هذا المقال للمشتركين فقط",
        "本文仅供付费会员阅读",
        "この記事は有料会員限定です",
    ],
)
def test_the_line_of_a_paywall_is_known_in_each_language(line: str) -> None:
    assert is_stub("A short text, with a second sentence.", (line,), locked=False)
    assert not is_stub(WHOLE, (line,), locked=False)


def test_a_line_of_a_paywall_is_told_from_a_sentence() -> None:
    assert is_fence("This article is for subscribers only.")
    assert not is_fence("The paper has lost a third of its subscribers.")
