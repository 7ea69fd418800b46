"""Demonyms and names in all their inflections, from one written form by rule.

What a rule gets wrong is written out in the data: `grec/grecque` names masculine and feminine,
three parts or more are taken as they stand, a `!` at the end stops every change.
"""

from __future__ import annotations

from typing import Final, TypeAlias

Rules: TypeAlias = tuple[tuple[str, str], ...]
"""Endings, tried in order, each with what stands in its place for every form."""

_FRENCH_FEMININE: Final = (
    ("en", "enne"),
    ("ton", "tonne"),
    ("al", "ale"),
    ("e", "e"),
    ("a", "a"),
    ("o", "o"),
    ("", "e"),
)
_ENGLISH_PLURAL: Final[Rules] = (
    ("woman", "women"),
    ("man", "man men woman women"),
    ("ese", "ese"),
    ("ish", "ish"),
    ("ic", "ic"),
    ("ch", "ch"),
    ("s", "s"),
    ("x", "x"),
    ("z", "z"),
    ("", " s"),
)
_GERMAN: Final[Rules] = (
    ("sch", "sch sche schen scher sches schem"),
    ("er", "er ers ern erin erinnen"),
    ("e", "e en in innen"),
    ("", " n en in innen"),
)
_SPANISH: Final[Rules] = (
    ("és", "és esa eses esas"),
    ("án", "án ana anes anas"),
    ("ín", "ín ina ines inas"),
    ("ón", "ón ona ones onas"),
    ("o", "o a os as"),
    ("l", "l la les las"),
    ("í", "í íes ís"),
    ("", " s"),
)
_ITALIAN: Final[Rules] = (
    ("co", "co ca ci chi che"),
    ("o", "o a i e"),
    ("e", "e i"),
    ("a", "a i e"),
    ("", ""),
)
_PORTUGUESE: Final[Rules] = (
    ("ês", "ês esa eses esas"),
    ("ão", "ão ã ãos ãs"),
    ("eu", "eu eia eus eias"),
    ("o", "o a os as"),
    ("ol", "ol ola óis olas"),
    ("", " s"),
)
_RUSSIAN: Final[Rules] = (
    ("кий", "кий кая кое кие кого кой ких кому ким кими ком кую"),
    ("ец", "ец ца цу цем це цы цев цам цами цах"),
    ("нин", "нин нина нину нином нине не н нам нами нах"),
    ("", " а у ом е ы ов ам ами ах"),
)
_UKRAINIAN: Final[Rules] = (
    ("кий", "кий ка ке кі кого кої ких кому кій ким ками кими кою ку"),
    ("єць", "єць йця йцю йцем йці йців йцям йцями йцях"),
    ("ець", "ець ця цю цем ці ців цям цями цях"),
    ("нин", "нин нина нину нином нині ни н нам нами нах"),
    ("", " а у ом і и ів ам ами ах"),
)
_BY_ENDING: Final = {
    "en": _ENGLISH_PLURAL,
    "de": _GERMAN,
    "es": _SPANISH,
    "it": _ITALIAN,
    "pt": _PORTUGUESE,
    "ru": _RUSSIAN,
    "uk": _UKRAINIAN,
}

_RUSSIAN_CASES: Final[Rules] = (
    ("ия", "ии ии ию ией ии"),
    ("ея", "еи ее ею еей ее"),
    ("ая", "ой ой ую ой ой"),
    ("ка", "ки ке ку кой ке"),
    ("а", "ы е у ой е"),
    ("ь", "я ю ь ем е и и ь ью и"),
    ("ый", "ого ому ый ым ом"),
    ("ий", "ого ому ий им ом"),
    ("ай", "ая аю ай аем ае"),
    ("ы", "ы ам ы ами ах"),
    ("", "а у  ом е"),
)
_UKRAINIAN_CASES: Final[Rules] = (
    ("ія", "ії ії ію ією ії"),
    ("я", "ї ї ю єю ї"),
    ("на", "ної ній ну ною ній"),
    ("а", "и і у ою і"),
    ("ь", "ю ю ь ем і"),
    ("ай", "аю аю ай аєм аї"),
    ("и", "и ам и ами ах"),
    ("", "у у  ом і"),
)
"""Genitive, dative, accusative, instrumental, locative; more where two genders share an ending."""

