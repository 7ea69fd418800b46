"""Where a page sends its reader by itself."""

from __future__ import annotations

import time

import pytest

from bot.feeds.extract import onward
from bot.feeds.extract.body import tree

HERE = "https://bria.example/a/1"


def target(head: str, refresh: str = "") -> str:
    return onward.onward_target(
        tree.parse_root(f"<html><head>{head}</head><body>x</body></html>"), HERE, refresh
    )


def meta(content: str) -> str:
    return f'<meta http-equiv="Refresh" content="{content}">'


@pytest.mark.parametrize(
    "head",
    [
        meta("0; url=https://bria.example/b"),
        meta("3;URL='/b'"),
        meta("0,/b"),
        meta("url=/b"),
        '<base href="https://bria.example/x/">' + meta("0; url=../b"),
        "<script>window.location.href = '/b'</script>",
        '<script>location.replace("https:\\/\\/bria.example\\/b")</script>',
        "<script>/* moved */ top.location = `/b`;</script>",
        "<script>setTimeout(function () { location.assign('/b') }, 2000)</script>",
        "<script>var to = '/b'; window.location.href = to;</script>",
        '<script>const url="/b";location.replace(url)</script>',
        "<script>document.addEventListener('DOMContentLoaded',()=>{location.href='/b'})</script>",
        '<script>window.addEventListener("load", function () { location = "/b" })</script>',
    ],
)
def test_a_page_that_sends_everybody_on_names_its_target(head: str) -> None:
    assert target(head) == "https://bria.example/b"


@pytest.mark.parametrize(
    "head",
    [
        meta("300; url=/b"),
        meta("60"),
        meta("0; url=https://bria.example/a/1#top"),
        meta("0; url=javascript:alert(1)"),
        "<script>if (old) location.href = '/b'</script>",
        "<script>location.href = '/b' + id</script>",
        "<script>location.href = '/b'; location.href = '/c'</script>",
        "<script>setTimeout(() => { location = '/b' }, 60000)</script>",
        "<script>var location = '/b'</script>",
        "<script>document.addEventListener('click', () => { location = '/b' })</script>",
        "<script>var to = '/b'; location.href = to + id;</script>",
        "<script>var to = '/b'; if (to) location.href = to;</script>",
        "<script>my.location = '/b'</script>",
        f"<script>{'x();' * 400} location.href = '/b'</script>",
        "",
    ],
)
def test_one_that_waits_asks_or_renews_itself_is_read(head: str) -> None:
    assert target(head) == ""


def test_the_header_goes_first() -> None:
    assert target(meta("0; url=/b"), "0; url=/c") == "https://bria.example/c"
    assert onward.by_header("0; url=/c", HERE) == "https://bria.example/c"
    assert onward.by_header("0; url=/a/1", HERE) == ""
    assert onward.by_header("soon", HERE) == ""


def test_a_page_with_a_text_of_its_own_is_read() -> None:
    assert onward.says_enough("The bridge of Bellecombe stays shut. " * 8)
    assert not onward.says_enough("You are being taken to the page. Click here.")
    assert onward.says_enough("橋" * 90)


@pytest.mark.parametrize(
    "piece", ["0;", "0 ", "url=", "location", "/*", "'\\", "self.top.", "0;url='"]
)
def test_hostile_pages_take_no_time(piece: str) -> None:
    start = time.process_time()
    text = piece * (100_000 // len(piece))
    assert len(target(f"<script>{text[:900]}</script>", text)) < 30_000
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "frames",
    [
        '<frameset rows="100%"><frame src="/b"></frameset>',
        '<frameset><frame src="/b"></frameset>',
        '<frameset cols="20%,80%"><frame src="/menu"><frame src="/b"></frameset>',
        '<frameset rows="*,0"><frame src="/b"><frame src="/count"></frameset>',
        '<frameset cols="180,*"><frame src="/menu"><frameset rows="80,2*"><frame src="/top">'
        '<frame src="/b"></frameset></frameset>',
    ],
)
def test_a_page_of_frames_sends_on_to_the_largest(frames: str) -> None:
    page = f"<html><head><title>Bria</title></head>{frames}</html>"
    assert onward.onward_target(tree.parse_root(page), HERE) == "https://bria.example/b"


@pytest.mark.parametrize(
    "frames",
    ["<frameset></frameset>", '<frameset cols="1,1"><frame></frameset>', "<frameset rows=','>"],
)
def test_frames_without_an_address_send_nowhere(frames: str) -> None:
    page = f"<html><head><title>Bria</title></head>{frames}</html>"
    assert onward.onward_target(tree.parse_root(page), HERE) == ""
