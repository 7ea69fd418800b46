"""Two things that one outlet tells in one mould stay two; the same thing told again stays one."""

from __future__ import annotations

import tomllib
from base64 import b85decode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.stories.features import Sketch
from bot.core.stories.index import StoryIndex
from bot.models import Article, Placement, Relation
from tests.fakes.rows import START

HERE = Path(__file__).parent
FILES = [
    tomllib.loads((HERE / name).read_text("utf-8"))
    for name in ("twins.toml", "twins_fresh.toml", "twins_outside.toml")
]
TOLD = [pair for pairs in FILES for pair in pairs["told"]]
AGAIN = [pair for pairs in FILES for pair in pairs["again"]]
HIDDEN = {Relation.SAME, Relation.COPY}


def _article(number: int, title: str, text: str = "", language: str = "en", **more: Any) -> Article:
    values = {
        "source": "The Tolmer Post",
        "guid": f"guid-{number}",
        "url": f"https://tolmer.example/{number}",
        "published": START + timedelta(hours=5 * number),
    }
    return Article(
        id=str(number), title=title, lead="", text=text, language=language, **(values | more)
    )


def _placed(*articles: Article) -> Placement:
    """Place articles one after the other; returns where the last one belongs."""
    index = StoryIndex()
    for article in articles:
        sketch = index.sketch(article)
        found = index.place(sketch)
        index.add(sketch, found.story or article.id)
    return found


def _pair(pair: dict[str, Any]) -> Placement:
    told = {"language": pair["language"]}
    other = {"source": "Harmstedter Bote"} if pair.get("other") else {}
    first, second = _article(1, *pair["first"], **told), _article(2, *pair["second"], **told)
    return _placed(first, _article(2, second.title, second.text, **told, **other))


@pytest.mark.parametrize("pair", TOLD, ids=lambda pair: pair["second"][0])
def test_twins_of_one_outlet_are_told(pair: dict[str, Any]) -> None:
    assert _pair(pair).relation not in HIDDEN


@pytest.mark.parametrize("pair", AGAIN, ids=lambda pair: pair["second"][0])
def test_reposts_and_copies_are_one_with_the_first(pair: dict[str, Any]) -> None:
    placed = _pair(pair)
    assert (placed.story, placed.relation) == (
        "1",
        Relation.COPY if pair.get("other") else Relation.SAME,
    )


OLD = (
    "0RR910QmWt*+CQl000L7000621pov90{}4qRA^-&RBvo;WpW@;Z*z12Wo`wr+kCg#4z1s9Gbn}$c8AiXFjQWZNnW4rf"
    "Hf;ckWI^VZGohErn4N4&Aj&k3eijYl;0cky-%23u<wO8g*Rn9Wjuv9Wjtj#00000Wjtj(003n?WjGla85kKL85kcW85m"
    "|N=54Y-Z`M5h2Iz+?@VCe*2`vBs1q1~E0{"
)
"""A sketch of version 1, which kept no wording, of "Lifeboat drill on Monday"."""


@pytest.mark.parametrize(
    ("title", "relation"),
    [
        ("Lifeboat drill on Monday", Relation.SAME),
        ("Lifeboat drill on Tuesday", Relation.RELATED),
    ],
)
def test_what_an_older_version_kept_is_compared_all_the_same(
    title: str, relation: Relation
) -> None:
    index = StoryIndex()
    index.add(Sketch.from_bytes(b85decode(OLD)), "1")
    again = _article(2, title, "The crew meets at noon.")
    kept = Sketch.from_bytes(b85decode(OLD))
    assert index.place(index.sketch(replace(again, published=kept.published))).relation is relation


def test_a_guid_that_is_used_again_with_another_link_and_title_is_another_article() -> None:
    first = _article(1, "Harbour crane falls", "A crane fell onto a barge. Two dockers were hurt.")
    used = _article(2, "Council sells station", "The old station goes to a baker.", guid="guid-1")
    assert _placed(first, used).relation not in HIDDEN
    moved = _article(2, "Council sells station", "It goes.", guid="guid-1", url=first.url)
    assert _placed(first, moved).relation is Relation.SAME


def test_a_twin_does_not_come_in_by_way_of_another_outlet() -> None:
    first, second = (
        _article(n, f"Storm warning for Vale of Harrow until {day}", language="en")
        for n, day in ((1, "Monday"), (3, "Tuesday"))
    )
    other = _article(2, "Storm warning for Vale of Harrow", source="The Harrow Echo")
    index = StoryIndex()
    index.add(index.sketch(first), "1")
    index.add(index.sketch(other), "1")
    assert index.place(index.sketch(second)).relation not in HIDDEN


def test_an_outlets_next_report_of_an_event_may_join_it() -> None:
    first = _article(
        1,
        "Fire destroys the old mill of Tolmer",
        "The old mill of Tolmer has burned down. Forty families were led to safety by Ruth Amsel"
        " and her crew, and nobody was hurt. The fire began beside the drying loft, neighbours"
        " said, and could be seen from the far side of the river.",
    )
    second = _article(
        2,
        "Old mill of Tolmer destroyed by fire",
        "Neighbours watched from the river as fire took the mill of Tolmer, which had stood beside"
        " the water since their grandparents were young. Ruth Amsel, who leads the crew, said that"
        " forty families were safe and that nobody had been hurt in the loft.",
    )
    assert _placed(first, second).story == "1"


