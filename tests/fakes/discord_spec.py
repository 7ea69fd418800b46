"""What Discord would refuse: its published schema where that is at hand, and limits it lacks."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

SPEC = Path(__file__).parents[2].parent / "shared" / "specs" / "discord_openapi.json"
_URI = re.compile(r"https?://[A-Za-z0-9._\[\]:-]+(?:[/?#][A-Za-z0-9%/:=&?~#+!$,;'@*._()\[\]-]*)?")
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(_URI.fullmatch(value))


def spec_there() -> bool:
    return SPEC.exists()


@cache
def _document() -> dict[str, Any]:
    return json.loads(SPEC.read_text())


@cache
def _validator(method: str, template: str) -> Draft202012Validator | None:
    operation = _document()["paths"].get(template, {}).get(method.lower())
    content = (operation or {}).get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    if schema is None:
        return None
    return Draft202012Validator(
        {"components": _document()["components"], **schema}, format_checker=_FORMATS
    )


def refusal(method: str, template: str, body: Any) -> str:
    """Say why a body would be refused, empty when it would not."""
    if spec_there():
        validator = _validator(method, template)
        error = best_match(validator.iter_errors(body)) if validator else None
        if error:
            return f"{method} {template}: {'/'.join(map(str, error.path))}: {error.message[:300]}"
    if isinstance(body, dict):
        message = body.get("message") or body.get("data") or body
        if isinstance(message, dict) and ("embeds" in message or "content" in message):
            return _message_limits(message)
    return ""


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def embed_units(embed: dict[str, Any]) -> int:
    texts = [embed.get("title", ""), embed.get("description", "")]
    texts.append((embed.get("footer") or {}).get("text", ""))
    for field in embed.get("fields", []):
        texts += [field["name"], field["value"]]
    return sum(map(units, texts))


def _message_limits(message: dict[str, Any]) -> str:
    embeds = message.get("embeds") or []
    if sum(map(embed_units, embeds)) > 6000:
        return "more than 6000 characters in the embeds"
    if not message.get("content") and not any(embed_units(embed) for embed in embeds):
        return "an empty message"
    if len(message.get("components") or []) > 5:
        return "more than five rows"
    for embed in embeds:
        if units(embed.get("title", "")) > 256 or units(embed.get("description", "")) > 4096:
            return "a title or description that is too long"
        for field in embed.get("fields", []):
            if not field["name"].strip() or not field["value"].strip():
                return "an empty field"
            if units(field["name"]) > 256 or units(field["value"]) > 1024:
                return "a field that is too long"
    return _button_limits(message)


def _button_limits(message: dict[str, Any]) -> str:
    seen = set()
    for row in message.get("components") or []:
        for button in row.get("components", []):
            custom_id, url = button.get("custom_id"), button.get("url")
            if bool(custom_id) == bool(url):
                return "a button without exactly one of custom_id and url"
            if custom_id in seen:
                return f"two buttons {custom_id}"
            seen.add(custom_id or url)
    return ""


_MENTION = re.compile(r"@(everyone|here)|<@&?!?\d+>")


def pings(message: dict[str, Any]) -> list[str]:
    """List what a message would ping: mentions in its content that it allows."""
    found = [match.group() for match in _MENTION.finditer(message.get("content") or "")]
    allowed = message.get("allowed_mentions")
    if allowed is None:
        return found
    roles = {f"<@&{role}>" for role in allowed.get("roles") or []}
    users = {f"<@{user}>" for user in allowed.get("users") or []}
    parse = set(allowed.get("parse") or [])
    return [
        mention
        for mention in found
        if mention in roles | users
        or ("everyone" in parse and mention.startswith("@"))
        or ("roles" in parse and mention.startswith("<@&"))
        or ("users" in parse and mention.startswith("<@") and not mention.startswith("<@&"))
    ]
