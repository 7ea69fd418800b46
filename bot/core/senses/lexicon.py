"""Words that tell what kind of thing a name stands for, by language.

The tables lie in `words/<code>.senses.toml` beside the function words: `designators` stand right
before the name (adjectives may stand between), `heads` before it with "de", "of" or "von",
`followers` and `deeds` right after it, `topics` and the words of `domains` anywhere near.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bot.core.language.stopwords import is_stop
from bot.core.language.text import KNOWN_WORDS
from bot.core.language.word_files import EVERYWHERE, files_of, read_word_file
from bot.core.senses.function_words import words_of
from bot.core.senses.signs import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NONE: Final = frozenset[Kind]()


@dataclass(frozen=True, slots=True)
class Table:
    """Words with the kinds that each speaks for, and what may be added to them."""

    rows: Mapping[str, frozenset[Kind]]
    endings: tuple[str, ...] = ()

    def exactly(self, word: str) -> frozenset[Kind]:
        """Return the kinds a word as it is speaks for."""
        return self.rows.get(word, _NONE)

    def kinds(self, word: str) -> frozenset[Kind]:
        """Return the kinds a word speaks for; a plural or feminine goes with what it is of."""
        rows = self.rows
        if word in rows:
            return rows[word]
        for ending in self.endings:
            if word.endswith(ending) and (found := rows.get(word.removesuffix(ending))):
                return found
        return _NONE


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables of one language."""

    designators: Table
    heads: Table
    followers: Table
    deeds: Table
    topics: Table
    telling: Table
    domains: Table


@lru_cache(maxsize=64)
def lexicon_of(language: str) -> Lexicon:
    """Return the tables of a language; one without a file has those of all."""
    sections = [read_word_file(code) for code in files_of(language)]
    endings = words_of(language).endings

    def table(name: str) -> Table:
        return Table(_joined_rows(_kind_pairs(one.get(name, {})) for one in sections), endings)

    designators, topics = table("designators"), table("topics")
    return Lexicon(
        designators=designators,
        heads=table("heads"),
        followers=table("followers"),
        deeds=table("deeds"),
        topics=Table(
            _joined_rows([topics.rows.items(), _firm_designators(language, designators)]), endings
        ),
        telling=table("telling"),
        domains=Table(_joined_rows(_domain_pairs(one) for one in sections)),
    )


def _kind_pairs(section: dict[str, str]) -> list[tuple[str, frozenset[Kind]]]:
    return [
        (word, frozenset({Kind(kind)})) for kind, row in section.items() for word in row.split()
    ]


def _domain_pairs(section: dict[str, Any]) -> list[tuple[str, frozenset[Kind]]]:
    kinds = read_word_file(EVERYWHERE)["domain_kinds"]
    return [
        (word, frozenset(map(Kind, kinds[domain])))
        for domain, row in section.get("domains", {}).items()
        for word in row.split()
    ]


def _firm_designators(language: str, designators: Table) -> list[tuple[str, frozenset[Kind]]]:
    """List the designators of organisations, which are topics too but for the loose ones."""
    loose, firm = words_of(language).loose, frozenset({Kind.ORGANISATION})
    return [
        (word, firm)
        for word, kinds in designators.rows.items()
        if firm <= kinds and word not in loose
    ]


def _joined_rows(
    sources: Iterable[Iterable[tuple[str, frozenset[Kind]]]],
) -> dict[str, frozenset[Kind]]:
    rows: dict[str, frozenset[Kind]] = {}
    for source in sources:
        for word, kinds in source:
            rows[word] = rows.get(word, _NONE) | kinds
    return rows


@lru_cache(maxsize=KNOWN_WORDS)
def topic_kinds(word: str, language: str) -> tuple[tuple[Kind, bool], ...]:
    """Return the kinds of names that an article with this word is about, and which it tells most.

    A function word tells nothing.
    """
    if is_stop(word, language):
        return ()
    known = lexicon_of(language)
    strong = known.telling.kinds(word)
    return tuple(
        (kind, kind in strong)
        for kind in sorted(known.topics.kinds(word) | known.domains.exactly(word) | strong)
    )
