"""The engines on text that is handed in: match, extract, summarize, stories."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import inputs
from bot.cli.root import app, current_settings, options
from bot.errors import InputError, ParseError, UsageError
from bot.models import OPERATOR, Match, Page, Sense, Watchlist

if TYPE_CHECKING:
    from bot.core.match.matcher import Watch


def _write_line(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of lines without one; reading the clock would make two runs differ."""


@app.command()
def match(
    watch: Annotated[
        list[str] | None, typer.Option("--watch", "-w", help="A query; may be repeated.")
    ] = None,
    aliases: Annotated[
        bool, typer.Option("--aliases/--no-aliases", help="Expand places, people and groups.")
    ] = True,
    sense: Annotated[
        Sense | None, typer.Option(help="Which kind of thing the queries stand for.")
    ] = None,
) -> None:
    """Match watchlists against JSON lines on standard input.

    Each line is an object with id, title, summary, content, language, source, url, published;
    each output line is {id, matches}. Without --watch the watchlists of the configuration count.
    """
    from bot.core.match.matcher import Matcher

    matcher = Matcher(_compile_watches(watch or [], aliases, sense))
    for number, value in inputs.number_objects(inputs.json_lines()):
        article = inputs.article_of(value, number, UNDATED)
        _write_line(
            {"id": value.get("id"), "matches": [_match_json(hit) for hit in matcher.match(article)]}
        )


def _compile_watches(queries: list[str], aliases: bool, sense: Sense | None) -> list[Watch]:
    from bot.core.match.matcher import compile_watch
    from bot.wanted import operator_watchlist

    given = [Watchlist(0, OPERATOR, query, query) for query in queries]
    watches = given or [operator_watchlist(entry) for entry in current_settings().watchlists]
    if not watches:
        raise UsageError(
            "there is nothing to match", fix="give --watch QUERY, or [[watchlists]] in the file"
        )
    return [
        compile_watch(replace(watch, aliases=watch.aliases and aliases, sense=watch.sense or sense))
        for watch in watches
    ]


def _match_json(hit: Match) -> dict[str, Any]:
    return {
        "watch": hit.watch,
        "about": hit.about,
        "spans": [
            {
                "field": span.field,
                "start": span.start,
                "end": span.end,
                "text": span.text,
                "via": span.via,
            }
            for span in hit.spans
        ],
        "reasons": [str(reason) for reason in hit.reasons],
    }


@app.command()
def stories() -> None:
    """Place JSON lines on standard input in stories, in the order they come.

    Each line is an object as for `match`; each output line is {id, story, relation, score,
    nearest}, with the reasons.
    """
    from bot.core.stories.index import StoryIndex

    index, count, latest = StoryIndex(), 0, None
    for number, value in inputs.number_objects(inputs.json_lines()):
        article = inputs.article_of(value, number, latest or UNDATED)
        latest = article.published
        sketch = index.sketch(article)
        place = index.place(sketch)
        if not place.story:
            count += 1
        story = place.story or f"s{count}"
        index.add(sketch, story)
        _write_line(
            {
                "id": value.get("id"),
                "story": story,
                "relation": place.relation.value,
                "score": round(place.score, 4),
                "nearest": place.nearest or None,
                "related": place.related or None,
                "reasons": [str(reason) for reason in place.reasons],
            }
        )


@app.command()
def extract(
    file: Annotated[
        Path | None, typer.Argument(help="An HTML file, or - for standard input.")
    ] = None,
    url: Annotated[str, typer.Option(help="The page's address.")] = "",
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read {id, url, html} lines, write one line each.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write all that was found.")] = False,
) -> None:
    """Read the article of an HTML page: clean text without boilerplate.

    Lines of one host under --jsonl share a memory of repeated lines, as pages of a feed do.
    """
    if jsonl:
        for line in _extract_lines(inputs.json_lines()):
            _write_line(line)
        return
    page = _read_html(inputs.read_text(_required_file(file)), url, 0)
    if as_json or options.json:
        _write_line(_page_json(page))
    else:
        sys.stdout.write(page.text + "\n")


