"""A card as plain values under stable English keys: what a receiver reads, and its signature."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from bot.cards import AlertFacts, Card, bare_words
from bot.core.language.text import clean_text
from bot.models import Delivery, DeliveryKind

Json = dict[str, Any]

VERSION = 1
"""Raised when a key changes its meaning or goes; a new key is no new version."""


def render(delivery: Delivery, card: Card, *, repeat: bool, edits: str = "") -> Json:
    """Write a delivery: what it is, then what it tells; `edits` is the id of what it changes.

    `repeat` says that an earlier try may have arrived; the id is then the same as at that try.
    """
    told = [_told_facts(facts) for facts in card.facts]
    made: Json = {"version": VERSION, "id": delivery.name, "kind": delivery.kind.value}
    made |= {"edits": edits} if edits else {}
    made |= {"repeat": repeat, "title": _plain_words(bare_words(card.title)), "link": card.url}
    if delivery.kind is DeliveryKind.DIGEST:
        return made | {"stories": told}
    if told:
        return made | told[0]
    return made | {"text": [_plain_words(bare_words(part)) for part in card.body]}


def _told_facts(facts: AlertFacts) -> Json:
    return {
        "watch": _plain_words(facts.watch),
        "story": facts.story,
        "title": _plain_words(facts.title),
        "summary": _plain_words(facts.summary),
        "summary_by_model": facts.by_model,
        "quote": _plain_words(facts.quote),
        "link": facts.link,
        "time": facts.time.isoformat(),
        "language": facts.language,
        "outlets": [
            {"name": _plain_words(outlet.name), "link": outlet.link, "copy": outlet.copy}
            for outlet in facts.outlets
        ],
    }


def _plain_words(words: str) -> str:
    return clean_text(words).strip()


def edit_id(made: Json) -> str:
    """Name an edit after what it shows: one id while it is tried, another once more is known."""
    shown = {key: value for key, value in made.items() if key != "repeat"}
    return f"{made['id']}:{hashlib.sha256(body_of(shown)).hexdigest()[:16]}"


def body_of(made: Json) -> bytes:
    """Write the bytes that are sent and signed."""
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def body_signature(secret: str, at: int, body: bytes) -> str:
    """Sign a body together with the time of sending, in seconds since 1970."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"
