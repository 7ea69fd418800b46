"""Gather the article's paragraphs from a page's tree."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, TypeVar

import trafilatura
from lxml import etree

from bot.feeds.extract.body import blocks as page_blocks
from bot.feeds.extract.body import boilerplate as lines
from bot.feeds.extract.body import captions as page_captions
from bot.feeds.extract.body import container as page_pick
from bot.feeds.extract.body import fragment as page_fragment
from bot.feeds.extract.body import head as page_head
from bot.feeds.extract.body import noise as page_noise
from bot.feeds.extract.body import paywall as page_stub
from bot.feeds.extract.body import teasers as page_cards

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from bot.feeds.extract.body.blocks import Block

T = TypeVar("T")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

MAX_LINK_SHARE = 0.6
"""Share of link text from which a block is a link, by hand: with .3 linked sentences go (F1 on
pages beside the project .977 to .975), .9 changes no page that is measured.
"""
DOUBTFUL_TEXT = 300
"""Characters of text, by hand, under which the library is asked for a second opinion: with 1,000
seven lines of boilerplate of our own pages come through.
"""
BETTER = 1.5
"""How much longer its text has to be to be taken, by hand: with 1 nothing that is measured changes,
with 3 F1 on our own pages rises from .978 to .987 for one page.
"""
MAX_ASKING = 500
"""Characters of a call to switch scripts on, by hand: such calls have one to three sentences."""
SAMPLE = 40
"""Folded characters of a paragraph that are looked for on the page, by hand: some six words, which
stand nowhere by chance.
"""
ENOUGH = 400
"""Characters of prose behind the title outside of all that is called boilerplate, by hand: with
less an article was given a label that means something else (at most 208 on public pages).
"""
ENOUGH_SHARE = 0.1
"""The same as a share of the largest part with such a label, by hand: a ticker is longer than the
article beside it.
"""
LIBRARY_MAX_CHARS = 400_000
"""A longer page is not handed to the library: its cost grows faster than the page. By hand."""
_ENDS = (".", "?", "!", "”", '"', "»", ":")


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of an article, what its head shows, and every line that was looked at."""

    paragraphs: tuple[str, ...]
    title: str
    standfirst: str
    head: tuple[str, ...]
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownOfPage:
    """What is known before: folded titles, the standfirst, names in bylines, repeated lines.

    `given` is the text that the page gives to machines.
    """

    titles: frozenset[str]
    standfirst: str
    people: tuple[str, ...]
    repeated: frozenset[str]
    given: str = ""


def gather_body(root: HtmlElement, known: KnownOfPage) -> Body:
    """Find the article's paragraphs without boilerplate and repeated lines."""
    everything = page_blocks.cut_blocks(root, set())
    at = page_pick.title_index(everything, known.titles)
    blocks = _without_boxes(root, everything, at)
    lead = page_head.find_standfirst(everything, at)
    marked = lead.text if lead else ""
    text = _own_paragraphs(root, blocks, known, lead)
    if page_pick.text_weight("".join(text)) < DOUBTFUL_TEXT and not (text and _fenced(everything)):
        text = (
            _longer_text(text, _given_paragraphs(known))
            or _longer_text(text, _library_paragraphs(root, known))
            or text
        )
    elif at < 0:
        text = _unseen_paragraphs(known, everything) or text
    return Body(
        paragraphs=tuple(text),
        title=everything[at].text if at >= 0 else "",
        standfirst=marked,
        head=page_head.head_lines(everything, at),
        seen=tuple(block.text for block in everything),
    )


def _fenced(blocks: list[Block]) -> bool:
    """Tell whether the page says that the rest has to be paid for: then little text is all."""
    return any(page_stub.is_fence(block.text) for block in blocks)


def _without_boxes(root: HtmlElement, everything: list[Block], at: int) -> list[Block]:
    """Cut the page again without what markup, shape and place show to be boilerplate."""
    prose = page_pick.prose_below(everything)
    dropped = _noise_around_title(root, everything, at, prose)
    dropped |= page_captions.captioned_boxes(root, prose.get(root, 0))
    blocks = page_blocks.cut_blocks(root, dropped)
    titled = page_pick.heading_of(everything, at) is not None
    teasers = page_cards.teaser_cards(root, blocks, titled=titled)
    return page_blocks.cut_blocks(root, dropped | teasers) if teasers else blocks


