"""An article's paragraphs, gathered from a whole page."""

from __future__ import annotations

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
    body: str, *, repeated: tuple[str, ...] = (), people: tuple[str, ...] = (), lead: str = ""
) -> Body:
    known = KnownOfPage(
        frozenset({fold_line(TITLE)}), lead, people, frozenset(map(line_key, repeated))
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
