"""What is watched: a query compiled to the surfaces that are looked for in texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.core.aliases import lookup
from bot.core.cuewords import is_given
from bot.core.inflect import LANGUAGES, languages_of, related
from bot.core.query import Query, parse
from bot.core.surfaces import Expansion, Surface, entities, literal, of_form
from bot.core.text import fold, tokens
from bot.core.tree import And, Atom, Field, Near, Node, Or, Sentence
from bot.models import Sense

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.aliases import Entity, Form


@dataclass(eq=False)
class Watch:
    """A compiled watch: its tree, its surfaces, and names that shadow them."""

    name: str
    query: Query
    root: Node
    atoms: tuple[Atom, ...]
    surfaces: tuple[Surface, ...]
    shadows: tuple[Surface, ...]
    unnamed: frozenset[int]
    judged: frozenset[int]
    off: frozenset[str]
    shown: tuple[Expansion, ...]
    sense: Sense | None
    languages: frozenset[str]
    sources: frozenset[str]

    @cached_property
    def expansion(self) -> tuple[Expansion, ...]:
        """List every form the watch looks for, whether it counts, in the order of its atoms."""
        return (*self.shown, *self._inflections())

    def _inflections(self) -> Iterator[Expansion]:
        """Yield the inflected forms that exist; loads the lemma tables."""
        for surface in self.surfaces:
            if surface.kind != "inflection" or surface.language or len(surface.slots) > 1:
                continue
            form, word = surface.words[0], surface.raws[0]
            if any(related(word, form, language) for language in languages_of(word)):
                on = form not in self.off
                yield Expansion(self.atoms[surface.atom].text, form, "inflection", on)


def compile_watch(
    name: str,
    query: str | Query,
    *,
    aliases: bool = True,
    aliases_off: Iterable[str] = (),
    aliases_extra: Iterable[str] = (),
    sense: Sense | None = None,
    languages: Iterable[str] = (),
    sources: Iterable[str] = (),
) -> Watch:
    """Compile a watch; raises QueryError. Forms of `aliases_off` are not looked for."""
    read = parse(query) if isinstance(query, str) else query
    wanted = tuple(code.lower()[:2] for code in languages)
    extra = tuple(form for form in aliases_extra if tokens(form))
    root = _with_named_runs(read.root, sense) if aliases else read.root
    atoms = tuple(dict.fromkeys(Query(read.text, root).atoms))
    build = _Build(sense, frozenset(map(fold, aliases_off)), wanted or LANGUAGES, aliases=aliases)
    build.opted = frozenset(map(fold, extra))
    for index, atom in enumerate(atoms):
        build.add(atom, index)
    if atoms:
        build.add_extra(atoms[0], extra)
    return Watch(
        name,
        read,
        root,
        atoms,
        tuple(build.surfaces),
        tuple(build.shadows),
        frozenset(build.unnamed),
        frozenset(build.judged),
        build.off,
        tuple(build.shown),
        sense,
        frozenset(wanted),
        frozenset(map(fold, sources)),
    )


class _Build:
    """Collect the surfaces of a watch, its atoms one after the other."""

    def __init__(
        self, sense: Sense | None, off: frozenset[str], languages: tuple[str, ...], *, aliases: bool
    ) -> None:
        self.sense = sense
        self.off = off
        self.languages = languages
        self.aliases = aliases
        self.opted: frozenset[str] = frozenset()
        self.surfaces: list[Surface] = []
        self.shadows: list[Surface] = []
        self.unnamed: list[int] = []
        self.judged: list[int] = []
        self.shown: list[Expansion] = []

    def add(self, atom: Atom, index: int) -> None:
        """Add an atom's own surfaces and those of what it names."""
        found = entities(atom, self.sense) if self.aliases else ()
        named = entities(atom, self.sense) or entities(atom, None)
        self.shadows += [
            shadow
            for shadow in _shadows(_shading(named, self.sense), index)
            if self.sense or not _is_personal(shadow.words)
        ]
        if named or atom.text[0].isupper():
            self.judged.append(index)
        if not named and atom.text[0].isupper() and atom.kind != "exact":
            self.unnamed.append(index)
        languages = () if named else self.languages
        self.surfaces += [
            surface
            for surface in literal(atom, index, languages)
            if surface.kind != "inflection" or surface.words[0] not in self.off
        ]
        seen = {(fold(atom.text), "")}
        for entity in found:
            self._expand(entity, atom, index, seen)

    def _expand(self, entity: Entity, atom: Atom, index: int, seen: set[tuple[str, str]]) -> None:
        for form in entity.forms:
            folded = fold(form.text)
            key = (folded, _distinction(form))
            if key in seen:
                continue
            seen.add(key)
            on = folded not in self.off and (form.kind != "capital" or folded in self.opted)
            self.shown.append(Expansion(atom.text, form.text, form.kind, on))
            if on:
                self.surfaces += of_form(form, entity, index)

    def add_extra(self, atom: Atom, extra: tuple[str, ...]) -> None:
        """Add the user's own forms to the first atom."""
        known = {fold(expansion.form) for expansion in self.shown}
        for form in extra:
            if fold(form) not in known:
                on = fold(form) not in self.off
                self.shown.append(Expansion(atom.text, form, "own", on))
                own = literal(Atom(form), 0, self.languages) if on else ()
                self.surfaces += [replace(surface, kind="own") for surface in own]