def _noise_around_title(
    root: HtmlElement, everything: list[Block], at: int, prose: dict[HtmlElement, int]
) -> set[HtmlElement]:
    """Collect boilerplate, what holds much of the prose too where enough follows the title."""
    title = page_pick.heading_of(everything, at)
    sure, large = page_noise.noisy_elements(root, prose, title)
    if title is None or not large:
        return sure
    rest = page_pick.prose_outside(everything[at + 1 :], sure | large)
    most = max(prose.get(element, 0) for element in large)
    return sure | large if rest >= max(ENOUGH, ENOUGH_SHARE * most) else sure


def _own_paragraphs(
    root: HtmlElement, blocks: list[Block], known: KnownOfPage, lead: Block | None
) -> list[str]:
    picked = page_pick.pick_blocks(root, blocks, known.titles)
    mixed = _lists_of_text(picked)
    kept = [
        block
        for block in picked
        if (_is_text(block) or block.element.getparent() in mixed) and _is_wanted(block.text, known)
    ]
    kept = _without_remembered(kept, [block.text for block in kept], known.repeated)
    kept = page_head.without_head(kept, blocks, known.standfirst, known.people)
    apart = lead.text if lead and not page_head.opens_text(lead, kept) else None
    return [block.text for block in kept if block.text != apart]


def _longer_text(text: list[str], other: list[str]) -> list[str]:
    """Give another text where it is clearly longer, else none."""
    return other if len("".join(other)) > BETTER * len("".join(text)) else []


def _given_paragraphs(known: KnownOfPage) -> list[str]:
    """Read the text that the page gives to machines, as HTML or plain."""
    found = page_fragment.html_to_text(known.given).split("\n") if known.given else []
    return [line for line in found if line and _is_wanted(line, known)]


def _unseen_paragraphs(known: KnownOfPage, blocks: list[Block]) -> list[str]:
    """Give the text for machines where the page shows nothing of it: scripts would bring it."""
    given = _given_paragraphs(known)
    if page_pick.text_weight("".join(given)) < DOUBTFUL_TEXT:
        return []
    shown = " ".join(lines.fold_line(block.text) for block in blocks)
    starts = (lines.fold_line(line)[:SAMPLE] for line in given)
    return [] if any(start in shown for start in starts) else given


def _is_text(block: Block) -> bool:
    """Tell whether a block is more than a link; a linked sentence in a paragraph is text."""
    if block.link_share < MAX_LINK_SHARE:
        return True
    said = len(block.text) > 60 and block.text.endswith(_ENDS)
    return said and block.element.tag == "p" and block.link_share < 0.95


def _lists_of_text(blocks: list[Block]) -> set[HtmlElement | None]:
    """Collect the lists whose items are mostly text: those that are links belong to them."""
    items: dict[HtmlElement | None, list[bool]] = {}
    for block in blocks:
        if block.element.tag == "li":
            items.setdefault(block.element.getparent(), []).append(_is_text(block))
    return {holder for holder, said in items.items() if 2 * sum(said) >= len(said)}


def _is_wanted(text: str, known: KnownOfPage) -> bool:
    if lines.is_boilerplate(text) or lines.fold_line(text) in known.titles:
        return False
    return not page_stub.is_fence(text)


def _without_remembered(items: list[T], texts: list[str], repeated: frozenset[str]) -> list[T]:
    """Drop what the host repeats, but nothing where that would be most of the text.

    A memory that empties an article is wrong about it: its own words were taken for the site's.
    """
    if not repeated:
        return items
    own = [lines.line_key(text) not in repeated for text in texts]
    whole = page_pick.text_weight("".join(texts))
    left = page_pick.text_weight("".join(compress(texts, own)))
    return list(compress(items, own)) if 2 * left >= whole else items


def _asks_for_scripts(element: HtmlElement) -> bool:
    """Tell whether an element says that the page needs scripts, and nothing else."""
    text = element.text_content()
    return len(text) <= MAX_ASKING and "script" in text.casefold()


def _library_paragraphs(root: HtmlElement, known: KnownOfPage) -> list[str]:
    """Ask trafilatura; whatever it trips over counts as nothing found."""
    etree.strip_elements(root, "script", "style", "svg", with_tail=False)
    for element in [found for found in root.iter("noscript") if _asks_for_scripts(found)]:
        element.drop_tree()
    source = etree.tostring(root, encoding="unicode", method="html")
    if len(source) > LIBRARY_MAX_CHARS:
        return []
    try:
        text = trafilatura.extract(source, fast=True, include_comments=False) or ""
    except (RecursionError, ValueError, TypeError, AttributeError, etree.LxmlError, MemoryError):
        return []
    found = [line for line in text.split("\n") if line.strip() and _is_wanted(line, known)]
    return _without_remembered(found, found, known.repeated)
