"""What one sentence carries: shorter, moved at an edge, never more and never turned round."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.sentences import split_sentences
from bot.core.summary.claims.fit import carried
from bot.core.summary.claims.reading import ClaimSentence
from bot.core.summary.faithfulness import SourceText, answer_fault

SETS = Path(__file__).parents[4] / "quality" / "faithfulness"
PASS_AT_LEAST = {"tuned": 16, "unread": 19, "outsider": 2, "abstracts": 2, "fresh": 7, "later": 7}
"""Honest paraphrases of twenty that may be shown, as measured; no lie of forty may."""
FREE = "free"
"""Sixty articles told in free words: none is shown, nor is one of their 160 lies."""
EDITED = {"first": 51, "second": 52, "third": 31, "fourth": 112, "fifth": 40, "sixth": 24}
"""Lies that take the least to make of a sentence; none may be shown."""


def articles(name: str) -> list[dict[str, object]]:
    return list(tomllib.loads((SETS / f"{name}.toml").read_text("utf-8"))["article"])


def shown(name: str, kind: str) -> Iterator[tuple[str, bool]]:
    for article in articles(name):
        source = SourceText(str(article["title"]), "", str(article["text"]))
        for answer in article[kind]:  # type: ignore[attr-defined]
            found = answer_fault(answer, source, 280, lambda _: "", str(article["language"]))
            yield answer, not found


@pytest.mark.parametrize("name", PASS_AT_LEAST)
def test_no_lie_is_shown(name: str) -> None:
    lies = list(shown(name, "lies"))
    assert len(lies) >= 40
    assert [answer for answer, passed in lies if passed] == []


def test_no_lie_in_free_words_is_shown() -> None:
    lies = list(shown(FREE, "lies"))
    assert len(lies) == 160
    assert [answer for answer, passed in lies if passed] == []


@pytest.mark.parametrize("name", PASS_AT_LEAST)
def test_most_that_is_honest_is_shown(name: str) -> None:
    honest = [passed for _, passed in shown(name, "honest")]
    assert len(honest) >= 20
    assert sum(honest) >= PASS_AT_LEAST[name]


@pytest.mark.parametrize("name", EDITED)
def test_no_sentence_is_made_a_lie_by_little(name: str) -> None:
    pairs = tomllib.loads((SETS / "edited.toml").read_text("utf-8"))[name]
    assert len(pairs) == EDITED[name]
    for pair in pairs:
        source, language = SourceText("", "", pair["article"]), pair["language"]
        assert answer_fault(pair["lie"], source, 280, lambda _: "", language), pair["lie"]
        held = ClaimSentence(pair["article"], language)
        assert carried(held, held), "as it stands it is no lie"


def holds(claim: str, source: str, language: str = "en") -> bool:
    return carried(ClaimSentence(claim, language), ClaimSentence(source, language))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Korl lied.", "Norvik accused Korl of having lied."),
        ("The minister of Bria met us.", "The minister of Norvik and the mayor of Bria met us."),
        ("Four were injured.", "Four died and 37 were injured."),
        ("The army was attacked.", "The army base commander was attacked."),
        ("Gunmen killed the mayor.", "Gunmen killed the mayor's brother."),
        ("The port will close.", "The port will close unless the union signs."),
        ("The port closes.", "The port will close."),
        ("The bank paid 300 clients.", "The bank paid nearly 300 clients."),
        ("Ministers voted for the bill.", "Ministers voted against the bill."),
        ("Ships sailed from Bria to Karsten.", "Ships sailed from Karsten to Bria."),
        ("The mayor is in prison.", "The mayor was in prison."),
        ("The minister resigned.", "The deputy minister resigned."),
        ("The firm sold arms.", "The firm stopped selling arms."),
        ("The river rose.", "The river rose, a fisherman said."),
        ("The river rose after the storm.", "The river rose before the storm."),
    ],
)  # fmt: skip
def test_what_is_left_out_must_not_change_what_is_said(claim: str, source: str) -> None:
    assert not holds(claim, source)
    assert holds(source, source)


def test_every_sentence_carries_itself() -> None:
    for name in PASS_AT_LEAST:
        for article in articles(name):
            text, language = str(article["text"]), str(article["language"])
            for start, end in split_sentences(text):
                assert holds(text[start:end], text[start:end], language), text[start:end]


WORDS = st.lists(
    st.sampled_from(
        ["Norvik", "Korl", "sued", "not", "may", "4", "37", "dead", "of", "and", ",", "the"]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@given(WORDS, WORDS)
def test_any_words_give_an_answer(claim: str, source: str) -> None:
    assert holds(claim, source) in (True, False)


@given(st.permutations(["Norvik", "sued", "Korl", "over", "Bria"]))
def test_names_in_another_order_are_another_claim(words: list[str]) -> None:
    names = [word for word in words if word != "over"]
    at_the_head = words == ["over", "Bria", "Norvik", "sued", "Korl"]
    if holds(" ".join(words), "Norvik sued Korl over Bria"):
        assert names == ["Norvik", "sued", "Korl", "Bria"] or at_the_head


def test_long_sentences_take_no_time() -> None:
    long = ClaimSentence("Norvik sued Korl, " * 400, "en")
    start = time.process_time()
    carried(long, ClaimSentence("Korl sued Norvik. " * 400, "en"))
    assert time.process_time() - start < 5
