import sqlite3
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.language.text import spaced_words
from bot.core.match.matcher import Matcher, fts_query
from bot.i18n import translator_for
from bot.models import Article, Sense
from tests.fakes.compiled import compiled

WHEN = datetime(2026, 1, 5, tzinfo=UTC)


def article(title="", lead="", text="", *, language="fr", source="Le Courrier", authors=()):
    return Article("1", source, title, lead, text, "", language, WHEN, authors=authors)


def match(query, *texts, sense=None, aliases=True, off=(), extra=(), **more):
    watch = compiled(query, aliases=aliases, aliases_off=off, aliases_extra=extra, sense=sense)
    found = Matcher([watch]).match(article(*texts, **more))
    return found[0] if found else None


def words(query, *texts, **more):
    found = match(query, *texts, **more)
    return [span.text for span in found.spans] if found else []


def test_spans_point_to_the_original_and_name_the_alias():
    title = "Le dirigeant nord‑coréen et le\u00a0Nord"
    found = match("Corée du Nord", title)
    (span,) = found.spans
    assert title[span.start : span.end] == span.text == "nord‑coréen"
    assert (span.field, span.via, span.atom) == ("title", "nord-coréen", "Corée du Nord")
    assert match("Corée du Nord", title, aliases=False) is None


def test_about_is_title_or_lead_and_mention_is_the_text():
    assert match("Mali", "Au Mali").about
    assert match("Mali", "", "Au Mali").about
    assert not match("Mali", "", "", "Au Mali").about
    assert not match("Mali AND junte", "Au Mali", "", "La junte").about
    assert [s.field for s in match("Mali", "Mali", "Mali", "Mali").spans] == [
        "title",
        "summary",
        "content",
    ]


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ("mali", "un malin plaisir", []),
        ("Wagner", "wagner et Wagner et WAGNER", ["Wagner", "WAGNER"]),
        ("wagner", "wagner et Wagner", ["wagner", "Wagner"]),
        ("Corée du Nord", "la COREE DU NORD", ["COREE DU NORD"]),
        ("Corée du Nord", "la Corée. Du Nord, rien", []),
        ("guerre froide", "une guerre, froide", []),
        ("St. Louis", "à St. Louis hier", ["St. Louis"]),
        ("Kim Jong-il", "M. Jong-il Kim parle", ["Jong-il Kim"]),
        ("Jean Dupont", "Jean-Marie Dupont et Jean-Luc Paul Dupont", []),
        ("Jean Dupont", "Jean Pierre-Yves Dupont; Jean P. Dupont", ["Jean Pierre-Yves Dupont"]),
        ("Jean Dupont", "Jean et Dupont", []),
        ("cyberattaque", "une cyber-attaque", ["cyber-attaque"]),
        ("cyber-attaque", "une cyberattaque, des cyberattaques", ["cyberattaque", "cyberattaques"]),
        ("=Élysée", "Elysée, élysée, Élysée", ["Élysée"]),
        ("=IA", "ia, IA", ["IA"]),
        ("démocra*", "Démocratie, antidémocratique", ["Démocratie"]),
        ("grève", "grevé, grève, greve", ["grève", "greve"]),
        ("Londres", "les rues de Londres’s", ["Londres"]),
        ("New York", "New York's mayor", ["New York"]),
        ("York", "à New York", []),
        ("élection", "l’élection, d'élections", ["élection", "élections"]),
        ("O.N.U.", "l'ONU", ["ONU"]),
    ],
)
def test_what_a_word_or_phrase_hits(query, text, hits):
    found = words(query, text, aliases=False)
    assert found[: len(hits)] == hits
    assert bool(found) == bool(hits)


