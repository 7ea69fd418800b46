"""Function words that give a name away, by class and language, and lists of names.

A language is a file: `words/<code>.senses.toml`. What holds everywhere is in `any.senses.toml`; a
language without a file, or none, has the words of all. docs/languages.md tells what each class is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from bot.core.language.calendar import month_numbers
from bot.core.language.text import fold
from bot.core.language.word_files import files_of, read_word_file, word_languages
from bot.core.senses.signs import Kind

_NONE: Final = frozenset[str]()

QUOTES: Final = frozenset('«“"„‘')
UNQUOTES: Final = frozenset('»”"“’')


@dataclass(frozen=True, slots=True)
class Traits:
    """How a language writes, as far as it tells names from other words.

    The defaults are what is assumed of a language without a file.
    """

    title_case: bool = False
    noun_capitals: bool = False
    compounds: bool = False
    adjectives_follow: bool = False
    accents_tell: bool = False
    names_take_no_article: bool = False
    inflected_nouns: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The function words of a language by class; those that are called endings are parts of words.

    `own` tells whether the language has a file.
    """

    own: bool = False
    traits: Traits = Traits()
    of: frozenset[str] = _NONE
    articles: frozenset[str] = _NONE
    articles_of_places: frozenset[str] = _NONE
    contracted: frozenset[str] = _NONE
    one: frozenset[str] = _NONE
    determiners: frozenset[str] = _NONE
    determiners_weak: frozenset[str] = _NONE
    plurals: frozenset[str] = _NONE
    place_mostly: frozenset[str] = _NONE
    place_often: frozenset[str] = _NONE
    place_sometimes: frozenset[str] = _NONE
    place_seldom: frozenset[str] = _NONE
    where: frozenset[str] = _NONE
    to: frozenset[str] = _NONE
    takers: frozenset[str] = _NONE
    at_firm: frozenset[str] = _NONE
    bound: frozenset[str] = _NONE
    bound_for: frozenset[str] = _NONE
    reaching: frozenset[str] = _NONE
    speech: frozenset[str] = _NONE
    will: frozenset[str] = _NONE
    objects: frozenset[str] = _NONE
    possessed: frozenset[str] = _NONE
    verb_subjects: frozenset[str] = _NONE
    particles_sure: frozenset[str] = _NONE
    particles_likely: frozenset[str] = _NONE
    particles_weak: frozenset[str] = _NONE
    name_ends: frozenset[str] = _NONE
    letters: frozenset[str] = _NONE
    no_take_up: frozenset[str] = _NONE
    loose: frozenset[str] = _NONE
    months: frozenset[str] = _NONE
    dating: frozenset[str] = _NONE
    joints: frozenset[str] = _NONE
    years: frozenset[str] = _NONE
    age_before: frozenset[str] = _NONE
    nouns: frozenset[str] = _NONE
    given: frozenset[str] = _NONE
    spelled: frozenset[tuple[str, str]] = frozenset()
    endings: tuple[str, ...] = ()
    plural_endings: tuple[str, ...] = ()
    subject_endings: tuple[str, ...] = ()
    adjective_endings: tuple[str, ...] = ()
    opening_adjective_endings: tuple[str, ...] = ()
    weak_adjective_endings: tuple[str, ...] = ()
    plural_verb_endings: tuple[str, ...] = ()
    gerund_endings: tuple[str, ...] = ()
    we_endings: tuple[str, ...] = ()
    infinitive_endings: tuple[str, ...] = ()

    def of_places(self, word: str) -> bool:
        """Tell whether a word is a preposition that may stand before a place."""
        return (
            word in self.place_mostly
            or word in self.place_often
            or word in self.place_sometimes
            or word in self.place_seldom
        )


@lru_cache(maxsize=64)
def words_of(language: str) -> Words:
    """Return the function words of a language."""
    own = language in word_languages()
    sections = [read_word_file(code).get("words", {}) for code in files_of(language)]
    if unknown := {key for one in sections for key in one} - _class_names():
        raise ValueError(f"no class of words is called {', '.join(sorted(unknown))}")
    merged = {key: _merged_class(key, sections) for key in {key for one in sections for key in one}}
    told = month_numbers(files_of(language))
    merged["months"] = merged.get("months", _NONE) | frozenset(told)
    traits = read_word_file(language).get("traits", {}) if own else _ASSUMED
    return Words(own=own, traits=Traits(**traits), **merged)


_ASSUMED: Final = {"title_case": True, "adjectives_follow": True}
"""Of a language without a file: a headline in title case is mostly English under a wrong label."""


@lru_cache(maxsize=1)
def _class_names() -> frozenset[str]:
    return frozenset(field.name for field in fields(Words)) - {"own", "traits"}


def _merged_class(key: str, sections: list[dict[str, Any]]) -> Any:
    """Join what several files have in one class."""
    values = [section[key] for section in sections if key in section]
    if key == "spelled":
        return frozenset(
            (written, word) for one in values for word, forms in one.items() for written in forms
        )
    listed = [word for one in values for word in (one.split() if isinstance(one, str) else one)]
    return tuple(dict.fromkeys(listed)) if key.endswith("endings") else frozenset(listed)


@lru_cache(maxsize=64)
def respellings(language: str) -> dict[str, str]:
    """Map what is read as another word by its accent or capital to that word."""
    return dict(words_of(language).spelled)


@lru_cache(maxsize=64)
def age_pattern(language: str) -> re.Pattern[str]:
    """Return what an age after a name looks like: (43), aged 43, 43 ans."""
    said = words_of(language)
    before = "|".join(map(re.escape, sorted(said.age_before))) or "(?!)"
    years = "|".join(map(re.escape, sorted(said.years))) or "(?!)"
    return re.compile(rf"\W{{0,3}}(?:(?:{before}) )?\(?\d{{1,2}}(?: ?(?:{years})\b|\)|,)")


@lru_cache(maxsize=1)
def _name_kinds() -> dict[str, frozenset[Kind]]:
    """Map names to what they mostly stand for."""
    names: dict[str, frozenset[Kind]] = {}
    for line in (
        (files("bot.core.language") / "words" / "names.txt").read_text("utf-8").splitlines()
    ):
        kind, found, listed = line.partition(": ")
        if found and not line.startswith("#"):
            for name in map(fold, listed.split()):
                names[name] = names.get(name, frozenset()) | {Kind(kind)}
    return names


def listed_as(name: str) -> frozenset[Kind]:
    """Return what a folded name mostly stands for in the news, nothing for most names."""
    return _name_kinds().get(name, frozenset())
