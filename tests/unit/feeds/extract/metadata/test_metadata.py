"""What a page says about its article: title, people, agency, date, language, image."""

from datetime import UTC, datetime

from bot.feeds.extract.body import tree as page_tree
from bot.feeds.extract.metadata import metadata as meta


def describe(head: str, body: str = "<p>x</p>", url: str = "https://site.example/a") -> meta.Meta:
    return meta.describe_page(
        page_tree.parse_root(f"<html><head>{head}</head><body>{body}</body></html>"), url
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


def test_descriptions_that_are_cut_off_or_code_are_no_standfirst():
    cut = '<meta name="description" content="The council met on Tuesday and said that the…">'
    code = '<meta name="description" content="var a=\'x\'; function (b) { return a; } and so on">'
    assert describe(cut).standfirst == ""
    assert describe(code).standfirst == ""


def test_an_image_that_is_no_web_address_is_not_given():
    assert describe('<meta property="og:image" content="javascript:x">').image == ""
