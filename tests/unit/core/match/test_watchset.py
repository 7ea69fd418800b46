"""Sets of watches: one changed, merged or pickled finds what one compiled anew finds."""

from __future__ import annotations

import pickle
import subprocess
import sys

from bot.core.language.document import Document
from bot.core.match.matcher import MAX_HITS, Matcher
from bot.core.match.watchset import WatchSet, watch_set
from bot.core.watch.compile import WantedWatch
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
    first.changed([WantedWatch("w1", "Zorbal")], ["w2"]).merged()
    assert found(first) == before


def test_a_watch_is_replaced_by_its_name_and_removed():
    text = Document(TOLD[0])
    assert not Matcher(watch_set([WantedWatch("a", "Zorbal")])).match(text)
    one = watch_set([WantedWatch("a", "Zorbal"), WantedWatch("b", "lang:fr NOT Zorbal")])
    two = one.changed([WantedWatch("a", "lang:fr NOT Kenvar")])
    assert [match.watch for match in Matcher(two).match(text)] == ["b", "a"]
    assert [match.watch for match in Matcher(two.changed([], ["b"])).match(text)] == ["a"]
    assert [match.watch for match in Matcher(two.changed([], ["a", "b"])).match(text)] == []


def test_what_cannot_be_read_is_told_until_it_is_mended():
    broken = watch_set([WantedWatch("a", "(Mali"), WantedWatch("b", "Mali")])
    assert set(broken.broken) == {"a"}
    assert len(broken) == 1
    assert broken.merged().broken == broken.broken
    assert not broken.changed([WantedWatch("a", "Mali")]).broken
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
    some = watch_set([WantedWatch(str(at), "Corée du Nord") for at in range(50)])
    segment = some.base.segment
    assert (len(segment.queries), len(segment.texts), len(some)) == (1, 1, 50)


def test_a_word_that_fills_a_text_hides_no_other():
    words = "Mali " * (2 * MAX_HITS)
    article = Article("1", "s", "", "", f"{words} Zorbal", "", "fr", TOLD[0].published)
    some = watch_set(
        [WantedWatch("and", "Mali AND Zorbal"), WantedWatch("near", "Mali NEAR/1 Zorbal")]
    )
    assert [match.watch for match in Matcher(some).match(article)] == ["and"]
