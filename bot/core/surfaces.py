"""What an atom looks like in a text: its surface forms and how each is verified.

A surface is a row of folded words that the automaton finds, and what has to hold beyond them:
case, what lies between the words, the other word of a name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from bot.core.aliases import lookup
from bot.core.inflect import variants
from bot.core.text import HYPHENS, fold, tokens, word_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.aliases import Entity, Form
    from bot.core.text import Token
    from bot.core.tree import Atom
    from bot.models import Sense


class Case(IntEnum):
    """What is asked of capitals."""

    ANY = 0
    CAPITAL = 1
    """The first word begins with a capital."""
    SOME = 2
    """Some word begins with a capital."""
    ACRONYM = 3
    """All capitals; from three letters on a capital will do unless it spells a common word."""
    EXACT = 4
    """Every letter as written, accents too."""
    SMALL = 5
    """The first word begins with a small letter: Italian indiana, not the state."""


@dataclass(frozen=True, slots=True)
class Surface:
    """One way to write an atom.

    `words` is what the automaton finds; `anchor` their place in `slots` (inflected phrases);
    `tail` follows after one inserted word; `glued` words have hyphens between them, after one
    that `joins` a hyphen follows. `language` bounds a surface to texts of that language. A
    `weak` one counts only beside another of its atom. `kind` tells why the surface exists.
    """

    words: tuple[str, ...]
    atom: int
    form: str
    kind: str
    case: Case = Case.ANY
    raws: tuple[str, ...] = ()
    entity: str = ""
    language: str = ""
    slots: tuple[frozenset[str], ...] = ()
    anchor: int = 0
    tail: tuple[str, ...] = ()
    prefix: bool = False
    glued: bool = False
    joins: bool = False
    weak: bool = False
    punctuated: bool = False

    @property
    def pattern(self) -> str:
        """Return what the automaton looks for: the words between blanks."""
        return f" {' '.join(self.words)}{'' if self.prefix else ' '}"


_PARTICLES: Final = word_set(
    """
    de du des la le les l' d' of the von van der den di da do dos del al el bin ibn ben et and
    und y e en sur sous in on au aux a for to un une
    """
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_HEBREW = re.compile("[\u0590-\u05ff]")
_ARABIC_PREFIXES: Final = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "ال", "وال", "بال", "فال", "كال")
_HEBREW_PREFIXES: Final = ("ו", "ה", "ב", "ל", "מ", "ש", "כ", "וה", "שה", "וב", "מה")
_LEADING_ARTICLE = re.compile(
    r"(?:l['’]\s*|(?:la|le|les|the|el|los|las|die|der|das)\s+)", re.IGNORECASE
)
_SPLIT_FROM: Final = 6
"""Letters from which a word is also looked for with a hyphen inside (cyber-attaque)."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """One form of an atom as it is shown before a watch is saved; `on` tells whether it counts."""

    atom: str
    form: str
    kind: str
    on: bool


def entities(atom: Atom, sense: Sense | None) -> tuple[Entity, ...]:
    """Return what an atom names, in one sense when it is given; an article before it is no bar."""
    if atom.kind not in {"word", "phrase"}:
        return ()
    phrase = atom.text.strip()
    bare = _LEADING_ARTICLE.sub("", phrase, count=1) if _LEADING_ARTICLE.match(phrase) else phrase
    named = _named(phrase) or (_named(bare) if bare != phrase else ())
    return tuple(entity for entity in named if sense is None or entity.sense == sense)


def _named(phrase: str) -> tuple[Entity, ...]:
    folded = fold(phrase)
    return tuple(
        entity for entity in lookup(phrase) if not _only_by_acronym(entity, phrase, folded)
    )


def _only_by_acronym(entity: Entity, phrase: str, folded: str) -> bool:
    """Tell whether an entity was found by a case-sensitive form that is written otherwise."""
    exact = {form.text for form in entity.forms if form.exact}
    if phrase in exact or not any(fold(text) == folded for text in exact):
        return False
    return not any(fold(form.text) == folded for form in entity.forms if not form.exact)


def literal(atom: Atom, index: int, languages: tuple[str, ...]) -> Iterator[Surface]:
    """Yield the atom itself and what its words allow: inflection, word order, compounds."""
    words = tokens(atom.text)
    surface = Surface(
        tuple(token.text for token in words),
        index,
        atom.text,
        "literal",
        _case_of(words),
        tuple(bare(token.raw) for token in words),
        punctuated=bool(re.search(r"\w[,:!?.]", atom.text)),
    )
    if atom.kind == "exact":
        yield replace(surface, case=Case.EXACT, kind="exact")
        return
    if atom.kind == "prefix":
        yield replace(surface, case=Case.ANY, prefix=True, kind="prefix")
        return
    yield surface
    yield from _compounds(surface, atom.text)
    yield from _inflections(surface, words, languages)
    yield from _name_orders(surface, words, atom.text)


def _case_of(words: list[Token]) -> Case:
    """Choose what capitals a typed atom asks for: only one capitalised word is strict."""
    if len(words) != 1 or not words[0].raw[0].isupper():
        return Case.ANY
    letters = [char for char in words[0].raw if char.isalpha()]
    return Case.ACRONYM if len(letters) > 1 and all(map(str.isupper, letters)) else Case.CAPITAL


def _compounds(surface: Surface, text: str) -> Iterator[Surface]:
    """Yield cyberattaque for cyber-attaque and the other way round."""
    words = surface.words
    if len(words) == 1 and len(words[0]) >= _SPLIT_FROM and words[0].isalpha():
        word = words[0]
        for cut in range(2, len(word) - 2):
            yield replace(surface, words=(word[:cut], word[cut:]), kind="hyphen", glued=True)
    elif len(words) > 1 and any(hyphen in text for hyphen in HYPHENS) and " " not in text:
        for plural in ("", "s") if text.islower() else ("",):
            yield replace(surface, words=("".join(words) + plural,), kind="hyphen")


def _inflections(
    surface: Surface, words: list[Token], languages: tuple[str, ...]
) -> Iterator[Surface]:
    if not words or words[0].raw[0].isupper():
        if len(words) == 1 and surface.case is Case.CAPITAL:
            yield from _german(surface)
        return
    slots = tuple(_slot(token, languages) for token in words)
    if all(len(slot) == 1 for slot in slots):
        return
    anchor = max(range(len(slots)), key=lambda i: (len(words[i].text), -len(slots[i])))
    raws = tuple(token.raw for token in words)
    for form in sorted(slots[anchor]):
        if len(words) > 1 or form != words[0].text:
            yield replace(
                surface,
                words=(form,),
                kind="inflection",
                raws=raws,
                slots=slots,
                anchor=anchor,
            )


def _slot(token: Token, languages: tuple[str, ...]) -> frozenset[str]:
    """Return the forms a word may take; a name inside a phrase has none: coups d'État."""
    if token.text in _PARTICLES or token.raw[0].isupper():
        return frozenset({token.text})
    return variants(token.text, languages) | {token.text}


