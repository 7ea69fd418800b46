"""Put the invented articles into the frames of real pages."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader

from tests.quality.corpus.texts import HERE, Told, all_articles, all_words
from tests.quality.reading.sets import Sample

CHARSETS = {"ruportal": "windows-1251", "oldtable": "iso-8859-1"}
"""Frames whose pages are not UTF-8, as their meta element says."""
STANDFIRST = ("drupal", "interview")
"""Frames that show a standfirst apart from the text."""
UNSIGNED = ("press",)
"""Frames that show no author."""


@cache
def _frames() -> Environment:
    return Environment(loader=FileSystemLoader(HERE / "frames"), autoescape=True)


def corpus_samples() -> list[Sample]:
    """Make every page of the corpus, with what is right of it."""
    return [_sample(told) for told in all_articles()]


def _sample(told: Told) -> Sample:
    alike = [o for o in all_articles() if o.language == told.language and o is not told]
    at = sum(map(ord, told.key)) % len(alike)
    page = (
        _frames()
        .get_template(f"{told.frame}.html")
        .render(
            a=told,
            w=all_words()[told.language],
            lang=told.language,
            others=(alike[at:] + alike[:at]) * 3,
        )
    )
    charset = CHARSETS.get(told.frame, "utf-8")
    return Sample(told.key, told.url, page.encode(charset, "xmlcharrefreplace"), _truth(told))


def _truth(told: Told) -> dict[str, object]:
    parts = told.shown if told.frame == "paywall" else told.blocks
    lines = [
        line for part in parts for line in ((part.head, part.text) if part.head else (part.text,))
    ]
    return {
        "articleBody": "\n".join(lines),
        "standfirst": told.lead if told.frame in STANDFIRST else "",
        "title": told.title,
        "authors": [] if told.frame in UNSIGNED else list(told.authors),
        "published": told.iso,
        "language": told.language,
        "stub": told.frame == "paywall",
        "frame": told.frame,
    }
