from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.errors import ParseError
from bot.feeds.parse.parser import parse_feed, parse_slow


def rss(items: str, head: str = "", root: str = 'rss version="2.0"') -> bytes:
    name = root.split()[0]
    return (
        f'<?xml version="1.0"?><{root} xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
        ' xmlns:media="http://search.yahoo.com/mrss/">'
        "<channel><title>Le Fil</title><link>https://fil.example/</link>"
        f"{head}{items}</channel></{name}>"
    ).encode()


def atom(entries: str, attributes: str = "") -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Fil</title>'
        f'<link rel="alternate" href="https://fil.example/"/>{entries}</feed>'
    ).encode()


def one(body: bytes, **kwargs: str):
    (entry,) = parse_feed(body, **kwargs).entries
    return entry


def slowly(body: bytes):
    return parse_slow(body.decode())


BOTH = pytest.mark.parametrize("read", [parse_feed, slowly], ids=["tree", "slow"])


def test_an_rss_item_comes_whole():
    feed = parse_feed(
        rss(
            """<item><guid isPermaLink="false">g1</guid><title>Corée : le sommet</title>
            <link>https://fil.example/1</link>
            <description>&lt;p&gt;Le chapeau&lt;/p&gt;</description>
            <content:encoded><![CDATA[<p>Tout le <b>texte</b></p>]]></content:encoded>
            <dc:creator>Anne Roux</dc:creator><pubDate>Sun, 01 Mar 2026 11:00:00 +0100</pubDate>
            <enclosure url="https://fil.example/1.jpg" type="image/jpeg" length="9"/></item>""",
            "<language>fr-FR</language><ttl>15</ttl>",
        )
    )
    (entry,) = feed.entries
    assert (feed.title, feed.site, feed.language, feed.ttl) == (
        "Le Fil",
        "https://fil.example/",
        "fr",
        900,
    )
    assert feed.parser == "tree"
    assert (entry.guid, entry.url, entry.title) == (
        "g1",
        "https://fil.example/1",
        "Corée : le sommet",
    )
    assert (entry.summary, entry.content) == ("<p>Le chapeau</p>", "<p>Tout le <b>texte</b></p>")
    assert entry.authors == ("Anne Roux",)
    assert entry.published == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert entry.image == "https://fil.example/1.jpg"


