"""What an atom looks for: its own forms, the aliases of what it names, the names it is no part of.

An atom is compiled once for all watches that ask for it in the same way, and only when a text
may hold it: a hundred thousand watches keep texts and numbers, no surfaces.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.core.language.text import fold, tokens
from bot.core.names.aliases import entities_named
from bot.core.names.given_names import is_given
from bot.core.query.tree import Atom, AtomKind
from bot.core.watch.surfaces import Expansion, Surface, atom_entities, literal_surfaces, of_form
from bot.models import Sense

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.names.aliases import Entity, Form

KEPT: Final = 2048
"""Compiled atoms that are kept: those of some hundred articles, up to 8 MB in each process."""


class Looking(NamedTuple):
    """How an atom is looked for: forms `off` are not, capitals among the `opted` are."""

    aliases: bool
    off: frozenset[str]
    opted: frozenset[str]
    sense: Sense | None
    languages: tuple[str, ...]


class SoughtAtom(NamedTuple):
    """An atom and how it is looked for, with the user's own forms of it."""

    text: str
    kind: AtomKind
    looking: Looking
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """The surfaces of an atom, and of longer names inside which it is not meant.

    An `unnamed` atom is written as a name that no table has: it counts only as a whole. One that
    is `judged` has a sense.
    """

    surfaces: tuple[Surface, ...]
    shadows: tuple[Surface, ...]
    unnamed: bool
    judged: bool
    sense: Sense | None
    shown: tuple[Expansion, ...]


def compile_atom(one: SoughtAtom) -> Compiled:
    """Collect the surfaces of an atom."""
    text, kind, looking, own = one
    atom = Atom(text, kind)
    same = atom_entities(atom, looking.sense)
    named = same or (atom_entities(atom, None) if looking.sense else ())
    written_big = text[0].isupper()
    surfaces = list(literal_surfaces(atom, () if named else looking.languages, looking.off))
    shown: list[Expansion] = []
    if looking.aliases:
        for form, entity, on in _atom_forms(same, atom, looking):
            shown.append(Expansion(text, form.text, form.kind, on))
            surfaces += of_form(form, entity) if on else ()
    for written in own:
        shown.append(Expansion(text, written, "own", on=True))
        surfaces += [
            s._replace(kind="own") for s in literal_surfaces(Atom(written), looking.languages)
        ]
    return Compiled(
        tuple(surfaces),
        tuple(_shadow_surfaces(named, looking.sense)),
        unnamed=not named and written_big and kind != "exact",
        judged=bool(named) or written_big,
        sense=looking.sense,
        shown=tuple(shown),
    )


sought = lru_cache(maxsize=KEPT)(compile_atom)


def _atom_forms(
    found: tuple[Entity, ...], atom: Atom, looking: Looking
) -> Iterator[tuple[Form, Entity, bool]]:
    """Yield the forms of what an atom names, and whether they count."""
    if not found:
        return
    seen = {(fold(atom.text), "")}
    for entity in found:
        for form in entity.forms:
            folded = fold(form.text)
            key = (folded, _form_distinction(form))
            if key not in seen:
                seen.add(key)
                on = folded not in looking.off
                yield form, entity, on and (form.kind != "capital" or folded in looking.opted)


def _form_distinction(form: Form) -> str:
    """Return what sets a form apart from one that folds to the same: Suisse and suisse."""
    if form.bound or form.text[-1] == "-":
        return f"{form.kind} {form.language}"
    return form.kind if form.kind == "demonym" and form.text.islower() else ""


def _shadow_surfaces(named: tuple[Entity, ...], sense: Sense | None) -> Iterator[Surface]:
    """Yield the longer names in which nothing that an atom names is meant.

    Without a sense a watch wants Richard Wagner too, and Jordan may be Michael Jordan.
    """
    shading = [entity for entity in named if entity.sense is (sense or Sense.PLACE)]
    if not shading:
        return
    shared = frozenset.intersection(*(frozenset(entity.shadows) for entity in shading))
    for phrase in sorted(shared):
        words = tuple(word.text for word in tokens(phrase))
        if words and (sense or not _is_personal(words)):
            yield Surface((words,), phrase, "shadow")


def _is_personal(words: tuple[str, ...]) -> bool:
    """Tell whether a longer name is a person's."""
    found = entities_named(" ".join(words))
    return is_given(words[0]) or any(entity.sense is Sense.PERSON for entity in found)
