"""The table of concepts: what meets, what stays apart, and that no word of it goes to waste."""

from collections import defaultdict
from importlib.resources import files

import pytest

from bot.core.language.stemming import stem
from bot.core.stories.concepts import concept_of, part_concepts

LANGUAGES = ("fr", "en", "de", "es", "it")


def meaning(word: str, language: str) -> str:
    return concept_of(stem(word, language), language)


def rows() -> list[tuple[str, list[str]]]:
    text = (files("bot.core.language") / "words" / "concepts.txt").read_text("utf-8")
    lines = [line.split(" = ", 1) for line in text.splitlines() if not line.startswith("#")]
    return [(name, columns.split("|")) for name, columns in lines]


def test_every_stem_stands_in_one_concept_of_its_language() -> None:
    standing = defaultdict(set)
    for name, columns in rows():
        for language, words in zip(LANGUAGES, columns, strict=True):
            for word in words.split():
                standing[language, stem(word, language)].add(name)
    assert not {key: names for key, names in standing.items() if len(names) > 1}


def test_names_of_concepts_are_unique() -> None:
    names = [name for name, _ in rows()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "words",
    [
        "noyade drowned ertrunken ahogado annegato",
        "braquage heist raub atraco rapina",
        "ecroule collapses eingesturzt derrumba crollato",
        "pompiers firefighters feuerwehr bomberos pompieri",
        "helicoptere chopper hubschrauber helicoptero elicottero",
        "requin shark haie tiburon squalo",
    ],
)
def test_words_of_five_languages_meet(words: str) -> None:
    pairs = zip(words.split(), LANGUAGES, strict=True)
    found = {meaning(word, language) for word, language in pairs}
    assert len(found) == 1
    assert found != {""}


@pytest.mark.parametrize(
    ("left", "right", "language"),
    [
        ("fire", "explosion", "en"),
        ("wounded", "dead", "en"),
        ("arrested", "charged", "en"),
        ("resigns", "sacked", "en"),
        ("incendie", "explosion", "fr"),
        ("verletzt", "getotet", "de"),
    ],
)
def test_near_meanings_stay_apart(left: str, right: str, language: str) -> None:
    assert meaning(left, language) != meaning(right, language)


@pytest.mark.parametrize(
    ("word", "never"),
    [
        ("untersuchungsausschuss", "shoot"),
        ("mannschaft", "prison"),
        ("mitglieder", "song"),
        ("verfahren", "ship"),
        ("verbraucher", "smoke"),
        ("wichtiger", "tiger"),
    ],
)
def test_endings_of_german_words_are_no_parts(word: str, never: str) -> None:
    assert never not in ([meaning(word, "de")] if meaning(word, "de") else part_concepts(word))


def test_other_languages_have_no_concepts() -> None:
    assert concept_of("brand", "nl") == ""
