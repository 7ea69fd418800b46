"""Summary, content and picture of an item."""

from __future__ import annotations

import pytest

from bot.feeds.parse import bodies
from bot.feeds.parse.elements import Fields, fields_of, read_document

HEAD = (
    '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:a="http://www.w3.org/2005/Atom"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:y="http://news.yandex.ru"><channel><item>'
)


def fields(written: str) -> Fields:
    document = read_document(f"{HEAD}{written}</item></channel></rss>")
    assert document is not None
    return fields_of(document.items[0])


@pytest.mark.parametrize(
    ("written", "summary", "content"),
    [
        ("<description>d</description><y:full-text>All</y:full-text>", "d", "All"),
        ("<description>d</description><yandex:full-text>All</yandex:full-text>", "d", "All"),
        ("<a:content type='html'>&lt;p&gt;All</a:content>", "", "<p>All"),
        ("<body xmlns='http://www.w3.org/1999/xhtml'><p>All</p></body>", "", "<p>All</p>"),
        ("<content:encoded>All</content:encoded><a:summary>s</a:summary>", "s", "All"),
        ("<content:encoded>A</content:encoded><y:full-text>A b</y:full-text>", "", "A b"),
        ("<description/><media:description>m</media:description>", "m", ""),
        ("<media:description>m</media:description><description>d</description>", "d", ""),
        ("<description>Crews <!-- x -->return.</description>", "Crews return.", ""),
        ("<media:content url='v.mp4'>no text</media:content>", "", ""),
        ("<a:content type='image/png'>iVBORw0KGgo=</a:content>", "", ""),
    ],
)
def test_the_texts_of_an_item_are_found(written: str, summary: str, content: str) -> None:
    found = fields(written)
    assert (bodies.item_summary(found), bodies.item_content(found)) == (summary, content)


@pytest.mark.parametrize(
    ("written", "image"),
    [
        ("<enclosure url='a.jpg' type='image/jpeg'/>", "a.jpg"),
        ("<enclosure url='a.mp3' type='audio/mpeg'/>", ""),
        ("<media:content url='a.webp'/>", "a.webp"),
        ("<media:content url='a' medium='image'/>", "a"),
        ("<media:content url='a.mp4'><media:thumbnail url='t'/></media:content>", "t"),
        ("<media:group><media:thumbnail url='t'/></media:group>", "t"),
        ("<media:thumbnail url='t'/><media:content url='a.png'/>", "a.png"),
        ("<link>https://fil.example/a.jpg</link>", ""),
        ("<link href='https://fil.example/a.jpg'/>", ""),
    ],
)
def test_the_picture_of_an_item_is_found(written: str, image: str) -> None:
    assert bodies.item_image(fields(written)) == image
