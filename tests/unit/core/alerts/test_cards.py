"""What a channel gets to see of a story."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.cards import Span, Style, bare_words, plain_lines
from bot.core.alerts.cards import (
    Look,
    Telling,
    alert_card,
    digest_card,
    local_time,
    other_outlets,
    outlet_links,
    plainer_card,
    quoted_sentence,
    web_url,
)
from bot.i18n import translator_for
from bot.models import Match, Relation, Story, StoryArticle
from bot.platforms.discord.render import render as discord_render
from bot.platforms.slack.render import render as slack_render
from tests.fakes.rows import START, after

ENGLISH = Look("en", ZoneInfo("UTC"), translator_for("en"))
FRENCH = Look("fr", ZoneInfo("Europe/Paris"), translator_for("fr"))


def _article(row: int, source: str, relation: Relation = Relation.SAME) -> StoryArticle:
    return StoryArticle(
        article=row,
        feed=row,
        source=source,
        title=f"Title {row}",
        url=f"https://{source.casefold()}.example/{row}",
        language="en",
        published=START,
        relation=relation,
    )


def _telling(*others: StoryArticle, match: Match | None = None) -> Telling:
    main = _article(1, "Alpha", Relation.NEW)
    story = Story(9, "Title 1", "en", START, after(hours=1), (main, *others))
    return Telling(story, main, "Cement", match or Match("Cement", True, ()), "A summary.")


def _fields(telling: Telling, look: Look = ENGLISH) -> dict[str, str]:
    return {item.name: bare_words(item.value) for item in alert_card(telling, look, alert=4).fields}


def test_an_alert_names_source_watch_and_outlets() -> None:
    own, copy = _article(2, "Beta"), _article(3, "Gamma", Relation.COPY)
    assert _fields(_telling(own, copy)) == {
        "Source": "Alpha · 2 Mar 2026, 12:00",
        "Watch": "Cement · about it",
        "Also": "Beta",
        "Same dispatch": "Gamma",
    }


def test_an_alert_in_french() -> None:
    mention = Match("Cement", False, ())
    fields = _fields(_telling(_article(2, "Beta"), match=mention), FRENCH)
    assert fields == {
        "Source": "Alpha · 2 mars 2026, 13:00",
        "Veille": "Cement · mention",
        "Aussi": "Beta",
    }


def test_buttons_carry_alert_and_story() -> None:
    actions = alert_card(_telling(), ENGLISH, alert=4).actions
    assert [(item.name, item.argument) for item in actions] == [
        ("why", "4"),
        ("follow", "9"),
        ("mute-story", "9"),
        ("not-relevant", "4"),
    ]


def test_a_repeat_after_an_interruption_is_marked() -> None:
    assert alert_card(_telling(), ENGLISH, alert=4).footer == ()
    marked = alert_card(_telling(), ENGLISH, alert=4, uncertain=True)
    assert "may have seen" in bare_words(marked.footer)


def test_an_article_without_title_or_link_is_shown_all_the_same() -> None:
    telling = _telling()
    bared = replace(telling, main=replace(telling.main, title="", url="javascript:alert(1)"))
    card = alert_card(bared, ENGLISH, alert=4)
    assert (bare_words(card.title), card.url) == ("(no title)", "")


@pytest.mark.parametrize(
    ("title", "summary", "shown"),
    [
        ("The pier is shut", "The pier is shut.", False),
        ("The pier is  shut", "The pier\nis shut!", False),
        ("The pier is shut until", "The pier is shut until Friday.", True),
        ("", "The pier is shut.", True),
    ],
)
def test_a_post_of_one_sentence_is_shown_once(title: str, summary: str, *, shown: bool) -> None:
    telling = _telling()
    post = replace(telling, main=replace(telling.main, title=title), summary=summary)
    assert (summary in map(bare_words, alert_card(post, ENGLISH, alert=4).body)) is shown


def test_each_outlet_is_named_once_and_own_reporting_first() -> None:
    members = [
        _article(2, "Beta", Relation.COPY),
        _article(3, "Beta", Relation.SAME),
        _article(4, "Alpha"),
        _article(5, "Gamma"),
    ]
    telling = _telling(*members)
    found = other_outlets(telling.story, telling.main)
    assert [(item.source, item.article) for item in found] == [("Beta", 3), ("Gamma", 5)]


def test_many_outlets_are_counted() -> None:
    names = [_article(number, f"Paper{number}") for number in range(2, 9)]
    assert bare_words(outlet_links(names)) == "Paper2, Paper3, Paper4, Paper5, +3"


def test_hits_are_strong_in_the_quote_whatever_their_order() -> None:
    spans = quoted_sentence("Wagner fights Wagner", [(14, 20), (0, 6), (2, 4)])
    assert bare_words(spans) == "« Wagner fights Wagner »".replace("« ", spans[0].text)
    strong = [span.text for span in spans if span.style is Style.STRONG]
    assert strong == ["Wagner", "Wagner"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/1", "https://a.example/1"),
        ("http://a.example", "http://a.example"),
        ("ftp://a.example", ""),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://[::1", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_linked(url: str, shown: str) -> None:
    assert web_url(url) == shown


def test_times_are_the_readers() -> None:
    assert local_time(START, ENGLISH) == "2 Mar 2026, 12:00"
    assert local_time(START, FRENCH) == "2 mars 2026, 13:00"


def test_a_digest_lists_its_stories() -> None:
    card = digest_card([_telling(_article(2, "Beta"))] * 2, ENGLISH, title="Digest: 2 stories")
    assert len(card.items) == 2
    assert card.items[0].title == (Span("Title 1", Style.STRONG, "https://alpha.example/1"),)
    assert "also: Beta" in plain_lines(card)
    assert not card.ephemeral


def test_what_a_language_model_wrote_is_marked_everywhere() -> None:
    telling = replace(_telling(), by_model=True)
    own, made = alert_card(_telling(), FRENCH, alert=4), alert_card(telling, FRENCH, alert=4)
    mark = "✦ par un modèle de langage"
    assert bare_words(made.body[0]) == f"{bare_words(own.body[0])} {mark}"
    assert [facts.by_model for facts in (*own.facts, *made.facts)] == [False, True]
    digest = digest_card([_telling(), telling], FRENCH, title="x")
    assert [mark in bare_words(item.body) for item in digest.items] == [False, True]
    assert mark in bare_words(plainer_card(made).body[0])
    assert mark in str(discord_render(made))
    assert mark in str(slack_render(made))
