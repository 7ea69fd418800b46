import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.core.stories.features import Sketch, make_sketch
from bot.core.stories.idf import RunningIdf
from bot.core.stories.index import StoryIndex
from bot.core.stories.inverted_index import GrowingArray
from bot.i18n import translator_for
from bot.models import Article, Relation

START = datetime(2024, 6, 11, 6, 0, tzinfo=UTC)
FIRE = "Trois personnes meurent dans l'incendie d'un immeuble à Marseille"
OTHER_FIRE = "Marseille : l'incendie d'un immeuble fait trois morts"
WIRE = (
    "Un incendie a ravagé dans la nuit un immeuble vétuste du quartier de la Belle de Mai. Trois "
    "locataires ont péri dans les flammes, a indiqué le commandant des marins-pompiers, Paul "
    "Santini. Une quarantaine d'habitants ont été relogés dans un gymnase voisin. Le parquet a "
    "ouvert une enquête confiée à la police judiciaire, qui n'écarte aucune piste à ce stade."
)
OWN = (
    "Il est deux heures du matin quand Samia entend les cris de ses voisins. Au troisième étage, "
    "la fumée a déjà envahi le couloir. Elle descend pieds nus, son fils dans les bras, et ne "
    "reverra pas le couple âgé qui habitait au-dessus. Ce matin, les rescapés attendent des "
    "nouvelles dans la cour de l'école, où la mairie a installé des lits."
)


def article(ident, title, *, text="", lead="", hours=0.0, language="fr", source="", **more):
    return Article(
        id=ident,
        source=source or f"outlet-{ident}",
        title=title,
        lead=lead,
        text=text,
        url=more.pop("url", ""),
        language=language,
        published=START + timedelta(hours=hours),
        **more,
    )


def run(index, *articles):
    placed = []
    for item in articles:
        sketch = index.sketch(item)
        found = index.place(sketch)
        index.add(sketch, found.story or item.id)
        placed.append(found)
    return placed


def test_a_first_article_is_new():
    (placed,) = run(StoryIndex(), article("1", FIRE))
    assert placed.relation is Relation.NEW
    assert placed.story == ""


@pytest.mark.parametrize(
    "again",
    [
        article("2", "Ein anderer Titel", guid="g", source="a"),
        article("2", "Autre titre", url="https://a.example/1"),
        article("2", FIRE.upper(), source="a"),
    ],
    ids=["guid", "url", "title"],
)
def test_the_same_article_is_recognised(again):
    first = article("1", FIRE, guid="g", source="a", url="https://a.example/1")
    placed = run(StoryIndex(), first, again)[1]
    assert (placed.story, placed.relation, placed.score) == ("1", Relation.SAME, 1.0)


def test_a_guid_belongs_to_its_source():
    first = article("1", FIRE, guid="g", source="a")
    other = article("2", "Le Sénat adopte le budget", guid="g", source="b")
    assert run(StoryIndex(), first, other)[1].relation is Relation.NEW