@pytest.mark.parametrize(
    ("query", "texts", "hit"),
    [
        ("a1 AND b1", ("a1 x", "b1"), True),
        ("a1 AND b1", ("a1 x",), False),
        ("a1 OR b1", ("b1",), True),
        ("a1 NOT b1", ("a1", "", "b1"), False),
        ("a1 NEAR/2 b1", ("b1 x x a1",), True),
        ("a1 NEAR/2 b1", ("a1 x x x b1",), False),
        ("a1 NEAR/2 b1", ("a1", "b1"), False),
        ("a1 NEAR/1 b1", ("a1 l'un b1",), True),
        ("a1 NEAR/1 b1", ("a1 porte-avions b1",), True),
        ("a1 ONEAR/2 b1", ("b1 x a1",), False),
        ("(a1 OR c1) NEAR/1 b1", ("x c1 b1",), True),
        ("a1 NEAR/1 b1 NEAR/1 c1", ("a1 b1 c1",), True),
        ("a1 SENT b1", ("", "", "Le a1 vient. Le b1 part."), False),
        ("a1 SENT b1", ("", "", "Le a1 vient avec le b1. Oui."), True),
        ("title:a1", ("x", "a1"), False),
        ("title:a1 b1", ("a1", "", "b1"), True),
        ("title:(a1 NOT b1)", ("a1 b1",), False),
        ("source:courrier a1", ("a1",), True),
        ("source:lecourrier a1", ("a1",), True),
        ("source:monde a1", ("a1",), False),
        ("lang:fr a1", ("a1",), True),
        ("lang:anglais a1", ("a1",), False),
        ("author:dupont", ("x",), True),
        ("author:dupont -title:x", ("x",), False),
        ("source:(monde OR courrier) a1", ("a1",), True),
    ],
)
def test_operators(query, texts, hit):
    assert bool(match(query, *texts, authors=("Jean Dupont",))) is hit


def test_spans_of_near_are_those_that_are_near():
    found = match("a1 NEAR/1 b1", "a1 x x x x a1 b1")
    assert [(span.start, span.text) for span in found.spans] == [(11, "a1"), (14, "b1")]


@pytest.mark.parametrize(
    ("query", "text", "hit"),
    [
        ("Guinée", "La Guinée équatoriale", False),
        ("Guinée", "La Guinée et la Guinée équatoriale", True),
        ("Corée du Sud", "un Nord-Coréen", False),
        ("Niger", "le Nigeria et les Nigérians", False),
        ("Soudan", "le Soudan du Sud", False),
        ("Turquie", "How to cook a turkey", False),
        ("Corée du Nord AND missile", "un missile nord-coréen", True),
        ("Emmanuel Macron", "Brigitte Macron", False),
    ],
)
def test_longer_names_win(query, text, hit):
    assert bool(match(query, text, language="")) is hit


def test_every_form_is_shown_and_can_be_switched_off():
    watch = compiled("Corée du Nord", aliases_off=("nord-coréen",))
    shown = {expansion.form: expansion for expansion in watch.expansion}
    assert not shown["nord-coréen"].on
    assert shown["RPDC"].on
    assert shown["Pyongyang"].kind == "capital"
    assert not shown["Pyongyang"].on
    assert match("Corée du Nord", "un tir nord-coréen", off=("nord-coréen",)) is None


def test_capitals_and_own_forms_are_opt_in():
    assert match("Corée du Nord", "Pyongyang se tait") is None
    assert words("Corée du Nord", "Pyongyang se tait", extra=("Pyongyang",)) == ["Pyongyang"]
    found = match("Corée du Nord", "le royaume ermite", extra=("royaume ermite",))
    assert found.spans[0].via == "royaume ermite"


def test_inflected_forms_are_shown_and_can_be_switched_off():
    shown = {e.form for e in compiled("cheval").expansion}
    assert shown == {"chevaux"}
    assert match("cheval", "des chevaux") is not None
    assert match("cheval", "des chevaux", off=("chevaux",)) is None


def test_watches_can_be_limited_to_languages_and_sources():
    watch = compiled("Mali", languages=("en",))
    assert not Matcher([watch]).match(article("Mali"))
    assert Matcher([watch]).match(article("Mali", language="en"))
    watch = compiled("Mali", sources=("le courrier",))
    assert Matcher([watch]).match(article("Mali"))
    assert not Matcher([watch]).match(article("Mali", source="BBC"))


