# ruff: noqa: E501 - documents and words stand as they are sent
"""Pages, as the jail reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import lxml.html
from lxml import etree

from bot.errors import ParseError
from bot.feeds.extract.body.fragment import html_to_text
from bot.feeds.extract.page import read_with_lines
from bot.workers import values
from bot.workers.bounds import bounded_page
from tests.proof.fuzz.feeds import passed_on
from tests.proof.fuzz.mutators import mutated_tree, seldom_damaged
from tests.proof.fuzz.target import IN_THE_JAIL, Read, Target

_PROSE = (
    "The harbour wall at Bria gave way on Sunday night, and crews returned to the quay at first light. "
    "“We had warned of it for years,” said Anna Weber, who runs the ferry office. "
)
SEEDS = tuple(
    lxml.html.document_fromstring(text)
    for text in (
        f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Wall gives way - Bay Post</title>
        <meta property="og:title" content="Wall gives way"><meta property="og:image" content="https://bay.example/i.jpg">
        <meta property="article:published_time" content="2026-03-01T08:30:00Z"><meta name="author" content="Anna Weber">
        <meta name="description" content="The wall at Bria gave way."><link rel="canonical" href="https://bay.example/1">
        <script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"Wall gives way",
        "datePublished":"2026-03-01T08:30:00Z","author":[{{"@type":"Person","name":"Anna Weber"}}],"isAccessibleForFree":false}}</script>
        </head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul></nav><main><article><h1>Wall gives way</h1>
        <p class="standfirst">Crews return to the quay.</p><p class="byline">By <a rel="author" href="/aw">Anna Weber</a></p><time datetime="2026-03-01">1 March 2026</time>
        <p>{_PROSE * 2}</p><figure><img src="/i.jpg"><figcaption>The quay in 2019.</figcaption></figure><h2>Later</h2><p>{_PROSE}</p>
        <blockquote>{_PROSE}</blockquote><ul><li>One</li><li>Two</li></ul><table><tr><td>1</td><td>Bria</td></tr></table><p>{_PROSE}</p></article>
        <aside class="related"><h3>Read more</h3><a href="/2">Ferry late</a></aside></main><footer><p>© Bay Post</p></footer></body></html>""",
        f"""<html lang="fr"><head><title>Crue</title><meta http-equiv="refresh" content="0; url=/autre"></head><body><div id="page"><div class="titre"><h1>Crue à Bria</h1></div>
        <div class="texte"><div>BRIA (AFP) — L’eau monte depuis dimanche. {_PROSE}</div><div>Les équipes reviennent. {_PROSE}</div><br><br>Encore du texte nu. {_PROSE}</div>
        <div class="paywall">Il vous reste 80 % de cet article à lire. La suite est réservée aux abonnés.</div><div class="comments"><p>Ah !</p></div></div></body></html>""",
        f"""<html><body><p>{_PROSE}</p><p hidden>Hidden</p><p style="display:none">Also</p><svg><text>x</text></svg><template><p>t</p></template>
        <noscript><p>{_PROSE}</p></noscript><pre>code</pre><dl><dt>a</dt><dd>b</dd></dl><script>location.replace("/x")</script></body></html>""",
        """<html><head><script>window.location.href = 'https://x.example/y';</script></head><body></body></html>""",
    )
)  # fmt: skip
WORDS = (
    "article", "related", "paywall", "comments", "byline", "standfirst", "modal", "caption", "display:none",
    "2026-03-01", "1er mars 2026", "By Anna Weber", "Par Anna Weber", "https://x.example/y", "0; url=/z", "/i.jpg",
    "og:title", "NewsArticle", '{"@type":"NewsArticle","headline":5,"author":{"name":[1]}}', '{"@graph":[[],{}]}',
    "Read more", "À lire aussi", "© 2026", "(AFP)", "Subscribe", "[", "{", "text/html; charset=x", "refresh",
    "utf-16", "Abonnez-vous", "“", "–",
)  # fmt: skip
CHARSETS = ("", "", "utf-8", "iso-8859-1", "windows-1251", "utf-16", "x-none")
REFRESHES = ("", "", "", "0;url=/n", "5; URL='https://x.example'", "x")
REPEATED: frozenset[str] = frozenset()


def make_page(dice: Random) -> bytes:
    """Change a page's tree, and of some the bytes: whatever the bytes, a browser shows something."""
    changed = mutated_tree(dice, dice.choice(SEEDS), WORDS)
    encoding = dice.choice(("utf-8", "utf-8", "iso-8859-1", "utf-16", "ascii"))
    method = dice.choice(("html", "html", "xml"))
    body = bytes(etree.tostring(changed, encoding=encoding, method=method))
    return seldom_damaged(dice, body, 0.3)


def _is_page(body: bytes) -> bool:
    try:
        return lxml.html.document_fromstring(body) is not None
    except (etree.LxmlError, ValueError):
        return False


@contextmanager
def opened_pages() -> Iterator[Read]:
    """Read a page and an entry's HTML as a jailed child does, and write the answer for its parent."""

    def read(body: bytes) -> str:
        size = len(body)
        html_to_text(body[:20_000].decode("utf-8", "replace"))
        reading = read_with_lines(
            body, "https://bay.example/2026/03/01/wall", repeated=REPEATED,
            charset=CHARSETS[size % len(CHARSETS)], refresh=REFRESHES[size % len(REFRESHES)],
        )  # fmt: skip
        answer, _ = passed_on(values.page_head(bounded_page(reading)))
        found = values.page_of(answer)
        return "text" if found.page.text else "sent on" if found.onward else "no text"

    yield read


PAGES = Target(
    "pages",
    make_page,
    opened_pages,
    _is_page,
    (ParseError,),
    most=IN_THE_JAIL,
    long=20_000,
    short=150,
)
