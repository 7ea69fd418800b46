"""Links of redirectors lead to the publisher, and nobody is asked who need not be."""

from __future__ import annotations

import io
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from aiohttp import web

from bot.app import App, clock
from bot.config import load_settings
from tests.fakes.proxy import FakeProxy
from tests.unit.web import serve

STORY = "http://quai.example.com/story"
NAMES = ("quai.example.com", "t.co", "www.google.com", "feeds.feedburner.com", "news.google.com")
TEXT = "<p>Le pont de Bellecombe ferme à midi, et les bus passent par la rive gauche.</p>" * 12


async def story(_: web.Request) -> web.Response:
    return web.Response(
        text=f"<html><title>Le pont ferme</title><body><article>{TEXT}</article></body></html>",
        content_type="text/html",
    )


async def consent(_: web.Request) -> web.Response:
    return web.Response(text=f"<title>Before you go on</title>{TEXT}", content_type="text/html")


def leads_to(target: str):
    async def answer(_: web.Request) -> web.Response:
        raise web.HTTPFound(target)

    return answer


async def stored_link(folder: Path, link: str, **ways) -> tuple[str, set[str]]:
    """Poll a feed with one item; give the link of its article, and which hosts were asked."""

    async def feed(_: web.Request) -> web.Response:
        item = f"<item><title>Le pont ferme</title><guid>1</guid><link>{link}</link></item>"
        text = f"<rss version='2.0'><channel><title>Q</title>{item}</channel></rss>"
        return web.Response(text=text.replace("&", "&amp;"), content_type="application/rss+xml")

    async with serve(feed=feed, story=story, **ways) as site:
        hosts = dict.fromkeys(NAMES, f"127.0.0.1:{site.port}")
        async with FakeProxy(hosts=hosts) as proxy:
            path = folder / "config.toml"
            path.write_text(
                f'[bot]\ndata_dir = {json.dumps(str(folder / "data"))}\n[web]\nlisten = ""\n'
                f'[fetch]\nallow_hosts = {json.dumps(NAMES)}\nproxy = "{proxy.url}"\n'
                '[[feeds]]\nurl = "http://quai.example.com/feed"\n',
                "utf-8",
            )
            app = App(load_settings(path, {}), io.StringIO())
            try:
                await app.start()
                summary = await app.service.poll_all(clock(), everything=True)
                found = await app.store.archive.article(1)
            finally:
                await app.close()
    assert not summary.failed, summary.problems
    assert found
    return found.url, {place.partition(":")[0] for place in proxy.asked}


async def test_what_a_link_names_is_asked_for_at_once(tmp_path: Path) -> None:
    link = f"http://www.google.com/url?q={quote(STORY, safe='')}&sa=U"
    assert await stored_link(tmp_path, link) == (STORY, {"quai.example.com"})


@pytest.mark.parametrize("host", ["t.co", "feeds.feedburner.com", "news.google.com"])
async def test_what_a_link_hides_is_learned_where_its_page_is_read(
    tmp_path: Path, host: str
) -> None:
    link = f"http://{host}/x"
    got = await stored_link(tmp_path, link, x=leads_to(STORY))
    assert got == (STORY, {"quai.example.com", host})


async def test_a_wall_or_a_dead_end_leaves_the_link_as_it_is(tmp_path: Path) -> None:
    ways = {"x": leads_to("http://quai.example.com/consent"), "consent": consent}
    assert (await stored_link(tmp_path, "http://t.co/x", **ways))[0] == "http://t.co/x"


async def test_a_publishers_own_redirect_leaves_the_link_as_it_is(tmp_path: Path) -> None:
    link = "http://quai.example.com/moved"
    assert (await stored_link(tmp_path, link, moved=leads_to("http://t.co/story")))[0] == link


DOORS = {
    "header": "",
    "meta": '<meta http-equiv="refresh" content="0; url=/feed">',
    "noscript": '<noscript><meta http-equiv="refresh" content="0;URL=\'/feed\'"></noscript>',
    "script": "<script>window.location.replace('/feed')</script>",
    "frames": '<frameset cols="100%"><frame src="/feed"></frameset>',
}


@pytest.mark.parametrize("kind", DOORS)
async def test_a_page_in_a_feeds_place_that_sends_on_is_followed_at_each_poll(
    tmp_path: Path, kind: str
) -> None:
    async def door(_: web.Request) -> web.Response:
        headers = {"ETag": '"door"'} | ({"Refresh": "0; url=/feed"} if kind == "header" else {})
        text = f"<!doctype html><html><head><title>Door</title>{DOORS[kind]}</head></html>"
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def feed(_: web.Request) -> web.Response:
        items = "".join(f"<item><title>Le pont {n}</title><guid>{n}</guid></item>" for n in guids)
        text = f"<rss version='2.0'><channel><title>Q</title>{items}</channel></rss>"
        return web.Response(text=text, content_type="application/rss+xml")

    guids = [1]
    async with serve(door=door, feed=feed) as site:
        path = tmp_path / "config.toml"
        path.write_text(
            f'[bot]\ndata_dir = {json.dumps(str(tmp_path / "data"))}\n[web]\nlisten = ""\n'
            f'[fetch]\nallow_hosts = ["127.0.0.1"]\n[[feeds]]\nurl = "{site.url("/door")}"\n',
            "utf-8",
        )
        app = App(load_settings(path, {}), io.StringIO())
        try:
            await app.start()
            first = await app.service.poll_all(clock(), everything=True)
            guids.append(2)
            second = await app.service.poll_all(clock(), everything=True)
            (stored,) = await app.store.feeds.all()
        finally:
            await app.close()
    assert (first.new, second.new) == (1, 1), (first.problems, second.problems)
    assert stored.url == site.url("/door")
