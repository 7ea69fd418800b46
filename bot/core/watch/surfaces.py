"""What an atom looks like in a text: its surface forms and how each is verified.

A surface is a row of folded words that a text is searched for, and what has to hold beyond them:
case, what lies between the words, the other word of a name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from bot.core.language.inflection import word_variants
from bot.core.language.text import HYPHENS, fold, tokens, word_set
from bot.core.names.aliases import entities_named
from bot.core.names.gazetteer import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.language.text import Token
    from bot.core.names.aliases import Entity, Form
    from bot.core.query.tree import Atom
    from bot.models import Sense

SurfaceKind: TypeAlias = (
    FormKind
    | Literal["literal", "exact", "prefix", "inflection", "own", "shadow"]
    | Literal["hyphen", "order", "inserted"]
)
"""Why a text is searched for a surface."""


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


class Surface(NamedTuple):
    """One way to write what is looked for.

    `spellings` are the rows of folded words that it is found by, all of one length; of an
    inflected phrase they are the forms of one word, the `anchor` in `slots`. `tail` follows
    after one inserted word; `glued` words have hyphens between them, after one that `joins` a
    hyphen follows. `language` bounds a surface to texts of that language. A `weak` one counts
    only beside another of its atom. `kind` tells why the surface exists.
    """

    spellings: tuple[tuple[str, ...], ...]
    form: str
    kind: SurfaceKind
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
    def words(self) -> tuple[str, ...]:
        """Return the words of its first spelling."""
        return self.spellings[0]

    @property
    def width(self) -> int:
        """Count the words of a hit, without a tail."""
        return len(self.slots) or len(self.spellings[0])


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
_HYPHENS: Final = frozenset(HYPHENS)
_SPLIT_FROM: Final = 6
"""Letters from which a word is also looked for with a hyphen inside (cyber-attaque). By hand:
below, the parts are chance.
"""


@dataclass(frozen=True, slots=True)
class Expansion:
    """One form of an atom as it is shown before a watch is saved; `on` tells whether it counts."""

    atom: str
    form: str
    kind: SurfaceKind
    on: bool


def atom_entities(atom: Atom, sense: Sense | None) -> tuple[Entity, ...]:
    """Return what an atom names, in one sense when it is given; an article before it is no bar."""
    if atom.kind not in {"word", "phrase"}:
        return ()
    phrase = atom.text.strip()
    bare = _LEADING_ARTICLE.sub("", phrase, count=1) if _LEADING_ARTICLE.match(phrase) else phrase
    named = _named_entities(phrase) or (_named_entities(bare) if bare != phrase else ())
    return tuple(entity for entity in named if sense is None or entity.sense == sense)


def _named_entities(phrase: str) -> tuple[Entity, ...]:
    found = entities_named(phrase)
    if not found:
        return ()
    folded = fold(phrase)
    return tuple(entity for entity in found if not _only_by_acronym(entity, phrase, folded))


def _only_by_acronym(entity: Entity, phrase: str, folded: str) -> bool:
    """Tell whether an entity was found by a case-sensitive form that is written otherwise."""
    exact = {form.text for form in entity.forms if form.exact}
    if phrase in exact or not any(fold(text) == folded for text in exact):
        return False
    return not any(fold(form.text) == folded for form in entity.forms if not form.exact)


_PUNCTUATED: Final = re.compile(r"\w[,:!?.]")


def literal_surfaces(
    atom: Atom, languages: tuple[str, ...], off: frozenset[str] = frozenset()
) -> Iterator[Surface]:
    """Yield the atom itself and what its words allow: inflection, word order, compounds.

    Inflected forms that are `off` are left out.
    """
    words = tokens(atom.text)
    surface = Surface(
        (tuple([token.text for token in words]),),
        atom.text,
        "literal",
        _case_of(words),
        tuple([bare_word(token.raw) for token in words]),
        punctuated=_PUNCTUATED.search(atom.text) is not None,
    )
    if atom.kind == "exact":
        yield surface._replace(case=Case.EXACT, kind="exact")
        return
    if atom.kind == "prefix":
        yield surface._replace(case=Case.ANY, prefix=True, kind="prefix")
        return
    yield surface
    yield from _compound_surfaces(surface, atom.text)
    yield from _inflected_surfaces(surface, words, languages, off)
    yield from _name_orders(surface, words, atom.text)


def _case_of(words: list[Token]) -> Case:
    """Choose what capitals a typed atom asks for: only one capitalised word is strict."""
    if len(words) != 1 or not words[0].raw[0].isupper():
        return Case.ANY
    letters = [char for char in words[0].raw if char.isalpha()]
    return Case.ACRONYM if len(letters) > 1 and all(map(str.isupper, letters)) else Case.CAPITAL


def _compound_surfaces(surface: Surface, text: str) -> Iterator[Surface]:
    """Yield cyberattaque for cyber-attaque and the other way round."""
    words = surface.words
    if len(words) == 1 and len(words[0]) >= _SPLIT_FROM and words[0].isalpha():
        word = words[0]
        cuts = tuple([(word[:cut], word[cut:]) for cut in range(2, len(word) - 2)])
        yield surface._replace(spellings=cuts, kind="hyphen", glued=True)
    elif len(words) > 1 and " " not in text and not _HYPHENS.isdisjoint(text):
        whole = "".join(words)
        plurals = ((whole,), (f"{whole}s",)) if text.islower() else ((whole,),)
        yield surface._replace(spellings=plurals, kind="hyphen")


def _inflected_surfaces(
    surface: Surface, words: list[Token], languages: tuple[str, ...], off: frozenset[str]
) -> Iterator[Surface]:
    if not words or words[0].raw[0].isupper():
        if len(words) == 1 and surface.case is Case.CAPITAL:
            yield from _inflected_phrase(
                surface, (word_variants(words[0].text, ("de",)),), 0, off, "de"
            )
        return
    slots = tuple([_slot_forms(token, languages) for token in words])
    if all(len(slot) == 1 for slot in slots):
        return
    anchor = max(range(len(slots)), key=lambda i: (len(words[i].text), -len(slots[i])))
    surface = surface._replace(raws=tuple([token.raw for token in words]))
    if len(words) == 1:
        slots = (slots[0] - {words[0].text},)
    yield from _inflected_phrase(surface, slots, anchor, off)


def _inflected_phrase(
    surface: Surface,
    slots: tuple[frozenset[str], ...],
    anchor: int,
    off: frozenset[str],
    language: str = "",
) -> Iterator[Surface]:
    """Yield the surface of an inflected phrase, unless no form of its anchor is left."""
    forms = slots[anchor] - off
    if forms:
        yield surface._replace(
            spellings=tuple([(form,) for form in sorted(forms)]),
            kind="inflection",
            language=language,
            slots=(*slots[:anchor], forms, *slots[anchor + 1 :]),
            anchor=anchor,
        )


def _slot_forms(token: Token, languages: tuple[str, ...]) -> frozenset[str]:
    """Return the forms a word may take; a name inside a phrase has none: coups d'État."""
    if token.text in _PARTICLES or token.raw[0].isupper():
        return frozenset({token.text})
    return word_variants(token.text, languages) | {token.text}


