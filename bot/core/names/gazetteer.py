"""What we know of places, people and groups, read from the tables under `data/` and indexed.

A row holds columns of items; each index is built when it is first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple, TypeAlias

from bot.core.language.text import fold
from bot.core.names.inflection import demonym_forms, name_cases, surname_cases
from bot.models import Sense

FormKind: TypeAlias = Literal[
    "name", "exonym", "demonym", "compound", "acronym", "capital", "person", "group"
]
"""How a form names its entity."""

Column: TypeAlias = tuple[FormKind | Literal["not"], str]
"""Kind and language of the items of a column; kind `not` holds shadows."""

Index: TypeAlias = dict[str, tuple["GazetteerRow", ...]]
"""Rows by folded phrase."""

_PLACE: Final[tuple[Column, ...]] = (
    ("name", "fr"),
    ("demonym", "fr"),
    ("name", "en"),
    ("demonym", "en"),
    ("acronym", ""),
    ("capital", ""),
    ("not", ""),
)
_CITY: Final[tuple[Column, ...]] = (
    ("name", "fr"),
    ("demonym", "fr"),
    ("name", "en"),
    ("demonym", "en"),
    ("name", ""),
    ("not", ""),
)
_FOREIGN: Final[tuple[Column, ...]] = tuple(
    ("demonym", language) for language in ("de", "es", "it", "pt", "ru", "uk")
)
_TABLES: Final[tuple[tuple[str, Sense, tuple[Column, ...]], ...]] = (
    ("countries.txt", Sense.PLACE, _PLACE),
    ("places.txt", Sense.PLACE, _PLACE),
    ("cities.txt", Sense.PLACE, _CITY),
    ("groups.txt", Sense.ORGANISATION, (("group", ""), ("acronym", ""), ("not", ""))),
    ("people.txt", Sense.PERSON, (("person", ""), ("not", ""))),
)
_BLANKLESS: Final = frozenset({"zh", "ja"})
"""Languages that write a name into the next without a blank."""

_MARKS: Final = "^=~?+"
_ITEM: Final = re.compile(rf"(?:([a-z]{{2}}):)?([{re.escape(_MARKS)}]*)(.+)", re.DOTALL)
_SEVERAL: Final = re.compile(r"\W")
_NAMES: Final = frozenset({"name", "exonym", "acronym", "group", "person"})
_SHOWN: Final = _NAMES - {"exonym"}


@dataclass(frozen=True, slots=True)
class GazetteerRow:
    """One line of a table: its items, and the phrases of its `not` column as they are written."""

    id: str
    sense: Sense
    items: tuple[GazetteerItem, ...] = field(hash=False)
    shadows: tuple[str, ...] = field(hash=False)
    city: bool = False

    @property
    def region(self) -> bool:
        """A region keeps what its parts are called: South Africa is in Africa."""
        return self.id.startswith("R-")


class GazetteerItem(NamedTuple):
    """One item of a column with its marks read."""

    text: str
    kind: FormKind
    language: str
    marks: str = ""
    bound: bool = False

    @property
    def searched(self) -> bool:
        """Tell whether texts are searched for it, not only watches."""
        return "?" not in self.marks

    @property
    def texts(self) -> tuple[str, ...]:
        """Return every form it takes."""
        match self.kind:
            case "demonym":
                return demonym_forms(self.text, self.language)
            case "person":
                return surname_cases(self.text)
            case "name" if self.language not in {"fr", "en"}:
                return name_cases(self.text, self.language)
            case _:
                return (self.text,)


class _Folding(dict[int, str]):
    """What each character folds to; sound for texts without combining marks, as ours are."""

    def __init__(self, dropped: str = "") -> None:
        super().__init__(dict.fromkeys(map(ord, dropped), ""))

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char.isspace():
            folded = " "
        elif code in _UNFOLDED:
            folded = char
        else:
            folded = fold(f"a{char}a")[1:-1]
        self[code] = folded
        return folded


_UNFOLDED: Final = range(0x3400, 0xD7A4)
"""Han and Hangul stand for themselves."""

_PUNCTUATION: Final = ",.()&"
_FOLDING: Final = _Folding()
_KEYS: Final = _Folding(_PUNCTUATION)
_DROPPED: Final = str.maketrans("", "", _PUNCTUATION)


def fold_fast(text: str) -> str:
    """Fold a text of the tables; the same as `fold`, several times faster."""
    return " ".join(text.translate(_FOLDING).split())


def name_key(phrase: str) -> str:
    """Return what a name is found by: folded, without commas, dots and brackets."""
    return " ".join(fold(phrase).translate(_DROPPED).split())


def split_cell(cell: str) -> list[str]:
    """Split a cell into its items as they are written."""
    return [item for raw in cell.replace(";", ",").split(",") if (item := raw.strip())]


def _row_items(columns: tuple[Column, ...], cells: list[str]) -> Iterator[GazetteerItem]:
    """Yield the items of all columns but `not`; names behind a semicolon are exonyms."""
    for (kind, language), cell in zip(columns, cells, strict=False):
        if kind == "not":
            continue
        for place, part in enumerate(cell.split(";")):
            for raw in split_cell(part):
                yield _read_item(raw, "exonym" if place and kind == "name" else kind, language)


def _read_item(raw: str, kind: FormKind, language: str) -> GazetteerItem:
    own, marks, text = "", "", raw
    if raw[0] in _MARKS or raw[2:3] == ":":
        match = _ITEM.fullmatch(raw)
        assert match is not None
        own, marks, text = match.groups()
    if kind == "demonym" and "+" in marks:
        kind = "name"
    elif kind == "demonym" and text.endswith("-"):
        kind = "compound"
    return GazetteerItem(text, kind, own or language or _script_language(text), marks, bool(own))


def _script_language(text: str) -> str:
    """Tell the language of a name in another script, "" for Latin letters."""
    if text.isascii():
        return ""
    if any("\u0400" <= char <= "\u04ff" for char in text):
        return "uk" if re.search("[іїєґІЇЄҐ]", text) else "ru"
    if any("\u0600" <= char <= "\u06ff" for char in text):
        return "ar"
    if any("\uac00" <= char <= "\ud7a3" for char in text):
        return "ko"
    return "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else ""


def _table_lines(name: str) -> Iterator[list[str]]:
    text = files("bot.core.names.data").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


@lru_cache(maxsize=1)
def gazetteer_rows() -> tuple[GazetteerRow, ...]:
    """Return every row of every table; people and groups have their first name as id."""
    found: list[GazetteerRow] = []
    for name, sense, columns in _TABLES:
        for cells in _table_lines(name):
            own = cells.pop(0) if sense is Sense.PLACE else split_cell(cells[0])[0].strip(_MARKS)
            items = tuple(_row_items(columns, cells))
            found.append(
                GazetteerRow(own, sense, items, _not_phrases(columns, cells), columns is _CITY)
            )
    return tuple(found)


def _not_phrases(columns: tuple[Column, ...], cells: list[str]) -> tuple[str, ...]:
    if len(cells) < len(columns):
        return ()
    return tuple(split_cell(cells[len(columns) - 1]))


@lru_cache(maxsize=1)
def foreign_demonyms() -> dict[str, tuple[GazetteerItem, ...]]:
    """Return the demonyms of other languages by the id of their place."""
    return {own: tuple(_row_items(_FOREIGN, cells)) for own, *cells in _table_lines("demonyms.txt")}


@lru_cache(maxsize=1)
def _read_cldr() -> dict[str, tuple[tuple[str, str], ...]]:
    """Read the names that CLDR gives, with their languages, by the id of their row."""
    return {
        code: tuple((name, language) for language, _, name in (c.partition(":") for c in cells))
        for code, *cells in _table_lines("cldr.txt")
    }


def cldr_names(code: str) -> tuple[tuple[str, str], ...]:
    """Return the names of a territory or of a time zone's city with their language.

    Both names of "Myanmar (Burma)" are given.
    """
    return _read_cldr().get(code, ())


@lru_cache(maxsize=1)
def _names_abroad() -> dict[str, dict[str, str]]:
    """Index what other languages call the countries: owners by folded name, by language."""
    found: dict[str, dict[str, str]] = {}
    for row in gazetteer_rows():
        for name, language in cldr_names(row.id) if len(row.id) == 2 else ():
            found.setdefault(language, {})[fold_fast(name)] = row.id
    return found


@lru_cache(maxsize=1024)
def longer_abroad(code: str) -> frozenset[str]:
    """Return the names of other countries that hold one of this: Guinea Ecuatorial, 印度尼西亚."""
    found: set[str] = set()
    for name, language in cldr_names(code) if len(code) == 2 else ():
        folded = fold_fast(name)
        own = folded if language in _BLANKLESS else f" {folded} "
        for other, owner in _names_abroad().get(language, {}).items():
            if owner != code and own in f" {other} ":
                found.add(other)
    return frozenset(found)


def _index_rows(pairs: Iterator[tuple[str, GazetteerRow]]) -> Index:
    found: dict[str, dict[str, GazetteerRow]] = {}
    for text, row in pairs:
        found.setdefault(" ".join(text.translate(_KEYS).split()), {})[row.id] = row
    return {phrase: tuple(known.values()) for phrase, known in found.items()}


@lru_cache(maxsize=1)
def by_name() -> Index:
    """Index every row by its names and acronyms."""
    return _index_rows(
        (item.text, row) for row in gazetteer_rows() for item in row.items if item.kind in _NAMES
    )


@lru_cache(maxsize=1)
def by_demonym() -> Index:
    """Index every row by its French and English demonyms in all inflections."""
    return _index_rows(
        (text, row)
        for row in gazetteer_rows()
        for item in row.items
        if item.kind == "demonym" and item.searched
        for text in item.texts
    )


@lru_cache(maxsize=1)
def by_foreign_name() -> Index:
    """Index the places by their names in other languages."""
    return _index_rows((name, row) for row in gazetteer_rows() for name in _foreign_names(row.id))


def _foreign_names(own: str) -> Iterator[str]:
    yield from (name for name, _ in cldr_names(own))
    yield from (item.text for item in foreign_demonyms().get(own, ()) if item.kind == "name")


@lru_cache(maxsize=1)
def shown_names() -> tuple[tuple[str, str], ...]:
    """List folded and written names for autocomplete: places first, short names first."""
    senses = {Sense.PLACE: 0, Sense.ORGANISATION: 1, Sense.PERSON: 2}
    ranked = sorted(
        (senses[row.sense], len(item.text), fold_fast(item.text), item.text)
        for row in gazetteer_rows()
        for item in row.items
        if item.kind in _SHOWN and item.searched
    )
    return tuple((folded, text) for *_, folded, text in ranked)


@lru_cache(maxsize=1)
def phrase_index() -> dict[tuple[str, bool], tuple[tuple[str, str], ...]]:
    """Index the phrases of several words of places and people by word; keep demonyms apart.

    Cities are left out: Gaza City is in Gaza, and Mexico City in Mexico.

    Values are the row's id and the folded phrase between blanks.
    """
    index: dict[tuple[str, bool], list[tuple[str, str]]] = {}
    for row in gazetteer_rows():
        for item in _phrase_items(row):
            for text in map(fold_fast, item.texts):
                for word in set(text.split()):
                    place = (word, item.kind == "demonym")
                    index.setdefault(place, []).append((row.id, f" {text} "))
    return {place: tuple(found) for place, found in index.items()}


def _phrase_items(row: GazetteerRow) -> Iterator[GazetteerItem]:
    if row.sense is Sense.ORGANISATION or row.city:
        return
    for item in row.items:
        several = _SEVERAL.search(item.text) and item.kind not in {"compound", "capital"}
        if several and item.searched:
            yield item
