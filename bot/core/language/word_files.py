"""Files of little words.

`<code>.senses.toml`, the common one, `classes.toml`, `claims.toml` and `<code>.same.toml`.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

_SUFFIX: Final = ".senses.toml"
EVERYWHERE: Final = "any"


@lru_cache(maxsize=1)
def word_languages() -> tuple[str, ...]:
    """List the codes of the languages that have a file."""
    names = (entry.name for entry in (files("bot.core.language") / "words").iterdir())
    codes = {name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)}
    return tuple(sorted(codes - {EVERYWHERE}))


@lru_cache(maxsize=16)
def read_word_file(code: str) -> dict[str, Any]:
    """Read the file of a language."""
    return tomllib.loads(
        (files("bot.core.language") / "words" / f"{code}{_SUFFIX}").read_text("utf-8")
    )


@lru_cache(maxsize=1)
def _read_classes() -> dict[str, dict[str, str]]:
    table = files("bot.core.language") / "words" / "classes.toml"
    return tomllib.loads(table.read_text("utf-8"))


def word_class(name: str) -> dict[str, frozenset[str]]:
    """List the words of a class of `classes.toml` by language."""
    return {code: frozenset(words.split()) for code, words in _read_classes()[name].items()}


def of_all_languages(name: str) -> frozenset[str]:
    """Join the words of a class in every language."""
    return frozenset().union(*word_class(name).values())


@lru_cache(maxsize=16)
def claim_words(language: str) -> dict[str, frozenset[str]]:
    """List what words do in a claim, by class of `claims.toml`; an unknown language has all."""
    table = files("bot.core.language") / "words" / "claims.toml"
    classes: dict[str, dict[str, str]] = tomllib.loads(table.read_text("utf-8"))
    return {
        name: frozenset(" ".join([of[language]] if language in of else of.values()).split())
        for name, of in classes.items()
    }


def files_of(language: str) -> tuple[str, ...]:
    """Name the files that hold for a language: its own and the common one, or all."""
    known = word_languages()
    return (language, EVERYWHERE) if language in known else (*known, EVERYWHERE)


class SameWords(NamedTuple):
    """What `<code>.same.toml` holds: groups of words, phrases by the other, and little words."""

    verbs: tuple[tuple[str, ...], ...] = ()
    nouns: tuple[tuple[str, ...], ...] = ()
    others: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[tuple[str, str], ...] = ()
    droppable: tuple[str, ...] = ()
    passive: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    relative: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@lru_cache(maxsize=16)
def same_words(language: str) -> SameWords:
    """List the words of a language that may stand for each other; none for one without a file."""
    table = files("bot.core.language") / "words" / f"{language}.same.toml"
    if not table.is_file():
        return SameWords()
    found: dict[str, str] = tomllib.loads(table.read_text("utf-8"))
    lines = {name: tuple(line for line in found[name].split("\n") if line) for name in found}
    verbs, nouns, others = (
        tuple(tuple(line.split()) for line in lines[name]) for name in ("verbs", "nouns", "others")
    )
    pairs = [line.replace("_", " ").split(" = ") for line in lines["phrases"]]
    little = {
        name: tuple(word.replace("-", " ") for word in found[name].split()) for name in _LITTLE
    }
    phrases = tuple((one, other) for one, other in pairs)
    return SameWords(verbs, nouns, others, phrases, **little)


_LITTLE = ("droppable", "passive", "agent", "relative", "but", "also")
