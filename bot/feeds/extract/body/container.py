"""Find the part of a page that holds its article, by where the credible prose stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.feeds.extract.body import boilerplate as lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from bot.feeds.extract.body.blocks import Block

PROSE_CHARS = 80
"""Characters that make a block prose; scripts without spaces need a third of it. By hand: a line of
a menu or a credit stays below.
"""
LOOSE_CHARS = 10
"""The same for pages that are made of short lines: tables, lists, results. By hand: 5 and 40 change
no page that is measured.
"""
DENSE_FACTOR = 3
"""Letters that a character of a script without spaces stands for, by hand: a word takes one or two.
1 and 5 change no page that is measured; few of them are in such a script.
"""
MAX_PROSE_LINKS = 0.4
"""Share of links from which a block is no prose, by hand: .2 and .8 change no page that is
measured.
"""
HELD = 0.8
"""Share of the credible prose that the article's container has to hold, by hand: with .6 a page of
our own loses text and F1 falls from .977 to .970 on pages beside the project, with .95 to .975.
"""
COLUMN = 0.4
"""The same for the cell of a page laid out as a table where the article begins in it, by hand:
teasers fill the column beside a short article.
"""
TWIN = 0.03
"""Share of the prose that makes a part beside the largest one, of the same kind, part of the
article. By hand: a note of one line is none.
"""
OPENING = 400
"""Characters of prose behind the title, in paragraphs, that are part of the article whatever is
longer, by hand: a standfirst and a note stay below, a quotation that is looked into is one block.
"""
SPARSE_PROSE = 300
"""Characters, by hand: with less prose the page is looked at again with the loose measure."""

_DENSE = re.compile("[\u2e80-\uffa0]")
_BODY = re.compile(
    r"(?:article|entry|post|story|single|news|page|blog)(?:[-_]{0,2}(?:inner|main|full|single))?[-_]{0,2}"
    r"(?:body|content|text|copy)|body[-_]?(?:text|copy|content)|content[-_]{0,2}(?:body|text|article)|"
    r"(?:^|\s)(?:articlebody|texte|corps)(?:\s|$)|article[-_]{1,2}paragraphs|texte[-_]article|"
    r"corps[-_]article|article[-_]corps|contenu[-_]article|fulltext|richtext|wysiwyg",
    re.IGNORECASE,
)
TITLE_SHARE = 0.55
"""Share of a title, site name and all, that its visible line has to make up, by hand: with .8 four
fields of our own pages are wrong, .35 changes none."""
HINT = 3.0
"""What prose counts for below a label that says body, by hand: with 1.5 F1 falls from .977 to .974
on pages beside the project, 6 gains nothing.
"""
DOUBT = 0.25
"""The same before the title and in other articles, by hand: not 0, for labels and titles err
too.
"""


def text_weight(text: str) -> int:
    """Give a text's length, characters of scripts without spaces counted threefold."""
    if text.isascii():
        return len(text)
    return len(text) + (DENSE_FACTOR - 1) * len(_DENSE.findall(text))


def is_prose(block: Block, least: int = PROSE_CHARS) -> bool:
    """Tell whether a block is long and unlinked enough to be a paragraph."""
    return text_weight(block.text) >= least and block.link_share < MAX_PROSE_LINKS


def prose_below(blocks: Iterable[Block]) -> dict[HtmlElement, int]:
    """Sum for every element the characters of prose that it holds."""
    return _summed_weights((block, text_weight(block.text)) for block in blocks if is_prose(block))


def prose_outside(blocks: Iterable[Block], boxes: set[HtmlElement]) -> int:
    """Sum the characters of prose that stand in none of the boxes."""
    return sum(
        text_weight(block.text)
        for block in blocks
        if is_prose(block)
        and not any(e in boxes for e in (block.element, *block.element.iterancestors()))
    )


def heading_of(blocks: Sequence[Block], at: int) -> HtmlElement | None:
    """Give the heading that shows the title, None where it is shown by something else."""
    element = blocks[at].element if at >= 0 else None
    return element if element is not None and element.tag in ("h1", "h2") else None


def _summed_weights(weighted: Iterable[tuple[Block, int]]) -> dict[HtmlElement, int]:
    sums: dict[HtmlElement, int] = {}
    for block, size in weighted:
        element: HtmlElement | None = block.element
        while element is not None:
            sums[element] = sums.get(element, 0) + size
            element = element.getparent()
    return sums


def pick_blocks(root: HtmlElement, blocks: Sequence[Block], titles: frozenset[str]) -> list[Block]:
    """List the blocks of the article's container; `titles` are its folded titles."""
    start = title_index(blocks, titles)
    credits = _block_credits(blocks, start)
    sums = _prose_sums(blocks, credits, PROSE_CHARS)
    if sums.get(root, 0) < SPARSE_PROSE:
        sums = _prose_sums(blocks, credits, LOOSE_CHARS) or sums
    found = _descend_to_prose(root, sums, _opening_blocks(blocks, start))
    inside = [
        (at, block)
        for at, block in enumerate(blocks)
        if block.element is found or found in block.element.iterancestors()
    ]
    if any(at == start for at, _ in inside):
        inside = [(at, block) for at, block in inside if at > start]
    sure = [block for at, block in inside if credits[at] >= 1]
    return sure or [block for _, block in inside]


