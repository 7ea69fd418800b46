"""What is said is kept as it is and put into words for each reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import QueryError, UsageError
from bot.i18n import translator_for
from bot.said import (
    NOTHING,
    Said,
    Value,
    keep_words,
    kept_words,
    pack_said,
    put_words,
    say,
    unpack_said,
)

FRENCH = translator_for("fr")
RULE = say("rule: {rule}", rule=say("not {rule}", rule=say("“{words}”", words="foot")))


def test_what_is_said_is_put_into_both_languages() -> None:
    assert str(RULE) == "rule: not “foot”"
    assert RULE.put(FRENCH) == "règle\u00a0: pas «\u00a0foot\u00a0»"
    assert put_words("as it is", FRENCH) == "as it is"
    assert put_words(3, FRENCH) == "3"
    assert NOTHING.put(FRENCH) == ""


def test_braces_of_a_feed_fill_nothing() -> None:
    said = say("“{words}”", words="{words} {0} {x.__class__}")
    assert str(said) == "“{words} {0} {x.__class__}”"
    assert str(Said("{what} an old line says")) == "{what} an old line says"


values = st.recursive(
    st.one_of(st.text(), st.integers()),
    lambda inner: st.builds(lambda value: say("“{words}”", words=value), inner),
)


@given(st.lists(values))
def test_what_is_kept_comes_back(given_values: list[Value]) -> None:
    said = tuple(say("rule: {rule}", rule=value) for value in given_values)
    assert unpack_said(pack_said(said)) == said
    assert "\n" not in pack_said(said)


def test_rows_of_before_are_read_as_they_were_written() -> None:
    assert unpack_said("") == ()
    assert unpack_said("same event: 1.4 >= 0.9 (feu)\nmore") == (
        Said("same event: 1.4 >= 0.9 (feu)"),
        Said("more"),
    )
    assert unpack_said('["rule: “Mali”", "about: {so}"]') == (
        Said("rule: “Mali”"),
        Said("about: {so}"),
    )


def test_an_error_is_told_in_the_language_of_whoever_reads_it() -> None:
    error = QueryError(say("More than {most} words", most=60), fix=say("Write less."))
    assert (str(error), error.fix) == ("More than 60 words", "Write less.")
    assert error.told(FRENCH) == ("Plus de 60 mots", "Écrivez moins.")
    assert UsageError("as it is").told(FRENCH) == ("as it is", "")


@given(st.text())
def test_one_text_is_kept_as_it_is_or_as_what_it_says(words: str) -> None:
    assert str(kept_words(keep_words(words))) == words
    said = say("“{words}”", words=words)
    assert kept_words(keep_words(said)) == said
    assert str(kept_words(words)) == words or words.startswith("[")


@pytest.mark.parametrize(
    "text",
    ["[", "[1]", "[[]]", '[["a", 3]]', '[["a", {"b": [[]]}]]', "[" * 2000, '[{"a": 1}]', "[]"],
)
def test_what_nobody_kept_so_is_no_error(text: str) -> None:
    assert str(kept_words(text)) in (text, "")


def test_a_template_of_anywhere_only_fills_its_gaps() -> None:
    said = kept_words('[["{a.__class__} {a:9999999999} {b} {a}", {"a": "x"}]]')
    assert str(said) == "{a.__class__} {a:9999999999} {b} x"
