from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds.parse.opml import MAX_BYTES, OpmlFeed, read_list, read_opml, write_opml

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIST = """<?xml version="1.0" encoding="windows-1252"?>
<opml version="1.0"><head><title>Mes flux</title></head><body>
<outline text="Presse"><outline text="Régions">
<outline type="rss" text="L'Écho &amp; fils" xmlUrl="https://echo.example/rss?a=1&amp;b=2"/>
</outline></outline>
<outline title="Sans dossier" xmlUrl="https://b.example/feed"></outline>
<outline text="Encore" xmlUrl="https://b.example/feed"/>
<outline text="Fichier" xmlUrl="file:///etc/passwd"/>
<outline text="Une page" type="link" url="https://c.example/"/>
</body></opml>"""


def test_feeds_are_read_with_names_and_folders():
    assert read_opml(LIST.encode("cp1252")) == [
        OpmlFeed("https://echo.example/rss?a=1&b=2", "L'Écho & fils", "Presse/Régions"),
        OpmlFeed("https://b.example/feed", "Sans dossier"),
    ]


names = st.text(
    st.characters(blacklist_categories=["C", "Z"], blacklist_characters="<&/"),
    min_size=1,
    max_size=30,
)
feeds = st.builds(
    OpmlFeed,
    url=st.integers(0, 10**6).map(lambda n: f"https://h{n}.example/rss?a={n}&b='\u00e9"),
    name=names,
    category=st.lists(names, max_size=3).map("/".join),
)


@given(st.lists(feeds, unique_by=lambda feed: feed.url, max_size=8))
def test_what_is_written_is_read_back(given_feeds: list[OpmlFeed]):
    again = read_opml(write_opml(given_feeds, "Flux & Co <1>", NOW).encode())
    assert sorted(again, key=lambda feed: feed.url) == sorted(
        given_feeds, key=lambda feed: feed.url
    )


def test_the_written_list_says_when_it_was_made():
    text = write_opml([], "Flux & Co", NOW)
    assert "<title>Flux &amp; Co</title>" in text
    assert "Sun, 01 Mar 2026 12:00:00" in text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no OPML"),
        (b"<rss></rss>", "no OPML"),
        (b"\x89PNG\r\n\x1a\n", "no OPML"),
        (b" " * (MAX_BYTES + 1), "more than"),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>', "entities"),
    ],
    ids=range(5),
)
def test_what_is_no_list_is_refused(data: bytes, reason: str):
    with pytest.raises(ParseError, match=reason):
        read_opml(data)


def test_deep_and_broken_lists_end():
    read_opml(b"<opml><body>" + b"<outline text='a'>" * 20_000)
    assert read_opml(b"<opml><body><outline text='a' xmlUrl='https://a.example/'") == []


@pytest.mark.parametrize(
    ("outline", "url", "why"),
    [
        ('xmlUrl="feed://a.example/x"', "http://a.example/x", ""),
        ('xmlUrl="feed:https://a.example/x"', "https://a.example/x", ""),
        ('xmlUrl="FEED://https://a.example/x"', "https://a.example/x", ""),
        ('type="rss" XMLURL="https://a.example/x"', "https://a.example/x", ""),
        ('xmlUrl="file:///etc/passwd"', "", "neither http nor https"),
        ('xmlUrl="feed:x"', "", "neither http nor https"),
        ('xmlUrl="gopher://a.example/"', "", "neither http nor https"),
        ('xmlUrl=""', "", "it has no address"),
        ('type="rss"', "", "it has no address"),
        ('htmlUrl="https://a.example/"', "", "a page without the address of a feed"),
        ('type="include" url="https://a.example/l.opml"', "", "a list or page of its own"),
        ("", "", ""),
    ],
)
def test_whatever_is_left_out_is_named_with_the_reason(outline: str, url: str, why: str) -> None:
    found = read_list(f'<opml><body><outline text="Le Phare" {outline}/></body></opml>'.encode())
    assert [feed.url for feed in found.feeds] == ([url] if url else [])
    assert [str(left).split(": ", 1)[0] for left in found.left] == (["Le Phare"] if why else [])
    assert why in "".join(map(str, found.left))


@pytest.mark.parametrize("cut", [40, 100, 130])
def test_a_list_that_breaks_off_says_so(cut: int) -> None:
    whole = '<opml><body><outline text="A" xmlUrl="https://a.example/x"/>' + (
        '<outline text="B" xmlUrl="https://b.example/x"/>' * 2 + "</body></opml>"
    )
    assert "breaks off" in str(read_list(whole[:cut].encode()).left[-1])
    (left,) = read_list(whole.encode()).left
    assert str(left) == "B: it stands in the list twice"
