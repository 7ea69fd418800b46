"""The rules of boilerplate hold for a whole line or its beginning, as each list says."""

from __future__ import annotations

import re
import time
import tomllib
import unicodedata
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest

from bot.feeds.extract.body import rules

_ACCENTS = re.compile("[\u0300-\u036f]")
LISTS = {
    name: rules.line_pattern(name)
    for name in ("other", "asks", "labels", "about", "captions", "talks", "comments")
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
    assert rules.line_pattern("labels").match("share")
    assert not rules.line_pattern("labels").match("share prices fell")


def test_the_lists_of_markup_are_all_there() -> None:
    assert set(rules.markup_rules()) == {
        "tags", "roles", "words", "gentle", "strong", "phrases", "looks",
    }  # fmt: skip
    assert all(rules.markup_rules().values())
    re.compile(rules.markup_rules()["strong"])


def test_rules_are_written_as_lines_are_compared() -> None:
    written = tomllib.loads(Path(rules.__file__).with_suffix(".toml").read_text("utf-8"))
    listed = [rule for row in written["lines"].values() for rule in row]
    bare = [re.sub(r"\\[A-Za-z]", "", rule) for rule in listed]
    accents = [rule for rule in bare if _ACCENTS.search(_decomposed(rule))]
    assert not accents, f"lines are compared without accents: {accents}"
    capitals = [rule for rule in bare if rule != rule.lower()]
    assert not capitals, f"lines are compared in small letters: {capitals}"


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _slow(rule: re.Pattern[str]) -> bool:
    """Tell whether a rule takes long for a line that nearly fits; stops at the first one."""
    start = time.process_time()
    # A rule that doubles with each letter takes half a second for 22.
    for line in (piece * (2_000 // len(piece)) for piece in PIECES):
        rule.match(line)
    for letter in ascii_lowercase:
        rule.match(letter * 22)
        if time.process_time() - start > 2:
            return True
    return False


PIECES = ("read ", "(photo ", "a ", "© ", "published ", "/ afp", "1 ")


@pytest.mark.parametrize("name", LISTS)
def test_no_rule_backtracks(name: str) -> None:
    assert not _slow(LISTS[name]), (
        f"a rule of `{name}` takes long for a line that nearly fits: write it without a repeat"
        " inside a repeat"
    )


def _nests(rule: str) -> bool:
    """Tell whether a repeat without an end holds another one."""
    return _holds_nested(re._parser.parse(rule), within=False)  # type: ignore[attr-defined]


def _holds_nested(parsed: Any, *, within: bool) -> bool:
    if isinstance(parsed, tuple) and len(parsed) == 2 and str(parsed[0]).endswith("_REPEAT"):
        _, most, inner = parsed[1]
        endless = str(most) == "MAXREPEAT"
        return (within and endless) or _holds_nested(inner, within=within or endless)
    parts = parsed if isinstance(parsed, (list, tuple)) or hasattr(parsed, "data") else ()
    return any(_holds_nested(part, within=within) for part in parts)


def test_no_rule_repeats_within_a_repeat() -> None:
    written = tomllib.loads(Path(rules.__file__).with_suffix(".toml").read_text("utf-8"))
    nested = [rule for row in written["lines"].values() for rule in row if _nests(rule)]
    assert not nested, f"write these without a repeat inside a repeat: {nested}"
    assert all(map(_nests, ["gazette (r+)+ d", "(?:a|b(c*)d)*", "x(?:[a-z]+?)*y"]))
    assert not any(map(_nests, ["(?:ab)+c+", "(?:a+){2,3}", "a{1,20}(b+)"]))


def test_a_rule_that_backtracks_is_seen() -> None:
    assert _slow(re.compile("(?:[a-z]+)+!"))
