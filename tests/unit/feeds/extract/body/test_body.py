"""An article's paragraphs, gathered from a whole page."""

from __future__ import annotations

import pytest

from bot.feeds.extract.body import tree
from bot.feeds.extract.body.body import Body, KnownOfPage, gather_body
from bot.feeds.extract.body.boilerplate import fold_line, line_key

TITLE = "The bridge of Bellecombe stays shut"
LEAD = "The town has no money for the bridge and will ask the county for help in the spring."


def sentence(number: int) -> str:
    return f"Member {number} of the council said on Tuesday that the bridge would stay closed."


PARAGRAPHS = [sentence(number) for number in range(8)]
TEXT = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)


def gathered(
    body: str,
    *,
    repeated: tuple[str, ...] = (),
    people: tuple[str, ...] = (),
    lead: str = "",
    given: str = "",
) -> Body:
    known = KnownOfPage(
        frozenset({fold_line(TITLE)}), lead, people, frozenset(map(line_key, repeated)), given
    )
    return gather_body(tree.parse_root(f"<body>{body}</body>"), known)


def test_paragraphs_come_without_title_navigation_and_boilerplate() -> None:
    page = f"<nav>Town County</nav><h1>{TITLE}</h1>{TEXT}<p>Read more: a cat</p><footer>x</footer>"
    found = gathered(page)
    assert list(found.paragraphs) == PARAGRAPHS
    assert found.title == TITLE


def test_a_marked_standfirst_is_told_and_no_paragraph() -> None:
    found = gathered(f'<h1>{TITLE}</h1><p class="standfirst">{LEAD}</p>{TEXT}')
    assert found.standfirst == LEAD
    assert list(found.paragraphs) == PARAGRAPHS


def test_what_the_host_repeats_is_dropped() -> None:
    line = "Our reporters walk along the river so that nobody else in the county must."
    page = f"<h1>{TITLE}</h1><p>{line}</p>{TEXT}"
    assert line in gathered(page).paragraphs
    assert list(gathered(page, repeated=(line,)).paragraphs) == PARAGRAPHS


def test_a_memory_that_would_empty_an_article_is_not_believed() -> None:
    found = gathered(f"<h1>{TITLE}</h1>{TEXT}", repeated=tuple(PARAGRAPHS))
    assert list(found.paragraphs) == PARAGRAPHS


def test_every_line_that_was_looked_at_is_told() -> None:
    found = gathered(f"<nav>Town</nav><h1>{TITLE}</h1><p>By Ana Roy</p>{TEXT}")
    assert {"Town", TITLE, "By Ana Roy", *PARAGRAPHS} <= set(found.seen)
    assert "By Ana Roy" in found.head


def test_a_linked_sentence_in_a_paragraph_is_text_and_a_linked_line_is_not() -> None:
    said = (
        '<p>And he <a href="x">said that the mayor of Bria would never agree to pay for it</a>.</p>'
    )
    link = '<p><a href="x">A cat is found in the tower of the mill</a></p>'
    found = gathered(f"<h1>{TITLE}</h1>{TEXT}{said}{link}")
    assert found.paragraphs[-1].startswith("And he said")


def test_a_page_of_boilerplate_alone_has_no_paragraphs() -> None:
    assert gathered("<p>Share</p><p>Read more: a cat</p>").paragraphs == ()


OTHERS = [
    f"At {hour} o'clock the herons of Orvane were counted once more, and again there was one less."
    for hour in range(1, 25)
]
OTHER = "".join(f"<p>{line}</p>" for line in OTHERS)
WHOLE = [f"{line} Lorries go over the dam at Marlieu." for line in PARAGRAPHS]
WRITTEN = "".join(f"<p>{line}</p>" for line in WHOLE)
TITLED = f"<h1>{TITLE}</h1>{WRITTEN}"


@pytest.mark.parametrize(
    "page",
    [
        f"<article>{TITLED}<aside><ul>{OTHER}</ul></aside></article>",
        f"<div>{TITLED}</div><aside>{OTHER}</aside>",
        f"<aside>{OTHER}</aside><div>{TITLED}</div>",
        f"<div>{TITLED}</div><div class='comments'>{OTHER}</div>",
        f"<div>{TITLED}</div><div class='related-stories'>{OTHER}</div>",
        f"<div>{TITLED}</div><div style='display:none'>{OTHER}</div>",
        f"<div>{TITLED}</div><div role='complementary'>{OTHER}</div>",
    ],
)
def test_longer_boilerplate_does_not_take_the_place_of_the_article(page: str) -> None:
    assert list(gathered(page).paragraphs) == WHOLE


