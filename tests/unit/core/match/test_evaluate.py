"""A query's tree against one document."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.language.document import Document
from bot.core.match.evaluate import Evaluation
from bot.core.query.query import parse_query
from bot.core.query.tree import Atom
from bot.core.watch.hits import Hit
from bot.core.watch.surfaces import Surface
from bot.models import Article

WHEN = datetime(2026, 1, 5, tzinfo=UTC)
TOLD = Article(
    "1",
    "Le Courrier de Bria",
    "alpha beta",
    "gamma delta epsilon. Alpha again",
    "beta one two three four five six seven gamma",
    "",
    "fr",
    WHEN,
    authors=("Ana Roy",),
)


def evaluation(fields: int = 3) -> Evaluation:
    document = Document(TOLD)

    def hits(atom: Atom) -> list[Hit]:
        surface = Surface(((atom.text,),), atom.text, "literal")
        return [Hit(at, at, surface) for at, word in enumerate(document.words) if word == atom.text]

    return Evaluation(document, hits, document.ends[fields - 1])


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("alpha", True),
        ("omega", False),
        ("alpha AND omega", False),
        ("alpha OR omega", True),
        ("alpha NOT omega", True),
        ("alpha NOT beta", False),
        ("alpha NEAR/0 beta", True),
        ("beta NEAR/0 alpha", True),
        ("beta ONEAR/0 alpha", False),
        ("gamma NEAR/1 epsilon", True),
        ("gamma NEAR/0 epsilon", False),
        ("beta NEAR/7 gamma", True),
        ("beta NEAR/6 gamma", False),
        ("alpha SENT beta", True),
        ("alpha SENT gamma", False),
        ("gamma SENT (beta OR delta)", True),
        ("title:alpha", True),
        ("title:gamma", False),
        ("title:(alpha NOT gamma) gamma", True),
        ("source:courrier alpha", True),
        ("source:echo alpha", False),
        ("author:roy alpha", True),
        ("author:(roy AND ana) alpha", True),
        ("author:(luc OR ana) alpha", True),
        ("alpha NOT author:ana", False),
        ("lang:fr alpha", True),
        ("lang:français alpha", True),
        ("lang:de alpha", False),
    ],
)
def test_whether_a_query_holds(query: str, *, holds: bool) -> None:
    assert evaluation().holds(parse_query(query).root) is holds


def test_fields_that_are_cut_off_hold_nothing() -> None:
    assert not evaluation(1).holds(parse_query("gamma").root)
    assert not evaluation(2).holds(parse_query("seven").root)
    assert evaluation(2).holds(parse_query("epsilon").root)


def test_distances_do_not_reach_across_fields() -> None:
    assert not evaluation().holds(parse_query("beta NEAR/50 delta").root)


def test_spots_say_where_and_by_which_hits_in_the_order_of_the_text() -> None:
    query = parse_query("alpha OR gamma").root
    spots = evaluation().spots(query)
    assert [spot.first for spot in spots] == [0, 2, 5, 15]
    assert all(len(spot.hits) == 1 for spot in spots)
    (near,) = evaluation().spots(parse_query("gamma NEAR/1 epsilon").root)
    assert (near.first, near.last, len(near.hits)) == (2, 4, 2)


def test_what_is_negated_or_about_no_text_has_no_spots() -> None:
    assert evaluation().spots(parse_query("alpha NOT omega").root.parts[1]) == []
    assert evaluation().spots(parse_query("lang:fr alpha").root.parts[0]) == []