HARBOUR = (
    "The regional government will buy the harbour at Pellan for 18 million, ministers said on"
    " Sunday. The current owners had wanted to sell the pier to a cruise company. Fishing crews had"
    " protested for weeks, blocking the slipway with creels. The purchase still needs the consent"
    " of the competition authority, which meets in March."
)
HARBOUR_TITLE = "Government to buy Pellan harbour for 18 million"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Goverment to buy Pellan harbour for 18 million", HARBOUR),
        (HARBOUR_TITLE, HARBOUR.replace("current", "currrent")),
        (
            "Goverment to buy Pellan harbour for 18 million",
            HARBOUR.replace("current", "currrent").replace("blocking", "bloking"),
        ),
    ],
)
def test_a_slip_of_the_pen_that_is_mended_is_no_second_story(title: str, text: str) -> None:
    slipped, mended = _article(1, title, text), _article(2, HARBOUR_TITLE, HARBOUR)
    assert _placed(slipped, mended).relation in HIDDEN
    # What was read before a start has lost its words.
    index = StoryIndex()
    index.add(Sketch.from_bytes(index.sketch(slipped).to_bytes()), "1")
    assert index.place(index.sketch(mended)).relation in HIDDEN
    assert _placed(replace(mended, id="1"), replace(slipped, id="2")).relation in HIDDEN


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("buy", "sell"),
        ("current", "former"),
        ("protested", "rejoiced"),
        ("Sunday", "Monday"),
        ("18", "28"),
        ("Pellan", "Pellar"),
        ("March", "April"),
    ],
)
def test_a_word_for_another_is_no_slip(was: str, now: str) -> None:
    first = _article(1, HARBOUR_TITLE, HARBOUR)
    second = _article(2, HARBOUR_TITLE.replace(was, now), HARBOUR.replace(was, now))
    assert _placed(first, second).relation not in HIDDEN


CHROME = tomllib.loads((HERE / "chrome.toml").read_text("utf-8"))


def _page(number: int, language: str, told: list[str], feed: str) -> Article:
    """Make the article of a page: what its site has on every page stands around its own text."""
    site, title, text = told
    around = CHROME["sites"].get(site, {"head": "", "foot": ""})
    whole = f"{around['head']}\n{text}\n{around['foot']}".strip()
    return _article(number, title, whole, language, source=f"{site or number} {feed}")


def _placed_pages(pair: dict[str, Any], *, feeds: bool) -> Placement:
    second = "b" if feeds else "a"
    return _placed(
        _page(1, pair["language"], pair["first"], "a"),
        _page(2, pair["language"], pair["second"], second),
    )


@pytest.mark.parametrize("feeds", [False, True], ids=["one feed", "two feeds"])
@pytest.mark.parametrize("pair", CHROME["apart"], ids=lambda pair: pair["second"][1])
def test_a_sites_own_words_make_no_two_news_one(pair: dict[str, Any], feeds: bool) -> None:
    assert _placed_pages(pair, feeds=feeds).relation not in HIDDEN


@pytest.mark.parametrize("feeds", [False, True], ids=["one feed", "two feeds"])
@pytest.mark.parametrize("pair", CHROME["one"], ids=lambda pair: pair["second"][1])
def test_a_text_told_again_is_known_whatever_its_site_has_around(
    pair: dict[str, Any], feeds: bool
) -> None:
    assert _placed_pages(pair, feeds=feeds).relation in HIDDEN


MENU = " ".join(f"rubrique{letter * 3} pages{letter * 2} liens{letter}" for letter in "abcdefgh")


def test_a_sentence_in_place_of_another_is_news_though_both_share_a_word() -> None:
    menu = f"{MENU} {MENU.replace('r', 'v')} {MENU.replace('p', 'm')} {MENU.replace('l', 'k')}"
    first = _article(
        1, "Zorba lumika tesso", f"Narimulo tulochipe demugrupe kidezeba. {menu}", "fr"
    )
    second = _article(
        2, "Zorba kelsa rumino", f"Kidezeba mukilochi balonava muchibape. {menu}", "fr"
    )
    assert _placed(first, second).relation not in HIDDEN
    again = replace(second, title="Tesso lumika zorba", text=first.text)
    assert _placed(first, again).relation is Relation.SAME


def test_what_several_stories_hold_is_their_sites_own() -> None:
    index = StoryIndex()
    foot = " ".join(f"adresse{letter * 2} contact{letter} avis{letter * 3}" for letter in "abcdefg")
    for number, word in enumerate(("Bria", "Corlan", "Dessau", "Feldra")):
        page = _article(number, f"Travaux à {word}", f"Un pont ferme. {foot}", source=f"Fil {word}")
        index.add(index.sketch(page), str(number))
    last = _article(9, "Travaux à Bria", f"Une école ouvre. {foot}", "fr", source="Fil neuf")
    assert index.place(index.sketch(last)).relation is not Relation.COPY
