"""How alike two articles are."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from bot.core.stories import similarity
from bot.core.stories.features import Sketch, make_sketch, unpack_sketches
from bot.core.stories.idf import RunningIdf
from bot.core.stories.similarity import (
    FEATURES,
    Beside,
    WeighedColumns,
    compare_vectors,
    gathered_vectors,
    row_likeness,
    row_nearness,
    sketch_vectors,
    weighed_columns,
)
from bot.models import Article

WHEN = datetime(2026, 1, 5, tzinfo=UTC)
BRIDGE = "Bridge of Bria collapses into the river, three dead"
TEXT = (
    "The old bridge of Bria fell into the river on Monday. Three workers died, said the mayor, "
    "Ana Kenvarov. Divers looked for a lorry until the evening."
)


def sketch(title: str, text: str = "", language: str = "en") -> Sketch:
    return make_sketch(Article("1", "One", title, "", text, "", language, WHEN))


def features(left: Sketch, *others: Sketch) -> list[dict[str, float]]:
    idf = RunningIdf()
    rows = compare_vectors(
        sketch_vectors(left, idf), [sketch_vectors(other, idf) for other in others]
    )
    return [dict(zip(FEATURES, row.tolist(), strict=True)) for row in rows]


def test_an_article_is_wholly_like_itself() -> None:
    (found,) = features(sketch(BRIDGE, TEXT), sketch(BRIDGE, TEXT))
    assert [found[name] for name in ("whole", "title", "names")] == pytest.approx([1, 1, 1])
    assert found["strangers"] == found["scores"] == 0


def test_articles_with_nothing_in_common_are_not_alike() -> None:
    (found,) = features(sketch(BRIDGE, TEXT), sketch("Parliament votes on the price of milk"))
    assert max(found[name] for name in ("whole", "title", "names")) < 0.1


def test_comparing_at_once_is_comparing_one_by_one() -> None:
    others = [sketch("Bria bridge falls"), sketch("Rain"), sketch(BRIDGE, TEXT), sketch("")]
    at_once = features(sketch(BRIDGE, TEXT), *others)
    alone = [features(sketch(BRIDGE, TEXT), other)[0] for other in others]
    for one, other in zip(at_once, alone, strict=True):
        assert one == pytest.approx(other, abs=1e-5)


def test_weighing_many_stored_ones_at_once_is_weighing_one_by_one() -> None:
    sketches = [
        sketch(BRIDGE),
        sketch("Pont de Bria", language="fr"),
        sketch(""),
        sketch("Rain", TEXT),
        sketch("Lens beat Nice 2-0 in Bria", f"{TEXT} Wednesday's cup matches: Kent 3-1."),
    ]
    idf = RunningIdf()
    for one in sketches[1:]:
        idf.count(one.keys, one.language)
    many = weighed_columns(unpack_sketches([one.to_bytes() for one in sketches]), idf)
    alone = gathered_vectors([sketch_vectors(one, idf) for one in sketches], "none")
    for name in ("lengths", "keys", "kinds", "full", "title", "norms"):
        found, wanted = getattr(many, name), getattr(alone, name)
        assert (found.dtype, found.tolist()) == (wanted.dtype, wanted.tolist()), name


def test_comparing_with_columns_is_comparing_with_what_was_put_in() -> None:
    others = [
        sketch("Lens beat Nice 2-0 in Bria"),
        sketch(""),
        sketch("Un pont de Bria tombe, trois morts", language="fr"),
        sketch(BRIDGE, TEXT),
        sketch("Lens beat Nice 3-1"),
    ]
    idf = RunningIdf()
    weighed = [sketch_vectors(other, idf) for other in others]
    columns = WeighedColumns()
    for some in (slice(2), slice(2, None)):
        languages = [other.language for other in others[some]]
        columns.extend(gathered_vectors(weighed[some]), languages)
    fewer = columns.only(np.array([4, 1, 2]))
    for query in (
        sketch(BRIDGE, TEXT),
        sketch("Lens beat Nice 3-1"),
        sketch("Rain", language="xx"),
    ):
        one, language = sketch_vectors(query, idf), query.language
        for slots in ([0, 1, 2, 3, 4], [3, 0], [1]):
            found = compare_vectors(one, columns.of(np.array(slots), language))
            assert np.array_equal(found, compare_vectors(one, [weighed[slot] for slot in slots]))
        found = compare_vectors(one, fewer.of(np.array([0, 2]), language))
        assert np.array_equal(found, compare_vectors(one, [weighed[4], weighed[2]]))


def test_likeness_is_the_same_from_both_sides() -> None:
    left, right = sketch(BRIDGE, TEXT), sketch("Three dead as Bria bridge falls")
    (one,), (other,) = features(left, right), features(right, left)
    for name in ("whole", "title", "names", "evidence", "named", "topic"):
        assert one[name] == pytest.approx(other[name], abs=1e-3), name
    assert one["cover"] == pytest.approx(other["covered"], abs=1e-3)


def test_two_that_both_name_and_share_no_one_are_strangers() -> None:
    (found,) = features(sketch("Kenvarov resigns in Mali"), sketch("Zorbalin resigns in Peru"))
    assert found["strangers"] == 1


def test_other_results_of_a_match_clash() -> None:
    (found,) = features(sketch("Lens beat Nice 3-1"), sketch("Lens beat Nice 2-0"))
    assert found["scores"] == 1
    (found,) = features(sketch("Lens beat Nice 3-1"), sketch("Nice lose 1-3 at Lens"))
    assert found["scores"] == 0


def test_across_languages_names_count_and_words_do_not() -> None:
    french = sketch("Séisme au Chili : 318 blessés à Arica", language="fr")
    (found,) = features(french, sketch("Erdbeben in Chile: 318 Verletzte in Arica", language="de"))
    assert found["whole"] > 0.3
    assert found["named"] > 0


def row(**given: float) -> np.ndarray:
    return np.array([given.get(name, 0.0) for name in FEATURES], dtype=np.float32)


def test_likeness_runs_from_nothing_to_one() -> None:
    assert row_likeness(row(), full=True) == row_likeness(row(), full=False) == 0
    whole = row(whole=1, title=1, cover=1, covered=1)
    assert row_likeness(whole, full=True) == pytest.approx(1)
    assert row_likeness(whole, full=False) == 1
    assert 0 < row_likeness(row(whole=0.3), full=True) < row_likeness(row(whole=0.6), full=True) < 1


def test_a_bare_title_is_as_near_as_the_best_of_its_cosines() -> None:
    assert row_nearness(np.stack([row(title=0.4, cover=0.7), row(names=0.9)])).tolist() == [
        pytest.approx(0.7), 0.0,
    ]  # fmt: skip


def beside(*near: float, stories: tuple[int, ...], full: tuple[bool, ...]) -> Beside:
    rows = np.stack([row(whole=value, title=value) for value in near])
    return Beside(rows, np.array(stories), np.zeros(len(near), np.float32), np.array(full))


def test_the_nearest_member_is_one_with_a_body_where_there_is_one() -> None:
    some = beside(0.9, 0.5, 0.7, 0.2, stories=(0, 0, 0, 1), full=(False, True, True, False))
    assert some.nearest().tolist() == [2, 3]
    assert some.mean().tolist() == [pytest.approx(0.7), pytest.approx(0.2)]


def test_a_nearer_story_is_likelier_and_time_tells_against_it() -> None:
    some = beside(0.9, 0.3, stories=(0, 1), full=(True, True))
    odds, best = similarity.same_event(some)
    assert odds[0] > odds[1]
    assert best.tolist() == [0, 1]
    late = Beside(some.rows, some.stories, np.array([2.0, 0.0], np.float32), some.full)
    assert similarity.same_event(late)[0][0] < odds[0]
