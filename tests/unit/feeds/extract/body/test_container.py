"""The article's container is where the credible prose stands."""

from __future__ import annotations

import pytest

from bot.feeds.extract.body import container, tree
from bot.feeds.extract.body.blocks import Block, cut_blocks
from bot.feeds.extract.body.boilerplate import fold_line

SENTENCE = "The council of Bellecombe met on Tuesday and said that the bridge would stay closed."
OTHER = "A cat was found in the tower of the old mill by two children who had lost their ball."
TITLE = "The bridge of Bellecombe stays shut until the spring"


def picked(body: str, title: str = TITLE) -> list[str]:
    root = tree.parse_root(f"<body>{body}</body>")
    blocks = cut_blocks(root, set())
    return [
        block.text for block in container.pick_blocks(root, blocks, frozenset({fold_line(title)}))
    ]


def paragraphs(text: str, count: int = 5) -> str:
    return "".join(f"<p>{number}. {text}</p>" for number in range(count))


def test_the_container_with_most_of_the_prose_is_the_article() -> None:
    kept = picked(f"<div>{paragraphs(SENTENCE, 8)}</div><div>{paragraphs(OTHER, 1)}</div>")
    assert len(kept) == 8
    assert all(SENTENCE in text for text in kept)


def test_what_stands_before_the_title_is_left_out() -> None:
    kept = picked(f"<div><p>{OTHER}</p><h1>{TITLE}</h1>{paragraphs(SENTENCE)}</div>")
    assert all(SENTENCE in text for text in kept)
    assert len(kept) == 5


def test_what_follows_another_headline_of_the_first_rank_is_another_article() -> None:
    second = "A cat is found in the tower of the old mill"
    kept = picked(f"<h1>{TITLE}</h1>{paragraphs(SENTENCE)}<h1>{second}</h1>{paragraphs(OTHER, 3)}")
    assert not any(OTHER in text for text in kept)


def test_headings_of_the_first_rank_inside_the_titles_section_part_one_article() -> None:
    second = "What the engineers found below the water"
    parts = f"<section><h1>{second}</h1>{paragraphs(OTHER, 3)}</section>"
    kept = picked(f"<article><h1>{TITLE}</h1>{paragraphs(SENTENCE)}{parts}</article>")
    assert sum(OTHER in text for text in kept) == 3
    beside = f"<section><h1>{TITLE}</h1>{paragraphs(SENTENCE)}</section>{parts}"
    assert not any(OTHER in text for text in picked(f"<div>{beside}</div>"))


def test_a_label_that_says_body_outweighs_longer_text_beside_it() -> None:
    body = f'<div class="article-body">{paragraphs(SENTENCE, 4)}</div>'
    kept = picked(f"{body}<div>{paragraphs(OTHER, 2)}</div>")
    assert all(SENTENCE in text for text in kept)
    assert len(kept) == 4


def test_another_article_element_than_the_titles_counts_little() -> None:
    own = f"<article><h1>{TITLE}</h1>{paragraphs(SENTENCE)}</article>"
    kept = picked(f"{own}<article>{paragraphs(OTHER)}</article>")
    assert all(SENTENCE in text for text in kept)


@pytest.mark.parametrize(
    ("text", "weight"), [("bridge", 6), ("été", 3), ("橋は閉じた", 15), ("", 0)]
)
def test_a_character_of_a_script_without_spaces_weighs_as_much_as_three(
    text: str, weight: int
) -> None:
    assert container.text_weight(text) == weight


def test_prose_is_long_and_not_linked() -> None:
    element = tree.parse_root("<p>x</p>")
    assert container.is_prose(Block(SENTENCE, element))
    assert not container.is_prose(Block(SENTENCE, element, links=len(SENTENCE)))
    assert not container.is_prose(Block("Bria", element))
    assert container.is_prose(
        Block("町の会議は火曜日に開かれ橋は春まで閉じたままだと言った", element)
    )


def test_every_element_knows_the_prose_below_it() -> None:
    root = tree.parse_root(f"<body><div><p>{SENTENCE}</p></div><p>short</p></body>")
    sums = container.prose_below(cut_blocks(root, set()))
    (inner,) = root.iter("div")
    assert sums[root] == sums[inner] == len(SENTENCE)


def at(body: str, title: str = TITLE) -> int:
    blocks = cut_blocks(tree.parse_root(f"<body>{body}</body>"), set())
    return container.title_index(blocks, frozenset({fold_line(title)}))


def test_the_title_is_shown_by_the_first_heading_that_holds_it() -> None:
    assert at(f"<p>{TITLE}</p><p>x</p><h1>{TITLE.upper()}</h1>") == 2
    assert at(f"<p>x</p><p>{TITLE}</p>") == 1
    assert at(f"<p><a href=x>{TITLE}</a></p>") == -1
    assert at("<h1>Something else happened in the town of Bria</h1>") == -1


def test_a_title_with_the_name_of_the_site_is_shown_by_its_longer_part() -> None:
    assert at(f"<h1>{TITLE}</h1>", f"{TITLE} | The Bellecombe Post") == 0
    assert at("<h1>The Bellecombe Post of Monday</h1>", f"{TITLE} | The Bellecombe Post") == -1


def test_an_article_in_sections_alike_is_taken_whole() -> None:
    whole = '<div><div class="s">{}</div><div class="{}">{}</div></div>'
    parts = paragraphs(SENTENCE, 12), paragraphs(OTHER, 1)
    assert len(picked(whole.format(parts[0], "s", parts[1]))) == 13
    assert len(picked(whole.format(parts[0], "t", parts[1]))) == 12


def test_the_column_of_a_table_in_which_the_article_begins_is_the_article() -> None:
    cells = f"<td><b>{TITLE}</b><br>{paragraphs(SENTENCE, 6)}</td><td>{paragraphs(OTHER, 5)}</td>"
    kept = picked(f"<table><tr>{cells}</tr></table>")
    assert len(kept) == 6
    assert all(SENTENCE in text for text in kept)
