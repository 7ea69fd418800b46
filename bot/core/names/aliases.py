"""Aliases: what a watch names, with every form it takes in a text.

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

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from bot.core.language.text import fold
from bot.core.names import gazetteer
from bot.core.names.gazetteer import FormKind, GazetteerItem, GazetteerRow, fold_fast
from bot.core.names.inflection import name_cases
from bot.models import Sense


@dataclass(frozen=True, slots=True)
class Form:
    """One way to name an entity in a text; the module's docstring says what the marks ask for."""

    text: str
    kind: FormKind
    language: str = ""
    exact: bool = False
    capital: bool = False
    bound: bool = False
    weak: bool = False
    small: bool = False


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


_BOUND: Final = frozenset({"de", "es", "it", "pt"})
_BRIEF: Final = 7
"""Letters from which a foreign demonym is no word elsewhere, by hand: Italian russo (5) is."""
_CLDR_WEAK: Final = frozenset(
    {"mauricio", "granada", "reunion", "reuniao", "riunione", "dominica", "indie", "fas"}
    | {"san martin", "sao martinho", fold("مالي")}
)
"""Folded CLDR names that are also common words, first names or better known places."""

_LATIN: Final = "\u024f"
"""The last Latin letter: what other languages call a city there may be a word in a third."""

_ORDER: Final = ("name", "person", "group", "acronym", "demonym", "compound", "exonym", "capital")


def entities_named(phrase: str) -> tuple[Entity, ...]:
    """Return every entity that a phrase names, by a name or acronym, folded.

    "Congo" gives both Congos, "Corée" both Koreas and the peninsula. A demonym that belongs to
    one entity alone ("nord-coréen") gives that entity with nothing but its demonyms: who asks
    for what is North Korean did not ask for North Korea. Names of other languages (Nordkorea)
    are tried last.
    """
    found, demonym = _named(phrase)
    return tuple([_people_of(row) if demonym else _entity_of(row) for row in found])


def names_place(phrase: str) -> bool:
    """Tell whether `lookup` gives a place; makes no entity, which takes a hundred times as long."""
    return any(row.sense is Sense.PLACE for row in _named(phrase)[0])


def _named(phrase: str) -> tuple[tuple[GazetteerRow, ...], bool]:
    """Return the rows that a phrase names, and whether by a demonym."""
    key = gazetteer.name_key(phrase)
    if not key:
        return (), False
    found = gazetteer.by_name().get(key, ())
    if found:
        return found, False
    owners = gazetteer.by_demonym().get(key, ())
    if len(owners) == 1:
        return owners, True
    if phrase.strip()[0].islower():
        return (), False
    return gazetteer.by_foreign_name().get(key, ()), False


def complete_name(prefix: str, limit: int) -> tuple[str, ...]:
    """Return at most `limit` names that begin with a prefix, or have a word that does."""
    folded = fold(prefix)
    if not folded:
        return ()
    names = gazetteer.shown_names()
    found = dict.fromkeys(text for name, text in names if name.startswith(folded))
    if len(found) < limit:
        inner = f" {folded}"
        found |= dict.fromkeys(text for name, text in names if inner in name)
    return tuple(found)[: max(limit, 0)]


@lru_cache(maxsize=256)
def all_entities() -> tuple[Entity, ...]:
    """Return every entity of the tables; `bot.core.names.linker` finds them all in a text."""
    return tuple(_entity_of(row) for row in gazetteer.gazetteer_rows())


def _people_of(row: GazetteerRow) -> Entity:
    entity = _entity_of(row)
    return replace(entity, forms=tuple(form for form in entity.forms if form.kind == "demonym"))


@lru_cache(maxsize=1024)
def _entity_of(row: GazetteerRow) -> Entity:
    items = (*row.items, *gazetteer.foreign_demonyms().get(row.id, ()))
    forms = [form for item in items if item.searched for form in _item_forms(item)]
    forms.sort(key=lambda form: _ORDER.index(form.kind))
    known = {fold_fast(form.text) for form in forms}
    forms += [form for form in _cldr_forms(row.id) if fold_fast(form.text) not in known]
    unique = _unique_forms(forms)
    return Entity(row.id, row.sense, unique, _shadow_phrases(row, unique))


def _item_forms(item: GazetteerItem) -> Iterator[Form]:
    for text in item.texts:
        short = item.kind in {"acronym", "group"} and len(text) < 4 and text.isupper()
        yield Form(
            text,
            item.kind,
            item.language,
            exact="=" in item.marks or short,
            capital=text[:1].isupper() and ("^" in item.marks or "~" in item.marks),
            bound=item.bound or _is_brief(item) or _is_name(item, text),
            weak="~" in item.marks,
            small=_is_name(item, text),
        )


def _is_brief(item: GazetteerItem) -> bool:
    """Tell whether a foreign demonym is short enough to be a word elsewhere (pt este, it russo)."""
    return item.kind == "demonym" and item.language in _BOUND and len(item.text) < _BRIEF


def _is_name(item: GazetteerItem, text: str) -> bool:
    """Tell whether a foreign demonym is a name elsewhere: Italian indiana, the state Indiana."""
    foreign = item.kind == "demonym" and item.language in _BOUND
    return foreign and gazetteer.name_key(text) in gazetteer.by_name()


def _unique_forms(forms: list[Form]) -> tuple[Form, ...]:
    """Keep one form of each spelling and kind, the one that asks for least."""
    kept: dict[tuple[str, str], Form] = {}
    for form in forms:
        key = (fold_fast(form.text), form.kind)
        if key not in kept or _form_demands(form) < _form_demands(kept[key]):
            kept[key] = form
    return tuple(kept.values())


def _form_demands(form: Form) -> int:
    return 8 * form.bound + 4 * form.weak + 2 * form.exact + form.capital


def _cldr_forms(code: str) -> Iterator[Form]:
    for name, language in gazetteer.cldr_names(code):
        weak = fold_fast(name) in _CLDR_WEAK
        bound = "/" in code and name[0] <= _LATIN
        for text in name_cases(name, language):
            yield Form(text, "name", language, capital=weak, weak=weak, bound=bound)


def _shadow_phrases(row: GazetteerRow, forms: tuple[Form, ...]) -> tuple[str, ...]:
    """Return the folded phrases in which a form of the row means something else.

    These are the `not` column, the longer names of others around its names and the longer
    demonyms of others around its demonyms: "Kurdistan irakien" still says something of Iraq.
    """
    found = set(map(fold_fast, row.shadows))
    if row.region:
        return tuple(sorted(found))
    own = {f" {fold_fast(form.text)} ": form.kind for form in forms}
    for form, kind in own.items():
        word = max(form.split(), key=len, default="")
        around = gazetteer.phrase_index().get((word, kind == "demonym"), ())
        for owner, phrase in around if kind != "capital" else ():
            if owner != row.id and phrase not in own and form in phrase:
                found.add(phrase.strip())
    found |= gazetteer.longer_abroad(row.id)
    return tuple(sorted(found))
