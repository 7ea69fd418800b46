"""The finish that every feed parser shares."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import permutations

import pytest

from bot.feeds.parse import normalise
from bot.feeds.parse.normalise import Raw, finish_entries
from bot.models import Entry

BASE = "https://bria.example/news/"
DAY = datetime(2026, 5, 11, tzinfo=UTC)


def one(raw: Raw) -> Entry:
    (entry,) = finish_entries([raw], BASE)
    return entry


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("AT&amp;amp;T", "AT&T"),
        ("a <b>bold</b>\n word", "a bold word"),
        ("1 < 2", "1 < 2"),
        ("<script>alert(1)</script>Crue", "Crue"),
        ("<!-- x -->Crue", "Crue"),
        ("a\x00b", "a b"),
        ("&amp;lt;b&amp;gt;Crue&amp;lt;/b&amp;gt; à Bria", "Crue à Bria"),
        ("&lt;i&gt;Crue&lt;/i&gt; &amp;amp; gel", "Crue & gel"),
        ('&lt;a href="x"&gt;Crue&lt;/a&gt;', "Crue"),
        ("&lt;EM class=x&gt;Crue&lt;/EM&gt;", "Crue"),
        ("What &lt;b&gt; means", "What <b> means"),
        ("1 &lt; 2 &gt; 0", "1 < 2 > 0"),
        ("  ", ""),
    ],
)
def test_a_title_is_plain_text(written: str, plain: str) -> None:
    assert normalise.plain_title(written) == plain


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("How to use the <details> element", "How to use the <details> element"),
        ("Why <script> and <title> matter", "Why <script> and <title> matter"),
        (
            "Vec<T>, Option<String> and std::vector<int>",
            "Vec<T>, Option<String> and std::vector<int>",
        ),
        ("What <b> means, and a </p>", "What <b> means, and a </p>"),
        ("if a<b and b>c", "if a<b and b>c"),
        ("The bare <img> and <!DOCTYPE html>", "The bare <img> and <!DOCTYPE html>"),
        ("<span>The</span> <dialog> <code>open</code>", "The <dialog> open"),
        ("<b>Crue</b> à Lyon", "Crue à Lyon"),
        ("<p class=x>Crue</p>", "Crue"),
        ("<strong>Crue à Lyon…", "Crue à Lyon…"),
        ("Crue<br/>à Lyon<wbr>", "Crue à Lyon"),
        ("<img src=x onerror=y>Crue", "Crue"),
        ("<script>alert(1)</script>Crue<!-- x -->", "Crue"),
        ("&lt;em&gt;Crue&lt;/em&gt; à Lyon", "Crue à Lyon"),
    ],
)
def test_a_headline_loses_the_tags_that_set_it_and_keeps_those_it_is_about(
    written: str, plain: str
) -> None:
    assert normalise.headline(written) == plain
    assert one(Raw(title=written)).title == plain


@pytest.mark.parametrize("piece", ["<b>", "<a ", "</b>", "<script>", "<!", "<b></b>", "&lt;"])
def test_headlines_of_tags_take_no_time(piece: str) -> None:
    start = time.process_time()
    normalise.headline(piece * 100_000)
    assert time.process_time() - start < 1


def test_a_literal_title_is_taken_as_it_stands() -> None:
    assert one(Raw(title="<b> &amp; co", literal=True)).title == "<b> &amp; co"


def test_links_are_resolved_and_a_guid_stands_in_for_one() -> None:
    assert one(Raw(title="a", link="b?c=1")).url == "https://bria.example/news/b?c=1"
    assert one(Raw(title="a", guid="https://bria.example/7")).url == "https://bria.example/7"
    assert one(Raw(title="a", guid="tag:7")).url == ""
    assert one(Raw(title="a", link="javascript:x", guid="https://bria.example/7")).url == ""


def test_an_item_that_says_nothing_is_left_out() -> None:
    assert (
        finish_entries([Raw(guid="7"), Raw(title=" ", summary="\n"), Raw(image="i.png")], BASE)
        != ()
    )
    assert finish_entries([Raw(guid="7"), Raw(title=" ", summary="\n")], BASE) == ()


def test_an_update_stands_in_for_the_day_of_publication() -> None:
    assert one(Raw(title="a", updated=DAY)).published == DAY


def test_a_content_that_repeats_the_summary_is_dropped() -> None:
    assert one(Raw(title="a", summary="x ", content=" x")).content == ""


def test_an_identity_is_the_guid_the_link_or_the_text() -> None:
    assert one(Raw(guid=" 7 ", link="b", title="a")).guid == "7"
    assert one(Raw(link="b", title="a")).guid == "b"
    bare = one(Raw(title="a", summary="x")).guid
    assert bare == one(Raw(title="a", content="x")).guid != one(Raw(title="a", summary="y")).guid
    assert len(one(Raw(guid="g" * 5_000, title="a")).guid) == 32


ITEMS = (
    Raw(guid="g", title="a", link="1"),
    Raw(guid="g", title="b", link="2"),
    Raw(guid="g", title="b", link="2", summary="other"),
    Raw(guid="h", title="c"),
)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_items_that_share_a_guid_are_told_apart_in_any_order(order: tuple[int, ...]) -> None:
    def named(raws: list[Raw]) -> dict[tuple[str, str], str]:
        return {(e.title, e.summary): e.guid for e in finish_entries(raws, BASE)}

    found = named([ITEMS[at] for at in order])
    assert found == named(list(ITEMS))
    assert len(set(found.values())) == 4
    assert found["c", ""] == "h"


def test_the_same_item_twice_keeps_its_guid() -> None:
    assert [entry.guid for entry in finish_entries([ITEMS[0], ITEMS[0]], BASE)] == ["g", "g"]


def test_authors_come_once_plain_and_without_addresses() -> None:
    given = ["Ana &amp; Co", "ana@post.example (Ana Roy)", "Ana Roy", 7, None, " ", {"x": 1}]
    assert normalise.author_names(given) == ("Ana & Co", "Ana Roy", "7")
    assert len(normalise.author_names(map(str, range(100)))) == 20


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("anna@post.test", ""),
        ("Anna Weber (anna@post.test)", "Anna Weber"),
        ("anna@post.test (Anna Weber)", "Anna Weber"),
        ("Anna Weber <anna@post.test>", "Anna Weber"),
        ("Anna Weber, anna.weber@post.test", "Anna Weber"),
        ("mailto:anna@post.test", ""),
        ("Anna @ Post", "Anna @ Post"),
        ("@anna", "@anna"),
    ],
)
def test_an_address_is_nobodys_name(written: str, name: str) -> None:
    assert normalise.author_names([written]) == ((name,) if name else ())


@pytest.mark.parametrize(
    ("value", "code"), [("fr-CA", "fr"), ("EN_us", "en"), ("french", ""), (None, ""), ("", "")]
)
def test_a_language_is_a_primary_tag(value: object, code: str) -> None:
    assert normalise.primary_language(value) == code


def test_a_summary_cut_off_the_content_is_known() -> None:
    content = "<p>The bridge <b>stays</b> shut until the spring.</p>"
    assert normalise.is_start_of(content, "The bridge stays shut")
    assert not normalise.is_start_of(content, "The bridge opens")
    assert not normalise.is_start_of("", "The bridge")


@pytest.mark.parametrize("piece", ["<", "&amp;", "<script>", "<a ", "&#", "\x00"])
def test_hostile_titles_take_no_time(piece: str) -> None:
    start = time.process_time()
    assert len(one(Raw(guid="7", title=piece * 100_000, image="i.png")).title) <= 1_000
    assert time.process_time() - start < 1


def test_items_that_differ_in_their_texts_alone_are_told_apart() -> None:
    twins = [Raw(guid="g", title="a", link="1", summary=text) for text in ("x", "y")]
    assert len({entry.guid for entry in finish_entries(twins, BASE)}) == 2
