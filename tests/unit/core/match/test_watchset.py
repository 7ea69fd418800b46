"""Sets of watches: one changed, merged or pickled finds what one compiled anew finds."""

from __future__ import annotations

import pickle
import subprocess
import sys
from zlib import crc32

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.document import Document
from bot.core.language.keys import LONGEST, word_key
from bot.core.match.keyindex import entries, indexed
from bot.core.match.matcher import MAX_HITS, Matcher
from bot.core.match.probes import Prefixes, probe
from bot.core.match.watchset import WatchSet, watch_set
from bot.core.watch.atoms import compile_atom
from bot.core.watch.compile import Settings, Wanted, read
from bot.core.watch.surfaces import Surface
from bot.models import Article
from tests.differential.made import articles, watches
from tests.fakes.compiled import sought

MADE = [sought(made.query, name=made.name, **made.options) for made in watches(300)]
TOLD = list(articles(40))


def found(watches: WatchSet, told=TOLD) -> list[dict[str, object]]:
    matcher = Matcher(watches)
    return [{match.watch: match for match in matcher.match(article)} for article in told]


def test_a_set_that_grew_bit_by_bit_finds_what_one_made_at_once_finds():
    grown = watch_set(MADE[:100])
    for at in range(100, 300, 50):
        grown = grown.changed(MADE[at : at + 50])
    assert found(grown) == found(watch_set(MADE))
    assert len(grown) == len(MADE)


def test_merging_changes_nothing_but_the_number_of_parts():
    grown = watch_set(MADE[:200]).changed(MADE[150:], ["w3", "w7"])
    merged = grown.merged()
    assert found(merged) == found(grown) == found(watch_set(MADE).changed([], ["w3", "w7"]))
    assert (len(grown.parts), len(merged.parts)) == (2, 1)
    assert len(merged.base.segment.texts) <= sum(len(p.segment.texts) for p in grown.parts)


def test_a_set_is_never_changed_by_what_is_made_of_it():
    first = watch_set(MADE)
    before = found(first)
    first.changed([Wanted("w1", "Zorbal")], ["w2"]).merged()
    assert found(first) == before


def test_a_watch_is_replaced_by_its_name_and_removed():
    text = Document(TOLD[0])
    assert not Matcher(watch_set([Wanted("a", "Zorbal")])).match(text)
    one = watch_set([Wanted("a", "Zorbal"), Wanted("b", "lang:fr NOT Zorbal")])
    two = one.changed([Wanted("a", "lang:fr NOT Kenvar")])
    assert [match.watch for match in Matcher(two).match(text)] == ["b", "a"]
    assert [match.watch for match in Matcher(two.changed([], ["b"])).match(text)] == ["a"]
    assert [match.watch for match in Matcher(two.changed([], ["a", "b"])).match(text)] == []


def test_what_cannot_be_read_is_told_until_it_is_mended():
    broken = watch_set([Wanted("a", "(Mali"), Wanted("b", "Mali")])
    assert set(broken.broken) == {"a"}
    assert len(broken) == 1
    assert broken.merged().broken == broken.broken
    assert not broken.changed([Wanted("a", "Mali")]).broken
    assert not broken.changed([], ["a"]).broken


def test_a_pickled_set_finds_the_same_in_another_process(tmp_path):
    some = watch_set(MADE[:60], version=7)
    (tmp_path / "set").write_bytes(pickle.dumps(some))
    code = (
        "import pickle, sys; from bot.core.match.matcher import Matcher\n"
        "from tests.differential.made import articles\n"
        "some = pickle.load(open(sys.argv[1], 'rb'))\n"
        "told = [[m.watch for m in Matcher(some).match(a)] for a in articles(20)]\n"
        "print(some.version, told)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "set")],
        capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "5", "PYTHONPATH": "."},
    )  # fmt: skip
    names = [[match.watch for match in Matcher(some).match(one)] for one in TOLD[:20]]
    assert ran.stdout.strip() == f"7 {names}"


def test_identical_watches_are_one_query_and_one_atom():
    some = watch_set([Wanted(str(at), "Corée du Nord") for at in range(50)])
    segment = some.base.segment
    assert (len(segment.queries), len(segment.texts), len(some)) == (1, 1, 50)


def test_a_word_that_fills_a_text_hides_no_other():
    words = "Mali " * (2 * MAX_HITS)
    article = Article("1", "s", "", "", f"{words} Zorbal", "", "fr", TOLD[0].published)
    some = watch_set([Wanted("and", "Mali AND Zorbal"), Wanted("near", "Mali NEAR/1 Zorbal")])
    assert [match.watch for match in Matcher(some).match(article)] == ["and"]


# What is looked up


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
        for one in read(made.query, Settings()).seeking.values():
            for surface in compile_atom(one).surfaces:
                if surface.prefix or surface.tail:
                    continue
                for words in told:
                    places = _stands(surface, words)
                    stood += len(places)
                    assert places <= _looked_up(surface, words)
    assert stood > 100


def _looked_up(surface: Surface, words: list[str]) -> set[int]:
    kind, rows, shift = probe(surface)
    size = len(rows[0])
    heads = [word[:4] for word in words] if kind == 1 else words
    return {at - shift for at in range(len(words)) if tuple(heads[at : at + size]) in set(rows)}


def test_no_probe_is_longer_than_what_is_looked_up():
    for made in MADE:
        for one in read(made.query, made.settings).seeking.values() if _readable(made) else ():
            for surface in compile_atom(one).surfaces:
                assert all(0 < len(row) <= LONGEST for row in probe(surface).rows)


def _readable(made: Wanted) -> bool:
    return not watch_set([made]).broken


@given(st.lists(st.text("abc", min_size=1, max_size=7)), st.text("abc", max_size=9))
def test_prefixes_yield_each_beginning_that_is_looked_for(asked: list[str], word: str):
    yielded = list(Prefixes(asked).of(word))
    assert len(yielded) == len(set(yielded))
    assert {one for one in asked if word.startswith(one)} <= set(yielded)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.integers(0, 3))))
def test_an_index_gives_back_what_was_put_in(rows: list[tuple[int, int, int]]):
    scale = 2**64 // 41
    keys = np.array([row[0] * scale for row in rows], np.uint64)
    index = indexed(
        keys,
        np.array([row[1] for row in rows], np.uint32),
        np.array([row[2] for row in rows], np.uint16),
    )
    asked = np.array([number * scale for number in range(41)], np.uint64)
    at, atoms, surfaces = index.find(asked)
    got = zip(at.tolist(), atoms.tolist(), surfaces.tolist(), strict=True)
    assert sorted(got) == sorted(set(rows))
    assert [len(column) for column in entries(index)] == [len(set(rows))] * 3


def test_the_key_of_a_word_is_the_same_everywhere():
    assert word_key("malienne") == crc32(b"malienne") << 32 | crc32(b"mali")
    words = set(Document(TOLD[9]).words)
    assert len({word_key(word) for word in words}) == len(words)