@pytest.mark.parametrize(
    "box",
    [
        '<div class="modal"><div class="modal-content">',
        '<div class="popup" role="dialog"><div>',
        '<div class="sidebar"><div class="promo">',
        '<div id="page-comments"><div class="related">',
        "<form><div>",
        "<dialog open><div>",
    ],
)
def test_an_article_is_found_whatever_its_container_is_called(box: str) -> None:
    end = "".join(f"</{part.split()[0].strip('>')}>" for part in reversed(box.split("<")[1:]))
    found = gathered(f"{box}{TITLED}{end}<aside>{OTHER}</aside>")
    assert list(found.paragraphs) == WHOLE


def test_a_body_with_a_label_that_means_something_else_is_not_lost() -> None:
    body = f'<div class="with-sidebar sidebar">{WRITTEN}</div>'
    assert list(gathered(f"<h1>{TITLE}</h1>{body}").paragraphs) == WHOLE


def test_what_follows_the_title_is_not_lost_to_a_longer_part_behind_it() -> None:
    found = gathered(f"<div>{TITLED}<div class='live'>{OTHER}</div></div>")
    assert list(found.paragraphs)[: len(WHOLE)] == WHOLE


SHOWN_BY_SCRIPT = [
    "<div id=root></div>",
    "<div id=root>Loading</div>",
    f"<div id=root></div><div>{OTHER}</div>",
]


@pytest.mark.parametrize("page", SHOWN_BY_SCRIPT)
@pytest.mark.parametrize(
    "given",
    ["\n\n".join(WHOLE), WRITTEN, WRITTEN.replace("<", "&lt;").replace(">", "&gt;")],
    ids=["plain", "html", "escaped"],
)
def test_the_text_for_machines_is_read_where_the_page_shows_none(page: str, given: str) -> None:
    assert list(gathered(page, given=given).paragraphs) == WHOLE


@pytest.mark.parametrize("page", [TITLED, f"<div>{WRITTEN}</div>"])
def test_the_text_of_the_page_goes_before_the_one_for_machines(page: str) -> None:
    assert list(gathered(page, given="\n".join(OTHERS[:2])).paragraphs) == WHOLE
    assert list(gathered(page, given="\n".join((*WHOLE, *OTHERS))).paragraphs) == WHOLE


def test_an_item_that_is_a_link_belongs_to_a_list_of_text() -> None:
    items = "<li>The mill has a new wheel.</li><li>The ferry sails again.</li>"
    linked = '<li><a href="/x">The lock was emptied for repairs</a></li>'
    mixed = gathered(f"<h1>{TITLE}</h1>{TEXT}<ul>{items}{linked}</ul>")
    assert "The lock was emptied for repairs" in mixed.paragraphs
    links = gathered(f"<h1>{TITLE}</h1>{TEXT}<ul>{linked * 3}</ul>")
    assert "The lock was emptied for repairs" not in links.paragraphs


def test_a_first_paragraph_that_is_also_the_description_is_text() -> None:
    ad = "<div>Advertisement</div><div>More</div>"
    page = f"<h1>{TITLE}</h1><div><p>{LEAD}</p>{ad}{TEXT}</div>"
    assert gathered(page, lead=LEAD).paragraphs[0] == LEAD


def test_the_line_of_a_paywall_is_no_text_and_what_stands_before_it_is_all() -> None:
    teasers = (
        '<div class="t"><b><a href="/x">A cat is found in the mill</a></b><p>Two.</p></div>' * 4
    )
    text = f"<p>{LEAD}</p><p>{PARAGRAPHS[0]}</p>"
    page = f"<h1>{TITLE}</h1>{text}<p>Subscribe to continue reading.</p>{teasers}"
    assert gathered(page).paragraphs == (LEAD, PARAGRAPHS[0])


def test_a_first_paragraph_with_a_large_initial_is_text() -> None:
    first = f'<p class="dropcap"><span>{LEAD[0]}</span>{LEAD[1:]}</p>'
    text = "".join(f"<p>{line} {line}</p>" for line in PARAGRAPHS)
    assert gathered(f"<h1>{TITLE}</h1><div>{first}{text}</div>", lead=LEAD).paragraphs[0] == LEAD
    bold = f'<p class="b"><strong>{LEAD}</strong></p>'
    assert LEAD not in gathered(f"<h1>{TITLE}</h1><div>{bold}{text}</div>", lead=LEAD).paragraphs
