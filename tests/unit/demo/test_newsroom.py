"""The sample newsroom: its labels, its feeds and pages, and what tests can do to it."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import feedparser
import pytest
import trafilatura

from bot.demo import newsroom as demo
from bot.demo.newsroom import OUTLETS, WATCHES, all_pieces, boilerplate_phrases, expected_labels
from bot.demo.pieces import dated_piece, parse_piece, typeset_text
from tests.fakes.staged import StagedNewsroom

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.fixture
async def newsroom() -> AsyncIterator[StagedNewsroom]:
    async with StagedNewsroom(NOW) as opened:
        yield opened


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def get(web: aiohttp.ClientSession, url: str, **headers: str) -> tuple[int, bytes]:
    async with web.get(url, headers=headers) as answer:
        return answer.status, await answer.read()


def feed(newsroom: StagedNewsroom, outlet: str) -> str:
    return next(each.url for each in newsroom.feeds if each.outlet == outlet)


async def entries(web: aiohttp.ClientSession, newsroom: StagedNewsroom, outlet: str) -> list[dict]:
    _, body = await get(web, feed(newsroom, outlet))
    if outlet == "northgate":
        return json.loads(body)["items"]
    return feedparser.parse(body).entries


def flat(text: str) -> str:
    return " ".join(text.split())


# The articles and their labels


def test_articles_are_many_in_both_languages_with_ids_of_their_own():
    ids = [piece.id for piece in all_pieces()]
    assert len(ids) == len(set(ids)) >= 44
    assert len({piece.number for piece in all_pieces()}) == len(ids)
    by_outlet = [sum(p.outlet == outlet.id for p in all_pieces()) for outlet in OUTLETS]
    assert min(by_outlet) >= 6


def test_labels_name_watches_and_live_articles():
    names = {watch.name for watch in WATCHES}
    for piece in all_pieces():
        assert set(piece.alerts) | set(piece.silent) <= names
        assert not piece.alerts or piece.phase == "live", piece.id
    assert all(expected_labels().alerts[name] for name in names)
    assert all(expected_labels().silent[name] for name in names)


def test_stories_are_told_by_three_outlets_and_the_dispatch_is_one_text():
    outlets = {piece.id: piece.outlet for piece in all_pieces()}
    for story in ("missiles", "bizerte", "greve-ports", "ferry"):
        assert len({outlets[id] for id in expected_labels().stories[story]}) == 3
    texts = [
        p.text.split("\n", 1)[1]
        for p in all_pieces()
        if p.id in expected_labels().copies["greve-ports"]
    ]
    assert len(texts) == 3
    assert len(set(texts)) == 1
    assert expected_labels().follows == {"ferry-radar": "ferry"}
    hours = {piece.id: piece.hours for piece in all_pieces()}
    assert all(hours[id] - hours["ferry-radar"] > 20 for id in expected_labels().stories["ferry"])


def test_the_name_of_the_country_stands_only_deep_in_the_body():
    piece = next(piece for piece in all_pieces() if piece.id == "tir-depuis-wonsan")
    assert "nord-coréen" in piece.title
    assert "Corée" not in piece.title + piece.lead
    assert "Corée\u00a0du\u00a0Nord" in piece.text
    assert "nord\u2011coréen" in piece.text


def test_a_clause_that_must_be_quoted_stands_in_its_article():
    texts = {piece.id: piece.text for piece in all_pieces()}
    for id, clause in expected_labels().quotes.items():
        assert clause in texts[id]


@pytest.mark.parametrize("phrase", boilerplate_phrases())
def test_no_boilerplate_stands_in_an_article_itself(phrase: str):
    for piece in all_pieces():
        assert flat(phrase) not in flat(f"{piece.title}\n{piece.lead}\n{piece.text}"), piece.id


def test_french_is_set_with_its_spaces_and_marks():
    assert typeset_text("L'été : « oui », 12 000 fois !", "fr") == (
        "L’été\u00a0: «\u00a0oui\u00a0», 12\u00a0000 fois\u00a0!"
    )
    assert typeset_text('"It\'s late," she said', "en") == "“It’s late,” she said"
    assert typeset_text("a~b \\u2011 c", "en") == "a\u00a0b \u2011 c"


def test_weekdays_follow_the_date():
    piece = parse_piece("title: {day}\nlead: x\nhours: 1\n---\n{day-1} {day+2}", **WHERE)
    filled = dated_piece(piece, NOW, "fr")
    assert (filled.title, filled.text) == ("mardi", "lundi jeudi")


WHERE = {"id": "x", "outlet": "courrier", "language": "fr"}


def test_an_incomplete_head_is_refused_by_name():
    with pytest.raises(ValueError, match="courrier/x: no hours, lead"):
        parse_piece("title: a\n---\ntext", **WHERE)
    with pytest.raises(ValueError, match="no colon"):
        parse_piece("title a\n---\ntext", **WHERE)


# Feeds


@pytest.mark.parametrize("outlet", [each.id for each in OUTLETS])
async def test_every_feed_holds_every_article(newsroom, web, outlet):
    newsroom.advance()
    found = await entries(web, newsroom, outlet)
    assert len(found) == sum(piece.outlet == outlet for piece in all_pieces())


async def test_one_feed_says_utf_8_and_is_not(newsroom, web):
    _, body = await get(web, feed(newsroom, "meridienne"))
    assert body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert "Radio Méridienne" in body.decode("cp1252")


async def test_one_feed_has_no_dates_and_one_only_stubs(newsroom, web):
    newsroom.advance()
    undated = await entries(web, newsroom, "atlantiques")
    assert not any("published" in entry or "updated" in entry for entry in undated)
    stubs = await entries(web, newsroom, "northgate")
    assert max(len(entry["content_text"]) for entry in stubs) < 400


async def test_the_morning_comes_before_the_live_articles(newsroom, web):
    before = {entry.id for entry in await entries(web, newsroom, "harbour")}
    live = newsroom.advance()
    after = {entry.id for entry in await entries(web, newsroom, "harbour")}
    assert before < after
    assert set().union(*expected_labels().alerts.values()) <= set(live)
    assert newsroom.advance() == ()


async def test_hostile_text_arrives_as_it_was_written(newsroom, web):
    newsroom.advance()
    titles = [entry.title for entry in await entries(web, newsroom, "harbour")]
    assert any("<!channel>" in title and "\u202e" in title for title in titles)
    links = [entry.link for entry in await entries(web, newsroom, "meridienne")]
    assert "javascript:alert(document.domain)" in links


async def test_validators_are_honoured_until_something_changes(newsroom, web):
    url = feed(newsroom, "courrier")
    async with web.get(url) as answer:
        etag = answer.headers["ETag"]
    assert (await get(web, url, **{"If-None-Match": etag}))[0] == 304
    newsroom.publish("courrier", "Nouvelle")
    assert (await get(web, url, **{"If-None-Match": etag}))[0] == 200
    assert newsroom.hits["courrier/rss/une.xml"] == 3
    assert newsroom.answers["courrier/rss/une.xml", 304] == 1


# Pages


async def test_every_page_holds_its_whole_body(newsroom, web):
    newsroom.advance()
    for piece in all_pieces():
        status, html = await get(web, newsroom.url(piece.id))
        assert status == 200
        read = flat(trafilatura.extract(html.decode(), fast=True) or "")
        for paragraph in newsroom.text(piece.id).split("\n"):
            assert flat(paragraph) in read, piece.id


async def test_every_boilerplate_phrase_stands_on_some_page(newsroom, web):
    newsroom.advance()
    bodies = [(await get(web, newsroom.url(piece.id)))[1].decode() for piece in all_pieces()]
    bodies += [(await get(web, each.url))[1].decode(errors="replace") for each in newsroom.feeds]
    everything = flat("\n".join(bodies)).replace("&#39;", "'")
    assert [phrase for phrase in boilerplate_phrases() if flat(phrase) not in everything] == []


async def test_a_feed_s_links_lead_to_its_pages(newsroom, web):
    for outlet in OUTLETS:
        found = (await entries(web, newsroom, outlet.id))[0]
        status, _ = await get(web, found.get("link") or found["url"])
        assert status == 200
    assert (await get(web, feed(newsroom, "courrier") + "/nothing"))[0] == 404


# What tests can do to it


async def test_a_revision_keeps_the_guid(newsroom, web):
    newsroom.advance()
    newsroom.revise("cimenterie-bizerte")
    newsroom.revise("ferry-aground", title="Ferry refloated", text="It floats.")
    titles = [entry.title for entry in await entries(web, newsroom, "courrier")]
    assert any("quatre blessés" in title for title in titles)
    entry = next(e for e in await entries(web, newsroom, "harbour") if "refloated" in e.title)
    assert entry.updated > entry.published
    assert newsroom.text("ferry-aground") == "It floats."
    with pytest.raises(KeyError):
        newsroom.revise("nobody")


async def test_republishing_changes_every_guid_and_no_title(newsroom, web):
    newsroom.fill_archive("atlantiques", 100)
    before = await entries(web, newsroom, "atlantiques")
    assert newsroom.republish_under_new_guids("atlantiques", 200) == len(before)
    after = await entries(web, newsroom, "atlantiques")
    assert {e.title for e in before} == {e.title for e in after}
    assert not {e.link for e in before} & {e.link for e in after}


async def test_an_outlet_can_break_and_fall_silent(newsroom, web):
    url = feed(newsroom, "harbour")
    newsroom.break_down("harbour", 503)
    assert (await get(web, url))[0] == 503
    newsroom.mend("harbour")
    newsroom.go_silent("harbour")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(get(web, url), 0.2)
    newsroom.mend("harbour")
    assert (await get(web, url))[0] == 200


async def test_the_front_page_lists_the_feeds(newsroom, web):
    _, body = await get(web, newsroom.base)
    assert body.decode().split("\n") == [each.url for each in newsroom.feeds]
    assert demo.find_outlet("harbour").name == "The Harbour Post"


async def test_it_runs_alone_until_interrupted():
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.demo",
        stdout=asyncio.subprocess.PIPE,
        # A shell that runs the tests in the background has its children ignore this signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert child.stdout is not None
    lines = [(await child.stdout.readline()).decode() for _ in OUTLETS]
    assert all("\thttp://127.0.0.1:" in line for line in lines)
    child.send_signal(signal.SIGINT)
    assert await child.wait() == 0
