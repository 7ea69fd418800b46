"""The page reader on pages written for it: body, boilerplate, stubs, hostile input."""

import time
from datetime import UTC, datetime

import pytest

from bot.errors import ParseError
from bot.feeds.extract.body import boilerplate as lines
from bot.feeds.extract.page import extract_article, read_with_lines
from tests.quality import score_pages
from tests.quality.reading.sets import own_samples

SENTENCE = "The council of the town met on Tuesday and said that the bridge would stay closed. "
PARAGRAPHS = "".join(f"<p>Part {n}. {SENTENCE * 2}</p>" for n in range(6))
TITLE = "Bridge stays shut"
PAGE = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{PARAGRAPHS}</body></html>"


@pytest.fixture(scope="module")
def own_pages():
    return score_pages.with_memory(own_samples())


def test_the_body_of_every_own_page_is_whole(own_pages):
    assert list(score_pages.lost(own_pages)) == []


def test_no_boilerplate_of_the_own_pages_comes_through(own_pages):
    assert list(score_pages.leaks(own_pages)) == []


def test_every_field_of_the_own_pages_is_read(own_pages):
    assert list(score_pages.wrong_fields(own_pages)) == []


def test_words_joined_by_no_break_signs_stay_as_the_page_has_them(own_pages):
    page = next(page for sample, page in own_pages if sample.key == "fr-divs-missile")
    assert "nord‑coréen" in page.text
    assert "Corée\u00a0du\u00a0Nord" in page.text
    assert "Wagner" in page.text
    assert "Corée" not in page.title + page.standfirst


def test_title_is_no_part_of_the_text():
    page = extract_article(PAGE)
    assert page.title == "Bridge stays shut"
    assert len(page.text.split("\n")) == 6
    assert "stays shut" not in page.text


def test_a_line_that_the_host_repeats_is_dropped():
    page = PAGE.replace(
        "</h1>", "</h1><p>Our reporters walk the river so that nobody else must.</p>"
    )
    assert "Our reporters" in extract_article(page).text
    keys = frozenset({lines.line_key("Our reporters walk the river so that nobody else must.")})
    assert "Our reporters" not in extract_article(page, repeated=keys).text
    assert keys <= read_with_lines(page, repeated=keys).lines


def test_a_standfirst_shared_by_other_pages_is_not_given():
    page = PAGE.replace(
        "<title>",
        '<meta name="description" content="All the news of the river, day by day by day."><title>',
    )
    reading = read_with_lines(page)
    assert reading.page.standfirst.startswith("All the news")
    key = lines.line_key(reading.page.standfirst)
    assert key in reading.lines
    assert extract_article(page, repeated=frozenset({key})).standfirst == ""


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "empty"),
        (b" \n\x00", "empty"),
        (b"%PDF-1.7 x", "PDF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"PK\x03\x04xx", "ZIP"),
        (b"\x1f\x8b\x08", "gzip"),
        (bytes(range(256)) * 20, "binary"),
        (b"just words", "no HTML"),
        ("a < b and c > d", "no HTML"),
        (b'<?xml version="1.0"?><rss version="2.0"></rss>', "rss"),
    ],
)
def test_what_is_no_page_is_refused_in_words(body, word):
    with pytest.raises(ParseError, match=word):
        extract_article(body)


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-16", "utf-16-le", "utf-8-sig", "cp1252", "latin-1"]
)
def test_charsets(charset):
    text = (
        "<html><head><meta charset=iso-8859-1></head><body>"
        + "<p>Le marché couvert a rouvert samedi, après dix mois de travaux réguliers et d'été.</p>"
        * 5
    )
    assert "marché couvert a rouvert samedi, après" in extract_article(text.encode(charset)).text


def test_half_written_pages_are_read_as_far_as_they_go():
    assert "Part 3" in extract_article(PAGE[: PAGE.index("Part 4")]).text


def hostile() -> dict[str, str]:
    return {
        "nested": "<body>" + "<div>" * 100_000 + PARAGRAPHS + "</div>" * 100_000,
        "many blocks": "<body>" + "<p>a b c</p>" * 300_000,
        "many pictures": "<body>" + "<div><img src=x>cap</div>" * 50_000,
        "huge attribute": f"<body><a title='{'b' * 5_000_000}'>x</a>{PARAGRAPHS}",
        "huge class": f"<body><div class='{'newsletter-x ' * 300_000}'>x</div>{PARAGRAPHS}",
        "line breaks": "<body>" + "word<br>" * 300_000,
        "one long word": "<body><p>" + "a" * 4_000_000,
        "open tags": "<p " * 1_000_000,
        "entities": "<!DOCTYPE html [<!ENTITY a 'xx'><!ENTITY b '&a;&a;'>]><body>"
        + "&b;" * 100_000
        + PARAGRAPHS,
        "json": f"<body><script type='application/ld+json'>{'[' * 900_000}</script>{PARAGRAPHS}",
        "nulls": "<body>" + "\x00".join(PARAGRAPHS),
        "rule starts": "<body>"
        + "".join(
            f"<p>{x * (100_000 // len(x))}</p>"
            for x in ("lire aussi ", "(photo ", "© ", "par A", " / afp", "12:")
        ),
    }


@pytest.mark.parametrize("name", hostile())
def test_hostile_pages_take_bounded_time(name):
    start = time.process_time()
    page = extract_article(hostile()[name], "https://host.example/a")
    assert time.process_time() - start < 20
    assert len(page.text) <= 500_000
    if name in ("nested", "huge attribute", "huge class", "json", "nulls"):
        assert "Part 5" in page.text


def test_a_stub_is_told_by_a_cut_text_and_a_sign():
    assert not extract_article(PAGE).stub
    short = "<body><h1>Inside the bank that failed</h1>"
    short += "<p>The manager kept a ledger in a tin, and took it home on the bus on Fridays.</p>"
    assert not extract_article(short).stub
    assert extract_article(short + "<div>Il vous reste 82 % de cet article à lire.</div>").stub
    assert extract_article(short + "<div>Subscribe to continue reading</div>").stub


def test_a_whole_article_that_speaks_of_subscribers_is_no_stub():
    page = PAGE.replace(
        "</h1>",
        "</h1><p>Tickets are gone, said the club. Already a member? they asked at the door.</p>",
    )
    assert not extract_article(
        page.replace("</body>", PARAGRAPHS.replace("Part", "Then") + "</body>")
    ).stub


def test_published_is_aware():
    page = extract_article(PAGE, "https://host.example/2026/05/04/bridge")
    assert page.published == datetime(2026, 5, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "asks",
    [
        "You need to enable JavaScript to run this app.",
        "<p>Bitte JavaScript aktivieren, um die Seite zu sehen.</p>",
        "<div><h1>Sans JavaScript</h1><p>Ce site a besoin de JavaScript.</p></div>",
    ],
)
def test_what_asks_for_scripts_is_no_article(asks: str) -> None:
    story = (
        "<p>The harbour council closed the pier on Tuesday night after cracks were found.</p>" * 3
    )
    assert "pier" in extract_article(f"<div id=root></div><noscript>{story}</noscript>").text
    page = f"<title>Post</title><div id=root></div><noscript>{asks}</noscript>"
    assert extract_article(page).text == ""
