"""What a page says of its article in JSON-LD."""

from __future__ import annotations

import json

import pytest

from bot.feeds.extract.body import tree
from bot.feeds.extract.metadata import jsonld


def ld(source: str) -> str:
    return f'<script type="application/ld+json">{source}</script>'


def node(*sources: object) -> jsonld.Node:
    scripts = [s if isinstance(s, str) else json.dumps(s) for s in sources]
    return jsonld.article_node(tree.parse_root(f"<body>{''.join(map(ld, scripts))}<p>x</p></body>"))


@pytest.mark.parametrize(
    "source", ["", "{", "[" * 50_000, '{"@type":7,"author":{"name":{}}}', "null"]
)
def test_broken_json_ld_counts_as_absent(source: str) -> None:
    assert node(source) == {}


def test_the_article_that_says_most_is_found_wherever_it_stands() -> None:
    short = {"@type": "Article", "headline": "A"}
    long = {"@type": ["NewsArticle"], "headline": "B", "image": "i", "author": "Ana"}
    assert node(short, {"@graph": [{"@type": "WebSite"}, long]}) == long
    assert node({"@type": "WebPage", "mainEntity": short}) == short
    assert node([{"@type": "Person", "name": "Ana", "image": "i"}]) == {}


def test_a_raw_line_break_and_wrappers_do_not_lose_a_block() -> None:
    source = '<![CDATA[{"@type": "Article", "headline": "Crue\n à Bria"};]]>'
    assert node(source)["headline"] == "Crue  à Bria"


def test_only_scripts_of_json_ld_are_read() -> None:
    page = '<body><script>{"@type": "Article"}</script><p>x</p></body>'
    assert jsonld.article_node(tree.parse_root(page)) == {}


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("Ana &amp; Luc", ["Ana & Luc"]),
        ([{"name": "Ana"}, "Luc", 3, None, " "], ["Ana", "Luc"]),
        ({"name": ["Ana", "Luc"]}, ["Ana", "Luc"]),
        ({"@value": "Ana"}, ["Ana"]),
        (7, []),
        (None, []),
    ],
)
def test_texts_are_strings_lists_and_things_with_a_name(value: object, texts: list[str]) -> None:
    assert jsonld.plain_texts(value) == texts


@pytest.mark.parametrize(
    "image",
    [
        "i.jpg",
        ["i.jpg", "j.jpg"],
        {"url": "i.jpg"},
        [{"contentUrl": " i.jpg "}],
        {"url": ["i.jpg"]},
    ],
)
def test_the_first_image_is_given_however_it_is_written(image: object) -> None:
    assert jsonld.image_of({"image": image}) == "i.jpg"


@pytest.mark.parametrize("image", [None, 3, [], {}, [[]], {"url": 7}])
def test_what_names_no_image_gives_none(image: object) -> None:
    assert jsonld.image_of({"image": image}) == ""


@pytest.mark.parametrize(
    ("value", "locked"),
    [(False, True), ("False", True), (" no ", True), (True, False), ("yes", False), (None, False)],
)
def test_an_article_is_locked_where_it_says_so(value: object, *, locked: bool) -> None:
    assert jsonld.is_locked({"isAccessibleForFree": value}) is locked
