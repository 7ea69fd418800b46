"""The measure of reading is fair to every script, and tells what is lost."""

from __future__ import annotations

import pytest

from tests.quality.reading.measure import compare, f1, is_lost, words
from tests.quality.reading.sets import html_text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The ferry sails again.", 4),
        ("渡し船が戻った", 7),
        ("เรือข้ามฟาก", 11),
        ("G20 峰会", 3),
        ("나루 배", 2),
    ],
)
def test_a_sign_of_a_script_without_blanks_counts_as_a_word(text: str, count: int) -> None:
    assert len(words(text)) == count


def test_a_text_read_whole_scores_one_and_half_of_it_less() -> None:
    text = " ".join(f"word{n}" for n in range(40))
    assert f1([compare(text, text)]) == (1.0, 1.0, 1.0)
    f, precision, recall = f1([compare(text, text[: len(text) // 2])])
    assert recall < f < precision


def test_an_article_of_which_next_to_nothing_is_read_is_lost() -> None:
    text = " ".join(f"word{n}" for n in range(40))
    assert is_lost(compare(text, "something else is here"))
    assert is_lost(compare(text, ""))
    assert not is_lost(compare(text, text))


def test_lines_of_html_are_parted_and_captions_left_out() -> None:
    source = "<p>A <b>b</b>c.</p><figure><figcaption>no</figcaption></figure><ul><li>d<li>e</ul>"
    assert html_text(source).split("\n") == ["A bc.", "d", "e"]
