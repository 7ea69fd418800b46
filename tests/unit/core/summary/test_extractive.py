"""The sentences that together say most within a length are chosen."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.core.summary import extractive
from bot.core.summary.extractive import (
    WeighedArticle,
    choose_sentences,
    fitting_subsets,
    is_torn,
    read_sentence,
    weigh_article,
)

NEWS = (
    "The bridge of Bria fell into the river on Monday, killing three workers.",
    "It rained all night.",
    "The bridge was built in 1962 and had been closed to lorries for two years.",
    "But nobody had looked at its cables, says a report of the county.",
    "Divers looked for a lorry in the river until the evening.",
)


def read(*texts: str, title: str = "Bridge of Bria falls", language: str = "en") -> WeighedArticle:
    return weigh_article([read_sentence(text, language) for text in texts], title, language)


def test_a_sentence_is_kept_as_it_is_with_its_words_and_stems() -> None:
    one = read_sentence("L’Été à Bria : les ponts tombent.", "fr")
    assert one.text == "L’Été à Bria : les ponts tombent."
    assert one.words[:3] == ("l", "ete", "a")
    assert one.stems == frozenset(one.heads)
    assert not one.stems & {"l", "a", "les"}


def test_what_is_chosen_fits_and_comes_in_order() -> None:
    whole = read(*NEWS)
    for limit in (60, 120, 200, 280):
        chosen = choose_sentences(whole, range(len(NEWS)), frozenset(), limit)
        assert list(chosen) == sorted(chosen)
        assert len(" ".join(NEWS[at] for at in chosen)) <= limit


def test_what_is_required_is_in_it_whatever_it_is_worth() -> None:
    chosen = choose_sentences(read(*NEWS), range(len(NEWS)), frozenset({1}), 200)
    assert 1 in chosen


def test_where_nothing_fits_nothing_is_chosen() -> None:
    assert choose_sentences(read(*NEWS), range(len(NEWS)), frozenset(), 10) == ()
    assert choose_sentences(read(), (), frozenset(), 100) == ()


def test_the_news_goes_before_the_weather() -> None:
    chosen = choose_sentences(read(*NEWS), range(len(NEWS)), frozenset(), 90)
    assert 0 in chosen


def test_every_set_that_fits_is_tried_and_no_other() -> None:
    whole = read("aa.", "bbb.", "cccc.", "ddddd.", "ee.")
    found = set(fitting_subsets(whole, range(5), frozenset(), 12))
    lengths = [3, 4, 5, 6, 3]
    wanted = {
        chosen
        for size in range(1, extractive.MOST + 1)
        for chosen in combinations(range(5), size)
        if sum(lengths[at] for at in chosen) + size - 1 <= 12
    }
    assert found == wanted


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("Il a dit « non ».", False),
        ("Il a dit « non.", True),
        ('He said "no.', True),
        ("(a)", False),
    ],
)
def test_a_quote_or_bracket_that_does_not_close_is_torn(text: str, *, open_: bool) -> None:
    assert is_torn(text) is open_


def test_openings_that_lean_on_the_sentence_before_are_known() -> None:
    assert extractive.leans_back(read_sentence("It rained all night.", "en"))
    assert extractive.links_back(read_sentence("But nobody looked.", "en"))
    assert not extractive.leans_back(read_sentence("The bridge fell.", "en"))
    assert not extractive.leans_back(read_sentence("", "en"))


def test_a_set_is_told_by_what_it_covers_and_how_it_hangs_together() -> None:
    whole = read(*NEWS)
    both, alone = extractive.set_features(whole, (0, 1)), extractive.set_features(whole, (1,))
    assert both["coverage"] > alone["coverage"]
    assert (both["adjacent"], both["orphans"]) == (1, 0)
    assert (alone["adjacent"], alone["orphans"], alone["count"]) == (0, 1, 1)
    assert extractive.set_features(whole, (3,))["dangling"] == 1


def test_a_sentence_is_told_by_where_it_stands_and_what_it_is_made_of() -> None:
    whole = read(*NEWS)
    third = extractive.sentence_features(whole, 2)
    assert (third["third"], third["second"], third["figures"]) == (1, 0, 1)
    assert extractive.sentence_features(whole, 4)["last"] == 1
    assert (
        extractive.title_features(whole, 0)["title"] > extractive.title_features(whole, 1)["title"]
    )


def test_words_that_come_again_weigh_more() -> None:
    weights = read(*NEWS).weights
    assert weights["bridg"] > weights["cabl"]


def test_without_a_title_the_first_sentence_is_taken_for_the_news() -> None:
    assert read(*NEWS, title="").leads
    assert not read(*NEWS, title="", language="fr").leads
    assert not read(*NEWS).leads


def test_features_without_a_weight_count_nothing() -> None:
    assert extractive.weigh_features({"a": 2.0, "b": 5.0}, {"a": 1.5}) == 3.0
