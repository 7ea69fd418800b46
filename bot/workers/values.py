"""Feeds and pages as what JSON can carry, and back."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.models import Entry, Page, ParsedFeed, Reading


def feed_head(feed: ParsedFeed) -> dict[str, Any]:
    """Return a feed as what JSON can carry."""
    return {**_flat_fields(feed), "entries": [_flat_fields(entry) for entry in feed.entries]}


def feed_of(head: dict[str, Any]) -> ParsedFeed:
    """Return the feed that `feed_head` gave; raises TypeError or ValueError for anything else."""
    items = [_with_times(item, "published", "updated", "starts") for item in head.pop("entries")]
    links = tuple((str(rel), str(href)) for rel, href in head.pop("links"))
    return ParsedFeed(**head, links=links, entries=tuple(Entry(**item) for item in items))


def page_head(reading: Reading) -> dict[str, Any]:
    """Return a page as read as what JSON can carry."""
    return {
        "page": _flat_fields(reading.page),
        "lines": sorted(reading.lines),
        "onward": reading.onward,
    }


def page_of(head: dict[str, Any]) -> Reading:
    """Return what `page_head` gave; raises TypeError or ValueError for anything else."""
    page = Page(**_with_times(head["page"], "published"))
    return Reading(page, frozenset(head["lines"]), str(head["onward"]))


def _flat_fields(value: Entry | Page | ParsedFeed) -> dict[str, Any]:
    # dataclasses.asdict would copy every text and date of a large feed.
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _with_times(item: dict[str, Any], *names: str) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(item[name]) for name in names if item[name]}
    return {**item, **times, "authors": tuple(item["authors"])}
