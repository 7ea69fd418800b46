"""The alias table: places, people and groups with every form they take in a text.

The tables under `data/` hold what we know; this module reads them once, expands demonyms by rule
and adds the country names of other languages from CLDR when an entity is looked up.

What whoever searches for a form has to honour:
- `exact`: the letters of `text` as they are, case and accents too (US, not us);
- `capital`: the first letter of the hit is a capital (Turkey, not turkey);
- `bound`: the form holds only in texts of `language`; without `bound` the language is a hint;
- `weak`: also a first name, another place or ambiguous (Congo); count it only when another
  form of the entity stands in the article;
- kind `compound` (text ends in a hyphen, as `russo-`): a word that a hyphen follows;
- kind `capital` (Pyongyang, Kremlin): off unless the user turns it on;
- `Entity.shadows`: folded phrases inside which a hit is no hit (Soudan in "soudan du sud").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Final, TypeAlias

from babel import Locale

from bot.core.endings import declined, inflections, surname_cases
from bot.core.text import fold
from bot.models import Sense


@dataclass(frozen=True, slots=True)
class Form:
    """One way to name an entity in a text; the module's docstring says what the marks ask for.

    `kind` is name, exonym, demonym, compound, acronym, capital, person or group.
    """

    text: str
    kind: str
    language: str = ""
    exact: bool = False
    capital: bool = False
    bound: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """A place, person or group; the first form is the name to show."""

    id: str
    sense: Sense
    forms: tuple[Form, ...]
    shadows: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name to show."""
        return self.forms[0].text


Column: TypeAlias = tuple[str, str]
"""Kind and language of the items of a column; kind `not` holds shadows."""

_PLACE: Final[tuple[Column, ...]] = (
    ("name", "fr"),
    ("demonym", "fr"),
    ("name", "en"),
    ("demonym", "en"),
    ("acronym", ""),
    ("capital", ""),
    ("not", ""),
)
_FOREIGN: Final[tuple[Column, ...]] = tuple(
    ("demonym", language) for language in ("de", "es", "it", "pt", "ru", "uk")
)
_TABLES: Final[tuple[tuple[str, Sense, tuple[Column, ...]], ...]] = (
    ("countries.txt", Sense.PLACE, _PLACE),
    ("places.txt", Sense.PLACE, _PLACE),
    ("groups.txt", Sense.ORGANISATION, (("group", ""), ("acronym", ""), ("not", ""))),
    ("people.txt", Sense.PERSON, (("person", ""), ("not", ""))),
)
_CLDR: Final = ("de", "es", "it", "pt", "nl", "pl", "tr", "ar", "ru", "uk", "zh", "ja", "ko")
_BOUND: Final = frozenset({"de", "es", "it", "pt"})
_CLDR_WEAK: Final = frozenset(
    {"mauricio", "granada", "reunion", "reuniao", "riunione", "dominica", "indie", "fas"}
    | {"san martin", "sao martinho"}
)
"""Folded CLDR names that are also common words, first names or better known places."""

