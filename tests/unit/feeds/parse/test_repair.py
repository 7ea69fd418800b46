"""Feed text before any parser: mended, and read at its top."""

from __future__ import annotations

import time

import pytest
from lxml import etree

from bot.feeds.parse.repair import closed_text, made_well, mended_xml, told_language, told_ttl

DECLARED = '<?xml version="1.0" encoding="utf-8"?>'


def rss(inside: str) -> str:
    return f'<?xml version="1.0" encoding="iso-8859-1"?><rss version="2.0">{inside}</rss>'


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("R&D", "R&D"),
        ("l&rsquo;&eacute;t&eacute;", "l’été"),
        ("&lt;b&gt; &amp; &#233; &#xe9;", "<b> & é é"),
        ("&unknown; word", "&unknown; word"),
        ("a&#0;b&#x1F;c", "abc"),
        ("a\x00b\x0bc\ufffe", "abc"),
        ("a\ud800b", "ab"),
        ("<![CDATA[R&D &eacute;]]> &eacute;", "R&D &eacute; é"),
        ("x &lt &amp;amp;", "x &lt &amp;"),
    ],
)
def test_what_xml_forbids_is_mended(inside: str, text: str) -> None:
    root = etree.fromstring(mended_xml(rss(inside)).encode())
    assert root.text == text


def test_the_text_says_that_it_is_utf8_once_it_is() -> None:
    assert mended_xml(rss("a")).startswith(DECLARED + "<rss ")
    assert mended_xml("<rss >a</rss>") == "<rss >a</rss>"


def test_what_a_server_printed_before_the_feed_is_passed_over() -> None:
    assert (
        mended_xml("<br/><b>Warning</b>: x\n" + rss("a")) == DECLARED + '<rss version="2.0">a</rss>'
    )


def test_a_clean_text_without_entities_is_as_it_was() -> None:
    assert mended_xml('<rss version="2.0">été 1 < 2</rss>') == '<rss version="2.0">été 1 < 2</rss>'


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>15</ttl>", 900),
        ("<ttl> 60 </ttl>", 3600),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        (
            "<sy:updatePeriod>Daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            21600,
        ),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            3600,
        ),
        ("", None),
    ],
)
def test_a_channel_says_how_long_it_may_be_kept(head: str, seconds: float | None) -> None:
    assert told_ttl(rss(f"<channel>{head}<item/></channel>")) == seconds
    assert told_ttl(rss(f"<channel><item>{head}</item></channel>")) is None


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("<language>fr-FR</language>", "fr"),
        ("<dc:language><![CDATA[ EN ]]></dc:language>", "en"),
        ("<language>french</language>", ""),
        ("", ""),
    ],
)
def test_a_channel_names_its_language(head: str, code: str) -> None:
    assert told_language(rss(f"<channel>{head}<item/></channel>")) == code
    assert told_language(rss(f"<channel><item>{head}</item></channel>")) == ""


@pytest.mark.parametrize("piece", ["&", "&a", "&#", "<![CDATA[", "]]>", "<?xml ", "\x00", "&amp;"])
def test_hostile_text_takes_no_time(piece: str) -> None:
    start = time.process_time()
    text = piece * (200_000 // len(piece))
    mended_xml(text)
    told_ttl(text)
    told_language(text)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("<title>a <b> c</title>", "<title>a &lt;b> c</title>"),
        (
            "<title>a <![CDATA[<i>]]> <br></title>",
            "<title>a <![CDATA[<i>]]> &lt;br></title>",
        ),
        ("<title>a<!-- x --> <b></title>", "<title>a &lt;b></title>"),
        ("<item><title>a <b></item><item><title>c</title>",) * 2,
        ("<title>a <b>c</b></title>",) * 2,
        ("<title/><b>x</b><title>c</title>",) * 2,
        ("<media:content><b></media:content>",) * 2,
        ("<guid isPermaLink=false>7</guid>", '<guid isPermaLink="false">7</guid>'),
        ("<a x='1 y=2' z=3/>", "<a x='1 y=2' z=\"3\"/>"),
        ('a=b <c d="e">f=g</c>',) * 2,
    ],
)
def test_what_is_open_in_a_text_ends_there_and_values_get_quotes(broken: str, mended: str) -> None:
    assert made_well(broken) == mended


@pytest.mark.parametrize(
    "piece", ["<title>", "</title>", "<title><b>", "<![CDATA[", "<!--", "<a ", "<a x=1 ", "='", "<"]
)
def test_broken_markup_is_mended_in_no_time(piece: str) -> None:
    start = time.process_time()
    made_well(piece * (300_000 // len(piece)))
    assert time.process_time() - start < 2


ITEM = "<item><title>a</title></item>"


@pytest.mark.parametrize(
    ("broken", "closed", "left"),
    [
        (f"<rss><channel>{ITEM}<item><title>b", f"<rss><channel>{ITEM}</channel></rss>", 1),
        (f"<rss><channel>{ITEM}<item", f"<rss><channel>{ITEM}</channel></rss>", 0),
        (f"<rss><channel>{ITEM}</channel>", f"<rss><channel>{ITEM}</channel></rss>", 0),
        (
            f"<rdf:RDF><channel></channel>{ITEM}<item><ti",
            f"<rdf:RDF><channel></channel>{ITEM}</rdf:RDF>",
            1,
        ),
        ("<a:feed><a:entry></a:entry><a:entry>", "<a:feed><a:entry></a:entry></a:feed>", 1),
        (f"<rss><channel>{ITEM}</channel></rss>", None, 0),
        ("<rss><channel><item><title>b", None, 0),
        (f"<rss>{ITEM}<item><title>a</title><item><title>b</title>", None, 0),
        ("<html><item></item><item>", None, 0),
        ("", None, 0),
    ],
)
def test_a_document_that_breaks_off_is_closed_behind_its_last_whole_item(
    broken: str, closed: str | None, left: int
) -> None:
    assert closed_text(broken) == (broken if closed is None else closed, left)


@pytest.mark.parametrize("piece", ["<item>", "</item>", "<rss>", "<item", "</"])
def test_closing_takes_no_time(piece: str) -> None:
    start = time.process_time()
    closed_text("<rss>" + piece * (1_000_000 // len(piece)))
    assert time.process_time() - start < 2