_INVARIABLE: Final = ("и", "і", "о", "е", "у", "ю", "э", "ё", "є", "ї")


def demonym_forms(item: str, language: str) -> tuple[str, ...]:
    """Return every form of a demonym from its masculine singular (`item` as in the data)."""
    if item.endswith("!"):
        return (item[:-1],)
    parts = item.split("/")
    if len(parts) > 2:
        return tuple(parts)
    if language == "fr":
        masculine, feminine = parts[0], parts[-1] if len(parts) == 2 else _feminine_of(parts[0])
        singular = dict.fromkeys((masculine, feminine))
        return tuple(dict.fromkeys([*singular, *map(_french_plural, singular)]))
    return tuple(dict.fromkeys(form for part in parts for form in _by_ending(part, language)))


def _feminine_of(masculine: str) -> str:
    for ending, feminine in _FRENCH_FEMININE:
        if masculine.endswith(ending):
            return masculine.removesuffix(ending) + feminine
    return masculine


def _french_plural(phrase: str) -> str:
    return " ".join(_plural_word(word) for word in phrase.split(" "))


def _plural_word(word: str) -> str:
    if word == "et" or word.endswith(("s", "x", "z")):
        return word
    return f"{word[:-2]}aux" if word.endswith("al") else f"{word}s"


def _by_ending(word: str, language: str) -> tuple[str, ...]:
    for ending, replacements in _BY_ENDING.get(language, ()):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return tuple(stem + end for end in replacements.split(" "))
    return (word,)


def name_cases(name: str, language: str) -> tuple[str, ...]:
    """Return a name in the cases of its language (German genitive; Russian, Ukrainian endings).

    Both words of a name take the same case; longer names and what never changes stay alone.
    """
    if language == "de":
        plain = " " in name or name.endswith(("s", "z", "ß", "x"))
        return (name,) if plain else (name, f"{name}s")
    rules = {"ru": _RUSSIAN_CASES, "uk": _UKRAINIAN_CASES}.get(language)
    words = name.split(" ")
    if rules is None or len(words) > 2 or not all(_is_declinable(word, language) for word in words):
        return (name,)
    cases = zip(*(_case_forms(word, rules) for word in words), strict=False)
    return tuple(dict.fromkeys((name, *(" ".join(case) for case in cases))))


def _is_declinable(word: str, language: str) -> bool:
    final = word[-1:]
    if final == "и" and language == "uk":
        return True
    return word[:1].isupper() and not word.isupper() and final not in _INVARIABLE


def _case_forms(word: str, rules: Rules) -> tuple[str, ...]:
    for ending, replacements in rules:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return tuple(stem + end for end in replacements.split(" "))
    return ()


_SURNAME_CASES: Final[Rules] = (
    ("кий", "кого кому ким ком"),
    ("ий", "ого ому им ом"),
    ("ой", "ого ому им ом"),
    ("ов", "ова ову овым ове ова овой ову"),
    ("ев", "ева еву евым еве ева евой еву"),
    ("ин", "ина ину иным ине ина иной ину"),
    ("а", "ы и е у ой"),
    ("я", "и е ю ей"),
    ("ко", "ко"),
    ("о", "о"),
    ("и", "и"),
    ("у", "у"),
    ("", "а у ом е"),
)


def surname_cases(surname: str) -> tuple[str, ...]:
    """Return a Cyrillic surname in its cases, in its feminine too; other scripts stay alone."""
    cyrillic = surname.isalpha() and all("\u0400" <= char <= "\u04ff" for char in surname)
    if not cyrillic:
        return (surname,)
    return tuple(dict.fromkeys((surname, *_case_forms(surname, _SURNAME_CASES))))
