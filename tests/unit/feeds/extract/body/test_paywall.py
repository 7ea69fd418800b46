"""A paywalled stub is told from a whole article."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.feeds.extract.body.paywall import _SIGNS, MAX_FENCE, is_fence, is_stub

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


FENCES = """
Weiterlesen mit dem Digital-Abo: vier Wochen für einen Euro
Bereits Abonnent? Hier anmelden
Schon registriert?
Accedi. Sei già abbonato?
Riservato agli abbonati
Word abonnee en lees direct verder.
Este artigo é exclusivo para assinantes.
Já é assinante? Faça login
Este contenido es exclusivo para suscriptores.
¿Ya eres suscriptor?
Masz już prenumeratę? Zaloguj się
Den här artikeln är bara för prenumeranter.
Logga in för att läsa vidare
Bu içerik yalnızca abonelere özeldir.
Haberin devamını okumak için abone olun
You have 1 free article left this month. Register to keep reading.
""".strip().split("\n")
NEWS = """
Die Zeitung hat heute bereits 3.000 Abonnenten weniger als im Jahr zuvor.
Il giornale ha perso un terzo degli abbonati in un anno.
De krant verloor duizend abonnees na de fusie.
O jornal perdeu assinantes depois da greve.
El diario ganó dos mil suscriptores en marzo.
Tidningen har fått fler prenumeranter sedan i våras.
Gazete bir yılda on bin abone kaybetti.
The council has three free places left this month.
Wer das Buch kennt, wird es trotzdem mit Abo lesen, sagte die Verlegerin.
Kommunen hyr in lärare för att läsa hela kursen på ett år.
El descuento será exclusivo para suscriptores, dijo el editor el martes.
Voters must log in to continue their registration, the ministry said on Monday.
""".strip().split("\n")


@pytest.mark.parametrize("line", FENCES)
def test_other_lines_of_paywalls_are_no_text(line: str) -> None:
    assert is_fence(line)


@pytest.mark.parametrize("sentence", NEWS)
def test_news_about_subscribers_stays(sentence: str) -> None:
    assert not is_fence(sentence)


@given(st.from_regex(_SIGNS, fullmatch=True))
def test_what_the_signs_find_holds_one_of_the_words_that_are_needed(line: str) -> None:
    assume(len(line) <= MAX_FENCE)
    assert is_fence(line)
