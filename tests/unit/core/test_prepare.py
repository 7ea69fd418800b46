"""An article is prepared: matched, sketched and folded for search."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

from bot.core.match.matcher import Matcher
from bot.core.match.watchset import watch_set
from bot.core.prepare import TITLE_KEY, Prepared, prepare_article
from bot.core.stories.features import make_sketch
from bot.core.watch.compile import WantedWatch
from bot.models import Article

WHEN = datetime(2026, 1, 5, tzinfo=UTC)
MATCHER = Matcher(watch_set([WantedWatch("w1", "Mali"), WantedWatch("w2", "Zorbal")], version=7))


def prepared(title: str, lead: str = "", text: str = "") -> Prepared:
    return prepare_article(Article("1", "s", title, lead, text, "", "fr", WHEN), MATCHER)


def test_the_matches_are_those_of_the_watches_at_that_version() -> None:
    one = prepared("Crue au Mali")
    assert [match.watch for match in one.matches] == ["w1"]
    assert one.watches == 7
    assert prepared("Crue à Bria").matches == ()


def test_title_and_body_are_folded_for_the_search() -> None:
    one = prepared("L’Été à BRIA", "Le chapeau", "Tout le texte")
    assert one.title == "l' ete a bria"
    assert one.body == "le chapeau tout le texte"


def test_a_lead_that_the_text_begins_with_is_indexed_once() -> None:
    assert prepared("x", "La Vire", "La Vire monte").body == "la vire monte"


def test_the_key_of_a_title_tells_it_again_whatever_its_letters() -> None:
    assert prepared("Été à Bria").title_key == prepared("ete a BRIA").title_key
    assert len(prepared("mot " * 400).title_key) == TITLE_KEY


def test_the_sketch_is_that_of_the_article() -> None:
    one = prepared("Crue au Mali", "La Vire", "La Vire monte")
    assert pickle.dumps(one.sketch) == pickle.dumps(make_sketch(one.article))


def test_it_can_be_handed_to_another_process() -> None:
    one = prepared("Crue au Mali", "La Vire")
    packed = pickle.dumps(one)
    assert pickle.dumps(pickle.loads(packed)) == packed
    assert pickle.loads(packed).matches == one.matches
