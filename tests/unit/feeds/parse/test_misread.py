# ruff: noqa: E501 - documents stand as they are sent
"""What feeds get read wrongly by, a kind each: what comes out, whatever stands beside the item.

Every document is read three times: as it is, beside an item whose markup is broken, and cut short
behind it, since a reader that changes its way changes what it reads.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from bot.errors import ParseError
from bot.feeds.extract.body.fragment import html_to_text
from bot.feeds.parse.parser import parse_feed
from bot.models import Entry

SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:x="http://www.w3.org/1999/xhtml"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:y="http://news.yandex.ru"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dcterms="http://purl.org/dc/terms/"'
)
RSS = (
    f'<rss version="2.0" {SPACES}><channel><title>Fil</title><link>https://fil.example/news/</link>'
)
ATOM = f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES} xml:lang="fr"><title>Fil</title><link href="https://fil.example/news/"/>'
BROKEN = "<title>a <b> c</title><guid isPermaLink=false>x</guid>"


def _three_times(head: str, name: str, inside: str, end: str) -> Entry:
    item = f"{head}<{name}>{inside}</{name}>"
    bodies = (
        f"{item}{end}",
        f"{item}<{name}>{BROKEN}</{name}>{end}",
        f"{item}<{name}><title>cut o",
    )
    first, *others = (
        parse_feed(body.encode(), url="https://cdn.example/f").entries[0] for body in bodies
    )
    assert others == [first, first]
    return first


def item(inside: str) -> Entry:
    return _three_times(RSS, "item", inside, "</channel></rss>")


def entry(inside: str) -> Entry:
    return _three_times(ATOM, "entry", inside, "</feed>")


MARCH = datetime(2026, 3, 1, 10, tzinfo=UTC)
PAGE = "https://fil.example/news/1"
LINK = "<link>https://fil.example/news/1</link>"
A8 = [
    '<!DOCTYPE html><feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title></entry></feed>',
    "<!DOCTYPE html><rss><channel><item><title>T</title></item></channel></rss>",
    '<!doctype html SYSTEM "about:legacy-compat">\n<RSS><channel><item><title>T</title></item></channel></RSS>',
    "<?xml version='1.0'?><!DOCTYPE html><a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>T</a:title></a:entry></a:feed>",
    "\ufeff<!-- <html> --><!DOCTYPE HTML><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><item><title>T</title></item></rdf:RDF>",
]


@pytest.mark.parametrize("document", A8)
@pytest.mark.parametrize("kind", ["text/html", "text/plain", "image/png", ""])
def test_a_document_is_what_its_root_is(document: str, kind: str) -> None:
    assert [found.title for found in parse_feed(document.encode(), kind).entries] == ["T"]


@pytest.mark.parametrize(
    ("inside", "title", "url"),
    [
        (f"<media:title>O</media:title><title>T</title>{LINK}", "T", PAGE),
        (f"<itunes:title>O</itunes:title><title>T</title>{LINK}", "T", PAGE),
        (
            f"<media:group><media:title>O</media:title></media:group><title>T</title>{LINK}",
            "T",
            PAGE,
        ),
        (
            f"<dcterms:title>O</dcterms:title><dc:title>P</dc:title><title>T</title>{LINK}",
            "T",
            PAGE,
        ),
        (f"<x:title>O</x:title><title>T</title>{LINK}", "T", PAGE),
        (
            f"<image><title>O</title><link>https://o.example/</link></image><title>T</title>{LINK}",
            "T",
            PAGE,
        ),
        (f'<title>T</title><atom:link rel="related" href="https://o.example/"/>{LINK}', "T", PAGE),
        (f'<title>T</title><atom:link rel="replies" href="https://o.example/"/>{LINK}', "T", PAGE),
        (f"<title>T</title><media:link href='https://o.example/'/>{LINK}", "T", PAGE),
        (f"<title>T</title><comments>https://o.example/c</comments>{LINK}", "T", PAGE),
        ("<title>&amp;lt;b&amp;gt;T&amp;lt;/b&amp;gt; &amp;amp; U</title>", "T & U", ""),
        ("<title>&amp;lt;em&amp;gt;T&amp;lt;/em&amp;gt;</title>", "T", ""),
        ("<title><![CDATA[&lt;i&gt;T&lt;/i&gt;]]></title>", "T", ""),
        ("<title>T &amp;amp;quot;U&amp;amp;quot;</title>", 'T "U"', ""),
    ],
)
def test_the_items_own_title_and_link_win(inside: str, title: str, url: str) -> None:
    found = item(inside)
    assert (found.title, found.url) == (title, url)


@pytest.mark.parametrize(
    "links",
    [
        '<link href="/1"/><link rel="alternate" hreflang="en" href="/en"/>',
        '<link rel="alternate" hreflang="de" href="/de"/><link rel="alternate" hreflang="fr" href="/1"/>',
        '<link rel="alternate" type="application/atom+xml" href="/f"/><link type="text/html" href="/1"/>',
        '<link rel="edit" href="/e"/><link rel="self" href="/s"/><link rel="ALTERNATE" href="/1"/>',
        '<link rel="enclosure" type="audio/mpeg" href="/1.mp3"/><link href="/1"/>',
    ],
)
def test_people_are_sent_to_the_page_in_their_language(links: str) -> None:
    assert entry(f"<id>urn:1</id><title>T</title>{links}").url == "https://fil.example/1"


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("dim., 01 mars 2026 11:00:00 +0100", MARCH),
        ("So, 01 Mär 2026 11:00:00 +0100", MARCH),
        ("domenica 1 marzo 2026 11:00 CET", MARCH),
        ("1 de marzo de 2026 10:00", MARCH),
        ("1 марта 2026 13:00 MSK", MARCH),
        ("1. maaliskuuta 2026 10:00", MARCH),
        ("2026年3月1日 10:00", MARCH),
        ("1 marca 2026 11:00 CET", MARCH),
        ("domingo, 1 de março de 2026 10:00", MARCH),
        ("Sun, 01 Mar 2026 10:00:00 AM", MARCH),
        ("Sun, 01 Mar 2026 06:00:00 PM GMT+0800", MARCH),
        ("2026-03-01T11:00:00 +01:00", MARCH),
        ("Sun Mar 01 2026 18:00:00 GMT+0800", MARCH),
        ("Sun, 01 Mar 2026 05:00:00 -05:00", MARCH),
        ("2026", None),
        ("2026-03", None),
        ("10:00:00", None),
        ("1 March", None),
        ("mars 2026", None),
        ("Sunday", None),
        ("Q1 2026", None),
        ("il y a 2 heures", None),
        ("0001-01-01T00:00:00", None),
        ("0000-00-00 00:00:00", None),
    ],
)
def test_a_date_is_read_or_is_none(written: str, when: datetime | None) -> None:
    assert item(f"<title>T</title><pubDate>{written}</pubDate>").published == when
    good = "<updated>2026-03-01T10:00:00Z</updated>"
    assert (
        entry(f"<id>1</id><title>T</title><published>{written}</published>{good}").published
        == MARCH
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<guid>6</guid><title>T</title>",
        "<guid>2024</guid><title>T</title>",
        "<guid>20240506</guid><title>T</title>",
        "<guid>2024-05-06T10:00:00Z</guid><title>T</title>",
        "<title>Le 6 mai 2024</title><category>2024-05-06</category>",
        "<title>T</title><link>https://fil.example/2024/05/06/</link>",
        "<title>T</title><dc:identifier>6 May 2024</dc:identifier><media:date2>2024-05-06</media:date2>",
    ],
)
def test_a_date_is_made_of_elements_of_dates_alone(inside: str) -> None:
    assert item(inside).published is None


@pytest.mark.parametrize(
    ("inside", "guid", "url", "text"),
    [
        (
            "<description>Crews <!-- x -->return; talks go on.</description>",
            "",
            "",
            "Crews return; talks go on.",
        ),
        (
            "<description>Crews <?pi x?>return; talks go on.</description>",
            "",
            "",
            "Crews return; talks go on.",
        ),
        (
            "<description><![CDATA[Crews ]]><!-- x --><![CDATA[return.]]></description>",
            "",
            "",
            "Crews return.",
        ),
        (
            "<description><!-- x --></description><content:encoded>All.<!-- y --> Of it.</content:encoded>",
            "",
            "",
            "All. Of it.",
        ),
        ("<link><!-- x -->https://fil.example/news/1</link>", PAGE, PAGE, ""),
        ("<link>https://fil.example/<?x y?>news/1</link>", PAGE, PAGE, ""),
        ("<link><em>https://fil.example/news/1</em></link>", PAGE, PAGE, ""),
        ("<guid>a<!-- x -->b</guid>", "ab", "", ""),
        ("<guid isPermaLink='false'>a<?x y?>b</guid>", "ab", "", ""),
        ("<guid><![CDATA[a]]>b</guid>", "ab", "", ""),
    ],
)
def test_nothing_cuts_what_an_element_holds(inside: str, guid: str, url: str, text: str) -> None:
    found = item(f"<title>T</title>{inside}")
    assert found.url == url
    assert html_to_text(found.content or found.summary) == text
    assert not guid or found.guid == guid


BESIDE = "<item><title>b</title><description>d</description></item>"
BODIES = [
    "<atom:content type='html'>&lt;p&gt;All of it.&lt;/p&gt;</atom:content>",
    "<content:encoded><![CDATA[<p>All of it.</p>]]></content:encoded>",
    "<y:full-text>All of it.</y:full-text>",
    "<yandex:full-text>All of it.</yandex:full-text>",
    "<x:body><x:p>All of it.</x:p></x:body>",
    "<body xmlns='http://www.w3.org/1999/xhtml'><p>All of it.</p></body>",
    "<x:div><x:p>All of it.</x:p></x:div>",
    "<atom:content type='xhtml'><x:div>All of it.</x:div></atom:content>",
    "<content type='text/html'>All of it.</content>",
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("beside", ["", BESIDE])
@pytest.mark.parametrize("summary", ["", "<description>d</description>"])
def test_a_full_text_is_found_beside_whatever_summary(body: str, beside: str, summary: str) -> None:
    document = f"{RSS}<item><title>T</title>{summary}{body}</item>{beside}</channel></rss>"
    found = parse_feed(document.encode()).entries[0]
    assert html_to_text(found.content) == "All of it."
    assert found.summary == ("d" if summary else "")


@pytest.mark.parametrize(
    ("inside", "authors"),
    [
        ("<author>anna@post.test</author>", ()),
        ("<author>Anna Weber (anna@post.test)</author>", ("Anna Weber",)),
        ("<author>anna@post.test (Anna Weber)</author>", ("Anna Weber",)),
        ("<author>anna@post.test</author><dc:creator>Anna Weber</dc:creator>", ("Anna Weber",)),
        ("<dc:creator>Anna Weber</dc:creator><author>noreply@post.test</author>", ("Anna Weber",)),
        ("<dc:creator>Anna Weber &lt;anna@post.test&gt;</dc:creator>", ("Anna Weber",)),
        ("<author>mailto:anna@post.test</author>", ()),
        ('<author>"Weber, Anna" &lt;anna@post.test&gt;</author>', ("Weber, Anna",)),
        ('<dc:creator>"Anna Weber"</dc:creator>', ("Anna Weber",)),
        ('<dc:creator>Anna "Ann" Weber</dc:creator>', ('Anna "Ann" Weber',)),
        ("<author><!-- x -->Anna Weber</author>", ("Anna Weber",)),
        ("<author><name>Anna Weber</name><email>anna@post.test</email></author>", ("Anna Weber",)),
    ],
)
def test_an_author_is_a_name(inside: str, authors: tuple[str, ...]) -> None:
    assert item(f"<title>T</title>{inside}").authors == authors


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("inside", "title", "text"),
    [
        ("<title>T</title><content type='image/png'>iVBORw0KGgo=</content>", "T", ""),
        ("<title>T</title><content type='application/pdf'>JVBERi0xLjQ=</content>", "T", ""),
        ("<title>T</title><content type='audio/mpeg' mode='base64'>SUQzBAA=</content>", "T", ""),
        (f"<title mode='base64'>{_coded('Crue à Bria')}</title>", "Crue à Bria", ""),
        (f"<title mode='base64' type='text/plain'>\n{_coded('Crue')}\n</title>", "Crue", ""),
        (
            f"<title>T</title><content mode='base64' type='text/html'>{_coded('<p>Crue</p>')}</content>",
            "T",
            "Crue",
        ),
    ],
)
def test_base64_is_read_or_left_out(inside: str, title: str, text: str) -> None:
    found = entry(f"<id>1</id>{inside}")
    assert (found.title, html_to_text(found.content)) == (title, text)


@pytest.mark.parametrize(
    ("base", "link", "url"),
    [
        ("", "<link>1</link>", PAGE),
        ("", "<link>/1</link>", "https://fil.example/1"),
        ("", "<link>?p=1</link>", "https://fil.example/news/?p=1"),
        ("", "<link>//b.example/1</link>", "https://b.example/1"),
        (' xml:base="https://b.example/x/"', "<link>1</link>", "https://b.example/x/1"),
        (' xml:base="../y/"', "<link>1</link>", "https://fil.example/y/1"),
        ("", '<link xml:base="https://b.example/">1</link>', "https://b.example/1"),
        ("", '<enclosure url="1.mp3" type="audio/mpeg"/>', "https://fil.example/news/1.mp3"),
    ],
)
def test_a_relative_link_starts_where_its_base_says(base: str, link: str, url: str) -> None:
    body = f"{RSS}<item{base}><title>T</title>{link}</item></channel></rss>"
    assert parse_feed(body.encode(), url="https://cdn.example/f").entries[0].url == url


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("windows-1251", "Колонна покинула склад"),
        ("koi8-r", "Колонна покинула склад"),
        ("iso-8859-2", "Zażółć gęślą jaźń"),
        ("windows-1253", "Η γέφυρα έκλεισε"),
        ("shift_jis", "橋が閉鎖された"),
        ("gb2312", "大桥已经关闭"),
        ("euc-kr", "다리가 닫혔다"),
    ],
)
def test_a_charset_that_only_http_names_is_believed(codec: str, text: str) -> None:
    body = f"<rss><channel><item><title>{text}</title></item></channel></rss>".encode(codec)
    assert parse_feed(body, charset=codec).entries[0].title == text
    declared = f"<?xml version='1.0' encoding='{codec}'?>".encode() + body
    assert parse_feed(declared).entries[0].title == text


def test_items_of_one_guid_are_as_many_as_their_links_and_titles() -> None:
    items = "".join(
        f"<item><guid>{guid}</guid><title>{title}</title><link>https://fil.example/{link}</link></item>"
        for guid, title, link in ("ga1", "gb2", "ga1", "gc2", "ha1", " a3")
    )
    feed = parse_feed(f"{RSS}{items}</channel></rss>".encode())
    assert len({found.guid for found in feed.entries}) == 5


def test_entities_of_its_own_make_no_document_a_feed() -> None:
    with pytest.raises(ParseError, match="entities"):
        parse_feed(
            b'<!DOCTYPE html [<!ENTITY a "b">]><feed><entry><title>&a;</title></entry></feed>'
        )
