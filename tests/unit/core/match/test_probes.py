"""What of a surface is looked up finds every place where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.document import Document
from bot.core.language.keys import LONGEST, KeyKind
from bot.core.match.probes import Family, Prefixes, asked_keys, choose_probe, surface_end
from bot.core.match.watchset import watch_set
from bot.core.query.tree import Atom
from bot.core.watch.atoms import compile_atom
from bot.core.watch.compile import WantedWatch, WatchSettings, read_query
from bot.core.watch.surfaces import Surface, literal_surfaces
from tests.differential.made import articles, watches
from tests.fakes.compiled import sought

MADE = [sought(made.query, name=made.name, **made.options) for made in watches(300)]
TOLD = list(articles(20))


def _stands(surface: Surface, words: list[str]) -> set[int]:
    """Find by plain comparison where a row of words may be a surface."""
    starts = range(len(words) - surface.width + 1)
    if surface.slots:
        rows = (all(words[i + at] in slot for at, slot in enumerate(surface.slots)) for i in starts)
    else:
        rows = (tuple(words[i : i + surface.width]) in surface.spellings for i in starts)
    return {at for at, holds in zip(starts, rows, strict=True) if holds}


def test_a_probe_finds_every_place_where_a_surface_stands():
    told = [Document(one).words for one in TOLD[:20]]
    stood = 0
    for made in MADE[:60]:
        for one in read_query(made.query, WatchSettings()).seeking.values():
            for surface in compile_atom(one).surfaces:
                if surface.prefix or surface.tail:
                    continue
                for words in told:
                    places = _stands(surface, words)
                    stood += len(places)
                    assert places <= _looked_up(surface, words)
    assert stood > 100


def _looked_up(surface: Surface, words: list[str]) -> set[int]:
    kind, rows, shift = choose_probe(surface)
    size = len(rows[0])
    heads = [word[:4] for word in words] if kind == 1 else words
    return {at - shift for at in range(len(words)) if tuple(heads[at : at + size]) in set(rows)}


def test_no_probe_is_longer_than_what_is_looked_up():
    for made in MADE:
        for one in (
            read_query(made.query, made.settings).seeking.values() if _readable(made) else ()
        ):
            for surface in compile_atom(one).surfaces:
                assert all(0 < len(row) <= LONGEST for row in choose_probe(surface).rows)


def _readable(made: WantedWatch) -> bool:
    return not watch_set([made]).broken


@given(st.lists(st.text("abc", min_size=1, max_size=7)), st.text("abc", max_size=9))
def test_prefixes_yield_each_beginning_that_is_looked_for(asked: list[str], word: str):
    yielded = list(Prefixes(asked).of(word))
    assert len(yielded) == len(set(yielded))
    assert {one for one in asked if word.startswith(one)} <= set(yielded)


def test_prefixes_of_two_sets_are_looked_for_together() -> None:
    both = Prefixes(["co"]) | Prefixes(["coré", "m"])
    assert set(both.of("coréen")) == {"co", "coré"}
    assert set(both.of("mali")) == {"m"}
    assert both
    assert not Prefixes([])


@pytest.mark.parametrize(
    ("surface", "kind", "shift"),
    [
        (Surface((("mali",),), "Mali", "literal"), KeyKind.WORDS, 0),
        (Surface((("la", "cor"),), "la cor*", "prefix", prefix=True), KeyKind.PREFIX, 1),
        (Surface((("jean",),), "Jean Dupont", "inserted", tail=("dupont",)), KeyKind.GAP, 0),
    ],
)
def test_what_a_surface_is_found_by_follows_from_its_kind(
    surface: Surface, kind: KeyKind, shift: int
) -> None:
    assert choose_probe(surface)[0] is kind
    assert choose_probe(surface).shift == shift


def test_of_an_inflected_phrase_the_heads_of_its_words_are_looked_up() -> None:
    phrase = next(s for s in literal_surfaces(Atom("guerre froide"), ("fr",)) if len(s.slots) > 1)
    kind, rows, _ = choose_probe(phrase)
    assert kind is KeyKind.HEADS
    assert ("guer", "froi") in rows


def test_surfaces_at_a_place_are_ordered_by_where_their_words_end() -> None:
    short = Surface((("mali",),), "Mali", "literal")
    long = Surface((("mali", "nord"),), "Mali nord", "literal")
    begun = Surface((("mali",),), "mali*", "prefix", prefix=True)
    assert surface_end(short, 3) < surface_end(long, 3)
    assert surface_end(begun, 3) < surface_end(short, 3)
    assert surface_end(short, 4) == (4, True, -1)


def test_a_text_is_asked_for_no_more_than_the_families_there_are() -> None:
    document = Document(TOLD[0])
    assert len(asked_keys(document, [], Prefixes([])).keys) == 0
    words = asked_keys(document, [Family(KeyKind.WORDS, 1)], Prefixes([]))
    assert words.at.tolist() == list(range(len(document.words)))
