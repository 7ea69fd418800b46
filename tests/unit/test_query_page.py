"""The page about watch expressions: each example is read, each mistake answered as it says."""

from __future__ import annotations

import re

import pytest

from bot.core.query.query import MAX_ATOMS, MAX_DEPTH, MAX_LENGTH, parse_query
from bot.core.query.syntax import KNOWN_FIELDS
from bot.errors import QueryError
from bot.i18n import translator_for
from tests.conftest import ROOT
from tests.fakes.compiled import compiled

PAGE = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _rows(page: str, head: str) -> list[list[str]]:
    """Give the cells of the rows under a heading, what stands as code in the first."""
    section = page.partition(f"\n## {head}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return [row for row in rows[2:] if row[0].startswith("`")]


def _examples(page: str, head: str) -> list[str]:
    return [code for row in _rows(page, head) for code in re.findall(r"`([^`]+)`", row[0])]


EXAMPLES = _examples(PAGE, "The language") + _examples(README, "Watch expressions")
MISTAKES = [(row[0].strip("`"), row[1]) for row in _rows(PAGE, "Mistakes")]


def test_the_pages_have_examples_and_mistakes():
    assert len(EXAMPLES) > 20
    assert len(MISTAKES) >= 8


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_read(example: str):
    # The README names one operator alone, to save a row.
    expression = f"grève {example} ports" if example.startswith("ONEAR/") else example
    watch = compiled(expression, name=example)
    assert parse_query(expression).told.put(translator_for("fr"))
    assert watch.query.text == expression


@pytest.mark.parametrize(("expression", "answer"), MISTAKES)
def test_each_mistake_is_answered_as_the_page_says(expression: str, answer: str):
    with pytest.raises(QueryError) as caught:
        parse_query(expression)
    assert str(caught.value).startswith(answer)
    assert caught.value.fix


def test_the_dry_run_is_shown_as_it_is():
    shown = re.search(r"Read as: (.+)", PAGE)
    assert shown
    assert shown[1] == str(parse_query("grève NEAR/5 (ports OR docks)").told)


def test_fields_and_bounds_are_told():
    assert all(f"{name}:" in PAGE for name in KNOWN_FIELDS)
    for bound in (f"{MAX_LENGTH:,} characters", f"{MAX_ATOMS} words", f"{MAX_DEPTH} deep"):
        assert bound in PAGE
