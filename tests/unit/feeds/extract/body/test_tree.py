"""A page's bytes become a tree, or an error that says what they are instead."""

from __future__ import annotations

import pytest

from bot.errors import ParseError
from bot.feeds.extract.body import tree


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_bytes_are_decoded_whatever_wrote_them(codec: str) -> None:
    page = "<html><body><p>Le marché a rouvert à Bellecombe.</p></body></html>"
    assert tree.page_characters(page.encode(codec)) == page


def test_what_http_said_outweighs_what_the_page_says() -> None:
    page = "<meta charset=cp1252><p>Жители Белокамня</p>".encode("koi8-r")
    assert "Жители Белокамня" in tree.page_characters(page, "koi8-r")


def test_what_nobody_sees_goes_and_a_no_break_space_stays() -> None:
    assert (
        tree.page_characters("<p>zor\u00adbal\u200b \x0bnord\u00a0est</p>")
        == "<p>zorbal nord\u00a0est</p>"
    )


@pytest.mark.parametrize(
    ("page", "word"),
    [
        (b"RIFF\x10\x00\x00\x00WAVE", "a media file"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (bytes(range(32)) * 40, "binary"),
        ("3 < 4 and 5 > 2", "no HTML tag"),
        ('<?xml version="1.0"?><!-- map --><urlset></urlset>', "urlset"),
        ("\u200b\ufeff ", "empty"),
    ],
)
def test_what_is_no_page_is_named(page: bytes | str, word: str) -> None:
    with pytest.raises(ParseError, match=word):
        tree.page_characters(page)


def test_a_huge_attribute_goes_and_what_follows_stays() -> None:
    page = tree.page_characters(f'<a title="{"b" * 50_000}">Zorbal</a>')
    assert page == '<a title="">Zorbal</a>'


def test_a_page_is_cut_before_one_tag_too_many() -> None:
    page = tree.page_characters("<p>first" + "<i>" * tree.MAX_TAGS + "<p>last")
    assert page.count("<") == tree.MAX_TAGS
    assert page.startswith("<p>first<i>")
    assert "last" not in page


def test_what_is_nested_deeper_than_the_parser_goes_is_still_read() -> None:
    page = "<body>" + "<div>" * 2_000 + "<p>Zorbal is here</p>" + "</div>" * 2_000 + "<p>end</p>"
    root = tree.parse_root(page)
    words = " ".join(root.itertext())
    assert "Zorbal is here" in words
    assert "end" in words


def test_what_holds_no_element_is_refused() -> None:
    with pytest.raises(ParseError, match="no element"):
        tree.parse_root("<!-- nothing -->")


@pytest.mark.parametrize("begin", ["", "<html>", "<head>", "<meta charset=utf-8>"])
@pytest.mark.parametrize(
    "content",
    [
        "<article><p>The pier is shut.</p></article>",
        "<main><article><h1>Pier</h1><p>The pier is shut.</p></article></main>",
        "<header>Post</header><nav>Home</nav><main><p>The pier is shut.</main><p>After.",
        "<section>The pier</section> is shut.<div>After</div>",
        "<p>The pier is shut.",
    ],
)
def test_a_body_that_no_tag_opens_begins_where_the_page_shows_something(
    begin: str, content: str
) -> None:
    page = f"<!doctype html>{begin}<title>Post</title><link rel=icon href=i.png>"
    bare, full = tree.parse_root(page + content), tree.parse_root(f"{page}</head><body>{content}")
    assert [child.tag for child in bare.find("head")][-2:] == ["title", "link"]
    assert " ".join(bare.find("body").itertext()).split() == (
        " ".join(full.find("body").itertext()).split()
    )
