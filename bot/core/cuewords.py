"""Function words that give a name away, and the tables of words with the kinds they speak for.

Kinds are one letter: o organisation, l place, p person, t thing (a storm, a film, a fruit).
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Final

from bot.core import sensewords
from bot.core.text import fold, word_set

OF: Final = word_set("de d' du des of von vom del della di")
ARTICLES: Final = word_set("le la l' les the el los las der die das dem den")
ONE: Final = word_set("a an une un some every each no ein eine einen einem una unas unos deux")
IN: Final = {
    "à": 1.5, "in": 2.5, "en": 3.0, "au": 2.0, "aux": 2.0, "near": 2.5, "across": 2.5, "nach": 2.0,
    "throughout": 2.5, "vers": 1.0, "depuis": 0.7, "from": 0.7, "towards": 0.7, "aus": 1.0,
    "inside": 1.5, "outside": 1.5, "within": 1.0, "into": 1.0, "to": 0.5, "hacia": 1.5, "bei": 0.7,
    "over": 0.3, "entre": 0.5, "between": 0.5, "around": 1.0, "leaving": 0.5, "visiting": 1.0,
    "desde": 1.0, "jusqu'": 0.5, "through": 1.0,
}  # fmt: skip
NOT_IN: Final = word_set(
    """
    grace face quant oppose opposes confie confiee appartient appartenant contrairement lie liee
    lies liees invest invested investing investors stake stakes shares interest confidence
    belief believe believed action participation confiance investi investir vendu vendue succede
    succeder fidele hommage consacre consacree dedie dediee reference attribue attribuee
    reproche amende inflige infligee impose imposee imposes ordonne interdit permet demande
    reclame offre vend cede cedee accorde accordee retire repond plainte contrat commande
    commandes loue prete sold sells sell awarded granted gives contract licence orders fine
    fined wende vendio vende encarga verkauft liefert
    """
)
TO: Final = word_set("à au aux to a an")
FAMILY: Final = word_set("famille family familie familia clan couple pair paar pareja")
NO_TAKE_UP: Final = FAMILY | word_set(
    """
    premier operation programme program projet project plan mission prix episode jeu game code
    general major pere mere mouvement force victime victim chef femme fille fils mari husband wife
    """
)
"""Nouns that open a sentence about what a name did or somebody near it: L'opération durera."""

ONLY_IN: Final = {
    "premier": {"en", "de"}, "premiere": {"en", "de"}, "milieu": set(), "four": {"fr"}, "ne": set(),
    "tour": {"en"}, "ring": {"en", "de"}, "chef": {"fr", "en", "es"}, "or": set(), "front": {"en"},
    "gel": {"fr"}, "mange": {"fr"}, "chor": {"de"}, "netze": {"de"}, "tore": {"de"}, "mort": {"fr"},
    "vols": {"fr"}, "ventes": {"fr"}, "tier": {"de"}, "tiere": {"de"}, "album": {"fr", "en", "es"},
    "sauce": {"fr", "en"}, "retrait": {"fr"}, "tarif": {"fr"}, "postes": {"fr"}, "plant": {"en"},
    "gut": {"de"}, "wine": {"en"}, "fine": {"en"}, "nord": {"fr", "de", "it"}, "sud": {"fr", "it"},
    "drama": {"en"}, "singer": {"en"}, "pilot": {"en"}, "but": {"fr"}, "born": {"en"},
}  # fmt: skip
"""Topic words that are other words elsewhere, and the languages in which they count."""

TOWARDS: Final = word_set(
    "heads headed heading bound leaves left depart departs fly flies sails sets"
)
REACHING: Final = word_set(
    """
    leave leaves leaving left flee flees fled hits hit rocks rattles shakes batters pounds visits
    visit reaches quitte quittent gagne rejoint frappe secoue traverse visite quitter devaste
    balaie ravage sacude azota golpea
    """
)
"""Verbs whose object is often a place."""

PLURAL: Final = word_set("les des ces ses nos leurs aux deux")
WHERE: Final = word_set("en in au aux im")
SPEECH: Final = word_set(
    """
    dit declare affirme explique repond confie raconte estime assure said says told adds added
    sagte erklarte dijo afirmo declaro
    """
)
AGE = re.compile(r"\W{0,3}(?:aged? |âgée? de )?\(?\d{1,2}(?: ?(?:ans|years|Jahre|años)\b|\)|,)")
ENDINGS: Final = ("innen", "in", "s", "x", "n")
"""What may follow a word of a table: the plural, a German feminine."""