def test_reasons_say_what_decided():
    found = match("Wagner", "Le groupe russe Wagner au Mali", sense=Sense.ORGANISATION)
    assert list(map(str, found.reasons)) == [
        "rule: “Wagner”",
        "the words themselves: “Wagner”; read as an organisation: “groupe” before it",
    ]
    assert [reason.put(translator_for("fr")) for reason in found.reasons] == [
        "règle\u00a0: «\u00a0Wagner\u00a0»",
        "les mots eux-mêmes\u00a0: «\u00a0Wagner\u00a0»\u00a0; compris comme une organisation"
        " («\u00a0groupe\u00a0» juste avant)",
    ]


@pytest.mark.parametrize(
    ("query", "title", "english", "french"),
    [
        ("Corée du Nord", "Un tir nord-coréen", "the word for its people: “", "le gentilé"),
        ("Corée du Nord", "La RPDC menace", "the acronym: “RPDC” for “Corée du Nord”", "le sigle"),
        ("élect*", "Les élections", "a word that begins so", "un mot qui commence ainsi"),
    ],
)
def test_reasons_name_the_alias_that_hit(query, title, english, french):
    told = match(query, title).reasons[1]
    assert str(told).startswith(english)
    assert told.put(translator_for("fr")).startswith(french)


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("Corée du Nord", "朝鲜发射导弹", "zh"),
        ("Corée du Nord", "북한이 미사일을 발사했다", "ko"),
        ("Turquie", "وقالت تركيا إن", "ar"),
        ("Russie", "в России", "ru"),
        ("élection", "élections", ""),
    ],
)
def test_scripts_and_unknown_languages(query, text, language):
    assert match(query, text, language=language)


def test_korean_words_begin_where_they_are_written():
    assert match("한국", "남한국가", language="ko", aliases=False) is None
    assert match("한국", "한국이 말했다", language="ko", aliases=False)


HOSTILE = {
    "one word": "a" * 100_000,
    "a watched word": "Mali " * 20_000,
    "marks": "Mali" + "\u0301" * 10_000,
    "surrogates": "Mali \ud800\udfff\0 \x1f Mali",
    "quotes": "«" * 50_000 + "Mali",
    "han": "朝" * 100_000,
    "no language": "l'" * 30_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_does_not_stall(text):
    queries = ("Mali", "Mali NEAR/3 Mali", "Mali SENT a", "Corée du Nord", "ma*")
    watches = [compiled(q, name=q, sense=s) for q in queries for s in (None, Sense.PLACE)]
    begun = time.process_time()
    for found in Matcher(watches).match(article(text, text, text)):
        for span in found.spans:
            assert text[span.start : span.end] == span.text
    assert time.process_time() - begun < 10


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(["Mali", "élection", "a OR b", "corée*", "l'Iran"]))
def test_spans_of_any_text_point_to_it(text, query):
    padded = f"{text} Mali élections a l’Iran {text}"
    for found in Matcher([compiled(query)]).match(article(padded, text, padded)):
        for span in found.spans:
            field = {"title": padded, "summary": text, "content": padded}[span.field]
            assert field[span.start : span.end] == span.text
            assert span.text


def test_no_watch_and_no_text():
    assert Matcher([]).match(article("Mali")) == ()
    assert Matcher([compiled("Mali")]).match(article()) == ()


SEARCHED = [
    "Mali",
    "Corée du Nord",
    "élection présidentielle",
    "Kim Jong-un",
    "(grève OR blocage) AND train -avion",
    "otage NEAR/3 rançon",
    "title:Mali",
    "coré*",
    "=IA",
    "l'Iran",
    "cyberattaque",
    "source:courrier Mali",
]
STORED = [
    ("Au Mali, l'élection", "Les élections présidentielles au Mali"),
    ("Un tir nord-coréen", "Jong-un Kim observe, l'IA aussi"),
    ("Blocages de trains", "Les otages sans rançon, une cyber-attaque"),
    ("R.P.D.C.", "朝鲜发射导弹 et l’Iran"),
]


