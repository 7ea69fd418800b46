"""Put the invented articles into the frames of real pages."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader

from tests.quality.corpus.texts import HERE, Told, all_articles, all_words
from tests.quality.reading.sets import Sample

CHARSETS = {"ruportal": "windows-1251", "oldtable": "iso-8859-1"}
"""Frames whose pages are not UTF-8, as their meta element says."""
PLAIN = (
    *("scroll", "forum", "inline", "mobile", "builder"),
    *("magazine", "letter", "siblings", "testid"),
)
"""Frames of the folder `later`, in turn for the articles that no other of them is made for."""
MADE_FOR = {"live": "ticker", "interview": "dialogue", "paywall": "gate"}
MARKED = {"results": "siblings", "press": "siblings"}
"""Those that show a table or a list need a frame that does."""
STANDFIRST = ("drupal", "interview", "dialogue")
"""Frames that show a standfirst apart from the text."""
UNSIGNED = ("press",)
"""Frames that show no author."""


@cache
def _frames(folder: str) -> Environment:
    return Environment(loader=FileSystemLoader(HERE / folder), autoescape=True)


def corpus_samples() -> list[Sample]:
    """Make every page of the corpus, with what is right of it."""
    return [_sample(told, "frames", told.frame) for told in all_articles()]


def later_samples() -> list[Sample]:
    """Make a page of every article in a frame that was written when the rules stood."""
    return [
        _sample(told, "later", (MADE_FOR | MARKED).get(told.frame, PLAIN[at % len(PLAIN)]))
        for at, told in enumerate(all_articles())
    ]


def _sample(told: Told, folder: str, frame: str) -> Sample:
    alike = [o for o in all_articles() if o.language == told.language and o is not told]
    at = sum(map(ord, told.key)) % len(alike)
    page = (
        _frames(folder)
        .get_template(f"{frame}.html")
        .render(
            a=told,
            w=all_words()[told.language],
            lang=told.language,
            others=(alike[at:] + alike[:at]) * 3,
        )
    )
    charset = CHARSETS.get(frame, "utf-8")
    return Sample(
        told.key, told.url, page.encode(charset, "xmlcharrefreplace"), _truth(told, frame)
    )


def _truth(told: Told, frame: str) -> dict[str, object]:
    parts = told.shown if told.frame == "paywall" else told.blocks
    lines = [
        line for part in parts for line in ((part.head, part.text) if part.head else (part.text,))
    ]
    return {
        "articleBody": "\n".join(lines),
        "standfirst": told.lead if frame in STANDFIRST else "",
        "title": told.title,
        "authors": [] if frame in UNSIGNED else list(told.authors),
        "published": told.iso,
        "language": told.language,
        "stub": told.frame == "paywall",
        "frame": frame,
    }
