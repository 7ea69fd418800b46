"""A tree is cut into runs of text in reading order."""

from __future__ import annotations

import pytest

from bot.feeds.extract.body import blocks as cutting
from bot.feeds.extract.body import tree


def cut(body: str) -> list[cutting.Block]:
    return cutting.cut_blocks(tree.parse_root(f"<body>{body}</body>"), set())


def texts(body: str) -> list[str]:
    return [block.text for block in cut(body)]


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<h1>Crue</h1><p>La Vire monte.</p>", ["Crue", "La Vire monte."]),
        (
            "<div>La <b>Vire</b> <i>monte</i>.<p>Encore.</p>Puis</div>",
            ["La Vire monte.", "Encore.", "Puis"],
        ),
        ("<ul><li>un<li>deux</ul>", ["un", "deux"]),
        ("<table><tr><td>Bria</td><td>3</td></tr></table>", ["Bria 3"]),
        ("<table><tr><td><p>Bria</p></td><td>3</td></tr></table>", ["Bria", "3"]),
        ("un<br>deux<br><br>trois", ["un", "deux", "trois"]),
        ("<p>  \n\t </p><div></div>", []),
    ],
)
def test_blocks_end_where_a_reader_sees_a_new_line(body: str, blocks: list[str]) -> None:
    assert texts(body) == blocks


def test_a_break_in_the_middle_of_a_long_sentence_is_a_space() -> None:
    half = "The council of Bellecombe met on Tuesday evening and then went on to say"
    assert texts(f"{half}<br>that the bridge is shut.") == [f"{half} that the bridge is shut."]
    assert texts(f"{half}.<br>The bridge is shut.") == [f"{half}.", "The bridge is shut."]


@pytest.mark.parametrize("tag", ["script", "style", "noscript", "svg", "button", "iframe"])
def test_what_nobody_reads_is_left_out_and_what_follows_it_stays(tag: str) -> None:
    assert texts(f"<p>La Vire <{tag}>x</{tag}>monte.</p>") == ["La Vire monte."]


def test_what_is_dropped_is_left_out_and_parts_what_is_around_it() -> None:
    root = tree.parse_root("<body><div>un<aside>deux</aside>trois</div></body>")
    aside = root.find(".//aside")
    assert aside is not None
    assert [block.text for block in cutting.cut_blocks(root, {aside})] == ["un", "trois"]


def test_a_block_knows_how_much_of_it_is_links() -> None:
    plain, half, whole = cut(
        "<p>La Vire monte.</p><p>Avis <a href=x>ici</a></p><p><a href=x>Suite</a></p>"
    )
    assert (plain.link_share, whole.link_share) == (0, 1)
    assert half.links == 3
    assert half.link_share == pytest.approx(3 / len("Avis ici"))


def test_a_block_knows_its_element_and_what_is_strong() -> None:
    (block,) = cut("<p>Il a dit <strong>non</strong>.</p>")
    assert (block.element.tag, block.strong) == ("p", 3)


def test_a_page_of_more_blocks_is_cut_off() -> None:
    assert len(cut("<p>a" * (cutting.MAX_BLOCKS + 50))) == cutting.MAX_BLOCKS


def test_a_formula_is_text_but_not_its_source() -> None:
    formula = "<mi>a</mi><mo>≠</mo><mn>0</mn><annotation>a \\neq 0</annotation>"
    assert texts(f"<p>When <math>{formula}</math> holds") == ["When a≠0 holds"]
