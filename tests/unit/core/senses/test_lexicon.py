"""Words that tell what kind of thing a name stands for."""

from __future__ import annotations

import pytest

from bot.core.language.word_files import word_languages
from bot.core.senses.lexicon import Table, lexicon_of, topic_kinds
from bot.core.senses.signs import Kind

FIRM, PLACE = frozenset({Kind.ORGANISATION}), frozenset({Kind.PLACE})
NONE: frozenset[Kind] = frozenset()


def test_a_plural_or_feminine_goes_with_what_it_is_of() -> None:
    table = Table({"firme": FIRM, "firmes": PLACE, "bourg": PLACE}, ("e", "s"))
    assert table.kinds("bourgs") == PLACE
    assert table.kinds("firmes") == PLACE
    assert table.exactly("bourgs") == NONE
    assert table.kinds("zorbal") == table.kinds("") == NONE


@pytest.mark.parametrize(
    ("language", "word", "kind"),
    [
        ("fr", "groupe", Kind.ORGANISATION),
        ("fr", "ville", Kind.PLACE),
        ("en", "city", Kind.PLACE),
        ("en", "singer", Kind.PERSON),
        ("de", "stadt", Kind.PLACE),
        ("es", "empresa", Kind.ORGANISATION),
    ],
)
def test_what_stands_before_a_name_says_what_it_is(language: str, word: str, kind: Kind) -> None:
    assert kind in lexicon_of(language).designators.kinds(word)


def test_a_language_without_a_file_has_the_tables_of_all() -> None:
    other = lexicon_of("sw").designators
    for code in word_languages():
        rows = lexicon_of(code).designators.rows
        assert rows.keys() <= other.rows.keys(), code


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "pt", ""])
def test_every_language_has_words_in_the_tables_that_carry_most(language: str) -> None:
    own = lexicon_of(language)
    for table in (own.designators, own.heads, own.topics):
        assert len(table.rows) > 10
        assert all(table.rows.values())


def test_a_word_tells_what_an_article_is_about_and_whether_it_tells_most() -> None:
    assert (Kind.ORGANISATION, False) in topic_kinds("company", "en")
    assert topic_kinds("zorbal", "en") == topic_kinds("the", "en") == ()
    telling = next(iter(lexicon_of("en").telling.rows))
    assert all(strong for _, strong in topic_kinds(telling, "en"))
