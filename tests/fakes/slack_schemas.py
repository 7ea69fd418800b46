"""Slack's published descriptions, where their folder lies beside the project, as validators."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

SPECS = Path(__file__).resolve().parents[3] / "shared" / "specs"
AVAILABLE = (SPECS / "slack_blocks.schema.json").exists()


@cache
def _load(name: str) -> Any:
    return json.loads((SPECS / name).read_text(encoding="utf-8"))


@cache
def _definition(name: str, kind: str) -> Draft7Validator:
    schema = _load(name)
    return Draft7Validator({"$ref": f"#/definitions/{kind}", "definitions": schema["definitions"]})


BLOCK_KINDS = {
    "rich_text": "RichTextBlock",
    "section": "SectionBlock",
    "header": "HeaderBlock",
    "context": "ContextBlock",
    "actions": "ActionsBlock",
    "divider": "DividerBlock",
    "image": "ImageBlock",
    "input": "InputBlock",
}


def block_errors(blocks: list[Any], most: int = 50) -> list[str]:
    """Check blocks by the schema and by the limits that it tells in words."""
    errors = [f"{len(blocks)} blocks"] if len(blocks) > most else []
    for block in blocks:
        errors += _lengths(block)
        if AVAILABLE:
            kind = BLOCK_KINDS.get(block.get("type"), "KnownBlock")
            errors += [
                _short(e) for e in _definition("slack_view.schema.json", kind).iter_errors(block)
            ]
    return errors


def _short(error: Any) -> str:
    return f"{'/'.join(map(str, error.path))}: {error.message[:200]}"


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _lengths(value: Any) -> list[str]:
    errors: list[str] = []
    if isinstance(value, list):
        for part in value:
            errors += _lengths(part)
    if isinstance(value, dict):
        kind = value.get("type")
        text = value.get("text")
        words = text.get("text") if isinstance(text, dict) else text
        if kind in {"text", "plain_text", "mrkdwn", "link"} and words is not None:
            errors += (
                [f"{kind}: {units(words)} characters"] if not 1 <= units(words) <= 3000 else []
            )
        if kind == "header" and units(words) > 150:
            errors.append("header too long")
        errors += _buttons(value)
        for part in value.values():
            errors += _lengths(part)
    return errors


def _buttons(value: dict[str, Any]) -> list[str]:
    errors: list[str] = []
    kind = value.get("type")
    if kind == "button":
        errors += ["button label too long"] if units(value["text"]["text"]) > 75 else []
        errors += ["button value too long"] if len(value.get("value", "")) > 2000 else []
        errors += ["action id too long"] if len(value.get("action_id", "")) > 255 else []
    if kind in {"link", "button"} and not str(value.get("url", "https://")).startswith("http"):
        errors.append("no web address")
    if kind == "actions":
        ids = [element["action_id"] for element in value["elements"]]
        errors += ["action ids repeat"] if len(set(ids)) < len(ids) else []
        errors += ["too many buttons"] if len(ids) > 25 else []
    return errors


def view_errors(view: Any) -> list[str]:
    """Check a view: its blocks, its title and its kind."""
    errors = block_errors(view.get("blocks", []), 100)
    for key in ("title", "submit", "close"):
        if key in view and not 1 <= units(view[key]["text"]) <= 24:
            errors.append(f"{key} length")
    if len(view.get("private_metadata", "")) > 3000:
        errors.append("private_metadata too long")
    if AVAILABLE:
        kind = {"modal": "ModalView", "home": "HomeView"}[view["type"]]
        frame = view | {"blocks": []}  # its blocks are checked above, each by its own kind
        errors += [
            _short(e) for e in _definition("slack_view.schema.json", kind).iter_errors(frame)
        ]
    return errors


def method_errors(method: str, arguments: dict[str, Any]) -> list[str]:
    """Check a call against the lists of methods and arguments."""
    if not AVAILABLE:
        return []
    known = _load("slack_sdk_methods.json").get(method)
    paths = _load("slack_web_openapi_v2.json")["paths"]
    if known is None and f"/{method}" not in paths:
        return [f"no method {method}"]
    errors = []
    spec = known or {"params": [], "required": []}
    extra = set(arguments) - set(spec["params"]) - {"token"} - _openapi(paths.get(f"/{method}"))
    errors += [f"{method}: no argument {name}" for name in sorted(extra)]
    missing = set(spec["required"]) - set(arguments) - {"app_token", "client_id", "client_secret"}
    errors += [f"{method}: {name} is missing" for name in sorted(missing)]
    return errors


def _openapi(path: Any) -> set[str]:
    operation = next(iter(path.values())) if path else {}
    return {parameter["name"] for parameter in operation.get("parameters", [])}
