"""Words and phrases that may stand for each other, from `words/<code>.same.toml`.

Two words are alike in the same form only: bought and acquired, not bought and acquire; a car and
a vehicle, not cars. Phrases are written in one way before words are looked at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from bot.core.language.numbers import TONGUES, number_words
from bot.core.language.stemming import stem
from bot.core.language.text import KNOWN_WORDS, fold
from bot.core.language.word_files import same_words
from bot.core.summary.claims.notation import plain_notation

FUTURE = re.compile(r"(?:r|er)(?:a|ai|as|ont|ons|ez|ait|aient|an|ia|ian)\Z")
_ANY = "*"
_FORMS = {
    "en": (("ing", r"ing"), ("ed", r"ed"), ("s", r"(?<![sui])s")),
    "fr": (
        ("fut", FUTURE.pattern),
        ("inf", r"(?:er|ir|re)"),
        ("pp", r"(?:é|és|ée|ées|èrent|a|it|i|u|is|ie|ue)"),
        ("imp", r"(?:ait|aient)"),
        ("ing", r"ant"),
        ("3p", r"ent"),
    ),
    "es": (
        ("fut", r"r(?:á|án|ía|ían)"),
        ("inf", r"(?:ar|er|ir)"),
        ("past", r"(?:[aií]d[oa]s?|ó|aron|ieron|yeron)"),
        ("imp", r"(?:aba|aban|ía|ían)"),
        ("ing", r"ndo"),
        ("prespl", r"[ae]n"),
    ),
}
"""The form of a verb by its ending, the first that fits."""
_SEVERAL = {"en": r"(?<![sui])s\Z", "fr": r"[sx]\Z", "es": r"s\Z"}
"""Endings of nouns for more than one."""


class _Sense(NamedTuple):
    group: int
    form: str


class _Table(NamedTuple):
    by_stem: Mapping[str, tuple[int, ...]]
    by_word: Mapping[str, tuple[_Sense, ...]]
    nouns: Mapping[str, tuple[int, ...]]


def plain_text(text: str, language: str) -> str:
    """Write a text with one notation and one phrase for what may be said in several ways."""
    text = plain_notation(text, language)
    pattern, known = _phrase_table(language)
    if pattern is None:
        return text
    text = pattern.sub(lambda found: known[found[0]], text)
    for parted, plain in _parted_phrases(language):
        text = parted.sub(plain, text)
    return text


def is_droppable(word: str, language: str) -> bool:
    """Tell whether a folded word may be left out wherever it stands."""
    return word in _droppable_words(language)


@lru_cache(maxsize=KNOWN_WORDS)
def are_alike(word: str, other: str, language: str) -> bool:
    """Tell whether two words as they are written may stand for each other, in the same form."""
    table = _read_groups(language)
    if not table.by_stem and not table.by_word:
        return False
    mine, theirs = _senses_of(word, table, language), _senses_of(other, table, language)
    return any(
        a.group == b.group and (a.form == b.form or _ANY in (a.form, b.form))
        for a in mine
        for b in theirs
    )


def verb_form(word: str, language: str) -> str:
    """Name the form that a word has by its ending, "" for none that is known."""
    small = word.lower()
    ends = (name for name, ending in _FORMS.get(language, ()) if re.search(rf"{ending}\Z", small))
    return next(ends, "")


def is_past(word: str, language: str) -> bool:
    """Tell whether a word may tell what was done: a participle, or a past."""
    known = _read_groups(language).by_word.get(fold(word), ())
    return verb_form(word, language) in _PAST or any(sense.form in _PAST for sense in known)


_PAST = frozenset({"ed", "pp", "past"})


def _senses_of(word: str, table: _Table, language: str) -> list[_Sense]:
    small = fold(word)
    if small in table.by_word:
        return list(table.by_word[small])
    root = stem(small, language)
    form = verb_form(word, language)
    number = "several" if re.search(_SEVERAL.get(language, r"\Z\A"), small) else "one"
    bare = table.nouns.get(stem(small.rstrip("sx"), language), ()) if number == "several" else ()
    verbs = [_Sense(group, form) for group in table.by_stem.get(root, ())]
    return verbs + [_Sense(group, number) for group in table.nouns.get(root, bare)]


@lru_cache(maxsize=8)
def _read_groups(language: str) -> _Table:
    known = same_words(language)
    stems: dict[str, list[int]] = defaultdict(list)
    nouns: dict[str, list[int]] = defaultdict(list)
    words: dict[str, list[_Sense]] = defaultdict(list)
    numbered = enumerate((*known.verbs, *known.nouns, *known.others))
    kinds = ["v"] * len(known.verbs) + ["n"] * len(known.nouns) + ["o"] * len(known.others)
    for (group, line), kind in zip(numbered, kinds, strict=True):
        for written in line:
            word, _, form = written.partition(":")
            if form or kind == "o":
                words[fold(word)].append(_Sense(group, form))
            else:
                (stems if kind == "v" else nouns)[stem(fold(word), language)].append(group)
    return _Table(
        {root: tuple(groups) for root, groups in stems.items()},
        {word: tuple(senses) for word, senses in words.items()},
        {root: tuple(groups) for root, groups in nouns.items()},
    )


@lru_cache(maxsize=8)
def _droppable_words(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in same_words(language).droppable)


@lru_cache(maxsize=8)
def _parted_phrases(language: str) -> list[tuple[re.Pattern[str], str]]:
    """List phrases that have other words inside, and what each is written as."""
    parted = [pair for pair in same_words(language).phrases if "…" in pair[0]]
    return [
        (
            re.compile(r"\b{}( [^,.;:]{{1,60}}? ){}\b".format(*phrase.split(" … "))),
            plain.replace(" … ", r"\1"),
        )
        for phrase, plain in parted
    ]


@lru_cache(maxsize=KNOWN_WORDS)
def word_groups(word: str, language: str) -> frozenset[int]:
    """List the groups that a word may be of, whatever its form."""
    return frozenset(sense.group for sense in _senses_of(word, _read_groups(language), language))


@lru_cache(maxsize=8)
def _phrase_table(language: str) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """Give what finds the phrases of a language and what each is written as."""
    known: dict[str, str] = {}
    for phrase, plain in same_words(language).phrases:
        if "…" in phrase:
            continue
        known[phrase] = plain
        known[phrase[:1].upper() + phrase[1:]] = plain[:1].upper() + plain[1:]
    if not known:
        return None, known
    figures = "|".join(number_words((language,) if language in TONGUES else TONGUES))
    written = sorted(known, key=len, reverse=True)
    ends = {
        phrase: rf"{re.escape(phrase.removesuffix(' #'))}(?= (?:\d|(?:{figures})\b))"
        if phrase.endswith(" #")
        else rf"{re.escape(phrase)}(?:\b|(?<=['’.]))"
        for phrase in written
    }
    pattern = re.compile(rf"(?<![\w])(?:{'|'.join(ends.values())})")
    return pattern, {phrase.removesuffix(" #"): plain for phrase, plain in known.items()}
