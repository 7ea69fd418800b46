"""Captions are known by their place beside a picture."""

from __future__ import annotations

import pytest

from bot.feeds.extract.body import tree
from bot.feeds.extract.body.captions import MAX_CAPTION, captioned_boxes

PROSE = 4_000
CAPTION = "The lock of Bria at dawn"


def found(body: str, prose: int = PROSE) -> list[str]:
    root = tree.parse_root(f"<body>{body}</body>")
    return sorted(" ".join("".join(box.itertext()).split()) for box in captioned_boxes(root, prose))


@pytest.mark.parametrize(
    "body",
    [
        f"<div><img src=a><span>{CAPTION}</span></div>",
        f"<div><div><picture><img src=a></picture></div><span>{CAPTION}</span></div>",
        f"<div><video src=a></video>{CAPTION}</div>",
        f"<figure><img src=a><figcaption>{CAPTION}</figcaption></figure>",
    ],
)
def test_the_little_text_in_a_box_with_a_picture_is_a_caption(body: str) -> None:
    assert CAPTION in found(body)


@pytest.mark.parametrize(
    "body",
    [
        f"<p><img src=a>{CAPTION}</p>",
        f"<article><img src=a>{CAPTION}</article>",
        f"<div><img src=a><h2>{CAPTION}</h2></div>",
        f"<div><img src=a><blockquote>{CAPTION}</blockquote></div>",
        f"<div>{CAPTION}</div>",
        f"<div><img src=a>{'long ' * MAX_CAPTION}</div>",
    ],
)
def test_a_paragraph_a_heading_and_long_text_are_none(body: str) -> None:
    assert found(body) == []


def test_the_text_of_a_page_of_little_prose_is_no_caption() -> None:
    body = f"<div><img src=a><span>{CAPTION}</span></div>"
    assert found(body, prose=len(CAPTION)) == []
    assert found(body, prose=0) == []


def test_a_figure_that_holds_a_table_is_no_caption() -> None:
    assert found("<figure><table><tr><td>Bria<td>3</table></figure>") == []


def test_what_stands_beside_a_caption_that_markup_names_is_text() -> None:
    step = f"<figure><img src=a></figure><figcaption>{CAPTION}</figcaption>"
    assert "Cut" not in "".join(found(f"<div><p>Cut the foam.</p>{step}</div>"))


def test_the_line_below_a_picture_among_paragraphs_is_a_caption() -> None:
    text = "<p>It rains in Bria.</p>" * 3
    assert found(f"<main><img src=a><div>{CAPTION}</div>{text}</main>") == [CAPTION]
    assert found(f"<main><img src=a><p>{CAPTION}</p>{text}</main>") == []
    assert found(f"<main><img src=a><div>{CAPTION}</div>{text}<div>x</div></main>") == []