@pytest.mark.parametrize("query", SEARCHED)
def test_history_search_finds_at_least_what_the_watch_hits(query):
    db = sqlite3.connect(":memory:")
    db.execute(
        "CREATE VIRTUAL TABLE t USING fts5(title, body, tokenize='unicode61 remove_diacritics 2')"
    )
    for title, body in STORED:
        db.execute("INSERT INTO t VALUES (?, ?)", (spaced_words(title), spaced_words(body)))
    watch = compiled(query)
    rows = db.execute("SELECT rowid FROM t WHERE t MATCH ?", (fts_query(watch),)).fetchall()
    matcher = Matcher([watch])
    hit = {n for n, (t, b) in enumerate(STORED, 1) if matcher.match(article(t, "", b))}
    db.close()
    assert hit <= {row[0] for row in rows}


def test_history_search_cannot_narrow_down_what_names_no_word():
    assert fts_query(compiled("source:Phare")) is None
    assert fts_query(compiled("Mali OR source:Phare")) is None
    assert fts_query(compiled("Mali OR lang:fr", aliases=False)) is not None


def test_many_watches_cost_hardly_more():
    few = Matcher([compiled(f"mot{n} AND chose{n}", name=str(n)) for n in range(10)])
    many = Matcher([compiled(f"mot{n} AND chose{n}", name=str(n)) for n in range(1000)])
    text = article("mot1", "", "phrase ordinaire sans rien de particulier " * 100)

    def cost(matcher):
        begun = time.process_time()
        for _ in range(10):
            matcher.match(text)
        return time.process_time() - begun

    assert min(cost(many) for _ in range(3)) < 3 * min(cost(few) for _ in range(3)) + 0.01


@pytest.mark.parametrize(
    ("query", "title", "language", "hit"),
    [
        ("UN", "UN HOMME ARRÊTÉ À LYON", "fr", False),
        ("WHO", "WHO WILL WIN?", "en", False),
        ("US", "US JOBS DATA BEATS FORECAST", "en", True),
        ("coup d'État", "Coups d'État en série", "fr", True),
        ("juez", "Los jueces piden medios", "es", True),
        ("e-mail", "Leaked emails embarrass minister", "en", True),
        ("Marie Curie", "Marie Skłodowska-Curie au Panthéon", "fr", True),
        ("Suisse", "Le franc suisse grimpe", "fr", True),
        ("Jordan", "Michael Jordan sells his team", "en", True),
        ("Victoria", "Incendies dans l'Etat de Victoria", "fr", True),
        ("Corée du Nord SENT missile", "Un missile nord-coréen tombe", "fr", True),
        ("missile NEAR/5 Corée du Nord", "Un missile nord-coréen tombe", "fr", True),
        ("Corée du Nord SENT missile", "Un missile sud-coréen tombe", "fr", False),
    ],
)
def test_acronyms_in_capitals_and_names_inside_phrases(query, title, language, hit):
    assert bool(match(query, title, language=language)) is hit


@pytest.mark.parametrize(
    ("query", "title", "language", "hit"),
    [
        ("Moscou", "Kremlin aides left Moscow", "en", True),
        ("Moscou", "Der Moskauer Bürgermeister", "de", True),
        ("Cologne", "Köln feiert Karneval", "de", True),
        ("Cologne", "Une eau de Cologne bon marché", "fr", False),
        ("Gaza", "Strikes hit Gaza City", "en", True),
        ("Pays basque", "El País Vasco estrena tren", "es", True),
        ("Tchaïkovski", "A Tchaikovsky evening", "en", True),
        ("Guinée", "Guinea Ecuatorial estrena aeropuerto", "es", False),
        ("Inde", "印度尼西亚新首都", "zh", False),
        ("Inde", "印度总理访问巴黎", "zh", True),
        ("Inde", "Indiana Jones all'asta", "it", False),
        ("Inde", "Una bandiera indiana", "it", True),
        ("PAM", "Pam, 82, runs the shop", "en", False),
        ("Uber", "Über 300 Menschen kamen", "de", False),
        ("Uber", "Uber erhöht die Preise", "de", True),
        ("Die Linke", "Die linke Spur ist gesperrt", "de", False),
        ("La Paz", "La paz empieza en casa", "es", False),
        ("La Paz", "Marcha en La Paz", "es", True),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy lands", "en", True),
    ],
)
def test_names_of_the_world_in_other_languages(query, title, language, hit):
    assert bool(match(query, title, language=language)) is hit
