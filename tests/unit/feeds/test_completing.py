"""A draft becomes an article: one form of its address, the language that it is really in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.match.matcher import Matcher
from bot.core.match.watchset import watch_set
from bot.core.prepare import Draft
from bot.core.watch.compile import WantedWatch
from bot.feeds.completing import complete_draft, prepare_drafts
from bot.models import Article

WHEN = datetime(2026, 1, 5, tzinfo=UTC)
ENGLISH = "The council met on Tuesday and it said that the bridge would be shut for the winter."
FRENCH = "Le conseil a voté la loi et les dockers sont dans le port avec une prime pour eux."


def draft(text: str, language: str = "", url: str = "https://bria.example/a?utm_source=x") -> Draft:
    return Draft(Article("1", "s", "Bria", "", text, url, language, WHEN))


def test_an_address_has_one_form() -> None:
    assert complete_draft(draft(ENGLISH)).url == "https://bria.example/a"


@pytest.mark.parametrize(
    ("text", "declared", "found"),
    [(ENGLISH, "fr", "en"), (FRENCH, "en", "fr"), (ENGLISH, "", "en"), ("", "fr", "fr")],
)
def test_the_text_tells_the_language_and_what_is_declared_stands_in(
    text: str, declared: str, found: str
) -> None:
    assert complete_draft(draft(text, declared)).language == found


def test_a_quotation_at_the_end_does_not_tell_it() -> None:
    assert complete_draft(draft(FRENCH * 40 + ENGLISH * 200)).language == "fr"


def test_nothing_else_of_an_article_changes() -> None:
    before = draft(ENGLISH, "en", "https://bria.example/a")
    assert complete_draft(before) == before.article


def test_drafts_are_prepared_in_their_order() -> None:
    matcher = Matcher(watch_set([WantedWatch("w", "bridge")]))
    done = prepare_drafts([draft(FRENCH), draft(ENGLISH)], matcher)
    assert [one.article.language for one in done] == ["fr", "en"]
    assert [[match.watch for match in one.matches] for one in done] == [[], ["w"]]
