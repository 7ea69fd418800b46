from datetime import UTC, datetime

import pytest

from bot.core.match.matcher import Matcher
from bot.models import Article, Sense
from tests.fakes.compiled import compiled

WHEN = datetime(2026, 1, 5, tzinfo=UTC)


def match(query, sense, *texts, language="fr"):
    title, lead, text = (*texts, "", "")[:3]
    watch = compiled(query, sense=Sense(sense))
    found = Matcher([watch]).match(Article("1", "s", title, lead, text, "", language, WHEN))
    return found[0] if found else None


@pytest.mark.parametrize(
    ("query", "sense", "text", "language"),
    [
        ("Zorbal", "organisation", "Le groupe pétrolier Zorbal recrute", "fr"),
        ("Zorbal", "organisation", "Zorbal shares fell", "en"),
        ("Zorbal", "organisation", "Le PDG de Zorbal démissionne", "fr"),
        ("Zorbal", "place", "Les habitants de Zorbal protestent", "fr"),
        ("Zorbal", "place", "A fire broke out in Zorbal", "en"),
        ("Zorbal", "person", "Le compositeur Zorbal est mort", "fr"),
        ("Zorbal", "person", "Hier, Marie Zorbal a gagné", "fr"),
    ],
)
def test_what_stands_beside_decides_for_one_sense_only(query, sense, text, language):
    for other in Sense:
        assert bool(match(query, other, text, language=language)) is (other == sense)


def test_the_lead_decides_for_a_bare_name_below():
    below = "Zorbal revient demain."
    assert match("Zorbal", "person", "Marie Zorbal", "", below)
    assert match("Zorbal", "organisation", "Marie Zorbal", "", below) is None


def test_a_name_in_small_letters_is_a_common_word():
    assert match("Turkey", "place", "The turkey farm", language="en") is None


def test_storms_and_films_are_none_of_the_three():
    for sense in Sense:
        assert match("Zorbal", sense, "L'ouragan Zorbal approche") is None


def test_without_evidence_the_watch_is_believed():
    for sense in Sense:
        assert match("Zorbal", sense, "On parle de Zorbal")


def test_the_evidence_is_told():
    found = match("Zorbal", "organisation", "Le groupe Zorbal recrute")
    assert any("“groupe” before" in str(reason) for reason in found.reasons)


@pytest.mark.parametrize(
    ("sense", "texts", "language", "hit"),
    [
        ("organisation", ("Werner von Zorbal: ein Leben",), "de", False),
        ("organisation", ("Bürgermeisterin Zorbal tritt zurück",), "de", False),
        ("organisation", ("Justizministerin Zorbal tritt zurück",), "de", False),
        ("organisation", ("Zorbal & Söhne liefern",), "de", True),
        ("person", ("Zorbal & Sons deliver",), "en", False),
        ("organisation", ("La mer de Zorbal est fermée",), "fr", False),
        ("organisation", ("Une amende infligée à Zorbal",), "fr", True),
        ("organisation", ("Apple and Zorbal agree",), "en", True),
        ("place", ("Apple and Zorbal agree",), "en", False),
        ("organisation", ("Zorbal recrute", "L'enseigne cherche des vendeurs."), "fr", True),
        ("person", ("Zorbal recrute", "L'enseigne cherche des vendeurs."), "fr", False),
        ("organisation", ("Zorbal, ancien champion, revient",), "fr", True),
        ("organisation", ("Zorbal, chanteur, revient",), "fr", False),
        ("organisation", ("Le film « Zorbal » sort",), "fr", False),
        ("place", ("Ferries head out; one is bound for Zorbal",), "en", True),
        ("organisation", ("Porsche rappelle 10 000 Zorbal",), "fr", False),
    ],
)
def test_what_else_stands_beside_or_next(sense, texts, language, hit):
    assert bool(match("Zorbal", sense, *texts, language=language)) is hit


def test_a_common_noun_that_opens_its_sentence_is_no_name():
    assert match("Total", "organisation", "Total des dégâts : un milliard") is None
    assert match("Reading", "place", "Reading helps children sleep", language="en") is None
    assert match("Gates", "person", "Gates open at noon", language="en") is None


def test_an_english_verb_is_no_designator():
    assert match("Shell", "organisation", "Activists storm Shell meeting", language="en")
    assert match("Shell", "organisation", "The storm Shell is near", language="en") is None


def test_another_given_name_is_somebody_else():
    assert match("Macron", "person", "Macron parle")
    assert match("Macron", "person", "Zoé Macron parle") is None


def test_a_person_is_not_the_library_named_after_him():
    article = "La bibliothèque François-Mitterrand ferme"
    assert match("Mitterrand", "person", article) is None
    assert match("Mitterrand", "person", "François Mitterrand parle")


def test_a_name_with_hyphens_on_a_sign_is_no_person():
    assert match("Zorbal", "person", "Incendie rue Marie-Zorbal") is None
    assert match("Zorbal", "place", "Incendie rue Marie-Zorbal")
    assert match("Zorbal", "person", "Hier, Marie Zorbal a parlé")


def test_the_same_given_name_spelled_otherwise_is_nobody_else():
    assert match("Lavrov", "person", "Serguej Lawrow reist nach Genf", language="de")
    assert match("Macron", "person", "Brigitte Macron en visite") is None


@pytest.mark.parametrize(
    ("query", "sense", "texts", "language", "hit"),
    [
        ("Bach", "person", ("Bach tritt über die Ufer",), "de", False),
        ("Bach", "person", ("Kantate von Johann Sebastian Bach",), "de", True),
        ("Bergen", "place", ("Schnee in den Bergen",), "de", False),
        ("Castillo", "person", ("Castillo de Zor: abre la cripta",), "es", False),
        ("Tours", "place", ("Tours de magie au festival",), "fr", False),
        ("Cuba", "place", ("Cuba anuncia cortes", "La empresa eléctrica los explica."), "es", True),
        ("Cuba", "place", ("Cuba Gooding Jr. to direct drama",), "en", False),
        ("Georgia", "place", ("Georgia recalls envoy from Prague",), "en", True),
        ("Thales", "organisation", ("Thalès au menu de l'épreuve",), "fr", False),
        ("Bombardier", "organisation", ("Lance Bombardier Tom Hill wins prize",), "en", False),
        ("Petit", "person", ("Le Petit Palais expose cent pastels",), "fr", False),
        ("Amazon", "organisation", ("Amazon drought leaves towns cut off",), "en", False),
    ],
)
def test_common_words_and_known_names_are_told_apart(query, sense, texts, language, hit):
    assert bool(match(query, sense, *texts, language=language)) is hit


def test_topics_count_in_their_own_language():
    german = ("Zorbal", "Die Stadt plant nur den Neubau.")
    assert match("Zorbal", "place", *german, language="de")
    pole = ("Zorbal en pole", "Le pilote a signé le meilleur chrono du Grand Prix.")
    assert match("Zorbal", "person", *pole)
    assert match("Zorbal", "organisation", *pole) is None