def _distinction(form: Form) -> str:
    """Return what sets a form apart from one that folds to the same: Suisse and suisse."""
    if form.bound or form.text[-1] == "-":
        return f"{form.kind} {form.language}"
    return form.kind if form.kind == "demonym" and form.text.islower() else ""


def _shading(named: tuple[Entity, ...], sense: Sense | None) -> tuple[Entity, ...]:
    """Choose whose longer names count: without a sense a watch wants Richard Wagner too."""
    return tuple(entity for entity in named if entity.sense is (sense or Sense.PLACE))


def _is_personal(words: tuple[str, ...]) -> bool:
    """Tell whether a longer name is a person's: without a sense Jordan may be Michael Jordan."""
    found = lookup(" ".join(words))
    return is_given(words[0]) or any(entity.sense is Sense.PERSON for entity in found)


def _shadows(named: tuple[Entity, ...], index: int) -> Iterator[Surface]:
    """Yield the longer names in which nothing that an atom names is meant."""
    if named:
        shared = frozenset.intersection(*(frozenset(entity.shadows) for entity in named))
        for phrase in sorted(shared):
            yield Surface(tuple(word.text for word in tokens(phrase)), index, phrase, "shadow")


def _with_named_runs(node: Node, sense: Sense | None) -> Node:
    """Let bare words that follow each other and name something also count as that name."""
    match node:
        case And(parts):
            plain, bound = And(tuple(_name_runs(parts, sense))), _bound_runs(parts, sense)
            return plain if bound == parts else Or((plain, And(tuple(_name_runs(bound, sense)))))
        case Or(parts):
            return Or(tuple(_with_named_runs(part, sense) for part in parts))
        case Field("title", part):
            return Field("title", _with_named_runs(part, sense))
        case _:
            return node


def _name_runs(parts: tuple[Node, ...], sense: Sense | None) -> Iterator[Node]:
    at = 0
    while at < len(parts):
        run = _run_length(parts, at)
        for size in range(min(run, 5), 1, -1):
            words = [part for part in parts[at : at + size] if isinstance(part, Atom)]
            name = Atom(" ".join(word.text for word in words), "phrase", words[0].position)
            if entities(name, sense):
                yield Or((And(tuple(words)), name))
                at += size
                break
        else:
            yield _with_named_runs(parts[at], sense)
            at += 1


def _bound_runs(parts: tuple[Node, ...], sense: Sense | None) -> tuple[Node, ...]:
    """Put whole names beside NEAR, ONEAR and SENT: Corée du Nord SENT missile."""
    for at, part in enumerate(parts):
        if isinstance(part, Near | Sentence):
            low, left = _reach(part.left, parts[:at][::-1], sense, before=True)
            high, right = _reach(part.right, parts[at + 1 :], sense, before=False)
            if low or high:
                whole = replace(part, left=left, right=right)
                rest = _bound_runs(parts[at + 1 + high :], sense)
                return (*parts[: at - low], whole, *rest)
    return parts


def _reach(
    node: Node, beside: tuple[Node, ...], sense: Sense | None, *, before: bool
) -> tuple[int, Node]:
    """Return how many of the words beside a node make a name with it, and that name."""
    for size in range(min(len(beside), 4), 0, -1):
        run = (node, *beside[:size])
        words = [one for one in run if isinstance(one, Atom) and one.kind == "word"]
        if len(words) == len(run):
            ordered = words[::-1] if before else words
            name = Atom(" ".join(w.text for w in ordered), "phrase", ordered[0].position)
            if entities(name, sense):
                return size, name
    return 0, node


def _run_length(parts: tuple[Node, ...], at: int) -> int:
    """Count the bare words from here that are written one after the other."""
    size = 0
    for part in parts[at:]:
        if not (isinstance(part, Atom) and part.kind == "word"):
            break
        size += 1
    return size
