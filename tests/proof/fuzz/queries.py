# ruff: noqa: E501 - documents and words stand as they are sent
"""Watch expressions, as chat members type them: read, told in words, compiled, searched for, matched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from bot.core.match.matcher import Matcher
from bot.core.query.query import parse_query
from bot.core.watch.compile import compile_watch
from bot.core.watch.search_expression import fts_query, sources_asked
from bot.errors import QueryError
from bot.models import OPERATOR, Article, Sense, Watchlist
from tests.proof.fuzz.mutators import mutated_text
from tests.proof.fuzz.target import Read, Target

SEEDS = (
    "Corée du Nord",
    "Wagner",
    '"groupe Wagner" AND (Mali OR Niger) NOT opéra',
    "title:Wagner lang:fr -source:tabloid.example",
    "missile NEAR/5 (Séoul OR Pyongyang)",
    "président ONEAR/3 démission",
    "Corée SENT missile*",
    "=OTAN (sommet OR =ONU) -football",
    "«traité de paix» OR „Friedensvertrag“ OR “peace treaty”",
    "author:Weber (grève OR grévistes) title:(rail OR métro)",
    "NOT (football OR rugby) Toulouse",
    "titre:séisme langue:fr auteur:Diallo",
    "Юг Кореи OR 北朝鮮 OR كوريا",
    "a b c d e f g h",
)
WORDS = (
    "AND", "OR", "NOT", "NEAR/5", "NEAR", "ONEAR/2", "SENT", "title:", "source:", "lang:fr", "author:x",
    "-", "=", "*", "(", ")", '"', "“", "”", "«", "»", "„", "coré*", "Wagner", "Mali", "Corée du Nord",
    "OTAN", "Istanbul", "C++", "$GM", "A+", "U.S.", "l’ONU", "d'Ivoire", "G20", "10000", "|", "&&", "||",
    "!x", "+x", "~5", "/x/i", "ET", "OU", "SAUF", "site:x.example", "NEAR/9999999999", "NEAR/x", "title:(",
    '"Mali Niger"', "(Mali OR Niger)", "lang:", "not", "or",
)  # fmt: skip
ARTICLES = tuple(
    Article(str(number), "outlet.example", title, lead, text, "https://outlet.example/1", "fr",
            datetime(2026, 3, 1, tzinfo=UTC), authors=("Anna Weber",))
    for number, (title, lead, text) in enumerate((
        ("Corée du Nord : un missile tiré", "Séoul a compté deux tirs.",
         "Le groupe Wagner quitte le Mali. L'OTAN et l'ONU tiennent un sommet à Toulouse. " * 5),
        ("Peace treaty signed", "", "The president resigned; G20 talks went on. a b c d e f g h"),
    ))
)  # fmt: skip


def make_query(dice: Random) -> bytes:
    """Change an expression, now and then two that are joined."""
    text = dice.choice(SEEDS)
    if dice.random() < 0.2:
        text = f"({text}) {dice.choice(('AND', 'OR', 'NOT', ''))} ({dice.choice(SEEDS)})"
    if dice.random() < 0.5:
        # Words alone: nothing that the grammar could stumble over.
        plain = [word for word in WORDS if word.isalpha() and not word.isupper()]
        return mutated_text(dice, text, plain).encode("utf-8", "replace")
    return mutated_text(dice, text, WORDS).encode("utf-8", "replace")


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _is_query(body: bytes) -> bool:
    try:
        parse_query(_text(body))
    except QueryError:
        return False
    return True


@contextmanager
def opened_queries() -> Iterator[Read]:
    """Read an expression and say it in words, as the event loop does."""

    def read(body: bytes) -> str:
        query = parse_query(_text(body))
        assert str(query.told)
        assert all(0 <= atom.position < len(query.text) for atom in query.atoms)
        return "read"

    yield read


@contextmanager
def opened_watches() -> Iterator[Read]:
    """Compile it, ask the archive's expression of it and match articles, aside of the loop."""
    base = Watchlist(1, OPERATOR, "w", "w")
    senses = (None, *Sense)

    def read(body: bytes) -> str:
        text = _text(body)
        given = replace(
            base, query=text, aliases=len(text) % 4 > 0, sense=senses[len(text) % 5 % 3]
        )
        watch = compile_watch(given)
        sources_asked(watch)
        fts_query(watch)
        matcher = Matcher([watch])
        hits = [hit for article in ARTICLES for hit in matcher.match(article)]
        for hit in hits:
            for span in hit.spans:
                assert 0 <= span.start < span.end
        return "hit" if hits else "no hit"

    yield read


QUERIES = Target("queries", make_query, opened_queries, _is_query, (QueryError,))
WATCHES = Target(
    "watches", make_query, opened_watches, _is_query, (QueryError,), most=1.0, long=20_000
)
