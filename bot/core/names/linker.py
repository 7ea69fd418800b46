"""Known names in a text: countries, people and groups, the same key for every form and language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from bot.core.language.text import tokens
from bot.core.names.aliases import all_entities
from bot.core.names.gazetteer import fold_fast, gazetteer_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.language.text import Token

LONGEST = 5
"""Words of the longest name that is looked for."""

_CAPITAL = "capital"


@dataclass(frozen=True, slots=True)
class KnownName:
    """A known name at a place in a text: `words` long, also a `city` of its own."""

    id: str
    words: int
    city: bool


class Name(NamedTuple):
    """What a known name stands for and asks for: letters as they are, a capital at its front."""

    id: str
    letters: str
    city: bool
    capital: bool


@lru_cache(maxsize=1)
def _known_names() -> dict[str, Name]:
    """Read the index of known names, which `make names` writes: building it takes two seconds."""
    names: dict[str, Name] = {}
    for line in files("bot.core.names.data").joinpath("index.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            key, own, letters, marks = line.split("|")
            names[key] = Name(own, letters, "c" in marks, "^" in marks)
    return names


def build_index() -> dict[str, Name]:
    """Map folded words, parted by blanks, to names; what names two entities is left out."""
    names: dict[str, Name] = {}
    owners: dict[str, set[str]] = {}
    capitals = _capital_countries()
    for entity in all_entities():
        own = capitals.get(entity.id, entity.id)
        for form in entity.forms:
            key = " ".join(token.text for token in tokens(form.text))
            if form.weak or form.kind == "compound" or not key:
                continue
            owners.setdefault(key, set()).add(own)
            letters = form.text if form.exact else ""
            capital = form.capital or form.kind in {"acronym", "person", "group"}
            city = form.kind == _CAPITAL or own != entity.id
            names.setdefault(key, Name(own, letters, city, capital))
    return {key: name for key, name in names.items() if len(owners[key]) == 1}


def _capital_countries() -> dict[str, str]:
    """Map capitals to their countries: Moscow says as much of Russia as of itself."""
    forms = {
        fold_fast(form.text): entity.id
        for entity in all_entities()
        for form in entity.forms
        if form.kind == _CAPITAL
    }
    cities = {row.id for row in gazetteer_rows() if row.city}
    return {
        entity.id: forms[folded]
        for entity in all_entities()
        if entity.id in cities
        for folded in (fold_fast(form.text) for form in entity.forms)
        if folded in forms
    }


class _Start(NamedTuple):
    """What names begin with a word: their lengths, longest first, and their second words."""

    lengths: tuple[int, ...] = ()
    seconds: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def _name_starts() -> dict[str, _Start]:
    """Map the first words of names to what may follow them."""
    found: dict[str, list[list[str]]] = {}
    for key in _known_names():
        words = key.split(" ")
        if len(words) <= LONGEST:
            found.setdefault(words[0], []).append(words)
    return {
        first: _Start(
            tuple(sorted({len(words) for words in names}, reverse=True)),
            frozenset(words[1] for words in names if len(words) > 1),
        )
        for first, names in found.items()
    }


_NONE = _Start()


def names_from(word: str) -> tuple[int, ...]:
    """Return how many words the known names have that begin with a word, the longest first."""
    return _name_starts().get(word, _NONE).lengths


def known_at(words: Sequence[Token], index: int) -> KnownName | None:
    """Return the longest known name that begins at a word."""
    start = _name_starts().get(words[index].text, _NONE)
    # Words such as "la" begin many names and hardly ever one of them.
    goes_on = index + 1 < len(words) and words[index + 1].text in start.seconds
    for length in start.lengths if goes_on else start.lengths[-1:]:
        if length > 1 and not goes_on:
            return None
        part = words[index : index + length]
        name = _known_names().get(" ".join([token.text for token in part]))
        if name is None or len(part) < length:
            continue
        if name.letters and name.letters != part[0].raw:
            continue
        if name.capital and not part[0].raw[:1].isupper():
            continue
        return KnownName(name.id, length, name.city)
    return None
