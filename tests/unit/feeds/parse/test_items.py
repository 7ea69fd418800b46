# ruff: noqa: E501 - documents stand as they are sent
"""What identifies an item: its own elements, one reader for whole and for broken documents."""

from __future__ import annotations

import pytest

from bot.feeds.parse.parser import parse_feed, parse_slow
from bot.models import Entry

RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>Fil</title><link>https://fil.example/news/</link>%s</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Fil</title>
<link href="https://fil.example/news/"/>%s</feed>"""
PAGE = "<link>https://fil.example/1</link>"


def read(body: str) -> Entry:
    return parse_feed(body.encode(), url="https://cdn.example/feeds/all").entries[0]


def item(written: str, beside: str = "") -> Entry:
    return read(RSS % f"<item>{written}</item>{beside}")


def entry(written: str) -> Entry:
    return read(ATOM % f"<entry>{written}</entry>")


@pytest.mark.parametrize("name", ["media:title", "itunes:title", "dc:title", "atom:title"])
@pytest.mark.parametrize("turned", [False, True])
def test_an_items_own_title_goes_before_those_of_extensions(name: str, *, turned: bool) -> None:
    pair = [f"<{name}>Other</{name}>", "<title>Crue à Bria</title>"]
    assert item("".join(pair[::-1] if turned else pair)).title == "Crue à Bria"
    assert item(pair[0]).title == "Other"
    assert item(f"<title/>{pair[0]}").title == "Other"


@pytest.mark.parametrize("rel", ["related", "self", "enclosure", "replies", "via"])
def test_a_link_of_another_kind_does_not_take_the_links_place(rel: str) -> None:
    other = f'<atom:link rel="{rel}" href="https://o.example/r"/>'
    assert item(f"<title>T</title>{other}{PAGE}").url == "https://fil.example/1"
    assert item(f"<title>T</title>{PAGE}{other}").url == "https://fil.example/1"
    own = other.replace("atom:", "") + '<link href="https://fil.example/1"/>'
    assert entry(f"<title>T</title>{own}").url == "https://fil.example/1"


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ('<link href="/1"/><link rel="alternate" hreflang="en" href="/en/1"/>', "/1"),
        ('<link hreflang="en" href="/en/1"/><link hreflang="fr-FR" href="/1"/>', "/1"),
        ('<link hreflang="en" href="/en/1"/><link href="/1"/>', "/1"),
        ('<link hreflang="en" href="/en/1"/>', "/en/1"),
        ('<link type="application/json" href="/1.json"/><link type="text/html" href="/1"/>', "/1"),
        ('<link type="application/pdf" href="/1.pdf"/>', "/1.pdf"),
        ('<link rel="related" href="https://o.example/"/>', ""),
    ],
)
def test_the_link_leads_to_the_page_in_the_feeds_language(links: str, url: str) -> None:
    told = entry(f"<title>T</title><id>urn:1</id>{links}").url
    assert told == (f"https://fil.example{url}" if url else "")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("http://feedproxy.google.com/~r/fil/~3/abc/", "https://fil.example/own"),
        ("http://feeds.fil.example/~r/fil/~3/abc/", "https://fil.example/own"),
        ("https://fil.example/1", "https://fil.example/1"),
    ],
)
def test_a_link_over_a_counting_service_is_the_publishers_own(link: str, url: str) -> None:
    space = "http://rssnamespace.org/feedburner/ext/1.0"
    own = f'<f:origLink xmlns:f="{space}">https://fil.example/own</f:origLink>'
    assert item(f"<title>T</title><guid>5</guid><link>{link}</link>{own}").url == url


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ('<enclosure url="https://fil.example/1.mp3" type="audio/mpeg"/>', "1.mp3"),
        ('<enclosure url="https://fil.example/1.mp3"/><guid>5f-11</guid>', "1.mp3"),
        ('<enclosure url="https://fil.example/1.mp3"/><guid>https://fil.example/e1</guid>', "e1"),
        (f'<enclosure url="https://fil.example/1.mp3"/>{PAGE}', "1"),
        ('<atom:link rel="enclosure" href="https://fil.example/1.mp3"/>', "1.mp3"),
        ('<enclosure url="https://fil.example/1.png" type="image/png"/>', ""),
    ],
)
def test_an_episode_without_a_page_links_to_its_file(written: str, url: str) -> None:
    assert item(f"<title>Ep</title>{written}").url == (f"https://fil.example/{url}" if url else "")


@pytest.mark.parametrize(
    "written",
    [
        "<link><!-- x -->https://fil.example/1</link><guid>ab<!-- y -->cd</guid>",
        "<link>https://fil.<!-- x -->example/1</link><guid>ab<?pi x?>cd</guid>",
        "<link><b>https://fil.example/1</b></link><guid>ab<i>cd</i></guid>",
        "<link><![CDATA[https://fil.example/1]]></link><guid><![CDATA[ab]]>cd</guid>",
        "<link>\n https://fil.example/1\n</link><guid> abcd </guid>",
    ],
)
@pytest.mark.parametrize("beside", ["", "<item><title>a <b> b</title></item>"])
def test_nothing_inside_an_element_parts_what_identifies_an_item(written: str, beside: str) -> None:
    found = item(f"<title>T</title>{written}", beside)
    assert (found.guid, found.url) == ("abcd", "https://fil.example/1")


@pytest.mark.parametrize(
    ("document", "url"),
    [
        (RSS % "<item><title>T</title><link>1</link></item>", "https://fil.example/news/1"),
        (RSS % "<item><title>T</title><link>/1</link></item>", "https://fil.example/1"),
        (
            RSS.replace("<channel>", '<channel xml:base="https://b.example/x/">')
            % "<item><title>T</title><link>1</link></item>",
            "https://b.example/x/1",
        ),
        (
            RSS % '<item xml:base="y/"><title>T</title><link>1</link></item>',
            "https://fil.example/news/y/1",
        ),
        (
            RSS.replace("https://fil.example/news/", "fil.example")
            % "<item><title>T</title><link>1</link></item>",
            "https://cdn.example/feeds/1",
        ),
        (ATOM % '<entry><title>T</title><link href="1"/></entry>', "https://fil.example/news/1"),
        (
            ATOM % '<entry xml:base="/z/"><title>T</title><link href="1"/></entry>',
            "https://fil.example/z/1",
        ),
    ],
)
def test_relative_links_start_from_their_base_or_the_feeds_own_link(
    document: str, url: str
) -> None:
    assert read(document).url == url


WHOLE = """<item><guid>g1</guid><title>Crue à Bria</title><link>https://fil.example/1</link>
<dc:creator>Anna Weber</dc:creator><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate>
<description>The bridge.</description></item>"""


@pytest.mark.parametrize(
    "beside",
    [
        "<item><title>Un <b>deux</title></item>",
        "<item><description>a <p> b <br> c</description></item>",
        "<item><title>1 < 2</title></item>",
        "<item><title>x</title><guid isPermaLink=false>7</guid></item>",
        "<item><odd><title>x</title></item>",
        "<item><title>cut off",
    ],
)
def test_a_broken_neighbour_changes_nothing_of_an_item(beside: str) -> None:
    alone = item(WHOLE.removeprefix("<item>").removesuffix("</item>"))
    feed = parse_feed((RSS % (WHOLE + beside)).encode(), url="https://cdn.example/feeds/all")
    assert feed.entries[0] == alone
    assert len(feed.entries) == 2


def test_the_thorough_parser_gives_a_whole_item_the_same_identity() -> None:
    (slow,) = parse_slow(RSS % WHOLE).entries
    tree = item(WHOLE.removeprefix("<item>").removesuffix("</item>"))
    names = ("guid", "url", "title", "published", "authors")
    assert [getattr(slow, name) for name in names] == [getattr(tree, name) for name in names]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("www.lantern.example/a", "https://www.lantern.example/a"),
        ("fil.example/a", "https://fil.example/a"),
        ("lantern.com/a", "https://lantern.com/a"),
        ("https:/k.example/a", "https://k.example/a"),
        ("https//k.example/a", "https://k.example/a"),
        ("http:///k.example:81/a", "http://k.example:81/a"),
        ("http://https://k.example/a", "https://k.example/a"),
        ("https://k.example/lang/\n      weiter", "https://k.example/lang/weiter"),
        ("https://k.example/r?u=https:/x.example/y", "https://k.example/r?u=https:/x.example/y"),
        ("news/a.html", "https://fil.example/news/news/a.html"),
        ("index.php/a", "https://fil.example/news/index.php/a"),
        ("https/a", "https://fil.example/news/https/a"),
    ],
)
@pytest.mark.parametrize("base", ["", ' xml:base="https://fil.example/news/"'])
def test_a_link_that_a_browser_understands_leads_there(written: str, url: str, base: str) -> None:
    assert item(f"<title>T</title><link{base}>{written}</link>").url == url
    assert (
        entry(f'<title>T</title><link href="/s" rel="self"/><link{base}>{written}</link>').url
        == url
    )


@pytest.mark.parametrize(
    "rel",
    [
        "http://www.iana.org/assignments/relation/alternate",
        "https://www.iana.org/assignments/relation/ALTERNATE",
        " alternate ",
    ],
)
def test_a_registered_relation_is_its_name(rel: str) -> None:
    links = f'<link rel="self" href="/s"/><link rel="{rel}" href="/7"/>'
    assert entry(f"<title>T</title>{links}").url == "https://fil.example/7"


@pytest.mark.parametrize(
    ("title", "told"),
    [
        (
            '<title type="text">The &lt;video&gt; tag, Vec&lt;T&gt;</title>',
            "The <video> tag, Vec<T>",
        ),
        ('<title type="text">A &lt;b&gt;bold&lt;/b&gt; word</title>', "A <b>bold</b> word"),
        ('<title type="html">A &lt;b&gt;bold&lt;/b&gt; word</title>', "A bold word"),
        ("<title>A &lt;b&gt;bold&lt;/b&gt; word</title>", "A bold word"),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">The <i>&lt;a&gt;</i></div></title>',
            "The <a>",
        ),
        ("<title>a <b>c</b> <odd>d</odd></title>", "a c d"),
    ],
)
def test_what_says_that_it_is_text_is_no_markup(title: str, told: str) -> None:
    assert entry(title).title == told


def test_an_item_of_rdf_is_named_by_its_address() -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <item rdf:about="https://fil.example/1"><title>a</title></item></rdf:RDF>"""
    assert read(rdf).url == "https://fil.example/1"


