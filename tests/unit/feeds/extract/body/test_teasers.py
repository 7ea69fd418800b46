"""Rows of teasers by their shape."""

from __future__ import annotations

from bot.feeds.extract.body import tree
from bot.feeds.extract.body.blocks import cut_blocks
from bot.feeds.extract.body.teasers import teaser_cards

ARTICLE = "<p>The council of Bellecombe met on Tuesday and said that the bridge is shut.</p>" * 12
HEADLINE = "<a href=x>A cat is found in the tower of the mill</a>"


def teaser(line: str = "Two children had lost their ball.") -> str:
    return f'<div class="t"><h3>{HEADLINE}</h3><p>{line}</p></div>'


def count(body: str) -> int:
    root = tree.parse_root(f"<body>{body}</body>")
    return len(teaser_cards(root, cut_blocks(root, set())))


def test_three_siblings_alike_with_a_linked_headline_are_teasers() -> None:
    assert count(ARTICLE + teaser() * 3) == 3
    assert count(ARTICLE + teaser() * 8) == 8


def test_two_are_no_row() -> None:
    assert count(ARTICLE + teaser() * 2) == 0


def test_siblings_of_other_labels_are_no_row() -> None:
    others = "".join(teaser().replace('"t"', f'"t{n}"') for n in range(4))
    assert count(ARTICLE + others) == 0


def test_most_of_a_row_has_to_be_teasers() -> None:
    plain = '<div class="t"><p>It rains in Bria.</p></div>'
    assert count(ARTICLE + teaser() * 3 + plain * 2) == 3
    assert count(ARTICLE + teaser() * 3 + plain * 3) == 0


def test_long_entries_are_an_article_and_not_teasers() -> None:
    assert count(ARTICLE + teaser("A long entry of a live page. " * 20) * 4) == 0


def test_a_page_that_is_nothing_but_a_row_keeps_it() -> None:
    assert count(teaser() * 6) == 0


def picture(more: str = "") -> str:
    said = "A boat waits below the bridge, in a picture that a reader took."
    return f'<li class="g"><figure><img src=a></figure>{more}<div>{said}</div></li>'


def test_pictures_with_their_captions_are_a_row() -> None:
    assert count(ARTICLE + f"<ul>{picture() * 4}</ul>") == 4
    assert count(f"<ul>{picture() * 4}</ul>" + ARTICLE) == 4
    assert count(ARTICLE + f"<ul>{picture() * 2}</ul>") == 0


def test_a_list_whose_parts_have_headings_is_an_article() -> None:
    assert count(ARTICLE + f"<ul>{picture('<h3>The mill</h3>') * 4}</ul>") == 0


def test_a_gallery_without_an_article_keeps_its_captions() -> None:
    assert count(f"<ul>{picture() * 6}</ul>") == 0


def test_two_sentences_below_a_title_are_spared_too() -> None:
    short = "<p>The council of Bellecombe met on Tuesday and said that the bridge is shut.</p>" * 3
    root = tree.parse_root(f"<body>{short}{teaser() * 4}</body>")
    blocks = cut_blocks(root, set())
    assert len(teaser_cards(root, blocks, titled=True)) == 4
    assert not teaser_cards(root, blocks)


def test_a_headline_of_a_script_without_blanks_is_shorter() -> None:
    card = '<div class="t"><h3><a href=x>渡船停运的消息传开</a></h3><p>船工今天停工。</p></div>'
    assert count(ARTICLE + card * 3) == 3


def test_a_linked_headline_with_a_line_in_one_block_is_a_teaser() -> None:
    card = f'<div class="t">{HEADLINE} <span>Two children had lost their ball.</span></div>'
    assert count(ARTICLE + card * 3) == 3
    assert count(ARTICLE + f"<ul>{card.replace('div', 'li') * 3}</ul>") == 0
