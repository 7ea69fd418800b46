"""The HTML of a feed's summaries becomes text."""

from __future__ import annotations

import time

import pytest

from bot.feeds.extract.body.fragment import MAX_FRAGMENT, html_to_text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>One &amp;amp; two</p><p>Three</p>", "One & two\nThree"),
        ("&lt;p&gt;Bonjour &amp;eacute;t&amp;eacute;&lt;/p&gt;", "Bonjour été"),
        ("Plain &#8217; text", "Plain ’ text"),
        (
            "<p>News.</p><p>The post <a href=x>News</a> appeared first on <a href=y>Site</a>.</p>",
            "News.",
        ),
        (
            "<p>Info.</p><p>L’article <a>Info</a> est apparu en premier sur <a>Le Site</a>.</p>",
            "Info.",
        ),
        ("<p>Cet article Info est apparu en premier sur Le Site.</p>", ""),
        ('Text <a href="x">Read more</a>', "Text"),
        ("Un texte… <a href='x'>Lire la suite</a>", "Un texte…"),
        ("<script>alert(1)</script><img src='https://t.example/p.gif'>Hello", "Hello"),
        ("a < b", "a < b"),
        ("", ""),
        ("nord\u00a0coréen\u200b", "nord\u00a0coréen"),
    ],
)
def test_markup_calls_and_notes_go_and_the_text_stays(fragment: str, text: str) -> None:
    assert html_to_text(fragment) == text


def test_hostile_fragments_take_bounded_time() -> None:
    start = time.process_time()
    for piece in ("<p>", "&amp;", "The post ", "Read more ", "<a href=", "[", "\n"):
        html_to_text(piece * (300_000 // len(piece)))
        html_to_text("Read more " * 20 + (piece + "…") * (300_000 // len(piece)))
    assert time.process_time() - start < 20


def test_a_fragment_is_read_up_to_a_limit() -> None:
    assert html_to_text("<p>Zorbal</p>" + " " * MAX_FRAGMENT + "<p>Kenvar</p>") == "Zorbal"


def test_a_call_in_the_middle_of_a_text_stays() -> None:
    text = "<p>He told them to read more.</p><p>She left.</p>"
    assert html_to_text(text) == "He told them to read more.\nShe left."


def test_a_call_goes_from_the_end_of_a_long_text_whatever_follows_it() -> None:
    long = "It rains. " * 300
    assert html_to_text(f"{long}Read more ... »\u00a0\n") == long.strip()
    assert html_to_text(f"{long}THE POST Rain APPEARED FIRST ON Kenvar.") == long.strip()
    assert html_to_text(f"Read more{'.' * 2_000}") == f"Read more{'.' * 2_000}"


def test_a_caption_is_no_part_of_a_summary() -> None:
    html = "<figure><img src=x><figcaption>The lock</figcaption></figure><p>It rains.</p>"
    assert html_to_text(html) == "It rains."