_ORDER: Final = ("name", "person", "group", "acronym", "demonym", "compound", "exonym", "capital")
_ITEM: Final = re.compile(
    r"(?:(?P<language>[a-z]{2}):)?(?P<marks>[\^=~?+]*)(?P<text>.+)", re.DOTALL
)
_SEVERAL: Final = re.compile(r"\W")
_PUNCTUATION: Final = str.maketrans(dict.fromkeys(",.()&", ""))
_SHOWN: Final = frozenset({"name", "person", "group", "acronym"})


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    sense: Sense
    cells: tuple[tuple[Column, str], ...]

    @property
    def continent(self) -> bool:
        """A region keeps what its parts are called: South Africa is in Africa."""
        return self.id.startswith("R-")


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a column with its marks read; `searched` is false for `?`."""

    text: str
    kind: str
    language: str
    marks: str = ""
    bound: bool = False

    @property
    def searched(self) -> bool:
        return "?" not in self.marks


def lookup(phrase: str) -> tuple[Entity, ...]:
    """Return every entity that a phrase names, by a name or acronym, folded.

    "Congo" gives both Congos, "Corée" both Koreas and the peninsula. A demonym that belongs to
    one entity alone ("nord-coréen") gives that entity with nothing but its demonyms: who asks
    for what is North Korean did not ask for North Korea. Names of other languages (Nordkorea)
    are tried last.
    """
    folded = _key(phrase)
    if not folded:
        return ()
    found = _names().get(folded, ())
    if found:
        return tuple(_entity(row) for row in found)
    owners = _demonyms().get(folded, ())
    if len(owners) == 1:
        return (_people_of(_entity(owners[0])),)
    if phrase.strip()[0].islower():
        return ()
    return tuple(_entity(row) for row in _foreign_names().get(folded, ()))


def complete(prefix: str, limit: int) -> tuple[str, ...]:
    """Return at most `limit` names that begin with a prefix, or have a word that does."""
    folded = fold(prefix)
    if not folded:
        return ()
    inner = f" {folded}"
    heads = [text for name, text in _shown_names() if name.startswith(folded)]
    found = dict.fromkeys(heads)
    if len(found) < limit:
        found |= dict.fromkeys(text for name, text in _shown_names() if inner in name)
    return tuple(found)[:limit]


def everything() -> tuple[Entity, ...]:
    """Return every entity of the tables."""
    return tuple(_entity(row) for row in _rows())


def _key(phrase: str) -> str:
    """Return what a name is found by: folded, without commas, dots and brackets."""
    return " ".join(fold(phrase).translate(_PUNCTUATION).split())


def _people_of(entity: Entity) -> Entity:
    forms = tuple(form for form in entity.forms if form.kind == "demonym")
    return replace(entity, forms=forms)


# ---- reading the tables ----------------------------------------------------------------------


def _lines(name: str) -> Iterator[list[str]]:
    text = files("bot.core.data").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


@lru_cache(maxsize=1)
def _rows() -> tuple[_Row, ...]:
    rows: list[_Row] = []
    for name, sense, columns in _TABLES:
        for cells in _lines(name):
            key = cells.pop(0) if columns is _PLACE else _items_of(cells[0])[0].strip("^=~?")
            rows.append(_Row(key, sense, tuple(zip(columns, cells, strict=False))))
    return tuple(rows)


@lru_cache(maxsize=1)
def _foreign() -> dict[str, tuple[tuple[Column, str], ...]]:
    """Return the demonyms of other languages by the id of their country."""
    return {
        cells[0]: tuple(zip(_FOREIGN, cells[1:], strict=False)) for cells in _lines("demonyms.txt")
    }


def _items_of(cell: str) -> list[str]:
    return [item.strip() for item in re.split("[,;]", cell) if item.strip()]


def _items(cells: tuple[tuple[Column, str], ...]) -> Iterator[_Item]:
    """Yield the items of all columns but `not`; names behind a semicolon are exonyms."""
    for (kind, language), cell in cells:
        if kind == "not":
            continue
        for place, part in enumerate(cell.split(";")):
            for raw in _items_of(part):
                yield _item(raw, "exonym" if place and kind == "name" else kind, language)


def _item(raw: str, kind: str, language: str) -> _Item:
    match = _ITEM.fullmatch(raw)
    assert match is not None
    text = match["text"]
    if kind == "demonym" and "+" in match["marks"]:
        kind = "name"
    elif kind == "demonym" and text.endswith("-"):
        kind = "compound"
    own = match["language"]
    return _Item(text, kind, own or language or _script(text), match["marks"], bool(own))


def _script(text: str) -> str:
    """Tell the language of a name in another script, "" for Latin letters."""
    if any("\u0400" <= char <= "\u04ff" for char in text):
        return "uk" if re.search("[іїєґІЇЄҐ]", text) else "ru"
    if any("\u0600" <= char <= "\u06ff" for char in text):
        return "ar"
    if any("\uac00" <= char <= "\ud7a3" for char in text):
        return "ko"
    return "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else ""


# ---- indexes ---------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[_Row, ...]]:
    """Index every row by its folded names and acronyms."""
    index: dict[str, dict[str, _Row]] = {}
    for row in _rows():
        for item in _items(row.cells):
            if item.kind not in {"demonym", "compound", "capital"}:
                index.setdefault(_key(item.text), {})[row.id] = row
    return {name: tuple(rows.values()) for name, rows in index.items()}


@lru_cache(maxsize=1)
def _demonyms() -> dict[str, tuple[_Row, ...]]:
    """Index every row by its French and English demonyms in all inflections."""
    index: dict[str, dict[str, _Row]] = {}
    for row in _rows():
        for item in _items(row.cells):
            if item.kind == "demonym" and item.searched:
                for text in inflections(item.text, item.language):
                    index.setdefault(_key(text), {})[row.id] = row
    return {name: tuple(rows.values()) for name, rows in index.items()}


@lru_cache(maxsize=1)
def _foreign_names() -> dict[str, tuple[_Row, ...]]:
    """Index the countries by their folded names in the languages of CLDR."""
    index: dict[str, dict[str, _Row]] = {}
    for row in _rows():
        for name, _ in _cldr_names(row.id):
            index.setdefault(_key(name), {})[row.id] = row
    return {name: tuple(rows.values()) for name, rows in index.items()}


@lru_cache(maxsize=1)
def _shown_names() -> tuple[tuple[str, str], ...]:
    """List folded and written names for autocomplete: places first, short names first."""
    senses = {Sense.PLACE: 0, Sense.ORGANISATION: 1, Sense.PERSON: 2}
    ranked = (
        (senses[row.sense], len(item.text), fold(item.text), item.text)
        for row in _rows()
        for item in _items(row.cells)
        if item.kind in _SHOWN and item.searched
    )
    return tuple((folded, text) for *_, folded, text in sorted(ranked))


@lru_cache(maxsize=1)
def _phrases() -> dict[tuple[str, bool], tuple[tuple[str, str], ...]]:
    """Index the phrases of several words of places and people by word; keep demonyms apart.

    Values are the row's id and the folded phrase between blanks.
    """
    index: dict[tuple[str, bool], list[tuple[str, str]]] = {}
    for row in _rows():
        for item in _items(row.cells):
            if row.sense is Sense.ORGANISATION or not _SEVERAL.search(item.text):
                continue
            if item.kind in {"compound", "capital"} or not item.searched:
                continue
            for text in map(fold, _texts(item)):
                for word in set(text.split()):
                    key = (word, item.kind == "demonym")
                    index.setdefault(key, []).append((row.id, f" {text} "))
    return {key: tuple(phrases) for key, phrases in index.items()}


# ---- building an entity ----------------------------------------------------------------------


@lru_cache(maxsize=512)
def _entity(row: _Row) -> Entity:
    items = [*_items(row.cells), *_items(_foreign().get(row.id, ()))]
    forms = [form for item in items if item.searched for form in _forms(item)]
    forms.sort(key=lambda form: _ORDER.index(form.kind))
    known = {fold(form.text) for form in forms}
    forms += [form for form in _cldr_forms(row.id) if fold(form.text) not in known]
    unique = _unique(forms)
    return Entity(row.id, row.sense, unique, _shadows(row, unique))


def _forms(item: _Item) -> Iterator[Form]:
    for text in _texts(item):
        short = item.kind in {"acronym", "group"} and len(text) < 4 and text.isupper()
        yield Form(
            text,
            item.kind,
            item.language,
            exact="=" in item.marks or short,
            capital=text[:1].isupper() and ("^" in item.marks or "~" in item.marks),
            bound=item.bound or _brief(item),
            weak="~" in item.marks,
        )


def _brief(item: _Item) -> bool:
    """Tell whether a foreign demonym is short enough to be a word elsewhere (pt este, it russo)."""
    return item.kind == "demonym" and item.language in _BOUND and len(item.text) < 7


def _texts(item: _Item) -> tuple[str, ...]:
    if item.kind == "demonym":
        return inflections(item.text, item.language)
    if item.kind == "name" and item.language not in {"fr", "en"}:
        return declined(item.text, item.language)
    return surname_cases(item.text) if item.kind == "person" else (item.text,)


def _unique(forms: list[Form]) -> tuple[Form, ...]:
    """Keep one form of each spelling and kind, the one that asks for least."""
    kept: dict[tuple[str, str], Form] = {}
    for form in forms:
        key = (fold(form.text), form.kind)
        if key not in kept or _demands(form) < _demands(kept[key]):
            kept[key] = form
    return tuple(kept.values())


def _demands(form: Form) -> int:
    return 8 * form.bound + 4 * form.weak + 2 * form.exact + form.capital


def _cldr_names(code: str) -> Iterator[tuple[str, str]]:
    """Yield the names of a territory with their language, both names of "Myanmar (Burma)"."""
    if len(code) != 2:
        return
    for language in _CLDR:
        name = Locale.parse(language).territories.get(code)
        for part in re.split(r"[()（）]", name or ""):
            if part.strip():
                yield part.strip(), language


def _cldr_forms(code: str) -> Iterator[Form]:
    for name, language in _cldr_names(code):
        weak = fold(name) in _CLDR_WEAK
        for text in declined(name, language):
            yield Form(text, "name", language, capital=weak, weak=weak)


def _shadows(row: _Row, forms: tuple[Form, ...]) -> tuple[str, ...]:
    """Return the folded phrases in which a form of the row means something else.

    These are the `not` column, the longer names of others around its names and the longer
    demonyms of others around its demonyms: "Kurdistan irakien" still says something of Iraq.
    """
    found = {fold(x) for (kind, _), cell in row.cells if kind == "not" for x in _items_of(cell)}
    if row.continent:
        return tuple(sorted(found))
    own = {f" {fold(form.text)} ": form.kind for form in forms}
    for form, kind in own.items():
        word = max(form.split(), key=len, default="")
        around = _phrases().get((word, kind == "demonym"), ()) if kind != "capital" else ()
        for owner, phrase in around:
            if owner != row.id and phrase not in own and form in phrase:
                found.add(phrase.strip())
    return tuple(sorted(found))
