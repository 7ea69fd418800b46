"""JSON Feed, read leniently."""

from __future__ import annotations

import json
import time

import pytest

from bot.errors import ParseError
from bot.feeds.parse.jsonfeed import parse_json
from bot.models import Entry


def feed(*items: object, **head: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, **head})


def one(**item: object) -> Entry:
    (entry,) = parse_json(feed({"id": "1", **item}), "https://bria.example/feed.json").entries
    return entry


def test_one_odd_item_does_not_lose_the_others() -> None:
    parsed = parse_json(feed({"id": 1, "title": "a"}, None, "x", [], {"id": "2", "title": "b"}))
    assert [entry.title for entry in parsed.entries] == ["a", "b"]
    assert parsed.dropped == 3


def test_text_is_text_and_html_is_html() -> None:
    assert one(content_text="1 < 2 & so on").content == "1 &lt; 2 &amp; so on"
    assert one(content_html="<p>a</p>", content_text="a").content == "<p>a</p>"
    assert one(title="<b> & you").title == "<b> & you"


def test_an_image_is_the_items_its_banner_or_a_picture_attached() -> None:
    files = [
        {"url": "/a.mp3", "mime_type": "audio/mpeg"},
        7,
        {"url": "/b.png", "mime_type": "image/png"},
    ]
    assert one(title="a", attachments=files).image == "https://bria.example/b.png"
    assert one(title="a", banner_image="/c.png", attachments=files).image.endswith("/c.png")
    assert one(title="a", attachments="x").image == ""


def test_authors_of_both_versions_are_read() -> None:
    assert one(title="a", author={"name": "Ana"}).authors == ("Ana",)
    assert one(title="a", authors=[{"name": "Ana"}, {"url": "x"}, "Luc"]).authors == ("Ana", "Luc")


def test_a_link_is_the_items_or_the_one_it_points_to() -> None:
    assert one(url="/a", external_url="https://x.example/").url == "https://bria.example/a"
    assert one(external_url="https://x.example/b").url == "https://x.example/b"


def test_the_next_page_and_the_site_are_told() -> None:
    parsed = parse_json(feed(title="Bria", next_url="https://bria.example/2", language="fr-CA"))
    assert parsed.links == (("next", "https://bria.example/2"),)
    assert (parsed.title, parsed.language, parsed.entries) == ("Bria", "fr", ())


def test_of_more_items_than_are_read_the_newest_are_kept_and_the_rest_counted() -> None:
    items = [
        {"id": str(day), "title": "a", "date_published": f"2026-05-{day:02}T00:00:00Z"}
        for day in range(1, 11)
    ]
    parsed = parse_json(feed(*items), most=3)
    assert {entry.guid for entry in parsed.entries} == {"8", "9", "10"}
    assert parsed.over == 7


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "JSON that cannot be read"),
        ("[" * 100_000, "JSON that cannot be read"),
        ("[]", "not a JSON Feed"),
        ('{"items": {}}', "not a JSON Feed"),
        ("null", "not a JSON Feed"),
    ],
)
def test_what_is_no_json_feed_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        parse_json(text)


def test_half_a_character_is_taken_out_and_tells_ids_apart() -> None:
    items = [
        {"id": f"a{half}", "url": f"https://x.example/{n}{half}", "title": f"T{half}"}
        for n, half in enumerate(("\ud800", "\udfff", "\ud83d\ude00"))
    ]
    feed = parse_json(json.dumps({"items": items}))
    assert len({item.guid for item in feed.entries}) == 3
    assert [item.title for item in feed.entries] == ["T", "T", "T\U0001f600"]
    for item in feed.entries:
        assert f"{item.guid}{item.url}".encode()


def test_an_episode_starts_at_its_date_and_a_text_does_not() -> None:
    day = "2026-05-11T12:00:00Z"
    files = [{"url": "/a.mp3", "mime_type": "audio/mpeg"}]
    assert one(title="a", date_published=day, attachments=files).starts
    assert not one(title="a", date_published=day, attachments=[{"url": "/a.png"}, 7]).starts
    assert not one(title="a", date_published=day, attachments="a.mp3").starts


@pytest.mark.parametrize("item", ["{}", "0", '{"id":""}', "[]"])
def test_a_document_of_nothing_but_items_costs_little(item: str) -> None:
    start = time.process_time()
    count = 1_000_000 // len(item)
    feed = parse_json(f'{{"items":[{",".join([item] * count)}]}}')
    assert (len(feed.entries), feed.dropped + feed.over) == (0, count)
    assert time.process_time() - start < 3
