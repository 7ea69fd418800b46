# ruff: noqa: E501 - documents and words stand as they are sent
"""Lists of feeds, as other readers export them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from lxml import etree

from bot.errors import ParseError
from bot.feeds.parse.opml import read_opml
from tests.proof.fuzz.mutators import as_xml, is_well_formed, mutated_tree, seldom_damaged
from tests.proof.fuzz.target import Read, Target

SEEDS = tuple(
    etree.fromstring(text)
    for text in (
        """<opml version="2.0"><head><title>Lists</title><dateCreated>Sun, 01 Mar 2026 08:30:00
        GMT</dateCreated></head><body><outline text="World" title="World">
        <outline type="rss" text="A" title="A" xmlUrl="https://a.example/rss" htmlUrl="https://a.example/"/>
        <outline text="Asia"><outline type="rss" text="B" xmlUrl="http://b.example/feed.xml"/></outline>
        </outline><outline type="rss" text="C" xmlUrl="feed://c.example/x?y=1&amp;z=2" category="/News/Sport,a"/>
        </body></opml>""",
        """<opml version="1.0"><body><outline title="Presse" text="Presse"><outline text="Déjà"
        type="atom" xmlUrl="feed:https://d.example/atom"/></outline><outline type="include"
        url="https://e.example/list.opml" text="more"/></body></opml>""",
        """<opml><head/><body><outline xmlUrl="https://f.example/1"/><outline
        xmlUrl="https://f.example/1"/><outline type="link" url="https://g.example/rss"/></body></opml>""",
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:rss="http://purl.org/rss/1.0/"><opml/><foaf:Group>
        <foaf:name>G</foaf:name><foaf:member><foaf:Agent><foaf:weblog><foaf:Document
        rdf:about="http://h.example/"><rss:channel rdf:about="http://h.example/rss"/></foaf:Document>
        </foaf:weblog></foaf:Agent></foaf:member></foaf:Group></rdf:RDF>""",
    )
)
WORDS = (
    "rss", "atom", "include", "link", "World/Asia", "/a,b", "feed:https://x.example/", "https://x.example/rss",
    "http://[::1]/x", "https://user:pass@x.example/", "HTTPS://X.EXAMPLE", "true", "Sun, 01 Mar 2026",
)  # fmt: skip


def make_opml(dice: Random) -> bytes:
    """Change a list's tree, and of some the bytes."""
    return seldom_damaged(dice, as_xml(dice, mutated_tree(dice, dice.choice(SEEDS), WORDS)))


@contextmanager
def opened_opml() -> Iterator[Read]:
    """Read a list; whatever it names is an address that can be asked for."""

    def read(body: bytes) -> str:
        feeds = read_opml(body)
        assert all(feed.url.lower().startswith(("http://", "https://")) for feed in feeds)
        assert len({feed.url for feed in feeds}) == len(feeds)
        return "feeds" if feeds else "no feeds"

    yield read


OPML = Target("opml", make_opml, opened_opml, is_well_formed, (ParseError,), most=5.0)
