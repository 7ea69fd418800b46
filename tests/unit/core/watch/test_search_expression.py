"""A stored article that a watch hits is found by its search expression."""

from __future__ import annotations

import sqlite3

import pytest

from bot.core.language.text import spaced_words
from bot.core.watch.search_expression import MOST_FEEDS, fts_query, sources_asked
from tests.fakes.compiled import compiled

ARTICLES = {
    "fr": ("Crue au Mali", "la junte malienne parle", "Ana Roy", 1),
    "en": ("Rain in Bria", "the bridge of Bria falls near the mill", "Luc Ferrand", 2),
    "de": ("Jean Pierre Dupont spricht", "die Brücke", "Ana Roy", 3),
}
SOURCES = [(1, "Le Courrier"), (2, "The Bria Post"), (3, "Die Lokale")]


def found(query: str, sources: list[tuple[int, str]] | None = SOURCES) -> set[str] | None:
    """Search the articles as the store does."""
    expression = fts_query(compiled(query), sources)
    if expression is None:
        return None
    with sqlite3.connect(":memory:") as base:
        base.execute("CREATE VIRTUAL TABLE a USING fts5(name, title, body, author, lang, feed)")
        for name, (title, body, author, feed) in ARTICLES.items():
            row = (
                name,
                spaced_words(title),
                spaced_words(body),
                spaced_words(author),
                f"lang{name}",
                f"feed{feed}",
            )
            base.execute("INSERT INTO a VALUES (?, ?, ?, ?, ?, ?)", row)
        hits = {row[0] for row in base.execute("SELECT name FROM a WHERE a MATCH ?", (expression,))}
    base.close()
    return hits


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("Mali", {"fr"}),
        ("Mali AND Bria", set()),
        ("Mali OR Bria", {"fr", "en"}),
        ("Bria NOT mill", {"en"}),
        ("bridge NEAR/5 Bria", {"en"}),
        ("bri*", {"en"}),
        ("Jean Dupont", {"de"}),
        ("title:Bria", {"en"}),
        ("title:bridge", set()),
        ("author:roy (Mali OR Dupont)", {"fr", "de"}),
        ("author:(ana AND luc) Mali", set()),
        ("lang:fr (Mali OR Bria)", {"fr"}),
        ("source:post (Mali OR Bria)", {"en"}),
        ("source:nobody Mali", set()),
    ],
)
def test_an_expression_narrows_down_what_is_stored(query: str, names: set[str]) -> None:
    assert found(query) == names


def test_what_narrows_nothing_has_no_expression() -> None:
    assert fts_query(compiled("source:post")) is None
    assert fts_query(compiled("source:post NOT Mali")) is None


def test_without_the_names_of_feeds_a_source_does_not_narrow() -> None:
    assert found("source:post (Mali OR Bria)", None) == {"fr", "en"}
    assert sources_asked(compiled('source:(post OR "le quai") Mali')) == {"post", "le quai"}
    assert not sources_asked(compiled("author:roy Mali"))


def test_a_source_that_very_many_feeds_have_does_not_narrow() -> None:
    many = [(number, "Post") for number in range(10, 11 + MOST_FEEDS)]
    assert found("source:post Mali", many) == {"fr"}
    assert found("source:post Mali", many[:-1]) == set()


def test_quotes_in_a_query_cannot_leave_the_expression() -> None:
    expression = fts_query(compiled('l\'"eau" NOT x'))
    assert expression is not None
    assert expression.count('"') % 2 == 0