@pytest.mark.parametrize(
    "text",
    [
        WIRE,
        WIRE[: len(WIRE) // 2],
        "Par notre rédaction avec l'agence. " + WIRE,
        "MARSEILLE (Agence) - " + WIRE.replace("vétuste", "ancien").replace("nuit", "soirée"),
        WIRE + " Lire aussi notre dossier sur l'habitat.",
    ],
    ids=["whole", "cut", "intro", "edited", "tail"],
)
def test_a_wire_copy_is_a_copy_under_any_title(text):
    index = StoryIndex()
    placed = run(index, article("1", FIRE, text=WIRE), article("2", "Drame en ville", text=text))[1]
    assert (placed.story, placed.relation) == ("1", Relation.COPY)


def test_own_reporting_is_the_same_event_but_no_copy():
    index = StoryIndex()
    placed = run(index, article("1", FIRE, text=WIRE), article("2", OTHER_FIRE, text=OWN))[1]
    assert (placed.story, placed.relation) == ("1", Relation.SAME)


def test_the_same_text_again_at_one_outlet_is_no_copy():
    index = StoryIndex()
    first = article("1", FIRE, text=WIRE, source="a")
    placed = run(index, first, article("2", "Mise à jour", text=WIRE, source="a"))[1]
    assert (placed.story, placed.relation) == ("1", Relation.SAME)


def test_a_title_alone_taken_over_is_a_copy():
    placed = run(StoryIndex(), article("1", FIRE), article("2", FIRE + " !"))[1]
    assert (placed.story, placed.relation) == ("1", Relation.COPY)


def test_reasons_name_rule_threshold_and_words():
    placed = run(StoryIndex(), article("1", FIRE), article("2", OTHER_FIRE))[1]
    assert placed.relation is Relation.SAME
    english, french = str(placed.reasons[0]), placed.reasons[0].put(translator_for("fr"))
    assert re.match(r"the same event: \d+% likely by what both share \(.*Marseille", english)
    assert re.search(r"\); \d+% is enough$", english)
    assert re.match(r"le même événement\W+probable à \d+\W+% d’après", french)
    assert "Marseille" in french


def test_reasons_for_staying_apart_say_what_it_would_take():
    placed = run(StoryIndex(), article("1", FIRE), article("2", "Un incendie à Lille"))[1]
    assert placed.relation in (Relation.NEW, Relation.RELATED)
    likely, needed = (int(re.search(r"(\d+)%", str(reason))[1]) for reason in placed.reasons)
    assert likely < needed
    assert "pour les réunir" in placed.reasons[1].put(translator_for("fr"))


def test_a_copy_tells_its_share_and_the_threshold():
    other = article("2", "Autre titre", text=WIRE, source="b")
    placed = run(StoryIndex(), article("1", FIRE, text=WIRE, source="a"), other)[1]
    assert str(placed.reasons[0]).startswith("the same text: 100% of the shorter one")
    assert "82\u00a0%" in placed.reasons[0].put(translator_for("fr"))


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        ("Les titres de mardi", "Les titres de mercredi", "fr"),
        ("Météo : pluie sur l'ouest", "Météo : pluie sur l'est", "fr"),
        ("Guerre en Ukraine, jour 811", "Guerre en Ukraine, jour 812", "fr"),
        ("Ce qu'il faut retenir du débat budgétaire", "Ce qu'il faut retenir du match", "fr"),
        ("What we know about the Tulsa shooting", "What we know about the Pentagon leak", "en"),
        ("Your Tuesday briefing", "Your Wednesday briefing", "en"),
        ("Dax schließt im Plus", "Dax schließt im Minus", "de"),
        (
            "Tennis : Morel bat Ivanov en trois sets",
            "Tennis : Morel bat Santos en trois sets",
            "fr",
        ),
        ("Ligue 1 : Lens bat Brest (2-1)", "Ligue 1 : Lille bat Metz (3-0)", "fr"),
    ],
)
def test_a_mould_never_merges(first, second, language):
    one = article("1", first, language=language)
    other = article("2", second, language=language, hours=20)
    assert run(StoryIndex(), one, other)[1].relation in {Relation.NEW, Relation.RELATED}


def test_an_event_is_recognised_across_languages():
    placed = run(
        StoryIndex(),
        article("1", "La Corée du Nord tire un missile balistique, Tokyo proteste"),
        article("2", "North Korea fires ballistic missile, Tokyo protests", language="en"),
    )[1]
    assert (placed.story, placed.relation) == ("1", Relation.SAME)


def test_what_is_older_than_the_window_is_forgotten():
    index = StoryIndex()
    late = article("2", OTHER_FIRE, hours=73)
    assert run(index, article("1", FIRE), late)[1].relation is Relation.NEW
    run(index, article("3", "Un pont rouvre", hours=200), article("4", FIRE, hours=201))
    assert len(index) == 2


def test_what_is_taken_out_again_leaves_no_count_behind():
    index = StoryIndex()
    run(index, article("1", FIRE), article("2", OTHER_FIRE))
    before = index.idf_bytes()
    for _ in range(3):
        run(index, article("3", "Le Sénat adopte le budget des ports"))
        index.discard("3")
    index.discard("nobody")
    assert counted(index) == counted_of(before)


def test_an_article_that_is_replaced_counts_once():
    once, twice = StoryIndex(), StoryIndex()
    run(once, article("1", FIRE))
    run(twice, article("1", OTHER_FIRE), article("1", FIRE))
    assert counted(twice) == counted(once)


def counted_of(packed: bytes) -> dict[str, int]:
    found = RunningIdf.from_bytes(packed)
    return dict(found._texts)


def counted(index: StoryIndex) -> dict[str, int]:
    return counted_of(index.idf_bytes())


def test_one_article_from_the_future_does_not_empty_the_window():
    index = StoryIndex()
    future = article("2", "Le Sénat adopte le budget", hours=9_000)
    placed = run(index, article("1", FIRE), future, article("3", OTHER_FIRE, hours=1))[2]
    assert placed.story == "1"


