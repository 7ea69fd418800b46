"""The alias table: every country, all inflections, the pairs that are often mixed up."""

from collections import defaultdict

import pytest
from babel import Locale

from bot.core.language.text import fold
from bot.core.names import gazetteer
from bot.core.names.aliases import Entity, all_entities, complete_name, entities_named
from bot.models import Sense
from tests.quality.score_aliases import LIST, score

NO_PLACES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
CODES = sorted(
    code
    for code in Locale.parse("en").territories
    if len(code) == 2 and code.isalpha() and code not in NO_PLACES
)
WITHOUT_PEOPLE = {
    *("AQ", "BV", "CP", "DG", "EA", "GS", "HM", "IO", "TF", "UM"),  # nobody, or soldiers only
    *("AC", "CC", "CX", "SJ", "TA", "VG", "VI"),  # no demonym in French
}
SHARED = {
    ("PF", "R-POLYNESIA"): "polynésien is said of the French territory as of the whole region",
}
"""Places that share a demonym which neither can mark weak."""


def one(phrase: str, own: str) -> Entity:
    return next(entity for entity in entities_named(phrase) if entity.id == own)


def forms(entity: Entity, *kinds: str) -> set[str]:
    return {form.text for form in entity.forms if not kinds or form.kind in kinds}


def ids(phrase: str) -> set[str]:
    return {entity.id for entity in entities_named(phrase)}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_territory_is_found_by_its_cldr_name(language: str) -> None:
    names = Locale.parse(language).territories
    missed = [(c, names[c]) for c in CODES if c in names and c not in ids(names[c])]
    assert missed == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_peopled_territory_has_demonyms(language: str) -> None:
    peopled = {
        row.id
        for row in gazetteer.gazetteer_rows()
        if any(item.kind == "demonym" and item.language == language for item in row.items)
    }
    bare = set(CODES) - peopled
    assert bare <= WITHOUT_PEOPLE


def test_no_demonym_is_strong_in_two_places_but_the_listed() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for entity in all_entities():
        for form in entity.forms:
            if form.kind == "demonym" and form.language in {"fr", "en"} and not form.weak:
                owners[fold(form.text)].add(entity.id)
    assert {tuple(sorted(who)) for who in owners.values() if len(who) > 1} == set(SHARED)


@pytest.mark.parametrize("sense", list(Sense))
def test_ids_are_unique(sense: Sense) -> None:
    own = [row.id for row in gazetteer.gazetteer_rows() if row.sense is sense]
    assert sorted(own) == sorted(set(own))


def test_fast_fold_of_the_tables_is_the_fold() -> None:
    texts = {item.text for row in gazetteer.gazetteer_rows() for item in row.items}
    assert [text for text in texts if gazetteer.fold_fast(text) != fold(text)] == []


def test_north_korea_has_all_its_forms() -> None:
    entity = one("Corée du Nord", "KP")
    assert {"nord-coréen", "nord-coréenne", "nord-coréens", "nord-coréennes"} <= forms(entity)
    assert {"North Korean", "North Koreans", "DPRK", "RPDC", "nordkoreanischen"} <= forms(entity)
    assert {"Северной Кореи", "北朝鮮", "북한", "朝鲜"} <= forms(entity)
    assert "Pyongyang" in forms(entity, "capital")
    assert "coréen" not in forms(entity)


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("Birmanie", "MM"), ("Burma", "MM"), ("Turkiye", "TR"), ("Swaziland", "SZ"),
        ("Macédoine du Nord", "MK"), ("Tchéquie", "CZ"), ("RDC", "CD"), ("DR Congo", "CD"),
        ("République du Congo", "CG"), ("Ivory Coast", "CI"), ("Cabo Verde", "CV"),
        ("Timor oriental", "TL"), ("R.-U.", "GB"), ("USA", "US"), ("Holland", "NL"),
        ("Perse", "IR"), ("Ceylon", "LK"), ("Nordkorea", "KP"), ("bande de Gaza", "GAZA"),
    ],
)  # fmt: skip
def test_old_and_other_names_are_known(phrase: str, code: str) -> None:
    assert code in ids(phrase)


