"""What a page says about its article: title, people, agency, date, language, image."""

from datetime import UTC, datetime

import pytest

from bot.feeds import little_words
from bot.feeds.extract.body import tree as page_tree
from bot.feeds.extract.metadata import bylines as page_people
from bot.feeds.extract.metadata import dates as page_dates
from bot.feeds.extract.metadata import jsonld as page_jsonld
from bot.feeds.extract.metadata import metadata as meta


def describe(head: str, body: str = "<p>x</p>", url: str = "https://site.example/a") -> meta.Meta:
    return meta.describe(
        page_tree.parse(f"<html><head>{head}</head><body>{body}</body></html>"), url
    )


def ld(source: str) -> str:
    return f'<script type="application/ld+json">{source}</script>'


def test_json_ld_is_trusted_first():
    found = describe(
        ld(
            '{"@graph":[{"@type":"WebSite","name":"S"},{"@type":"NewsArticle","headline":"T",'
            '"author":[{"name":"Ana Roy"}],"datePublished":"2026-03-11T07:42:00+01:00",'
            '"image":{"url":"/i.jpg"},"inLanguage":"fr-FR","isAccessibleForFree":"False"}]}'
        )
        + '<meta property="og:title" content="Other">'
    )
    assert found.title == "T"
    assert found.authors == ("Ana Roy",)
    assert found.published == datetime(2026, 3, 11, 6, 42, tzinfo=UTC)
    assert found.image == "https://site.example/i.jpg"
    assert found.language == "fr"
    assert found.locked


@pytest.mark.parametrize(
    "source", ["", "{", "[" * 50_000, '{"@type":7,"author":{"name":{}}}', "null"]
)
def test_broken_json_ld_counts_as_absent(source):
    assert page_jsonld.article_node(page_tree.parse(f"<body>{ld(source)}</body>")) == {}


def test_descriptions_that_are_cut_off_or_code_are_no_standfirst():
    cut = '<meta name="description" content="The council met on Tuesday and said that the…">'
    code = '<meta name="description" content="var a=\'x\'; function (b) { return a; } and so on">'
    assert describe(cut).standfirst == ""
    assert describe(code).standfirst == ""


def test_an_image_that_is_no_web_address_is_not_given():
    assert describe('<meta property="og:image" content="javascript:x">').image == ""


@pytest.mark.parametrize(
    ("value", "when"),
    [
        ("2026-03-11", (2026, 3, 11)),
        ("2026-03-11T07:42:00Z", (2026, 3, 11, 7, 42)),
        ("20260311", (2026, 3, 11)),
        ("Wed, 11 Mar 2026 07:42:00 +0100", (2026, 3, 11, 6, 42)),
        ("Publié le 11 mars 2026 à 7h42", (2026, 3, 11, 7, 42)),
        ("le 1er août 2026", (2026, 8, 1)),
        ("March 11, 2026", (2026, 3, 11)),
        ("11/03/2026 à 07h42", (2026, 3, 11, 7, 42)),
        ("11. März 2026", (2026, 3, 11)),
    ],
)
def test_dates(value, when):
    assert page_dates.read_date(value) == datetime(*when, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["", "0001-01-01", "2026-13-45", "31 février 2026", "hier", "9" * 5000]
)
def test_what_is_no_date_is_none(value):
    assert page_dates.read_date(value) is None


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Par Marc Delorme et Inès Baudry", ("Marc Delorme", "Inès Baudry")),
        ("By TOM ASHDOWN", ("Tom Ashdown",)),
        ("Hélène Castaing avec AFP", ("Hélène Castaing",)),
        ("Reuters", ()),
        ("La rédaction", ()),
        ("https://www.facebook.com/somebody", ()),
        ("By Mike Wu and Mal Owen Monday, November 18, 2019", ("Mike Wu", "Mal Owen")),
    ],
)
def test_people(byline, names):
    assert page_people.names([byline]) == names


@pytest.mark.parametrize(
    ("bylines", "opening", "agency"),
    [
        (["Le Monde avec AFP"], "", "AFP"),
        (["By JOHN DOE, Associated Press"], "", "AP"),
        ([], "SEOUL (Reuters) - Two missiles were fired.", "Reuters"),
        ([], "LARKFORD (AP) — A judge ruled.", "AP"),
        ([], "The Wagner group was seen.", ""),
        (["Hélène Castaing"], "AFPA, an institute, said so.", ""),
    ],
)
def test_agency(bylines, opening, agency):
    assert page_people.agency(bylines, opening, []) == agency


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Le conseil a voté la loi et les dockers sont dans le port avec une prime.",
            "fr",
        ),
        (
            "The council met on Tuesday and it said that the bridge would be shut for the winter.",
            "en",
        ),
        ("これは日本語の文章です。とても短いものです。", "ja"),
        ("Pyongyang", ""),
    ],
)
def test_language_by_little_words(text, language):
    assert little_words.told_by_words(text) == language
