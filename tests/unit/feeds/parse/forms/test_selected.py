"""A page without a feed is read by selectors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.errors import ParseError, UsageError
from bot.feeds.parse.forms.selected import check_selectors, read_selected

URL = "https://bria.example/news/"
PAGE = """<html lang="en-GB"><head><title>News of Bria</title></head><body><ul>
<li class="news"><h3>The ferry sails &amp; sings</h3><a href="1">more</a>
<time datetime="2026-11-05T08:30:00+01:00">Thursday</time><p>After <b>three</b> weeks.</p></li>
<li class="news"><a href="/2"><span>Rain in Bria</span></a> <i class="d">6 November 2026</i></li>
<li class="ad"><a href="/x">Buy it</a></li></ul></body></html>"""
ALL = {"items": "li.news", "title": "h3, a span", "link": "a", "date": "time, .d", "text": "p"}


def read(select: dict[str, str], page: str = PAGE, most: int = 100):
    return read_selected(page.encode(), "", URL, select, most)


def test_each_part_is_read_where_its_selector_finds_it() -> None:
    found = read(ALL)
    assert (found.title, found.language, found.parser) == ("News of Bria", "en", "selectors")
    first, second = found.entries
    assert (first.title, first.url) == ("The ferry sails & sings", "https://bria.example/news/1")
    assert first.published == datetime(2026, 11, 5, 7, 30, tzinfo=UTC)
    assert first.content == "<p>After <b>three</b> weeks.</p>"
    assert (second.title, second.url) == ("Rain in Bria", "https://bria.example/2")
    assert second.published == datetime(2026, 11, 6, tzinfo=UTC)


def test_items_alone_are_enough() -> None:
    first, second = read({"items": "li.news"}).entries
    assert (first.title, first.url) == ("The ferry sails & sings", "https://bria.example/news/1")
    assert first.published is not None
    assert (second.title, second.published) == ("Rain in Bria", None)


def test_an_item_may_be_the_link_itself_or_stand_in_it() -> None:
    first, _ = read({"items": "li.news a"}).entries
    assert (first.title, first.url) == ("more", "https://bria.example/news/1")
    page = '<a href="/9"><div class="n"><h3>It rains</h3></div></a>'
    (only,) = read({"items": ".n", "link": "h3"}, page).entries
    assert only.url == "https://bria.example/9"


def test_links_start_from_the_base_of_the_page() -> None:
    page = PAGE.replace("<head>", '<head><base href="https://other.example/a/">')
    assert read(ALL, page).entries[0].url == "https://other.example/a/1"


def test_a_page_where_nothing_is_found_says_which_selector_and_the_fix() -> None:
    with pytest.raises(ParseError, match=r"li\.gone finds nothing") as raised:
        read({"items": "li.gone"})
    assert "select.items" in str(raised.value.fix)


def test_of_many_items_the_newest_are_read() -> None:
    found = read(ALL, most=1)
    assert (found.entries[0].title, found.over) == ("Rain in Bria", 1)


def test_an_item_that_holds_nothing_is_counted() -> None:
    page = '<ul><li class="news"></li><li class="news"><a href="/2">Rain</a></li></ul>'
    found = read({"items": "li.news"}, page)
    assert len(found.entries) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"title": "h3"},
        {"items": ""},
        {"items": "li", "heading": "h3"},
        {"items": "li >"},
        {"items": "li", "date": "::before("},
        {"items": "a" * 501},
        {"items": "li:unknown"},
    ],
)
def test_what_selects_nothing_is_refused_with_the_form(given: dict[str, str]) -> None:
    with pytest.raises(UsageError) as raised:
        check_selectors(given)
    assert "select = {" in str(raised.value.fix)


@pytest.mark.parametrize(
    "given", [ALL, {"items": "main article:not(.ad) > div"}, {"items": "[data-kind='news']"}, {}]
)
def test_what_can_be_selected_passes(given: dict[str, str]) -> None:
    check_selectors(given)
