"""Read what a page says of its article in JSON-LD; broken or hostile blocks count as absent."""

from __future__ import annotations

import html
import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

MAX_SCRIPTS = 500
"""Scripts of a page that are looked at, by hand: bounds the cost."""
MAX_SCRIPT = 1_000_000
"""Characters of one block, by hand: bounds the cost; the article's own text may be in it."""
MAX_NODES = 2_000
"""Nodes of a page that are looked at, by hand: bounds the cost."""

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|NewsItem|CreativeWork)$")
_RAW_BREAK = re.compile(r"[\x00-\x1f]")

Node = dict[str, Any]


def article_node(root: HtmlElement) -> Node:
    """Give the JSON-LD node that describes the page's article, {} when there is none."""
    best: Node = {}
    for node in _json_nodes(root):
        if _rank_node(node) > _rank_node(best):
            best = node
    return best


def _rank_node(node: Node) -> int:
    """Prefer an article node, and among them the one that says most."""
    if not any(_ARTICLE.search(kind) for kind in plain_texts(node.get("@type"))):
        return 0
    wanted = ("headline", "datePublished", "author", "articleBody", "image", "description")
    return 1 + sum(bool(node.get(key)) for key in wanted)


def _json_nodes(root: HtmlElement) -> Iterator[Node]:
    seen = 0
    for script in islice(root.iter("script"), MAX_SCRIPTS):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        waiting = [_load_json(script.text or "")]
        while waiting and seen < MAX_NODES:
            value = waiting.pop()
            seen += 1
            if isinstance(value, list):
                waiting += reversed(value)
            elif isinstance(value, dict):
                yield value
                waiting += [value[key] for key in ("mainEntity", "@graph") if key in value]


def _load_json(source: str) -> object:
    source = source.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip().rstrip(";")
    if len(source) > MAX_SCRIPT:
        return None
    for attempt in (source, _RAW_BREAK.sub(" ", source)):
        try:
            return json.loads(attempt)
        except (ValueError, RecursionError):
            continue
    return None


def plain_texts(value: object) -> list[str]:
    """List the plain texts of a value: a string, a list of them, or things with a name."""
    found: list[str] = []
    for item in value[:50] if isinstance(value, list) else [value]:
        named = item.get("name") or item.get("@value") if isinstance(item, dict) else item
        if isinstance(named, list):
            found += [part for part in named[:50] if isinstance(part, str)]
        elif isinstance(named, str) and named.strip():
            found.append(html.unescape(named).strip())
    return found


def image_of(node: Node) -> str:
    """Give the address of a node's first image."""
    value = node.get("image") or node.get("thumbnailUrl") or ""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id") or ""
    if isinstance(value, list):
        value = value[0] if value else ""
    return value.strip() if isinstance(value, str) else ""


def is_locked(node: Node) -> bool:
    """Tell whether the node says that the article has to be paid for."""
    value = node.get("isAccessibleForFree")
    return value is False or (isinstance(value, str) and value.strip().lower() in ("false", "no"))
