"""Read an HTML page: the article's clean text and what the page says about it.

A pure function of its input: no network, no clock, bounded time and memory.
"""

from __future__ import annotations

from dataclasses import replace

from bot.errors import ParseError
from bot.feeds import little_words
from bot.feeds.extract import onward as page_onward
from bot.feeds.extract.body import body as page_body
from bot.feeds.extract.body import boilerplate as lines
from bot.feeds.extract.body import head as page_head
from bot.feeds.extract.body import paywall as page_stub
from bot.feeds.extract.body import tree as page_tree
from bot.feeds.extract.metadata import bylines as page_people
from bot.feeds.extract.metadata import dates as page_dates
from bot.feeds.extract.metadata import metadata as meta
from bot.models import Page, Reading

MAX_TEXT = 500_000
"""Characters of an article that are kept. By hand: bounds what is stored."""
MAX_LINES = 1_000
"""Lines of a page that its host's memory is told of, by hand: a long page has some 300."""
_NONE: frozenset[str] = frozenset()


def extract_article(
    html: bytes | str, url: str = "", *, repeated: frozenset[str] = _NONE, title: str = ""
) -> Page:
    """Read the article of a page; `repeated` are keys of its host's lines; raises ParseError."""
    return dated_page(read_with_lines(html, url, repeated=repeated, title=title).page, url)


def dated_page(page: Page, url: str) -> Page:
    """Give a page that shows no date the day in its address, which is too weak to call news old."""
    return page if page.published else replace(page, published=page_dates.url_date(url))


def read_with_lines(
    html: bytes | str,
    url: str = "",
    *,
    repeated: frozenset[str] = _NONE,
    title: str = "",
    charset: str = "",
    refresh: str = "",
) -> Reading:
    """Read a page like `extract_article`, with its lines and where it sends on; raises ParseError.

    `charset` and `refresh` are what HTTP said in its headers.
    """
    try:
        root = page_tree.parse_root(page_tree.page_characters(html, charset))
    except ParseError:
        # A page that only sends on by a header need not hold anything.
        if onward := page_onward.by_header(refresh, url):
            return Reading(Page(), _NONE, onward)
        raise
    onward = page_onward.onward_target(root, url, refresh)
    about = meta.describe_page(root, url)
    body = page_body.gather_body(root, _known_of(about, title, repeated))
    keys = lines.keys_of((*body.seen[:MAX_LINES], about.standfirst))
    page = _make_page(about, body, title, url, repeated)
    return Reading(page, keys, "" if page_onward.says_enough(page.text) else onward)


def _known_of(about: meta.Meta, title: str, repeated: frozenset[str]) -> page_body.KnownOfPage:
    titles = (*about.titles, about.title, title)
    return page_body.KnownOfPage(
        titles=frozenset(folded for name in titles if (folded := lines.fold_line(name))),
        standfirst=about.standfirst,
        people=(*about.authors, *about.bylines),
        repeated=repeated,
        # What has to be paid for is shown as far as the page shows it.
        given="" if about.locked else about.body,
    )


def _page_title(said: str, shown: str) -> str:
    """Prefer the visible title where the page's own one is that with a site's name around it."""
    inner, outer = lines.fold_line(shown), lines.fold_line(said)
    return shown if not said or (inner != outer and inner and inner in outer) else said


def _unless_repeated(text: str, repeated: frozenset[str]) -> str:
    return "" if lines.line_key(text) in repeated else text


def _make_page(
    about: meta.Meta, body: page_body.Body, title: str, url: str, repeated: frozenset[str]
) -> Page:
    text = "\n".join(body.paragraphs)[:MAX_TEXT]
    bylines = page_head.byline_lines(body.head)
    return Page(
        title=_page_title(about.title or title, body.title),
        text=text,
        standfirst=_unless_repeated(body.standfirst or about.standfirst, repeated),
        authors=about.authors or page_people.byline_names(bylines, about.site),
        agency=page_people.byline_agency((*about.bylines, *bylines), text[:200], body.seen[-1:]),
        published=about.published or page_head.head_date(body.head),
        language=little_words.told_by_words(text) or about.language,
        image=about.image,
        stub=page_stub.is_stub(text, body.seen, locked=about.locked, promised=len(about.body)),
    )
