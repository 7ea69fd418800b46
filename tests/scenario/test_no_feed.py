"""A page without a feed and a sitemap of news are watched like feeds."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.app import clock
from bot.models import FeedState
from tests.scenario.test_feed_options import opened
from tests.unit.web import serve

SELECT = 'select = { items = "li.news", title = "h3", link = "a", date = "time" }'
PROSE = "<p>The ferry of Bria sails again after three weeks, said the harbour master.</p>" * 9


def listed(*numbers: int) -> str:
    items = "".join(
        f'<li class="news"><h3>Ferry {n}</h3><a href="/page?{n}">more</a>'
        f'<time datetime="2026-11-{n:02}">day</time></li>'
        for n in numbers
    )
    return f"<html lang=en><title>Town hall</title><body><ul>{items}</ul></body></html>"


async def article(request: web.Request) -> web.Response:
    text = f"<h1>Ferry {request.query_string}</h1>{PROSE}"
    return web.Response(text=text, content_type="text/html")


async def test_new_items_of_a_page_are_new_entries(tmp_path: Path) -> None:
    shown = [listed(1, 2)]

    async def news(_: web.Request) -> web.Response:
        return web.Response(text=shown[0], content_type="text/html")

    async with serve(news=news, page=article) as site:
        feed = f'[[feeds]]\nurl = "{site.url("/news")}"\n{SELECT}\n'
        async with opened(tmp_path, feed) as app:
            await app.service.poll_all(clock(), everything=True)
            shown[0] = listed(3, 2, 1)
            summary = await app.service.poll_all(clock(), everything=True)
            (kept,) = await app.store.feeds.all()
            assert (kept.name, kept.state) == ("Town hall", FeedState.ACTIVE)
            assert (summary.failed, summary.new) == (0, 1)
            shown[0] = "<html><body>We have moved.</body></html>"
            await app.service.poll_all(clock(), everything=True)
            (kept,) = await app.store.feeds.all()
    assert "li.news finds nothing" in str(kept.last_error)


async def test_a_sitemap_of_news_is_a_feed_whose_pages_are_read(tmp_path: Path) -> None:
    async def sitemap(request: web.Request) -> web.Response:
        page = request.url.with_path("/page")
        text = (
            "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
            " xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>"
            f"<url><loc>{page}</loc><news:news><news:publication><news:name>Bria Post</news:name>"
            "</news:publication><news:publication_date>2026-11-05</news:publication_date>"
            "<news:title>The ferry sails</news:title></news:news></url></urlset>"
        )
        return web.Response(text=text, content_type="application/xml")

    async with serve(map=sitemap, page=article) as site:
        async with opened(tmp_path, f'[[feeds]]\nurl = "{site.url("/map")}"\n') as app:
            summary = await app.service.poll_all(clock(), everything=True)
            (kept,) = await app.store.feeds.all()
        assert (summary.failed, kept.name) == (0, "Bria Post")
        assert any(asked.path == "/page" for asked in site.asked)