def test_time_may_go_backwards():
    placed = run(StoryIndex(), article("1", FIRE, hours=5), article("2", OTHER_FIRE))[1]
    assert placed.story == "1"


def test_discard_undoes_an_add():
    index = StoryIndex()
    run(index, article("1", FIRE, guid="g"))
    index.discard("1")
    index.discard("unknown")
    assert run(index, article("2", OTHER_FIRE))[0].relation is Relation.NEW


def test_a_duplicate_id_replaces():
    index = StoryIndex()
    run(index, article("1", FIRE), article("1", "Le Sénat adopte le budget"))
    assert len(index) == 1


def test_a_sketch_survives_storing():
    sketch = StoryIndex().sketch(
        article("é1", FIRE, text=WIRE, guid="g", url="https://a.example/1")
    )
    again = Sketch.from_bytes(sketch.to_bytes())
    assert again.to_bytes() == sketch.to_bytes()
    index = StoryIndex()
    index.add(again, "s")
    assert index.place(index.sketch(article("2", OTHER_FIRE))).story == "s"


def test_running_counts_survive_storing():
    index = StoryIndex()
    run(index, article("1", FIRE), article("2", "Fire in Leeds", language="en"))
    other = StoryIndex()
    other.load_idf(index.idf_bytes())
    assert other.idf_bytes() == index.idf_bytes()
    with pytest.raises(ValueError, match="version"):
        RunningIdf.from_bytes(b"\x09")


@pytest.mark.parametrize(
    "hostile",
    [
        {"title": ""},
        {"title": "a" * 100_000},
        {"title": "A b " * 25_000},
        {"title": "1,2.3-4:" * 12_500},
        {"title": "x", "text": "ß\u0301\u200b " * 30_000},
        {"title": "\ud800\x00", "language": "xx"},
        {"title": "日本の首相が辞任した", "language": "ja"},
        {"title": "x", "language": "fr-FR\0y"},
    ],
)
def test_hostile_text_neither_fails_nor_stalls(hostile):
    index = StoryIndex()
    run(index, article("1", **hostile), article("2", **hostile), article("3", FIRE))
    assert len(index) == 3


def test_many_articles_are_compacted_and_stay_findable():
    index = StoryIndex(timedelta(hours=2))
    for number in range(9_000):
        title = f"Mot{number:x} dépêche{number % 97} bulletin{number % 89}"
        index.add(index.sketch(article(str(number), title, hours=number / 1000)), str(number))
    assert len(index) < 2_100
    title = f"Mot{8_990:x} dépêche{8_990 % 97} bulletin{8_990 % 89}"
    assert index.place(index.sketch(article("x", title, hours=9))).nearest == "8990"


def placements(index, *articles):
    return [index.place(index.sketch(item)) for item in articles]


def test_a_loaded_index_places_like_one_that_grew():
    told = [article(str(n), f"Incendie numéro {n} au port de Sète", hours=n / 9) for n in range(9)]
    told += [article("fire", FIRE, text=WIRE), article("c", "Séisme au Chili, deux morts")]
    grown, loaded = StoryIndex(), StoryIndex()
    run(grown, *told)
    stories = [(grown.sketch(item).to_bytes(), item.id) for item in told]
    loaded.load(iter(stories))
    asked = [
        article("x", OTHER_FIRE, hours=2),
        article("y", "Drame en ville", text=WIRE, hours=2),
        article("z", "Chili : un séisme fait deux morts", hours=2),
        article("v", "Le Sénat adopte le budget", hours=2),
    ]
    relations = [placed.relation for placed in placements(loaded, *asked)]
    assert relations == [Relation.SAME, Relation.COPY, Relation.SAME, Relation.NEW]
    assert relations == [placed.relation for placed in placements(grown, *asked)]
    assert loaded.idf_bytes() == grown.idf_bytes()


