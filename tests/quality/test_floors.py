"""Every figure of `make quality` keeps its floor.

The project's own sets are scored whole in every test run; the sets beside the project only in the
long form (`make test-long`) and in `make quality`.

A floor goes up with `python -m tests.quality --raise`, which never lowers one. Lowering one is a
decision: name the part, `python -m tests.quality PART --lower`, and say in the message of the
commit which figure fell, why that is right, and what was got for it. Relabelling a case, moving
cases between the halves and dropping cases count as lowering even where the figure rises.
"""

from __future__ import annotations

import pytest

from tests.conftest import LONG
from tests.quality import floors
from tests.quality.parts import PARTS, Part
from tests.quality.score_match import HALVES
from tests.quality.table import lines

OWN = [part for part in PARTS if part.own is not dict]
SHARED = [part for part in PARTS if part.shared is not dict]


def _assert_kept(which: str, part: Part, figures: dict[str, float]) -> None:
    broken = [row for row in floors.rows(floors.read(), which, part, figures) if row.broken]
    assert not broken, "\n" + "\n".join(lines(broken))


@pytest.mark.parametrize("part", OWN, ids=lambda part: part.name)
def test_own_sets_keep_their_floors(part: Part):
    _assert_kept("own", part, part.own())


@pytest.mark.skipif(not LONG, reason="the long form: WIREBELL_LONG=1, or make quality")
@pytest.mark.parametrize("part", SHARED, ids=lambda part: part.name)
def test_sets_beside_the_project_keep_their_floors(part: Part):
    figures = part.shared()
    if not figures:
        pytest.skip("the sets beside the project are not here")
    _assert_kept("shared", part, figures)


@pytest.mark.parametrize("half", HALVES)
def test_every_set_of_cases_has_floors(half: str):
    kept = floors.read()["own"]["match"]["at_least"]
    wanted = {f"{half}.{figure}" for figure in ("precision", "recall", "f1")}
    assert wanted <= kept.keys(), "set them: python -m tests.quality match --own --raise"


@pytest.mark.parametrize("which", floors.SETS)
def test_every_floor_belongs_to_a_part(which: str):
    assert floors.read()[which].keys() <= {part.name for part in PARTS}


def _part() -> Part:
    return Part("p", falling="false", loose="cases", peers=((r"f1", {"other": "other f1"}),))


def test_a_figure_under_its_floor_or_over_its_ceiling_is_broken():
    kept = {"own": {"p": {"at_least": {"f1": 0.9}, "at_most": {"false": 0.1}}}}
    low = floors.rows(kept, "own", _part(), {"f1": 0.89, "false": 0.11, "cases": 3.0})
    assert [row.broken for row in low] == [True, True, False]
    assert not any(
        row.broken for row in floors.rows(kept, "own", _part(), {"f1": 0.9, "false": 0.1})
    )


def test_a_floor_whose_figure_is_gone_is_broken():
    kept = {"own": {"p": {"at_least": {"gone": 0.9}}}}
    assert [row.broken for row in floors.rows(kept, "own", _part(), {})] == [True]


def test_bounds_are_only_ever_tightened():
    kept = {"own": {"p": {"at_least": {"f1": 0.9}, "at_most": {"false": 0.1}}}}
    figures = {"f1": 0.8, "false": 0.2, "new": 0.12345, "cases": 3.0, "other f1": 0.5}
    floors.tightened(kept, "own", _part(), figures)
    assert kept["own"]["p"] == {
        "at_least": {"f1": 0.9, "new": 0.123},
        "at_most": {"false": 0.1},
    }
    floors.tightened(kept, "own", _part(), {"f1": 0.9519, "false": 0.0991})
    assert kept["own"]["p"]["at_least"]["f1"] == 0.951
    assert kept["own"]["p"]["at_most"]["false"] == 0.1
    floors.tightened(kept, "own", _part(), {"false": 0.0981})
    assert kept["own"]["p"]["at_most"]["false"] == 0.099


def test_a_row_shows_the_peers_of_the_same_run():
    (row,) = floors.rows({}, "own", _part(), {"f1": 0.8, "other f1": 0.5})
    assert row.peers == "other 0.500"
    assert row.name == "p: f1"


def test_lowering_sets_bounds_to_what_was_measured():
    kept = {"own": {"p": {"at_least": {"f1": 0.9, "gone": 1.0}, "at_most": {"false": 0.1}}}}
    floors.reset(kept, "own", _part(), {"f1": 0.8999, "false": 0.1231, "cases": 3.0})
    assert kept["own"]["p"] == {"at_least": {"f1": 0.899}, "at_most": {"false": 0.124}}
