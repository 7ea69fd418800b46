"""A language of the senses is a file: each is well formed, documented and used."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot.core
from bot.core.language.text import fold
from bot.core.language.word_files import EVERYWHERE, read_word_file, word_languages
from bot.core.match.matcher import Matcher
from bot.core.senses.function_words import Words, age_pattern, words_of
from bot.core.senses.lexicon import lexicon_of
from bot.core.senses.signs import Kind
from bot.models import Article, Sense
from tests.fakes.compiled import compiled
from tests.quality.score_match import HALVES, cases

WHEN = datetime(2026, 1, 5, tzinfo=UTC)
FILES = (*word_languages(), EVERYWHERE)
TABLES = ("designators", "heads", "followers", "deeds", "topics", "telling")
GUIDE = Path(bot.core.__file__).parents[2] / "docs" / "languages.md"
FEWEST_CASES = 25
"""By hand: of 60 cases, nearly half; one more or less is then four points of a half."""
AS_WRITTEN = {"age_before", "years", "spelled"}


def match(query, sense, text, language):
    watch = compiled(query, sense=Sense(sense))
    found = Matcher([watch]).match(Article("1", "s", text, "", "", "", language, WHEN))
    return found[0] if found else None


def listed(code):
    """Yield (class, word) of everything that a file lists folded."""
    for name, row in read_word_file(code).get("words", {}).items():
        if name not in AS_WRITTEN:
            yield from ((name, word) for word in row.split())
    for table in (*TABLES, "domains"):
        for row in read_word_file(code).get(table, {}).values():
            yield from ((table, word) for word in row.split())


@pytest.mark.parametrize("code", word_languages())
def test_a_language_has_labelled_cases(code):
    with_sense = [case for half in HALVES for case in cases(half) if "sense" in case]
    labels = Counter(case["hit"] for case in with_sense if case["article"]["language"] == code)
    assert min(labels[True], labels[False]) >= FEWEST_CASES, (
        f"write {FEWEST_CASES} cases with a sense in a file of tests/quality/match that must hit in"
        f" {code!r}, and as many that must not: there are {dict(labels)}"
    )


@pytest.mark.parametrize("code", FILES)
def test_words_are_written_as_they_are_compared(code):
    told_by_accent = set(read_word_file(code).get("words", {}).get("spelled", {}))
    wrong = [pair for pair in listed(code) if fold(pair[1]) != pair[1].replace("-", " ")]
    accented = [pair for pair in wrong if pair[1] not in told_by_accent]
    assert not accented, f"write these small and without accents in {code}.senses.toml: {accented}"


@pytest.mark.parametrize("code", FILES)
def test_a_file_has_known_kinds_only_and_a_thing_does_nothing(code):
    for table in TABLES:
        assert set(read_word_file(code).get(table, {})) <= set(Kind)
    assert Kind.THING not in read_word_file(code).get("deeds", {})
    assert set(read_word_file(code).get("domains", {})) <= set(
        read_word_file(EVERYWHERE)["domain_kinds"]
    )


def test_every_class_of_words_is_told_in_the_guide():
    guide = GUIDE.read_text("utf-8")
    names = [*Words.__dataclass_fields__, *words_of("fr").traits.__dataclass_fields__, *TABLES]
    missing = [name for name in names if f"`{name}`" not in guide and f"`[{name}]`" not in guide]
    assert missing == ["own", "traits"]


@pytest.mark.parametrize("code", word_languages())
def test_a_language_keeps_its_words_from_another(code):
    assert "recruta" not in lexicon_of(code).deeds.rows
    assert ("de" in words_of(code).of) is ("de" in read_word_file(code)["words"]["of"].split())
    assert words_of(code).own


def test_a_language_without_a_file_has_the_words_of_all():
    assert {"de", "of", "von", "do"} <= words_of("xx").of
    assert not words_of("xx").own
    assert lexicon_of("").designators.kinds("empresa") == {Kind.ORGANISATION}


@pytest.mark.parametrize(
    ("language", "following"),
    [("fr", " âgé de 43 ans"), ("en", ", aged 43,"), ("de", " (43)"), ("pt", ", 43 anos")],
)
def test_an_age_is_read_in_each_language(language, following):
    assert age_pattern(language).match(following)


@pytest.mark.parametrize(
    ("sense", "text"),
    [
        ("organisation", "A mineradora Zorbal suspende a obra"),
        ("organisation", "Os acionistas da Zorbal reúnem-se hoje"),
        ("place", "Moradores de Zorbal protestam contra a ponte"),
        ("place", "Um incêndio em Zorbal"),
        ("person", "O deputado Zorbal falta à sessão"),
        ("person", "Ontem, Gonçalo Zorbal venceu a etapa"),
    ],
)
def test_portuguese_words_decide_for_one_sense_only(sense, text):
    for other in Sense:
        assert bool(match("Zorbal", other, text, "pt")) is (other == sense)


@pytest.mark.parametrize(
    "text", ["O furacão Zorbal aproxima-se", "O navio Zorbal encalhou", "O filme «Zorbal» estreia"]
)
def test_portuguese_things_are_none_of_the_three(text):
    for sense in Sense:
        assert match("Zorbal", sense, text, "pt") is None


@pytest.mark.parametrize(
    ("sense", "text"),
    [
        ("organisation", "De verzekeraar Zorbal schrapt een regeling"),
        ("organisation", "Aandeelhouders van Zorbal komen bijeen"),
        ("place", "Inwoners van Zorbal klagen over de brug"),
        ("place", "Een brand in Zorbal"),
        ("person", "Oud-minister Zorbal mist het debat"),
        ("person", "Gisteren won Sjoerd Zorbal de etappe"),
    ],
)
def test_dutch_words_decide_for_one_sense_only(sense, text):
    for other in Sense:
        assert bool(match("Zorbal", other, text, "nl")) is (other == sense)


@pytest.mark.parametrize(
    "text", ["De storm Zorbal nadert", "Het fregat Zorbal liep vast", "De film ‘Zorbal’ opent"]
)
def test_dutch_things_are_none_of_the_three(text):
    for sense in Sense:
        assert match("Zorbal", sense, text, "nl") is None


def test_a_spanish_a_is_no_english_article():
    assert match("Zorbal", "place", "Viaje a Zorbal", "es")
    assert match("Zorbal", "place", "A Zorbal is a Zorbal", "en") is None
