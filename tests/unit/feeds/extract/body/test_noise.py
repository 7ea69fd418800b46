"""Boilerplate by its own markup."""

from __future__ import annotations

import pytest

from bot.feeds.extract.body import noise, tree
from bot.feeds.extract.body.blocks import cut_blocks
from bot.feeds.extract.body.container import prose_below

PROSE = "The council of Bellecombe met on Tuesday and said that the bridge would stay closed. "


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<nav>", "noise"),
        ('<div role="navigation">', "noise"),
        ("<dialog>", "noise"),
        ('<div class="relatedArticles">', "noise"),
        ('<div class="c-byline">', "noise"),
        ('<div id="cookie-banner">', "strong"),
        ('<div class="comments">', "strong"),
        ('<div data-component="newsletter-box">', "strong"),
        ('<div class="widget">', "gentle"),
        ('<div class="has-sidebar">', ""),
        ('<div class="commentary">', ""),
        ('<div class="article-body">', ""),
        ("<p>", ""),
        ('<div class="">', ""),
    ],
)
def test_an_element_is_judged_by_tag_role_style_and_labels(markup: str, kind: str) -> None:
    root = tree.parse_root(f"<body>{markup}x")
    assert noise.noise_kind(root[0][0] if root.tag == "html" else root[0]) == kind


def labels(body: str) -> list[str]:
    root = tree.parse_root(f"<body>{body}</body>")
    found = noise.noisy_elements(root, prose_below(cut_blocks(root, set())), root.find(".//h1"))
    return sorted(element.get("class") or str(element.tag) for element in found.sure)


def test_the_outermost_element_is_given_alone() -> None:
    body = f'<p>{PROSE * 9}</p><div class="related"><div class="share">x</div></div>'
    assert labels(body) == ["related"]


def test_a_label_on_most_of_the_prose_is_not_believed() -> None:
    assert labels(f'<div class="sidebar"><p>{PROSE * 9}</p></div>') == []
    assert labels(f'<div class="widget"><p>{PROSE}</p></div><p>{PROSE * 4}</p>') == []
    assert labels(f'<div class="widget"><p>{PROSE}</p></div><p>{PROSE * 19}</p>') == ["widget"]


def test_a_box_for_sharing_that_quotes_somebody_stays() -> None:
    quote = "<blockquote>It rains in Bria.</blockquote>"
    assert labels(f'<p>{PROSE}</p><div class="social-embed">{quote}</div>') == []
    assert labels(f'<p>{PROSE}</p><div class="social-embed">x</div>') == ["social-embed"]


def test_rows_of_tables_and_emphasis_are_never_dropped() -> None:
    assert labels(f'<p>{PROSE}<em class="ad">x</em></p><table><tr class="ad"><td>1</table>') == []


@pytest.mark.parametrize(
    "given",
    [
        "hidden",
        'hidden="until-found"',
        'style="display:none"',
        'style="color: red; DISPLAY : none !important"',
        'style="visibility:hidden"',
        'style="opacity:0"',
        'style="font-size:0px;"',
        'style="position:absolute; left:-9999px"',
        'style="text-indent: -5000px"',
        'style="clip: rect(0,0,0,0)"',
    ],
)
@pytest.mark.parametrize("tag", ["p", "span", "em", "strong"])
def test_what_attribute_or_style_hides_goes(tag: str, given: str) -> None:
    assert labels(f"<p>{PROSE * 9}</p><{tag} {given}>{PROSE}</{tag}>") == [tag]


@pytest.mark.parametrize(
    "style",
    [
        "opacity:0.5",
        "opacity:.9",
        "font-size:0.9em",
        "line-height:0",
        "left:-10px",
        "min-height:0",
        "backface-visibility:hidden",
    ],
)
def test_what_a_style_shows_stays(style: str) -> None:
    assert labels(f'<p>{PROSE * 9}</p><p style="{style}">{PROSE}</p>') == []


def test_rows_and_cells_that_are_hidden_go() -> None:
    rows = f"<tr hidden><td>{PROSE}</td></tr><tr><td style='display:none'>{PROSE}</td></tr>"
    assert labels(f"<p>{PROSE * 9}</p><table>{rows}</table>") == ["td", "tr"]


@pytest.mark.parametrize("label", ["modal", "popup", "comments", "sidebar", "related"])
def test_what_holds_the_title_is_never_boilerplate(label: str) -> None:
    inside = f'<div class="{label}"><h1>Bridge</h1><p>{PROSE}</p></div>'
    assert labels(f"{inside}<p>{PROSE * 9}</p>") == []
    assert labels(f"<h1>Bridge</h1><p>{PROSE * 9}</p>{inside.replace('h1', 'b')}") == [label]


def test_what_holds_much_of_the_prose_is_told_apart_but_not_a_body() -> None:
    root = tree.parse_root(
        f"<body><h1>Bridge</h1><aside><p>{PROSE * 9}</p></aside>"
        f'<div class="label-hidden article-body"><p>{PROSE * 9}</p></div></body>'
    )
    found = noise.noisy_elements(root, prose_below(cut_blocks(root, set())))
    assert [element.tag for element in found.large] == ["aside"]
    assert not found.sure


@pytest.mark.parametrize(
    "heading", ["3 Comments", "Kommentare (12)", "Комментарии", "评论", "コメント"]
)
def test_what_stands_below_a_heading_of_comments_is_none_of_the_article(heading: str) -> None:
    below = '<ul class="readers"><li>I knew it.</li></ul>'
    assert labels(f"<h1>Shut</h1><p>{PROSE * 9}</p><div><h3>{heading}</h3>{below}</div>") == [
        "readers"
    ]


def test_a_heading_that_only_names_comments_parts_nothing() -> None:
    body = f"<h1>Shut</h1><p>{PROSE}</p><h2>Comments on the budget fell on deaf ears</h2>"
    assert labels(f"{body}<p>{PROSE * 9}</p>") == []