def _name_orders(surface: Surface, words: list[Token], text: str) -> Iterator[Surface]:
    """Yield a name's other word order and the name with one inserted word."""
    groups = _word_groups(words, text)
    if not 2 <= len(groups) <= 3 or not all(map(_is_name_part, groups)):
        return
    parts = [tuple([token.text for token in group]) for group in groups]
    for order in dict.fromkeys(((*parts[1:], parts[0]), (parts[-1], *parts[:-1]))):
        yield _other_order(surface, "order", sum(order, ()))
    for cut in range(1, len(parts)):
        yield _other_order(surface, "inserted", sum(parts[:cut], ()), sum(parts[cut:], ()))


def _other_order(
    surface: Surface, kind: SurfaceKind, words: tuple[str, ...], tail: tuple[str, ...] = ()
) -> Surface:
    # Written out: `_replace` takes four times as long, and most watches are names.
    return Surface(
        (words,),
        surface.form,
        kind,
        Case.CAPITAL,
        surface.raws,
        surface.entity,
        surface.language,
        tail=tail,
        weak=surface.weak,
        joins=surface.joins,
        punctuated=surface.punctuated,
    )


def _word_groups(words: list[Token], text: str) -> list[list[Token]]:
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


def of_form(form: Form, entity: Entity) -> Iterator[Surface]:
    """Yield the surfaces of an alias."""
    words = tokens(form.text)
    if not words:
        return
    surface = Surface(
        (tuple(token.text for token in words),),
        form.text.rstrip("-"),
        form.kind,
        _case_of_form(form, words),
        tuple(bare_word(token.raw) for token in words),
        entity=entity.id,
        language=form.language if form.bound else "",
        joins=form.kind == "compound",
        weak=form.weak,
    )
    yield surface
    if form.kind == "person":
        yield from (s._replace(kind="person") for s in _name_orders(surface, words, form.text))
    if len(words) == 1:
        yield from _with_prefixes(surface)
        yield from _genitive_surface(surface)


def _genitive_surface(surface: Surface) -> Iterator[Surface]:
    """Yield Macrons for Macron, in German texts."""
    word = surface.words[0]
    if surface.kind in {"person", "group"} and word.isascii() and word[-1] not in "sxz":
        yield surface._replace(spellings=((f"{word}s",),), language="de")


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
    written: list[str] = []
    if _ARABIC.match(word):
        prefixes = _ARABIC_PREFIXES[:7] if word.startswith("ال") else _ARABIC_PREFIXES
        if word.startswith("ال"):
            written.append(f"لل{word[2:]}")
        written += [prefix + word for prefix in prefixes]
    elif _HEBREW.match(word):
        written += [prefix + word for prefix in _HEBREW_PREFIXES]
    if written:
        yield surface._replace(spellings=tuple([(one,) for one in written]))


def bare_word(raw: str) -> str:
    """Strip dots and what has no width from a word, keep case and accents."""
    if raw.isascii():
        return raw.replace(".", "")
    text = unicodedata.normalize("NFC", raw.replace(".", ""))
    return re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", text).replace("’", "'")