SEARCH = """<rss version="2.0"><channel><title>"Bria" - News</title>
<link>https://news.search.example/q</link>%s</channel></rss>"""
OUTLET = '<source url="https://www.phare.example">Le Phare</source>'


@pytest.mark.parametrize(
    ("title", "source", "told", "outlet"),
    [
        ("Crue à Bria - Le Phare", OUTLET, "Crue à Bria", "Le Phare"),
        ("Crue à Bria – LE PHARE", OUTLET, "Crue à Bria", "Le Phare"),
        ("Crue - Bria | Le Phare", OUTLET, "Crue - Bria", "Le Phare"),
        ("Crue à Bria - La Digue", OUTLET, "Crue à Bria - La Digue", "Le Phare"),
        ("Le Phare", OUTLET, "Le Phare", "Le Phare"),
        ("Vu du Phare-Le Phare", OUTLET, "Vu du Phare-Le Phare", "Le Phare"),
        ("A &amp; B - Q&amp;A", '<source url="https://q.example">Q&amp;A</source>', "A & B", "Q&A"),
        ("Crue à Bria", "<source>La Digue</source>", "Crue à Bria", "La Digue"),
        (
            "Crue à Bria",
            '<source url="https://search.example/x">Search</source>',
            "Crue à Bria",
            "",
        ),
        ("Crue - News", "<source>News</source>", "Crue", ""),
        ("Crue à Bria", "<source>https://q.example</source>", "Crue à Bria", ""),
        ("Crue à Bria", "<source/>", "Crue à Bria", ""),
        ("Crue à Bria", '<n:Source xmlns:n="urn:n">La Digue</n:Source>', "Crue à Bria", "La Digue"),
    ],
)
def test_the_source_is_the_outlet_and_its_name_leaves_the_titles_end(
    title: str, source: str, told: str, outlet: str
) -> None:
    body = SEARCH % f"<item><title>{title}</title><link>https://o.example/1</link>{source}</item>"
    for found in (parse_feed(body.encode()), parse_slow(body)):
        if found.parser == "feedparser" and ":Source" in source:
            continue
        assert (found.entries[0].title, found.entries[0].outlet) == (told, outlet)