def _required_file(file: Path | None) -> Path:
    if file is None:
        raise UsageError("which file?", fix="name a file, - for standard input, or use --jsonl")
    return file


def _read_html(html: bytes | str, url: str, number: int) -> Page:
    from bot.feeds.extract.page import extract_article as read_page

    try:
        return read_page(html, url)
    except ParseError as error:
        raise InputError(str(error), line=number, fix=error.fix) from None


def _extract_lines(values: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    from bot.feeds.extract.body.boilerplate import repeated_keys
    from bot.feeds.extract.page import dated_page, read_with_lines
    from bot.feeds.urls import host_of

    memory: dict[str, dict[str, int]] = {}
    for number, value in inputs.number_objects(values):
        html, url = value.get("html"), inputs.address_of(value, number)
        if not isinstance(html, str) or not html.strip():
            raise InputError('"html" has to be the text of a page', line=number)
        counts = memory.setdefault(host_of(url), {}) if url else {}
        try:
            reading = read_with_lines(html, url, repeated=repeated_keys(counts))
        except ParseError as error:
            raise InputError(str(error), line=number, fix=error.fix) from None
        for key in reading.lines:
            counts[key] = counts.get(key, 0) + 1
        yield {"id": value.get("id")} | _page_json(dated_page(reading.page, url))


def _page_json(page: Page) -> dict[str, Any]:
    return {
        "title": page.title,
        "text": page.text,
        "standfirst": page.standfirst,
        "authors": list(page.authors),
        "agency": page.agency,
        "published": page.published.isoformat() if page.published else None,
        "language": page.language,
        "image": page.image,
        "stub": page.stub,
    }


@app.command()
def summarize(
    file: Annotated[
        Path | None, typer.Argument(help="An HTML or text file, or - for standard input.")
    ] = None,
    url: Annotated[str, typer.Option(help="The page's address.")] = "",
    lang: Annotated[str, typer.Option(help="The language, when it is known.")] = "",
    max_chars: Annotated[int, typer.Option(min=40, max=5000, help="The longest summary.")] = 280,
    title: Annotated[str, typer.Option(help="The headline, when it is known.")] = "",
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help="Read {id, title, content, language} lines."),
    ] = False,
) -> None:
    """Condense an article: whole sentences of its own, in its language."""
    if jsonl:
        for number, value in inputs.number_objects(inputs.json_lines()):
            article = inputs.article_of(value, number, UNDATED)
            summary = _summary_text(
                article.title, article.lead, article.text, article.language or lang, max_chars
            )
            _write_line({"id": value.get("id"), "summary": summary})
        return
    body = inputs.read_text(_required_file(file))
    read = _read_any(body, url)
    summary = _summary_text(title, read.standfirst, read.text, lang or read.language, max_chars)
    if options.json:
        _write_line({"summary": summary, "title": title or read.title})
    else:
        sys.stdout.write(summary + "\n")


def _summary_text(title: str, lead: str, text: str, language: str, limit: int) -> str:
    from bot.core.summary.selection import summarise

    if not language:
        from bot.feeds.language import detect_language

        language = detect_language(f"{title} {text[:2000]}")
    return summarise(title=title, lead=lead, text=text, language=language, limit=limit).text


def _read_any(body: bytes, url: str) -> Page:
    """Read HTML as a page and anything else that is text as the text itself."""
    head = body[:2000].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml")) or b"<body" in head or b"<p" in head:
        return _read_html(body, url, 0)
    if b"\0" in body:
        raise InputError("this is binary input, not text", fix="hand in HTML or UTF-8 text")
    try:
        return Page(text=body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(
            f"byte {error.start + 1} is not UTF-8 text", fix="hand in HTML or UTF-8 text"
        ) from None
