"""Inflection of common words: candidates by rule, confirmed in the language of the article.

Rules generate every form a word may take (they are generous: forms that do not exist never
occur). A form that is met in a text is confirmed by the lemma tables of simplemma (French,
English) or by stem (German, Spanish, whose tables take seconds and 200 MB to load). The tables
are loaded when the first form has to be confirmed, not when a watch is compiled.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from bot.core.language.stemming import stem
from bot.core.language.text import fold

LANGUAGES: Final = ("fr", "en", "de", "es")
_TABLES: Final = frozenset({"fr", "en"})
_STEMMED: Final = frozenset({"de", "es"})

_TO_BASE: Final = {
    "fr": "s> x> aux>al aux>ail e> es> ives>if ive>if euse>eux euses>eux euse>eur euses>eur "
    "iere>ier ieres>ier trice>teur trices>teur enne>en ennes>en onne>on onnes>on elle>el "
    "elles>el ere>er eres>er que>c ques>c ve>f ves>f ette>et ettes>et ete>et etes>et",
    "en": "s> es> ies>y ves>f ves>fe ses>sis men>man people>person",
    "de": "e> en> er> n> s> es> ern> nen>",
    "es": "s> es> ces>z as>o a>o os>o",
}
_FROM_BASE: Final = {
    "fr": ">s >x al>aux ail>aux >e >es if>ive if>ives eux>euse eux>euses eur>euse eur>euses "
    "ier>iere ier>ieres teur>trice teur>trices en>enne en>ennes on>onne on>onnes el>elle "
    "el>elles er>ere er>eres c>que c>ques f>ve f>ves et>ette et>ettes et>ete et>etes",
    "en": ">s >es y>ies f>ves fe>ves sis>ses man>men person>people",
    "de": ">e >en >er >n >s >es >ern >nen",
    "es": ">s >es z>ces o>a o>as",
}
_IRREGULAR: Final = {
    "fr": "oeil yeux|ciel cieux|vieux vieille vieilles vieil|beau belle belles bel beaux|"
    "nouveau nouvelle nouvelles nouvel nouveaux|fou folle folles fol fous|"
    "blanc blanche blancs blanches|franc franche francs franches|sec seche secs seches|"
    "frais fraiche fraiches|public publique publics publiques|long longue longs longues|"
    "faux fausse fausses|roux rousse rousses|doux douce douces|gros grosse grosses|"
    "bas basse basses|monsieur messieurs|madame mesdames|favori favorite favoris favorites|"
    "grec grecque grecs grecques|turc turque turcs turques",
    "en": "mouse mice|foot feet|tooth teeth|goose geese|child children|index indices|"
    "criterion criteria|phenomenon phenomena|datum data|medium media|die dice|ox oxen|"
    "wife wives|knife knives|life lives|leaf leaves|thief thieves|half halves",
    "de": "mann manner|bank banken|thema themen|firma firmen|museum museen|risiko risiken",
    "es": "",
}
_SHORTEST: Final = 3
"""Letters a word needs to be inflected at all."""

_GENDERED: Final = (
    ("trice", "teur"),
    ("ieres", "ier"),
    ("iere", "ier"),
    ("euse", "eur"),
    ("enne", "en"),
    ("onne", "on"),
    ("elle", "el"),
    ("esse", "e"),
)


class _Rules(NamedTuple):
    """Endings and what takes their place, by their last letter: most words have none of them."""

    added: tuple[str, ...]
    by_last: dict[str, tuple[tuple[str, tuple[str, ...]], ...]]


@lru_cache(maxsize=8)
def _ending_rules(language: str, base: bool) -> _Rules:
    """Index the endings that take the place of an ending."""
    source = (_TO_BASE if base else _FROM_BASE)[language]
    rules: dict[str, tuple[str, ...]] = {}
    for old, _, new in (rule.partition(">") for rule in source.split()):
        rules[old] = (*rules.get(old, ()), new)
    by_last: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
    for old, endings in rules.items():
        if old:
            by_last[old[-1]] = (*by_last.get(old[-1], ()), (old, endings))
    return _Rules(rules.get("", ()), by_last)


@lru_cache(maxsize=4)
def _irregular_forms(language: str) -> dict[str, frozenset[str]]:
    groups = [frozenset(group.split()) for group in _IRREGULAR[language].split("|")]
    return {word: group for group in groups for word in group}


def _apply_rules(word: str, rules: _Rules) -> list[str]:
    """Return what a word of at least the shortest length becomes by the rules."""
    found = [word + new for new in rules.added]
    for old, endings in rules.by_last.get(word[-1], ()):
        if word.endswith(old):
            kept = word[: len(word) - len(old)]
            found += [kept + new for new in endings if len(kept) + len(new) >= _SHORTEST]
    return found


@lru_cache(maxsize=512)
def word_variants(word: str, languages: tuple[str, ...] = LANGUAGES) -> frozenset[str]:
    """Return the forms a folded word may take in these languages, itself not among them."""
    if len(word) < _SHORTEST or not word.isalpha():
        return frozenset()
    found: set[str] = set()
    for language in set(languages) & set(LANGUAGES):
        inflecting, irregular = _ending_rules(language, base=False), _irregular_forms(language)
        bases = {word, *_apply_rules(word, _ending_rules(language, base=True))}
        found |= bases
        for base in bases:
            found.update(_apply_rules(base, inflecting))
            if base in irregular:
                found |= irregular[base]
    found.discard(word)
    return frozenset(found)


def _is_known(small: str, language: str) -> bool:
    """Tell whether the tables have a word; loads them, so a start without hits does not wait."""
    import simplemma

    return simplemma.is_known(small, lang=language)


def _lemmatize_word(word: str, language: str) -> str:
    import simplemma

    return simplemma.lemmatize(word, lang=language)


def has_lemmas(language: str) -> bool:
    """Tell whether words of a language are looked up in a table of lemmas."""
    return language in _TABLES


@lru_cache(maxsize=16384)
def is_word(word: str, language: str) -> bool:
    """Tell whether a word written small is a lemma of its own (French and English only)."""
    small = word.lower()
    if language not in _TABLES or not _is_known(small, language):
        return False
    return _lemmatize_word(small, language) == small


@lru_cache(maxsize=16384)
def is_ordinary(word: str, language: str) -> bool:
    """Tell whether a word is one of the language and no name (French and English only)."""
    small = word.lower()
    if language not in _TABLES or not _is_known(small, language):
        return False
    return _lemmatize_word(small, language)[0].islower()


def languages_of(word: str) -> tuple[str, ...]:
    """Return in which languages with a table a word exists, all of them when in none."""
    tables = sorted(_TABLES)
    known = [code for code in tables if _is_known(word.lower(), code)]
    return tuple(known or tables)


@lru_cache(maxsize=16384)
def is_inflection(word: str, form: str, language: str) -> bool:
    """Tell whether `form` (as written) is an inflection of `word` (as written) in a language."""
    word, form = word.lower(), form.lower()
    if language in _TABLES:
        return _by_table(word, form, language)
    if language in _STEMMED:
        one, other = fold(word), fold(form)
        if language == "es" and _z_plural(one) == _z_plural(other):
            return True
        return stem(one, language) == stem(other, language) or _is_listed_form(word, form, language)
    return False


def _z_plural(word: str) -> str:
    return f"{word[:-3]}z" if word.endswith("ces") else word


def _by_table(word: str, form: str, language: str) -> bool:
    if _is_listed_form(word, form, language) or (language == "fr" and _is_plural(word, form)):
        return True
    one, other = _folded_lemma(word, language), _folded_lemma(form, language)
    if one == other or _masculine_of(one) == _masculine_of(other):
        return True
    if _is_known(word, language):
        return not _is_known(form, language) and _is_plural(word, form)
    return _singular_of(fold(word)) == _singular_of(fold(form))


def _is_listed_form(word: str, form: str, language: str) -> bool:
    return fold(form) in _irregular_forms(language).get(fold(word), ())


@lru_cache(maxsize=16384)
def _folded_lemma(word: str, language: str) -> str:
    return fold(_lemmatize_word(word, language))


def _is_plural(word: str, form: str) -> bool:
    if len(word) <= _SHORTEST or word.endswith(("al", "eau", "s", "x", "z")):
        return False
    return form in {f"{word}s", f"{word}x"}


def _masculine_of(word: str) -> str:
    for feminine, masculine in _GENDERED:
        if word.endswith(feminine):
            return word[: -len(feminine)] + masculine
    return word


def _singular_of(word: str) -> str:
    return word[:-1] if word[-1:] in {"s", "x"} and len(word) > _SHORTEST else word