def test_an_entry_of_a_planet_names_its_feed() -> None:
    source = '<source><title>Anna’s log</title><link href="https://anna.example/"/></source>'
    assert entry(f"<title>T</title>{source}").outlet == "Anna’s log"
    own = '<source><title>Fil, tout</title><link href="https://www.fil.example/"/></source>'
    assert entry(f"<title>T</title>{own}").outlet == ""


def test_a_summary_of_title_and_outlet_alone_is_none() -> None:
    linked = "&lt;a href='x'&gt;Crue à Bria&lt;/a&gt;&amp;nbsp;&amp;nbsp;&lt;font&gt;Le Phare&lt;/font&gt;"
    head = f"<title>Crue à Bria - Le Phare</title>{OUTLET}"
    assert item(f"{head}<description>{linked}</description>").summary == ""
    assert item(f"{head}<description>Crue à Bria, dit la mairie</description>").summary


@pytest.mark.parametrize(
    "written",
    [
        "<title>CafÃ© fermÃ©</title>",
        "<title>Caf&amp;Atilde;&amp;copy; ferm&amp;Atilde;&amp;copy;</title>",
        "<title>CafÃƒÂ© fermÃƒÂ©</title>",
        "<title><![CDATA[CafÃ© fermÃ©]]></title>",
    ],
)
@pytest.mark.parametrize("beside", ["", "<item><title>a <b> b</title></item>"])
def test_mojibake_is_mended_whatever_stands_beside_it(written: str, beside: str) -> None:
    text = "<description>lâ€™Ã©tÃ©</description><author>RenÃ©</author>"
    found = item(f"{written}{text}", beside)
    assert (found.title, found.summary, found.authors) == ("Café fermé", "l’été", ("René",))
