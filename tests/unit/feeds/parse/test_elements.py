"""A feed as a tree: names of elements, their text, what is no text."""

from __future__ import annotations

import time

import pytest

from bot.feeds.parse import elements
from bot.feeds.parse.elements import FeedTree
from bot.feeds.parse.newest import LOOKED_AT

HEAD = (
    '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:a="http://www.w3.org/2005/Atom"'
    ' xmlns:m="https://search.yahoo.com/mrss/" xmlns:x="http://www.w3.org/1999/xhtml"><channel>'
)


def tree(inside: str) -> FeedTree:
    document = elements.read_document(f"{HEAD}{inside}</channel></rss>")
    assert document is not None
    return document


def element(written: str):
    (item,) = tree(f"<item>{written}</item>").items
    return item[0]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("<Title>x</Title>", "title"),
        ("<dc:title>x</dc:title>", "dc:title"),
        ("<a:link href='x'/>", "atom:link"),
        ("<m:title>x</m:title>", "media:title"),
        ("<media:title>x</media:title>", "media:title"),
        ("<o:title xmlns:o='urn:other'>x</o:title>", "?:title"),
    ],
)
def test_an_element_is_named_by_what_it_is_not_by_its_prefix(written: str, name: str) -> None:
    (item,) = tree(f"<item>{written}</item>").items
    assert list(elements.fields_of(item)) == [name]


def test_elements_of_the_items_own_kind_are_bare_also_under_a_prefix() -> None:
    entry = "<a:entry><a:title>x</a:title><title>y</title></a:entry>"
    assert set(elements.fields_of(tree(entry).items[0])) == {"title"}
    rss = "<r:item><r:title>x</r:title></r:item>"
    assert set(elements.fields_of(tree(rss).items[0])) == {"title"}


def test_what_a_group_holds_counts_as_the_items() -> None:
    (item,) = tree("<item><m:group><m:title>x</m:title></m:group></item>").items
    assert "media:title" in elements.fields_of(item)


@pytest.mark.parametrize(
    ("inside", "count"),
    [
        ("<item/><item/>", 2),
        ("<item><item/></item>", 1),
        ("<list><item/><item><entry/></item></list>", 2),
        ("<p:liveItem/>", 0),
    ],
)
def test_items_are_found_where_they_stand_and_none_twice(inside: str, count: int) -> None:
    found = tree(inside)
    assert len(found.items) + found.empty == count


@pytest.mark.parametrize(
    "item",
    ["<item/>", "<item></item>", "<item> \n</item>", "<item><title/></item>", "<item>x</item>"],
)
def test_a_document_of_nothing_but_items_costs_little(item: str) -> None:
    start = time.process_time()
    count = 2_000_000 // len(item)
    found = tree(item * count)
    assert len(found.items) + found.empty + found.passed == count
    assert len(found.items) <= 2 * LOOKED_AT
    assert time.process_time() - start < 3


def test_whole_is_what_needed_no_guess() -> None:
    assert tree("<item/>").whole
    assert tree("<item><media:title>x</media:title></item>").whole
    assert not tree("<item><b></item>").whole
    assert elements.read_document("") is None


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("<t>a &lt;b&gt;c&lt;/b&gt;</t>", "a <b>c</b>"),
        ("<t>a <!-- x -->b</t>", "a b"),
        ("<t>a <b>c</b> &lt;i&gt;d</t>", "a <b>c</b> <i>d"),
        ("<t><x:p>a &amp;lt; b</x:p></t>", "<p>a &amp;lt; b</p>"),
        ("<t type='xhtml'>1 &lt; 2<x:i>c</x:i></t>", "1 &lt; 2<i>c</i>"),
        ("<t type='text/html'>a</t>", "a"),
        ("<t type='image/png'>iVBORw0KGgo=</t>", ""),
        ("<t type='application/pdf'>JVBERi0=</t>", ""),
        ("<t type='application/xhtml+xml'><x:p>a</x:p></t>", "<p>a</p>"),
        ("<t mode='base64' type='text/plain'>Q3J1ZQ==</t>", "Crue"),
        ("<t mode='base64' type='image/gif'>Q3J1ZQ==</t>", ""),
        ("<t mode='base64'>/9j/4AAQ</t>", ""),
    ],
)
def test_markup_is_read_and_data_is_none(written: str, told: str) -> None:
    assert elements.markup_in(element(written)) == told


@pytest.mark.parametrize("text", ["", "no feed", "<" * 100_000, "&" * 100_000])
def test_what_is_no_document_has_no_items(text: str) -> None:
    document = elements.read_document(text)
    assert document is None or not document.items


def test_bases_are_those_written_around_the_link() -> None:
    link = element("<g xml:base='x/'><link>1</link></g>")[0]
    assert elements.based_link(link, "1", "https://fil.example/") == "https://fil.example/x/1"
    bare = element("<link>1</link>")
    assert elements.based_link(bare, "1", "https://fil.example/") == "1"
