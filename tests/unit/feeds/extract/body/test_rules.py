"""The rules of boilerplate hold for a whole line or its beginning, as each list says."""

from __future__ import annotations

import re
import time
import tomllib
import unicodedata
from pathlib import Path
from string import ascii_lowercase

import pytest

from bot.feeds.extract.body import rules

LISTS = {
    name: rules.lines(name) for name in ("other", "asks", "labels", "about", "captions", "talks")
}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("other", "read more: the bridge stays shut"),
        ("asks", "> subscribe now"),
        ("labels", "- advertisement -"),
        ("about", "published on 11 may 2026"),
        ("captions", "photo: ana roy"),
        ("talks", "put the news in your inbox"),
    ],
)
def test_each_list_knows_its_kind_of_line(name: str, line: str) -> None:
    found = LISTS[name].search(line) if name == "talks" else LISTS[name].match(line)
    assert found


def test_a_label_is_the_whole_line() -> None:
    assert rules.lines("labels").match("share")
    assert not rules.lines("labels").match("share prices fell")


def test_the_lists_of_markup_are_all_there() -> None:
    assert set(rules.markup()) == {
        "tags", "roles", "words", "gentle", "strong", "phrases", "looks",
    }  # fmt: skip
    assert all(rules.markup().values())
    re.compile(rules.markup()["strong"])


def test_rules_are_written_as_lines_are_compared() -> None:
    written = tomllib.loads(Path(rules.__file__).with_suffix(".toml").read_text("utf-8"))
    listed = [rule for row in written["lines"].values() for rule in row]
    bare = [re.sub(r"\\[A-Za-z]", "", rule) for rule in listed]
    accents = [rule for rule in bare if any(map(unicodedata.combining, _decomposed(rule)))]
    assert accents == []
    assert [rule for rule in bare if rule != rule.lower()] == []


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("name", LISTS)
def test_no_rule_backtracks(name: str) -> None:
    start = time.process_time()
    for piece in ("read ", "(photo ", "a ", "© ", "published ", "/ afp", "1 "):
        LISTS[name].match(piece * (2_000 // len(piece)))
    for letter in ascii_lowercase:  # a rule that doubles with each letter takes seconds for 28
        LISTS[name].match(letter * 28)
    assert time.process_time() - start < 2