def _prose_sums(
    blocks: Sequence[Block], credits: Sequence[float], least: int
) -> dict[HtmlElement, int]:
    return _summed_weights(
        (block, int(text_weight(block.text) * credit))
        for block, credit in zip(blocks, credits, strict=True)
        if credit and is_prose(block, least) and not lines.is_boilerplate(block.text)
    )


def _opening_blocks(blocks: Sequence[Block], start: int) -> list[Block]:
    """List the prose behind the title up to enough of it that an article can have begun there."""
    found: list[Block] = []
    size = 0
    for block in blocks[start + 1 :] if start >= 0 else ():
        if is_prose(block) and not lines.is_boilerplate(block.text):
            found.append(block)
            size += text_weight(block.text)
            if size >= OPENING and len(found) > 1:
                return found
    return []


def _descend_to_prose(
    root: HtmlElement, sums: dict[HtmlElement, int], opening: Sequence[Block]
) -> HtmlElement:
    """Go down from the root as long as one child holds most of the prose and its `opening`."""
    here = root
    total = sums.get(root, 0)
    while total:
        best = max(here, key=lambda child: sums.get(child, 0), default=None)
        held = COLUMN if here.tag == "tr" and opening else HELD
        if best is None or sums.get(best, 0) < held * total:
            break
        if opening and not any(best in (b.element, *b.element.iterancestors()) for b in opening):
            break
        if _has_twin(here, best, sums, TWIN * total):
            break
        here = best
    return here


def _has_twin(
    here: HtmlElement, best: HtmlElement, sums: dict[HtmlElement, int], least: float
) -> bool:
    """Tell whether another part of the same kind holds prose too: an article in sections."""
    label = (best.tag, best.get("class"))
    if not label[1]:
        return False
    return any(
        child is not best and (child.tag, child.get("class")) == label
        for child in here
        if sums.get(child, 0) >= least
    )


def title_index(blocks: Sequence[Block], titles: frozenset[str]) -> int:
    """Find the block that shows the title: the first h1 that is one, else the first block; -1."""
    hits = [at for at, block in enumerate(blocks) if _shows_title(block, titles)]
    heads = [at for at in hits if _block_tag(blocks[at]) == "h1"]
    return heads[0] if heads else next((at for at in hits if blocks[at].link_share < 0.5), -1)


def _shows_title(block: Block, titles: frozenset[str]) -> bool:
    if len(block.text) > 400:
        return False
    folded = lines.fold_line(block.text)
    if len(folded) <= 20:
        return len(folded) > 8 and folded in titles
    return any(folded in title and len(folded) > TITLE_SHARE * len(title) for title in titles)


def _block_tag(block: Block) -> str:
    return str(block.element.tag)


def _block_credits(blocks: Sequence[Block], start: int) -> list[float]:
    """Say how credible each block is, by its container's label, the title and its article."""
    hinted: dict[HtmlElement, float] = {}
    own = _article_around(blocks[start].element) if start >= 0 else None
    after_other_h1 = False
    found = []
    for at, block in enumerate(blocks):
        if start >= 0 and at > start and _begins_another(block, blocks[start]):
            after_other_h1 = True
        credit = _label_hint(block.element, hinted)
        article = _article_around(block.element) if own is not None else None
        if at < start or after_other_h1 or (own is not None and article not in (own, None)):
            credit = DOUBT
        found.append(credit)
    return found


def _begins_another(block: Block, title: Block) -> bool:
    """Tell whether a heading of the first rank begins another article, not a part of this one."""
    if _block_tag(block) != "h1" or len(block.text) <= 20:
        return False
    section = title.element.getparent()
    inside = section is not None and section.tag in ("article", "section")
    return not (inside and section in block.element.iterancestors())


def _article_around(element: HtmlElement) -> HtmlElement | None:
    """Give the innermost <article> around an element."""
    return next((e for e in (element, *element.iterancestors()) if e.tag == "article"), None)


def _label_hint(element: HtmlElement, known: dict[HtmlElement, float]) -> float:
    """Look for an ancestor whose label says that it is the body of an article."""
    path = []
    here: HtmlElement | None = element
    credit = 1.0
    while here is not None:
        if here in known:
            credit = known[here]
            break
        path.append(here)
        if here.tag not in ("body", "html", "p") and is_body(here):
            credit = HINT
            break
        here = here.getparent()
    for passed in path:
        known[passed] = credit
    return credit


def is_body(element: HtmlElement) -> bool:
    """Tell whether a label says that an element is the body of an article."""
    if "articleBody" in (element.get("itemprop") or ""):
        return True
    return bool(_BODY.search(f"{element.get('class') or ''} {element.get('id') or ''}"[:400]))
