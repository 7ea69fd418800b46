"""The shape of what Slack sends: looked at once, so that nothing behind it has to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

Json = Mapping[str, Any]

TABLES = ("event", "team", "user", "channel", "container", "view", "message", "enterprise")
"""The keys under which a body holds a table, or nothing."""
TEXTS = ("type", "command", "action_id", "callback_id", "response_url")
"""The keys under which a body, its view, event or actions hold a text, or nothing."""
NAMED_BY = {
    "block_suggestion": "action_id",
    "view_submission": "view",
    "view_closed": "view",
    "message_action": "callback_id",
    "shortcut": "callback_id",
    "event_callback": "event",
    "block_actions": "actions",
}
"""What bolt looks for a listener by, of each type of body."""
IDS = ("user_id", "team_id", "channel_id", "id")
"""The keys under which a body or a table of it holds an id, or nothing."""
LONGEST_ID = 64
"""Characters of an id, by hand: Slack's have eleven, and they go into addresses."""
DEEPEST = 50
"""Levels of tables in tables, by hand: Slack's views have a dozen."""


class Misshapen(ValueError):
    """Say that a body is not of the kind that Slack sends."""


def read_body(raw: bytes, content_type: str) -> Json:
    """Read the body of a request, JSON or a form; raises Misshapen."""
    try:
        text = raw.decode("utf-8")
        if content_type == "application/json" or text.startswith("{"):
            return shaped(json.loads(text))
        form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
        return shaped(json.loads(form["payload"]) if "payload" in form else form)
    except (ValueError, RecursionError) as error:
        raise Misshapen("not what Slack sends") from error


def shaped(value: Any) -> Json:
    """Check a body by what is taken for granted about it; raises Misshapen."""
    read = _whole(value, 0)
    if not isinstance(read, dict):
        raise Misshapen("no table")
    # Bolt asks whether a key is there, and takes it that something stands behind it.
    body = {key: part for key, part in read.items() if part is not None}
    for key in TABLES:
        _table(body, key)
    _rows(body, "actions")
    _rows(body, "authorizations")
    _view(body.get("view") or {})
    _table(body.get("event") or {}, "tokens")
    _named(body)
    return body


def _named(body: Json) -> None:
    """Look at what bolt finds a listener by, and at what becomes a part of an address."""
    actions = body.get("actions") or []
    if "event" in body and not body["event"]:
        raise Misshapen("the event is empty")
    for part in (body, *(body.get(key) or {} for key in TABLES)):
        if any(len(str(part.get(key) or "")) > LONGEST_ID for key in IDS):
            raise Misshapen("an id is too long")
    for part in (body, body.get("view") or {}, body.get("event") or {}, *actions):
        for key in TEXTS:
            if not isinstance(part.get(key), str | None):
                raise Misshapen(f"{key} is no text")
    needed = NAMED_BY.get(body.get("type") or "")
    if (needed and not body.get(needed)) or not all(action.get("action_id") for action in actions):
        raise Misshapen("it names nothing to answer")


def _table(body: Json, key: str) -> Json:
    found = body.get(key)
    if found is not None and not isinstance(found, dict):
        raise Misshapen(f"{key} is no table")
    return found or {}


def _rows(body: Json, key: str) -> None:
    found = body.get(key)
    if found is None:
        return
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Misshapen(f"{key} is no list of tables")


def _view(view: Json) -> None:
    if not isinstance(view.get("private_metadata") or "", str):
        raise Misshapen("private_metadata is no text")
    fields = _table(_table(view, "state"), "values")
    for block in fields:
        for name in _table(fields, block):
            element = _table(_table(fields, block), name)
            _table(element, "selected_option")


def _whole(value: Any, depth: int) -> Any:
    """Copy a value without halves of characters, which can neither be stored nor sent."""
    if depth > DEEPEST:
        raise Misshapen("nested too deeply")
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_whole(key, depth): _whole(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list):
        return [_whole(part, depth + 1) for part in value]
    return value
