"""Take each item's dates from its date elements, the same for every parser.

Parsers guess where an item has no date: by its id, by the clock. Here nothing else is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from bot.feeds.parse import dates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

# Names of RSS, Atom 1.0 and 0.3, Dublin Core and its terms, lower case; the earlier counts first.
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_UPDATED = ("updated", "modified", "lastbuilddate")
_DATES = frozenset({*_PUBLISHED, *_UPDATED})
_ITEMS = frozenset({"item", "entry"})


@dataclass(frozen=True, slots=True)
class Days:
    """When an item says that it was published and updated."""

    published: datetime | None = None
    updated: datetime | None = None


def told_days(text: str) -> list[Days]:
    """List the dates of the items of a document, in its order; broken XML as far as it goes."""
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return []
    return [_item_days(item) for item in _feed_items(root)] if root is not None else []


def _feed_items(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter():
        if _local_name(element) in _ITEMS and not any(
            _local_name(up) in _ITEMS for up in element.iterancestors()
        ):
            yield element


def _item_days(item: etree._Element) -> Days:
    written: dict[str, list[str]] = defaultdict(list)
    for child in item:
        if (name := _local_name(child)) in _DATES:
            written[name].append("".join(map(str, child.itertext())))
    published, updated = (
        dates.first_date(text for name in names for text in written[name])
        for names in (_PUBLISHED, _UPDATED)
    )
    return Days(published, updated)


def _local_name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()