@pytest.mark.parametrize(
    ("demonym", "code"),
    [
        ("nigérian", "NG"), ("nigérien", "NE"), ("Nigerien", "NE"), ("dominicain", "DO"),
        ("dominiquais", "DM"), ("équatoguinéen", "GQ"), ("bissau-guinéen", "GW"),
        ("sud-soudanais", "SS"), ("soudanais", "SD"), ("coréen", "R-KOREA"), ("indien", "IN"),
    ],
)  # fmt: skip
def test_a_demonym_gives_its_place_with_demonyms_only(demonym: str, code: str) -> None:
    (entity,) = entities_named(demonym)
    assert entity.id == code
    assert {form.kind for form in entity.forms} == {"demonym"}


def test_a_name_of_several_places_gives_all() -> None:
    assert ids("Congo") == {"CD", "CG"}
    assert ids("Corée") == {"KP", "KR", "R-KOREA"}
    assert ids("Georgia") == {"GE", "US-GA"}
    assert entities_named("congolais") == ()
    assert entities_named("élection") == entities_named("") == entities_named(" ... ") == ()


def test_forms_know_what_they_are_part_of() -> None:
    assert {"soudan du sud", "sud soudanais"} <= set(one("Soudan", "SD").shadows)
    assert "guinee equatoriale" in one("Guinée", "GN").shadows
    assert "francois hollande" in one("Hollande", "NL").shadows
    assert "kurdistan irakien" not in one("Irak", "IQ").shadows
    assert one("Afrique", "R-AFRICA").shadows == ("african swine fever", "peste porcine africaine")


def test_what_could_be_something_else_is_marked() -> None:
    us = next(form for form in one("USA", "US").forms if form.text == "US")
    assert us.exact
    assert all(f.weak for f in one("Congo", "CG").forms if f.text in {"Congo", "congolais"})
    assert all(f.capital for f in one("Turquie", "TR").forms if f.text == "Turkey")
    eu = next(form for form in entities_named("Union européenne")[0].forms if form.text == "EU")
    assert eu.bound
    assert eu.language in {"en", "de", "nl"}


def test_wagner_is_a_group_and_a_composer() -> None:
    found = {
        entity.sense: entity
        for entity in (*entities_named("Wagner"), *entities_named("Richard Wagner"))
    }
    assert set(found) == {Sense.ORGANISATION, Sense.PERSON}
    assert "richard wagner" in found[Sense.ORGANISATION].shadows
    assert {"groupe Wagner", "Gruppe Wagner"} <= forms(found[Sense.ORGANISATION])


@pytest.mark.parametrize(
    ("phrase", "form"),
    [
        ("Poutine", "Putin"), ("Poutine", "Путиным"), ("Zelensky", "Selenskyj"),
        ("Kim Jong-un", "金正恩"), ("Nétanyahou", "Netanyahu"), ("Prigojine", "Пригожина"),
        ("Loukachenko", "Lukashenko"), ("MBS", "Mohammed ben Salmane"), ("OTAN", "NATO"),
        ("Daech", "ISIS"), ("GSIM", "JNIM"), ("AIEA", "IAEA"), ("Houthis", "Houthistes"),
    ],
)  # fmt: skip
def test_people_and_groups_have_their_spellings(phrase: str, form: str) -> None:
    assert any(form in forms(entity) for entity in entities_named(phrase))


def test_completion_is_folded_and_limited() -> None:
    assert "Corée du Nord" in complete_name("coree", 5)
    assert complete_name("corée du n", 5)[0] == "Corée du Nord"
    assert len(complete_name("a", 3)) == 3
    assert complete_name("", 3) == complete_name("  ", 3) == complete_name("nord", 0) == ()


def test_long_input_is_no_trouble() -> None:
    assert entities_named("Corée du Nord " * 8000) == ()
    assert complete_name("nord " * 20000, 5) == ()


@pytest.mark.skipif(not LIST.exists(), reason="the public list of countries is absent")
def test_every_miss_against_the_public_list_is_a_judgement() -> None:
    result = score()
    assert result["unexplained"] == 0
    assert result["names_fr"] == result["names_en"] == 1.0