def many_stored(count):
    """Make stored sketches of headlines in made-up words, some of them again, and their stories."""
    random, made = Random(5), []
    words = ["".join(random.choices("aeioubcdlmnrst", k=random.randint(3, 8))) for _ in range(900)]
    for number in range(count):
        title = " ".join(random.choices(words, k=9)).capitalize() + f" {random.randint(2, 40)}"
        told = article(
            str(number),
            title if random.random() > 0.2 or not made else made[-1].title,
            text=" ".join(random.choices(words, k=60)) if random.random() > 0.8 else "",
            guid=f"g{random.randrange(count)}",
            source=f"outlet {random.randrange(40)}",
            language=random.choice(("fr", "en", "")),
            hours=number / 50,
        )
        made.append(told)
    return made, [(make_sketch(told).to_bytes(), str(n // 3)) for n, told in enumerate(made)]


def what_it_holds(index):
    """Tell everything that an index holds, but not in how many parts it grew."""
    keys = [sorted(found._drained().tolist()) for found in (index._terms, index._prints)]
    columns = [
        part.values.tolist()
        for part in vars(index._columns).values()
        if isinstance(part, GrowingArray)
    ]
    slots = slice(len(index._packed))
    arrays = [
        array[slots].tolist() for array in (index._norms, index._times, index._full, index._outlets)
    ]
    known = [index._by_article, index._by_identity, index._numbers, index._columns._numbers]
    rest = [index._stories, index._packed, index._queue, index._alive, index._latest]
    return [index.idf_bytes(), keys, columns, arrays, known, rest]


def test_loading_at_once_is_loading_one_by_one():
    made, stored = many_stored(2_000)
    counts, whole, parts = StoryIndex(), StoryIndex(), StoryIndex()
    for packed, story in stored:
        counts.add(Sketch.from_bytes(packed), story)
    whole.load_idf(counts.idf_bytes())
    parts.load_idf(counts.idf_bytes())
    whole.load(stored)
    for one in stored[:60]:
        parts.load([one])
    for at in range(60, 2_000, 97):
        parts.load(stored[at : at + 97])
    asked = [make_sketch(replace(told, id="x", guid="")) for told in made[::5]]
    found = [repr(whole.place(one)) for one in asked]
    assert len(set(found)) > 200
    assert found == [repr(parts.place(one)) for one in asked]
    assert what_it_holds(whole) == what_it_holds(parts)


def test_counting_at_once_is_counting_one_by_one():
    _, stored = many_stored(300)
    loaded, grown = StoryIndex(), RunningIdf()
    for packed, _ in stored:
        sketch = Sketch.from_bytes(packed)
        grown.count(sketch.keys, sketch.language)
    loaded.load(stored)
    assert loaded.idf_bytes() == grown.to_bytes()


def test_loading_beside_stored_counts_does_not_count_twice():
    index, again = StoryIndex(), StoryIndex()
    run(index, article("1", FIRE))
    again.load_idf(index.idf_bytes())
    again.load([(again.sketch(article("1", FIRE)).to_bytes(), "1")])
    assert again.idf_bytes() == index.idf_bytes()


def test_loading_replaces_known_ids_and_forgets_what_is_old():
    index = StoryIndex()
    late = [article(str(n), f"Titre numéro {n}", hours=100) for n in range(3)]
    stories = [(index.sketch(item).to_bytes(), item.id) for item in (article("0", FIRE), *late)]
    index.load(stories)
    assert len(index) == 3
    index.load([])
    index.load(stories[1:])
    assert len(index) == 3


def test_what_another_version_stored_is_left_out():
    index = StoryIndex()
    known = index.sketch(article("1", FIRE)).to_bytes()
    index.load([(bytes([99]) + known[1:], "1"), (b"", "2")])
    assert len(index) == 0


def test_places_apart_need_more_than_the_same_kind_of_event():
    index = StoryIndex()
    _, second = run(
        index,
        article("a", "Five killed in bus crash in Brazil", language="en", source="One"),
        article("b", "Eight killed in bus crash in Nepal", language="en", source="Two", hours=1),
    )
    assert second.relation is not Relation.SAME


def test_time_between_two_reports_tells_against_one_event():
    titles = ("Chili : un séisme au nord", "Un séisme secoue le Chili")
    likely = [
        dict(placed.reasons[0].values)["likely"]
        for hours in (1, 30, 60)
        for placed in run(
            StoryIndex(), article("a", titles[0]), article("b", titles[1], hours=hours)
        )
        if placed.reasons
    ]
    assert likely == sorted(set(likely), reverse=True)
    assert len(likely) == 3


def test_a_small_number_and_one_word_do_not_join_languages():
    one = article("1", "Ciment dezeze zelogruchi", text="Le four de tunavaze ridevamu.")
    other = article("2", "Ciment kikikiva badevagru", text="Le four de lobachide.", language="it")
    assert run(StoryIndex(), one, other)[1].relation in {Relation.NEW, Relation.RELATED}


def test_words_as_written_are_not_kept_of_what_was_placed():
    index = StoryIndex()
    sketch = index.sketch(article("a", "Le viaduc de Kerbrac'h s'est effondré mardi"))
    words = sketch.words
    index.place(sketch)
    held = sys.getrefcount(words)
    index.add(sketch, "1")
    del sketch
    assert sys.getrefcount(words) < held