def test_an_atom_entry_comes_whole():
    entry = one(
        atom(
            """<entry xml:lang="fr"><id>urn:1</id>
            <title type="html">A &amp;lt;b&amp;gt; &lt;b&gt;c&lt;/b&gt;</title>
            <link rel="alternate" href="https://fil.example/1"/><author><name>Anne</name></author>
            <author><name>Luc</name></author><published>2026-03-01T10:00:00Z</published>
            <updated>2026-03-01T11:00:00Z</updated><summary>Chapeau</summary>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Tout <b>ici</b></div>
            </content>
            </entry>"""
        )
    )
    assert (entry.guid, entry.url, entry.authors) == (
        "urn:1",
        "https://fil.example/1",
        ("Anne", "Luc"),
    )
    assert "Tout <b>ici</b>" in entry.content
    assert entry.summary == "Chapeau"
    assert entry.language == "fr"
    assert entry.updated == datetime(2026, 3, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize("root", ['rss version="0.91"', 'rss version="0.92"', "rss"])
def test_old_rss(root: str):
    assert (
        one(rss("<item><title>a</title><link>https://fil.example/1</link></item>", root=root)).title
        == "a"
    )


def test_a_plain_document_type_is_fine():
    body = rss("<item><title>a</title><link>https://x.example/1</link></item>")
    doctype = (
        b'?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        b'"http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    )
    assert one(body.replace(b"?>", doctype, 1)).title == "a"


RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="https://fil.example/"><title>Fil</title><link>https://fil.example/</link></channel>
<item rdf:about="https://fil.example/1"><title>a</title><link>https://fil.example/1</link>
<description>court</description><content:encoded>&lt;p&gt;long&lt;/p&gt;</content:encoded>
<dc:date>2026-03-01T10:00:00+00:00</dc:date><dc:creator>Anne</dc:creator></item></rdf:RDF>"""


def test_rdf_keeps_its_bodies():
    entry = one(RDF)
    assert (entry.url, entry.summary, entry.content) == (
        "https://fil.example/1",
        "court",
        "<p>long</p>",
    )
    assert entry.published == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert entry.authors == ("Anne",)


def test_json_feed():
    feed = parse_feed(
        b"""{"version":"https://jsonfeed.org/version/1.1","title":"Fil",
        "home_page_url":"https://fil.example/","language":"fr","items":[{"id":7,"url":"/1",
        "title":"1 < 2 & 3","content_text":"a < b","summary":"s",
        "authors":[{"name":"Anne"},"Luc",3,null],
        "date_published":"2026-03-01T11:00:00+01:00",
        "image":"https://fil.example/1.png"},null,"x",{"id":"2","external_url":"https://x.example/2"}]}"""
    )
    first, second = feed.entries
    assert (first.guid, first.url, first.title) == ("7", "https://fil.example/1", "1 < 2 & 3")
    assert (first.content, first.summary) == ("a &lt; b", "s")
    assert first.authors == ("Anne", "Luc", "3")
    assert first.published == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert second.url == "https://x.example/2"
    assert (feed.language, feed.parser) == ("fr", "json")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("AT&amp;amp;T", "AT&T"),
        ("AT&amp;T", "AT&T"),
        ("a &lt;b&gt;bold&lt;/b&gt; word", "a bold word"),
        ("<![CDATA[l&#8217;été & <i>lui</i>]]>", "l’été & lui"),
        ("1 &lt; 2 &gt; 0", "1 < 2 > 0"),
        ("caf&eacute; &nbsp; cr&egrave;me", "café crème"),
        ("a <b>bold</b> word", "a bold word"),
        ("a\n\t b&#x1;\x02&#0;", "a b"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;@everyone", "@everyone"),
        ("&unknown; name", "&unknown; name"),
        ("R&D & co", "R&D & co"),
        ("", ""),
    ],
)
def test_titles_are_plain_text(written: str, read: str):
    assert (
        one(rss(f"<item><title>{written}</title><link>https://x.example/1</link></item>")).title
        == read
    )


def test_markup_inside_a_description_is_not_lost():
    entry = one(rss("<item><title>a</title><description>x <p>y</p> z</description></item>"))
    assert entry.summary == "x <p>y</p> z"


def test_named_characters_do_not_cut_a_body():
    item = (
        "<item><title>a</title><description>l&rsquo;&eacute;t&eacute; arrive</description></item>"
    )
    assert one(rss(item)).summary == "l’été arrive"
    kept = (
        "<item><title>a</title><description><![CDATA[l&rsquo;eau]]> &lt;i&gt;x</description></item>"
    )
    assert "l&rsquo;eau" in one(rss(kept)).summary


def test_a_summary_that_was_cut_off_the_content_is_none():
    content = "<p>" + "Une phrase assez longue. " * 60 + "</p>"
    entry = one(
        rss(
            f"<item><title>a</title><content:encoded><![CDATA[{content}]]></content:encoded></item>"
        )
    )
    assert entry.summary == ""
    assert entry.content == content


def test_relative_links_are_resolved():
    item = "<item><title>a</title><link>/1?a=1&amp;b=2</link></item>"
    assert one(rss(item)).url == "https://fil.example/1?a=1&b=2"
    # What serves the feed is not where the articles are.
    assert one(rss(item), url="https://cdn.example/feed").url == "https://fil.example/1?a=1&b=2"
    based = '<entry xml:base="https://base.example/x/"><title>a</title><link href="1"/></entry>'
    assert one(atom(based, 'xml:base="https://other.example/"')).url == "https://base.example/x/1"


def test_links_that_cannot_be_followed_are_left_out_and_the_entry_stays():
    entry = one(rss("<item><title>a</title><guid>g</guid><link>javascript:alert(1)</link></item>"))
    assert (entry.guid, entry.url) == ("g", "")


def test_a_permanent_guid_stands_in_for_a_link():
    entry = one(rss("<item><title>a</title><guid>https://fil.example/7</guid></item>"))
    assert entry.url == "https://fil.example/7"


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("", None),
        ("yesterday", None),
        ("0000-00-00", None),
        ("1970-01-01T00:00:00Z", None),
        ("1" * 5000, None),
        ("2999-01-01T00:00:00Z", datetime(2999, 1, 1, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 10:00:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 10:00:00 EST", datetime(2026, 3, 1, 15, tzinfo=UTC)),
        ("01 Mar 26 10:00 +0100", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
    ids=range(10),
)
@BOTH
def test_undated_and_odd_dates(read, written: str, when: datetime | None):
    body = rss(f"<item><title>a</title><pubDate>{written}</pubDate></item>")
    assert read(body).entries[0].published == when


def test_without_a_guid_the_link_is_it_and_else_the_text():
    with_link = one(rss("<item><title>a</title><link>https://x.example/1</link></item>"))
    assert with_link.guid == "https://x.example/1"
    bare = [
        one(rss(f"<item><title>a</title><description>{text}</description></item>"))
        for text in "bbc"
    ]
    assert bare[0].guid == bare[1].guid != bare[2].guid


def test_a_guid_shared_by_mistake_does_not_hide_entries_in_any_order():
    items = [
        f"<item><guid>same</guid><title>t{n}</title><link>https://x.example/{n}</link></item>"
        for n in range(3)
    ]
    once = {entry.guid: entry.url for entry in parse_feed(rss("".join(items))).entries}
    turned = {entry.guid: entry.url for entry in parse_feed(rss("".join(reversed(items)))).entries}
    assert once == turned
    assert len(once) == 3


def test_one_guid_for_every_item_hides_none_even_where_only_the_text_differs():
    items = [
        f"<item><guid>g</guid><title>t</title><description>{n}</description></item>" for n in "abc"
    ]
    once = {entry.guid: entry.summary for entry in parse_feed(rss("".join(items))).entries}
    turned = {entry.guid: entry.summary for entry in parse_feed(rss("".join(items[::-1]))).entries}
    assert once == turned
    assert sorted(once.values()) == ["a", "b", "c"]


def test_the_same_item_twice_keeps_one_guid():
    item = "<item><guid>g</guid><title>t</title><link>https://x.example/1</link></item>"
    entries = parse_feed(rss(item * 2)).entries
    assert [entry.guid for entry in entries] == ["g", "g"]


def test_update_period_gives_the_ttl():
    head = "<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    assert parse_feed(rss("<item><title>a</title></item>", head)).ttl == 1800
    assert parse_feed(rss("<item><title>a</title></item>")).ttl is None


def test_windows_1252_that_says_utf8():
    body = rss("<item><title>L’été à Séoul : « œuvre »</title></item>").decode().encode("cp1252")
    told = body.replace(b'"1.0"', b'"1.0" encoding="UTF-8"', 1)
    assert one(told, charset="utf-8").title == "L’été à Séoul : « œuvre »"


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-16-le", "utf-8-sig"])
def test_wide_encodings(codec: str):
    body = rss("<item><title>Corée</title></item>").decode().encode(codec)
    assert one(body).title == "Corée"


def test_control_characters_do_not_end_a_feed():
    body = rss("<item><title>a\x00b\x0bc\x1f</title></item><item><title>d</title></item>")
    assert [entry.title for entry in parse_feed(body).entries] == ["abc", "d"]


def test_a_half_written_feed_gives_what_is_there():
    items = "".join(
        f"<item><title>t{n}</title><link>https://x.example/{n}</link></item>" for n in range(5)
    )
    body = rss(items)
    cut = body[: body.index(b"<title>t4")]
    assert [entry.title for entry in parse_feed(cut).entries][:4] == ["t0", "t1", "t2", "t3"]


def test_what_stands_before_the_declaration_is_passed_over():
    body = (
        '<?xml version="1.0" encoding="iso-8859-1"?>'
        + rss("<item><title>Corée</title></item>").decode().partition("?>")[2]
    )
    warned = b"<br />\n<b>Warning</b>: deprecated in x.php<br />\n" + body.encode("latin-1")
    assert one(warned).title == "Corée"


def test_a_feed_without_entries_is_a_feed():
    feed = parse_feed(rss(""))
    assert (feed.title, feed.entries) == ("Le Fil", ())


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "an empty document"),
        (b" \n\0", "an empty document"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "an HTML page"),
        (b"<!-- x --><HTML><head></head></HTML>", "an HTML page"),
        (b"<div>x</div>", "a piece of HTML"),
        (b"<?xml version='1.0'?><opml><body/></opml>", "an OPML list"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>", "a sitemap"),
        (b"%PDF-1.7 \xff", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"just words", "neither XML nor JSON"),
        (b'{"a": 1}', "not a JSON Feed"),
        (b'{"items": [', "JSON that cannot be read"),
        (b'{"items":' + b"[" * 200_000, "JSON that cannot be read"),
        (b"<note><to>x</to></note>", "<note>"),
    ],
    ids=range(14),
)
def test_what_is_no_feed_is_named(body: bytes, says: str):
    with pytest.raises(ParseError, match=says):
        parse_feed(body)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if n == 1 else b"%d" % (n - 1)) * 10)
        for n in range(1, 10)
    )
    + b"]><rss><channel><item><title>&a9;</title></item></channel></rss>"
)


@pytest.mark.parametrize(
    "body",
    [
        LAUGHS,
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel/></rss>',
        b'<!-- <a --> <?pi?> <!DOCTYPE rss [ <!-- ]> --> <!ENTITY % x SYSTEM "http://127.0.0.1/">]><rss/>',
    ],
    ids=["laughs", "file", "parameter"],
)
def test_entities_are_refused(body: bytes):
    with pytest.raises(ParseError, match="entities"):
        parse_feed(body)


@BOTH
@pytest.mark.parametrize("guid", ["6", "2024", "20 November", "2024-05-06", "tag:x,2024-05-06:7"])
def test_no_date_is_made_of_an_id_a_title_or_a_link(guid: str, read):
    named = (
        f'<guid isPermaLink="false">{guid}</guid><title>Le 6 mai 2024</title>'
        "<link>https://x.example/2024/05/06/7</link>"
    )
    assert read(rss(f"<item>{named}</item>")).entries[0].published is None


PARTIAL = ["2026", "2026-11", "10:00:00", "20 November", "Nov 2026", "Monday", "2026-W48", "T10:00"]


@BOTH
@pytest.mark.parametrize("written", [*PARTIAL, "yesterday", "--11-20", "1732800000"])
def test_a_partial_date_is_not_filled_from_the_clock_and_beats_no_good_one(written: str, read):
    bare = f"<entry><id>1</id><title>t</title><published>{written}</published></entry>"
    good = bare.replace("</entry>", "<updated>2026-03-01T11:00:00Z</updated></entry>")
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>'
    assert read(f"{head}{bare}</feed>".encode()).entries[0].published is None
    (entry,) = read(f"{head}{good}</feed>".encode()).entries
    assert entry.published == entry.updated == datetime(2026, 3, 1, 11, tzinfo=UTC)


@BOTH
@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("Sun, 01 Mar 2026 10:00:00 PM", 22),
        ("Sun, 01 Mar 2026 10:00 PM", 22),
        ("2026-03-01T22:00:00 +01:00", 21),
        ("Sun Mar 01 2026 22:00:00 GMT+0800", 14),
        ("Sun, 01 Mar 2026 22:00:00 +0100 (CET)", 21),
        ("2026-03-01T22:00:60Z", 22),
        ("Sun, 01 Mar 2026 22:00:00 PM", None),
        ("<![CDATA[ Sun, 01 Mar 2026\n 22:00:00 GMT ]]>", 22),
        ("Sun, 01 <!-- x -->Mar 2026 22:00:00 GMT", 22),
    ],
)
def test_both_parsers_give_one_date(written: str, hour: int | None, read):
    (entry,) = read(rss(f"<item><title>t</title><pubDate>{written}</pubDate></item>")).entries
    assert (entry.published.hour if entry.published else None) == hour


BOM = "\ufeff"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>1</id><title>t</title></entry></feed>'


@pytest.mark.parametrize(
    "before",
    [
        "<!DOCTYPE html>",
        "<!doctype HTML>\n",
        f"{BOM}\n  <!-- <html> --><!DOCTYPE html>",
        '<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!-- a --><!DOCTYPE html>\n<!-- b -->',
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1">',
        "<!DOCTYPE html [ <!ATTLIST html x CDATA #IMPLIED> ]>",
        "<!-- <feed > -->",
    ],
)
@pytest.mark.parametrize("body", [ATOM, rss("<item><title>t</title></item>").decode()])
def test_what_has_the_root_of_a_feed_is_one(before: str, body: str):
    (entry,) = parse_feed((before + body).encode(), "text/html").entries
    assert entry.title == "t"


@pytest.mark.parametrize(
    "page",
    [
        f"<!DOCTYPE html><html><body>{ATOM}</body></html>",
        "<!DOCTYPE html><div>rss</div>",
        "<!-- <rss> --><html></html>",
        "<!DOCTYPE html><title>A page without html tags</title>",
    ],
)
def test_what_has_another_root_is_still_a_page(page: str):
    with pytest.raises(ParseError, match="an HTML page"):
        parse_feed(page.encode(), "application/rss+xml")