PARTICLES: Final = {
    "von": 5, "van": 5, "zu": 5, "ter": 5, "bin": 5, "ibn": 5, "ben": 5, "di": 5, "da": 5,
    "del": 5, "della": 5, "dos": 5, "el": 4, "al": 4, "de": 4, "du": 4, "d'": 4, "le": 3, "la": 3,
}  # fmt: skip
"""Words inside the names of people, and how much a given name before them weighs."""

LOOSE: Final = word_set("partido parti party partei force maison rival commission outfit journal")
"""Words that say organisation only right before its name."""

MONTHS: Final = word_set(
    """
    may march april june july august january february september october november december mai
    juin avril mars aout juli juni
    """
)
DATING: Final = word_set(
    "last next since until early late mid this every in of by before after during fin debut depuis"
)
POSSESSED: Final = word_set("de des du d' of")
PLURALS: Final = word_set("people men women children police they we you who to")
AND: Final = word_set("et and und y e ou or oder o")
GERMAN: Final = word_set(
    "der die das dem den des im am ihr ihre unser unsere sein seine kein keine"
)
QUOTES: Final = frozenset('«“"„‘')
UNQUOTES: Final = frozenset('»”"“’')


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    return word_set(sensewords.GIVEN)


@lru_cache(maxsize=8)
def _table(name: str) -> dict[str, frozenset[str]]:
    """Map each word of a table to the kinds it speaks for."""
    table: dict[str, set[str]] = {}
    for kind, words in getattr(sensewords, name).items():
        for word in words.split():
            table.setdefault(word, set()).add(kind)
    if name == "TOPICS":
        for word in set(sensewords.APPOSED["o"].split()) - LOOSE:
            table.setdefault(word, set()).add("o")
    return {word: frozenset(kinds) for word, kinds in table.items()}


def exactly(name: str, word: str) -> frozenset[str]:
    """Return the kinds a word as it is speaks for, by a table."""
    return _table(name).get(word, frozenset())


def kinds(name: str, word: str) -> frozenset[str]:
    """Return the kinds a word speaks for, by a table; a plural goes with its singular."""
    table = _table(name)
    if word in table:
        return table[word]
    for ending in ENDINGS:
        if word.endswith(ending) and (found := table.get(word.removesuffix(ending))):
            return found
    return frozenset()


@lru_cache(maxsize=1)
def _domains() -> dict[str, dict[str, frozenset[str]]]:
    """Map each language's words of a domain to the kinds that such articles are about."""
    tables: dict[str, dict[str, frozenset[str]]] = {}
    heading = frozenset[str]()
    for line in (files("bot.core") / "words" / "domains.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            heading = frozenset(line.rsplit(": ", 1)[1])
        elif line and not line.startswith("#"):
            language, words = line.split(": ", 1)
            table = tables.setdefault(language, {})
            table |= {w: table.get(w, frozenset()) | heading for w in map(fold, words.split())}
    return tables


@lru_cache(maxsize=1)
def _nouns() -> dict[str, frozenset[str]]:
    lines = (files("bot.core") / "words" / "nouns.txt").read_text("utf-8").splitlines()
    rows = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    return {language: word_set(words) for language, _, words in rows}


def nouns(language: str) -> frozenset[str]:
    """Return common nouns that are also names, of a language whose table is not loaded."""
    return _nouns().get(language, frozenset())


@lru_cache(maxsize=1)
def _names() -> dict[str, frozenset[str]]:
    """Map names to what they mostly stand for."""
    names: dict[str, frozenset[str]] = {}
    for line in (files("bot.core") / "words" / "names.txt").read_text("utf-8").splitlines():
        kind, found, listed = line.partition(": ")
        if found and not line.startswith("#"):
            for name in map(fold, listed.split()):
                names[name] = names.get(name, frozenset()) | {kind}
    return names


def listed_as(name: str) -> frozenset[str]:
    """Return what a folded name mostly stands for in the news, nothing for most names."""
    return _names().get(name, frozenset())


def topic(word: str, language: str) -> frozenset[str]:
    """Return the kinds of names that an article with this word is about."""
    return _spoken("TOPICS", word, language) | _domains().get(language, {}).get(word, frozenset())


def telling(word: str, language: str) -> frozenset[str]:
    """Return the kinds that a word speaks for more than other topic words do."""
    return _spoken("TELLING", word, language)


def _spoken(table: str, word: str, language: str) -> frozenset[str]:
    spoken = ONLY_IN.get(word)
    return kinds(table, word) if spoken is None or language in spoken else frozenset()


def is_given(word: str) -> bool:
    """Tell whether a folded word is a given name."""
    return word in _given()
