"""What stands between a title and the first paragraph."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.feeds.extract.body import head, tree
from bot.feeds.extract.body.blocks import Block, cut_blocks

LEAD = "The town has no money for the bridge and will ask the county for help in the spring."
PROSE = "The council of Bellecombe met on Tuesday and said that the bridge would stay closed."


def blocks(body: str) -> list[Block]:
    return cut_blocks(tree.parse_root(f"<body>{body}</body>"), set())


def test_the_short_lines_around_the_title_are_given_those_after_it_first() -> None:
    page = blocks(f"<p>Town</p><h1>Shut</h1><p>By Ana Roy</p><p>{PROSE * 3}</p><p>11 May</p>")
    assert head.head_lines(page, 1) == ("By Ana Roy", "11 May", "Town")
    assert head.head_lines(page, -1) == ()


def test_a_byline_begins_with_by_or_is_an_agency() -> None:
    lines = ["By Ana Roy", "Par Luc Ferrand", "AFP", "Bypass opened", "11 May 2026"]
    assert head.byline_lines(lines) == ("By Ana Roy", "Par Luc Ferrand", "AFP")


@pytest.mark.parametrize("line", ["11 mai 2026 à 7h42", "2026-05-11", "11/05/2026"])
def test_a_line_that_is_a_date_is_one(line: str) -> None:
    assert head.is_date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "— 11 mai 2026",
        "The bridge that was built on 11 May 2026 was never once used by anybody.",
        "In 2026",
        "ana@post.example 11 May 2026",
        "Tuesday",
    ],
)
def test_a_sentence_a_signature_and_half_a_date_are_none(line: str) -> None:
    assert not head.is_date_line(line)


def test_the_first_date_of_the_head_counts() -> None:
    lines = ["Town", "By Ana Roy", "11 May 2026", "12 May 2026"]
    assert head.head_date(lines) == datetime(2026, 5, 11, tzinfo=UTC)
    assert head.head_date(["Town", "By Ana Roy"]) is None


@pytest.mark.parametrize(
    "lead",
    [
        f'<p class="standfirst">{LEAD}</p>',
        f'<div class="chapo"><p>{LEAD}</p></div>',
        f"<h2>{LEAD}</h2>",
    ],
)
def test_a_label_or_a_long_second_heading_makes_a_standfirst(lead: str) -> None:
    page = blocks(f"<h1>Shut</h1>{lead}<p>{PROSE}</p>")
    found = head.find_standfirst(page, 0)
    assert found is not None
    assert found.text == LEAD


@pytest.mark.parametrize(
    "lead",
    [
        f"<p>{LEAD}</p>",
        '<p class="standfirst">Short</p>',
        f'<p class="standfirst"><a href=x>{LEAD}</a></p>',
        f'<p class="leaderboard">{LEAD}</p>',
    ],
)
def test_a_paragraph_a_link_and_a_scrap_are_no_standfirst(lead: str) -> None:
    assert head.find_standfirst(blocks(f"<h1>Shut</h1>{lead}<p>{PROSE}</p>"), 0) is None


def test_without_a_title_there_is_no_standfirst() -> None:
    assert head.find_standfirst(blocks(f'<p class="standfirst">{LEAD}</p>'), -1) is None


def kept(body: str, lead: str = "", people: tuple[str, ...] = ()) -> list[str]:
    page = blocks(body)
    return [block.text for block in head.without_head(page, page, lead, people)]


def test_names_dates_and_agencies_that_stand_alone_are_dropped_from_the_first_blocks() -> None:
    body = f"<p>Ana Roy</p><p>11 May 2026</p><p>AFP</p><p>{PROSE}</p><p>{PROSE}</p>"
    assert kept(body, people=("Ana Roy",)) == [PROSE, PROSE]
    assert kept(body)[0] == "Ana Roy"


def test_further_down_a_name_alone_is_text() -> None:
    body = f"<p>{PROSE}</p>" * head.MAX_HEAD + "<p>Ana Roy</p>"
    assert kept(body, people=("Ana Roy",))[-1] == "Ana Roy"


def test_a_description_that_is_the_first_paragraph_stays_and_one_set_apart_goes() -> None:
    assert kept(f"<p>{LEAD}</p><p>{PROSE}</p><p>{PROSE}</p>", LEAD)[0] == LEAD
    apart = f'<p class="intro">{LEAD}</p><p>{PROSE}</p><p>{PROSE}</p>'
    assert kept(apart, LEAD) == [PROSE, PROSE]


def test_a_standfirst_among_paragraphs_alike_is_the_first_of_them() -> None:
    page = '<div><p class="intro">{}</p>{}</div>'
    alike = blocks(page.format(LEAD, "<p>It rains.</p>" * 3))
    assert head.opens_text(alike[0], alike)
    apart = blocks(page.format(LEAD, "<div>It rains.</div>" * 3))
    assert not head.opens_text(apart[0], apart)
