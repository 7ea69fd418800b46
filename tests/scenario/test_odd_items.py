# ruff: noqa: E501 - documents stand as they are sent
"""Odd items on their way to people: without a title, of an aggregator, still to come, cut short."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from bot.core.ledger import Line, by_tenant
from bot.models import Feed, FeedState
from tests.fakes.newsstand import Answer, Newsstand, item, newsstand

HEAD = '<rss version="2.0"><channel><title>Fil</title><link>https://fil.example/</link>'
TEXT = " ".join(f"Le ciment manque au chantier {n} de Bria." for n in range(30))


@pytest.fixture
async def stand() -> AsyncIterator[Newsstand]:
    async with newsstand() as found:
        yield found


async def _line(stand: Newsstand, line: Line) -> int:
    return by_tenant(await stand.rig.store.archive.ledger(), None).get(line, 0)


async def _read(stand: Newsstand, feed: Feed, body: str, kind: str = "application/rss+xml") -> Feed:
    stand.answers["/rss"] = Answer(body.encode(), kind)
    await stand.poll(feed)
    found = await stand.rig.store.feeds.get(feed.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("written", "headline"),
    [
        (f"<description>{TEXT}</description>", "Le ciment manque au chantier 0 de Bria."),
        (f"<title/><description>&lt;p&gt;{TEXT}&lt;/p&gt;</description>", "Le ciment manque"),
        (f"<title>  </title><description>{'Ciment ' * 60}</description>", "Ciment Ciment"),
    ],
)
async def test_a_post_without_a_title_is_headed_by_its_first_words(
    stand: Newsstand, written: str, headline: str
) -> None:
    await stand.subscribe("ciment")
    feed = await stand.add()
    await _read(stand, feed, f"{HEAD}<item><guid>1</guid>{written}</item></channel></rss>")
    card = await stand.card(1)
    assert card.startswith(headline)
    assert "(no title)" not in card


async def test_posts_without_titles_are_still_told_apart(stand: Newsstand) -> None:
    await stand.subscribe("ciment")
    feed = await stand.add()
    stand.publish(*(item(f"{n}", "", stand.url(f"/{n}"), TEXT) for n in range(3)))
    await stand.poll(feed)
    assert len(await stand.articles()) == 3


async def test_an_item_of_a_news_search_is_its_outlets(stand: Newsstand) -> None:
    await stand.subscribe("ciment source:phare")
    await stand.subscribe('ciment source:"le phare"')
    feed = await stand.add()
    source = '<source url="https://www.digue.example">La Digue</source>'
    found = f"<item><title>Ciment : la pénurie - La Digue</title><guid>1</guid>{source}</item>"
    await _read(stand, feed, f"{HEAD}{found}</channel></rss>")
    (article,) = await stand.articles()
    assert (article.title, article.source) == ("Ciment : la pénurie", "La Digue")
    card = await stand.card(1)
    assert "La Digue" in card
    assert card.startswith("Ciment : la pénurie\n")


EPISODE = "<item><guid>1</guid><title>Ciment, épisode 1</title><pubDate>{}</pubDate>{}</item>"
AUDIO = '<enclosure url="https://fil.example/1.mp3" type="audio/mpeg"/>'


async def test_an_episode_of_tomorrow_is_told_tomorrow(stand: Newsstand) -> None:
    await stand.subscribe("ciment")
    feed = await stand.add()
    body = f"{HEAD}{EPISODE.format('Tue, 03 Mar 2026 15:30:00 GMT', AUDIO)}</channel></rss>"
    await _read(stand, feed, body)
    assert (await stand.articles(), await _line(stand, Line.PLANNED)) == ([], 1)
    stand.rig.pass_time(days=1, hours=3)
    await stand.poll(feed)
    assert (len(await stand.articles()), await stand.alerts()) == (1, 1)
    assert await _line(stand, Line.PLANNED) == 1


@pytest.mark.parametrize(
    ("date", "file"),
    [
        ("Tue, 03 Mar 2026 15:30:00 GMT", ""),
        ("Tue, 03 Mar 2026 15:30:00 GMT", '<enclosure url="1.png" type="image/png"/>'),
        ("Mon, 03 Mar 2036 15:30:00 GMT", AUDIO),
        ("Sun, 01 Mar 2026 15:30:00 GMT", AUDIO),
    ],
)
async def test_what_only_has_a_wrong_clock_is_told_now(
    stand: Newsstand, date: str, file: str
) -> None:
    await stand.subscribe("ciment")
    feed = await stand.add()
    await _read(stand, feed, f"{HEAD}{EPISODE.format(date, file)}</channel></rss>")
    assert (len(await stand.articles()), await stand.alerts()) == (1, 1)


VIDEO = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:yt="http://www.youtube.com/xml/schemas/2015"
 xmlns:media="http://search.yahoo.com/mrss/"><title>C</title><entry><id>yt:video:1</id><yt:videoId>1</yt:videoId>
<title>Ciment en direct</title><published>2026-03-02T09:00:00Z</published><media:group><media:description>Le ciment.
</media:description><media:community><media:statistics views="{}"/></media:community></media:group></entry></feed>"""


async def test_a_premiere_is_told_once_somebody_can_watch_it(stand: Newsstand) -> None:
    await stand.subscribe("ciment")
    feed = await stand.add()
    for _ in range(2):
        await _read(stand, feed, VIDEO.format(0))
        assert await stand.alerts() == 0
    await _read(stand, feed, VIDEO.format(3))
    assert (len(await stand.articles()), await stand.alerts()) == (1, 1)


async def test_half_an_item_waits_for_its_other_half(stand: Newsstand) -> None:
    feed = await stand.add()
    whole = HEAD + item("1", "Ciment bleu", "", TEXT) + item("2", "Ciment rouge", "", TEXT[9:])
    for cut in (whole[:-200], whole[:-20], whole):
        await _read(stand, feed, cut)
        assert len(await stand.articles()) == (2 if cut is whole else 1)


async def test_an_error_brings_its_fix_to_the_list_of_feeds(stand: Newsstand) -> None:
    feed = await stand.add()
    found = await _read(stand, feed, "<html><body>x</body></html>", "text/html")
    assert found.state is FeedState.FAILING
    assert "wirebell feeds discover" in str(found.last_error)


async def test_a_document_of_five_thousand_items_is_read_up_to_the_cap(stand: Newsstand) -> None:
    feed = await stand.add()
    items = "".join(item(f"g{n}", f"Titre {n}", "", "mot") for n in range(5_000))
    await _read(stand, feed, f"{HEAD}{items}</channel></rss>")
    assert (await _line(stand, Line.NEW), await _line(stand, Line.OVER_CAP)) == (1_000, 4_000)
    listed = json.dumps({"items": [{"id": f"j{n}", "title": f"Titel {n}"} for n in range(5_000)]})
    await _read(stand, feed, listed, "application/feed+json")
    assert await _line(stand, Line.OVER_CAP) == 8_000
