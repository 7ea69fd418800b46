"""What a page hides is no text of its article."""

from __future__ import annotations

import pytest

from bot.feeds.extract.body import hidden, tree
from bot.feeds.extract.page import extract_article

PARAGRAPH = "<p>The council of Bellecombe met on Tuesday and said that the bridge is shut.</p>"


def names(*styles: str) -> frozenset[str]:
    sheets = "".join(f"<style>{style}</style>" for style in styles)
    return hidden.hidden_names(tree.parse_root(f"<head>{sheets}</head><body>x</body>"))


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        (".a{display:none}", {".a"}),
        ("p.a, #b { color: red; visibility: hidden !important }", {".a", "#b"}),
        ("/* .b{display:none} */ .a{display:none}", {".a"}),
        (".c{color:red} .a{display :none;}", {".a"}),
        ("@media print{.b{display:none}} .a{display:none}", {".a"}),
        ("@import url(x.css); .a{display:none}", set()),
        (".b .a{display:none}", set()),
        (".js-open .a:hover{display:none}", set()),
        (".a{display:block}", set()),
        (".a{display:none", set()),
        ("}}}.a{display:none}", {".a"}),
    ],
)
def test_a_style_sheet_hides_by_simple_rules_that_always_hold(sheet: str, found: set[str]) -> None:
    assert names(sheet) == found


def test_a_sheet_for_print_hides_nothing() -> None:
    root = tree.parse_root("<head><style media=print>.a{display:none}</style></head><body>x</body>")
    assert hidden.hidden_names(root) == frozenset()


@pytest.mark.parametrize(
    "markup",
    [
        "<p hidden>",
        '<p style="color:red; display:none">',
        '<p class="a">',
        '<div id="b">',
        '<div aria-hidden="true">',
    ],
)
def test_a_hidden_paragraph_is_not_read(markup: str) -> None:
    page = (
        "<head><style>.a{display:none} #b{display:none}</style></head>"
        f"<body><h1>The bridge of Bellecombe</h1>{PARAGRAPH * 9}"
        f"{markup}Wagner is named here for nobody to read, at some length.</body>"
    )
    assert "Wagner" not in extract_article(page).text
    assert "Bellecombe" in extract_article(page).text


def test_an_initial_that_is_hidden_from_listeners_is_read() -> None:
    page = f'<body><p><span aria-hidden="true">W</span>agner left.</p>{PARAGRAPH * 9}</body>'
    assert "Wagner left." in extract_article(page).text


def test_a_sheet_that_would_hide_most_of_the_page_is_not_believed() -> None:
    body = f'<div class="a">{PARAGRAPH * 9}</div>'
    page = f"<head><style>.a{{display:none}}</style></head><body>{body}</body>"
    assert "Bellecombe" in extract_article(page).text
