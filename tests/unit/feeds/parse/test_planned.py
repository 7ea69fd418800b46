"""What is announced and not there yet, and what is."""

from __future__ import annotations

import pytest

from bot.feeds.parse import planned
from bot.feeds.parse.elements import Fields, fields_of, read_document
from bot.feeds.parse.parser import parse_feed

HEAD = (
    '<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:yt="http://www.youtube.com/xml/schemas/2015"><channel><item>'
)
SOON = "Sun, 01 Mar 2026 10:00:00 GMT"


def fields(written: str) -> Fields:
    document = read_document(f"{HEAD}{written}</item></channel></rss>")
    assert document is not None
    return fields_of(document.items[0])


def video(views: str) -> str:
    return (
        "<yt:videoId>x</yt:videoId><media:group><media:community>"
        f'<media:starRating count="9"/>{views}</media:community></media:group>'
    )


@pytest.mark.parametrize(
    ("written", "premiere"),
    [
        (video('<media:statistics views="0"/>'), True),
        (video('<media:statistics views="12"/>'), False),
        (video(""), False),
        ('<media:community><media:statistics views="0"/></media:community>', False),
        ("<title>0</title>", False),
    ],
)
def test_a_video_that_nobody_could_watch_is_a_premiere(written: str, *, premiere: bool) -> None:
    assert planned.is_premiere(fields(written)) is premiere


@pytest.mark.parametrize(
    ("written", "starts"),
    [
        (video(""), (SOON,)),
        ('<enclosure url="a.mp3" type="audio/mpeg"/>', (SOON,)),
        ('<enclosure url="a.m4a"/>', (SOON,)),
        ('<media:content url="a" medium="video"/>', (SOON,)),
        ('<link rel="enclosure" href="a.mp4" type="video/mp4"/>', (SOON,)),
        ('<enclosure url="a.jpg" type="image/jpeg"/>', ()),
        ('<media:content url="a.jpg" medium="image"/>', ()),
        ("<title>Le marché</title>", ()),
        ('<link rel="alternate" href="a.mp4"/>', ()),
        ("<dcterms:valid>start=2026-03-04T10:00Z; end=2026-03-09</dcterms:valid>",
         ("2026-03-04T10:00Z",)),
    ],
)  # fmt: skip
def test_only_what_is_heard_or_watched_starts_at_its_date(
    written: str, starts: tuple[str, ...]
) -> None:
    assert planned.told_starts(fields(written), (SOON,)) == starts


@pytest.mark.parametrize(
    ("kind", "address", "is_one"),
    [
        ("audio/mpeg", "", True),
        ("video", "", True),
        ("application/x-shockwave-flash", "", True),
        ("image/png", "a.mp3", False),
        ("", "https://x.example/a.MP3?x=1", True),
        ("", "https://x.example/a.html", False),
    ],
)
def test_a_file_is_known_by_its_type_or_its_name(kind: str, address: str, *, is_one: bool) -> None:
    assert planned.plays(kind, address) is is_one


def test_a_stream_of_a_podcast_that_is_pending_is_no_item() -> None:
    item = f"<title>Episode</title><pubDate>{SOON}</pubDate></item>"
    live = '<podcast:liveItem status="pending"><title>Live</title></podcast:liveItem>'
    feed = parse_feed(f"{HEAD}{item}{live}</channel></rss>".encode())
    assert [entry.title for entry in feed.entries] == ["Episode"]


def test_both_parsers_know_a_premiere() -> None:
    shown = video('<media:statistics views="0"/>')
    broken = "<item><title>a <b> b</title></item><item odd=><title>c"
    for beside in ("", broken):
        body = f"{HEAD}<title>Live</title>{shown}</item>{beside}</channel></rss>"
        assert parse_feed(body.encode()).entries[0].planned