def _german(surface: Surface) -> Iterator[Surface]:
    """Yield the forms of a capitalised word in German texts, where every noun is one."""
    word = surface.words[0]
    for form in sorted(variants(word, ("de",))):
        yield replace(
            surface,
            words=(form,),
            kind="inflection",
            language="de",
            slots=(frozenset({form}),),
        )


def _name_orders(surface: Surface, words: list[Token], text: str) -> Iterator[Surface]:
    """Yield a name's other word order and the name with one inserted word."""
    groups = _groups(words, text)
    if not 2 <= len(groups) <= 3 or not all(_is_name_part(group) for group in groups):
        return
    parts = [tuple(token.text for token in group) for group in groups]
    for order in {(*parts[1:], parts[0]), (parts[-1], *parts[:-1])}:
        flat = tuple(word for part in order for word in part)
        yield replace(surface, words=flat, kind="order", case=Case.CAPITAL)
    for cut in range(1, len(parts)):
        head = tuple(word for part in parts[:cut] for word in part)
        tail = tuple(word for part in parts[cut:] for word in part)
        yield replace(surface, words=head, tail=tail, kind="inserted", case=Case.CAPITAL)


def _groups(words: list[Token], text: str) -> list[list[Token]]:
    """Part the words of a name at blanks; Jong-un stays one group."""
    groups: list[list[Token]] = []
    for index, token in enumerate(words):
        if index and not text[words[index - 1].end : token.start].strip():
            groups.append([token])
        elif groups:
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


def _is_name_part(group: list[Token]) -> bool:
    first = group[0]
    return first.raw[0].isupper() and first.text not in _PARTICLES and first.text.isalpha()


def of_form(form: Form, entity: Entity, index: int) -> Iterator[Surface]:
    """Yield the surfaces of an alias."""
    words = tokens(form.text)
    if not words:
        return
    surface = Surface(
        tuple(token.text for token in words),
        index,
        form.text.rstrip("-"),
        form.kind,
        _case_of_form(form, words),
        tuple(bare(token.raw) for token in words),
        entity=entity.id,
        language=form.language if form.bound else "",
        joins=form.kind == "compound",
        weak=form.weak,
    )
    yield surface
    if form.kind == "person":
        yield from (replace(s, kind="person") for s in _name_orders(surface, words, form.text))
    if len(words) == 1:
        yield from _with_prefixes(surface)
        yield from _genitive(surface)


def _genitive(surface: Surface) -> Iterator[Surface]:
    """Yield Macrons for Macron, in German texts."""
    word = surface.words[0]
    if surface.kind in {"person", "group"} and word.isascii() and word[-1] not in "sxz":
        yield replace(surface, words=(f"{word}s",), language="de")


def _case_of_form(form: Form, words: list[Token]) -> Case:
    if form.exact:
        return Case.EXACT
    if form.small:
        return Case.SMALL
    capitals = [token.raw[0].isupper() for token in words]
    if form.capital:
        return Case.CAPITAL
    if len(words) == 1:
        return Case.CAPITAL if capitals[0] else Case.ANY
    return Case.SOME if any(capitals) and form.kind != "demonym" else Case.ANY


def _with_prefixes(surface: Surface) -> Iterator[Surface]:
    """Yield the word with what Arabic and Hebrew write before it without a blank."""
    word = surface.words[0]
    prefixes: Iterable[str] = ()
    if _ARABIC.match(word):
        prefixes = _ARABIC_PREFIXES[:7] if word.startswith("ال") else _ARABIC_PREFIXES
        if word.startswith("ال"):
            yield replace(surface, words=(f"لل{word[2:]}",))
    elif _HEBREW.match(word):
        prefixes = _HEBREW_PREFIXES
    for prefix in prefixes:
        yield replace(surface, words=(prefix + word,))


def bare(raw: str) -> str:
    """Strip dots and what has no width from a word, keep case and accents."""
    text = unicodedata.normalize("NFC", raw.replace(".", ""))
    return re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", text).replace("’", "'")
