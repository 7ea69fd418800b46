from __future__ import annotations

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.charset import declared_charset, decode_body, decode_page

TEXT = '<?xml version="1.0"?><t>Corée – “l’été” œuvre €</t>'


def declaring(label: str) -> str:
    return TEXT.replace('"1.0"', f'"1.0" encoding="{label}"')


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_outweighs_everything(mark: bytes, codec: str):
    text = declaring("windows-1252")
    assert decode_body(mark + text.encode(codec), "iso-8859-1") == text
    assert decode_body(text.encode(codec), "") == text


def test_http_outweighs_the_declaration():
    text = declaring("koi8-r")
    assert decode_body(text.encode("cp1252"), "windows-1252") == text


def test_the_declaration_outweighs_utf8():
    text = declaring("iso-8859-15").replace("–", "-").replace("“l’été”", "l'été")
    assert decode_body(text.encode("iso-8859-15")) == text


def test_without_a_word_it_is_utf8_and_else_windows_1252():
    assert decode_body(TEXT.encode()) == TEXT
    assert decode_body(TEXT.encode("cp1252")) == TEXT


@pytest.mark.parametrize(
    "charset", ["", "utf-8", "UTF8", "us-ascii", "iso-8859-1", "no-such", "hex"]
)
def test_windows_1252_that_says_utf8_comes_out_right(charset: str):
    text = declaring("UTF-8")
    assert decode_body(text.encode("cp1252"), charset) == text


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "ascii"])
def test_utf8_that_says_latin_comes_out_right(label: str):
    text = declaring(label)
    assert decode_body(text.encode(), label) == text


def test_utf16_in_name_only_is_read_as_what_it_is():
    text = declaring("utf-16")
    assert decode_body(text.encode()) == text


def test_a_cut_character_does_not_spoil_the_rest():
    text = TEXT * 50
    assert decode_body(text.encode() + b"\xe2\x80").startswith(text)


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("gb2312", "gb18030", "新闻"),
        ("shift_jis", "cp932", "新聞"),
        ("euc-kr", "cp949", "뉴스"),
        ("windows-1251", "cp1251", "Новости"),
        ("koi8-r", "koi8-r", "Новости"),
    ],
)
def test_other_alphabets(label: str, codec: str, text: str):
    assert decode_body(text.encode(codec), label) == text
    declared = f'<?xml version="1.0" encoding="{label}"?><t>{text}</t>'
    assert decode_body(declared.encode(codec)) == declared


@pytest.mark.parametrize(
    "label", ["rot13", "zlib", "hex", "idna", "punycode", "unicode_escape", "x" * 500, "\0"]
)
def test_labels_that_are_no_character_set_are_passed_over(label: str):
    assert decode_body(TEXT.encode(), label) == TEXT


def test_the_declared_charset_is_read_from_the_head_alone():
    assert declared_charset(declaring("KOI8-R").encode()) == "KOI8-R"
    assert declared_charset(b" " * 5000 + declaring("KOI8-R").encode()) == ""


@given(
    st.binary(max_size=400),
    st.sampled_from(["", "utf-8", "utf-16", "utf-32", "cp1252", "gbk", "utf-7"]),
)
def test_any_bytes_become_text(body: bytes, charset: str):
    assert isinstance(decode_body(body, charset), str)


@pytest.mark.parametrize(
    "body", [b"<?xml " * 20_000, b"<?xml " + b" " * 100_000, b"\xff" * 1_000_000, b"\0" * 100_000]
)
def test_hostile_bodies_take_no_time(body: bytes):
    begun = time.process_time()
    decode_body(body, "utf-8")
    assert time.process_time() - begun < 4


TOLD_BY_STATISTICS = [
    ("cp1251", "Совет города собрался во вторник и решил, что мост останется закрытым до весны."),
    ("koi8-r", "Совет города собрался во вторник и решил, что мост останется закрытым до весны."),
    (
        "iso8859-2",
        "Rada miasta zebrała się i postanowiła, że most pozostanie zamknięty; żółć, jaźń.",
    ),
    ("cp1250", "Městská rada se sešla v úterý a rozhodla, že most zůstane uzavřen až do jara."),
    ("cp932", "市議会は火曜日に開かれ、橋は春まで閉鎖されたままになると述べた。"),
]


@pytest.mark.parametrize(("codec", "text"), TOLD_BY_STATISTICS)
def test_a_feed_and_a_page_that_name_no_charset_are_read_by_statistics(codec: str, text: str):
    feed = (
        f"<rss><channel><title>{text}</title><item><title>{text * 3}</title></item></channel></rss>"
    )
    page = f"<html><body><h1>{text}</h1><p>{text * 3}</p></body></html>"
    assert decode_body(feed.encode(codec)) == feed
    assert decode_page(page.encode(codec)) == page


@pytest.mark.parametrize("text", ["Été à Paris", "Größe", "“Hi” — it’s", "Ça gèle à Orvane"])
def test_a_few_accents_are_windows_1252(text: str):
    feed = f"<rss><channel><title>{text}</title></channel></rss>"
    assert decode_body(feed.encode("cp1252")) == feed
    assert decode_page(f"<p>{text}</p>".encode("cp1252")) == f"<p>{text}</p>"
