"""A sentence read for what it claims."""

from __future__ import annotations

from bot.core.summary.claims.reading import ClaimSentence


def test_words_that_tell_something_have_a_key_and_numbers_their_figure() -> None:
    sentence = ClaimSentence("The port paid about $1.2m in June.", "en")
    telling = [sentence.words[at].text for at in sentence.telling]
    assert telling == ["port", "paid", "1200000", "dollars", "june"]
    assert sentence.words[sentence.telling[2]].is_number
    assert sentence.words[sentence.telling[4]].is_time


def test_classes_are_counted_and_little_words_listed() -> None:
    sentence = ClaimSentence("The port did not close on Monday.", "en")
    assert sentence.classes["negation"] == 1
    assert [word.text for word in sentence.little(sentence.telling[-1])] == ["on"]


def test_what_may_be_left_out_anywhere_is_dropped_unless_it_is_in_use() -> None:
    sentence = ClaimSentence("The port also closed.", "en")
    also = next(at for at in sentence.telling if sentence.words[at].text == "closed")
    assert also in sentence.without_extras(set()).telling
    assert len(sentence.without_extras(set()).telling) <= len(sentence.telling)


def test_another_reading_remembers_the_whole() -> None:
    sentence = ClaimSentence("Harl, who may resign, left.", "en")
    assert sentence.read_as("Harl left.").whole is sentence
    assert sentence.without_extras(set()).whole is sentence


def test_the_month_of_may_tells_something_and_hedges_nothing() -> None:
    words = ClaimSentence("The mill may open in May.", "en").words
    month = next(word for word in words if word.raw == "May")
    assert month.key
    assert not month.classes
