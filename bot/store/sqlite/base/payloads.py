"""Payloads as the text of a column: the kind of the delivery says which type it is."""

from __future__ import annotations

import json
from dataclasses import asdict

from bot import said
from bot.models import DeliveryKind
from bot.models.payloads import DigestPayload, KeptSummary, NoticePayload, Payload


def pack_payload(payload: Payload | None) -> str:
    """Write a payload."""
    match payload:
        case None:
            return ""
        case NoticePayload(title, lines):
            return said.pack_said((title, *lines))
        case KeptSummary() | DigestPayload():
            return json.dumps(asdict(payload), ensure_ascii=False)


def unpack_payload(kind: DeliveryKind, text: str) -> Payload | None:
    """Read what `pack_payload` wrote, None where nothing is kept or it is not ours."""
    try:
        return _read_payload(kind, text) if text else None
    except (ValueError, TypeError, LookupError):
        return None


def _read_payload(kind: DeliveryKind, text: str) -> Payload | None:
    if kind is DeliveryKind.NOTICE:
        title, *lines = said.unpack_said(text)
        return NoticePayload(title, tuple(lines))
    kept = json.loads(text)
    if kind is DeliveryKind.DIGEST:
        return DigestPayload(tuple(kept["deliveries"]))
    if kind is DeliveryKind.ALERT:
        return KeptSummary(kept["of"], kept["title"], kept["summary"], bool(kept.get("by_model")))
    return None
