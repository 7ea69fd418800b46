"""Modals from the declaration of a command: a view with its fields, and what was filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.cards import Card, bare_words
from bot.commands.declared.spec import Command, Invocation, Option, Value
from bot.core.language.text import clean_text
from bot.i18n import language_of
from bot.platforms.slack.cut import cut_units
from bot.platforms.slack.installing.workspaces import PREFIX
from bot.platforms.slack.render import Json, card_blocks, plain_text

TITLE = 24  # characters that Slack takes
LABEL = 75  # characters; Slack takes more, a line holds no more
OPTION = 75  # characters that Slack takes
PLACEHOLDER = 150  # characters that Slack takes
METADATA = 3000  # characters that Slack takes
VIEW_BLOCKS = 100  # that Slack takes

TEXTS = {
    "en": {"submit": "OK", "close": "Cancel", "done": "Close", "true": "yes", "false": "no"},
    "fr": {"submit": "OK", "close": "Annuler", "done": "Fermer", "true": "oui", "false": "non"},
}


def build_modal(
    command: Command, language: str, arguments: Mapping[str, Value], metadata: Mapping[str, str]
) -> Json:
    """Make the view that asks for a command's arguments, filled with those given."""
    language = language_of(language)
    private = json.dumps(metadata, ensure_ascii=False)
    return {
        "type": "modal",
        "callback_id": f"wb:{command.name}",
        "title": plain_text(cut_units(_capital_name(command.names[language]), TITLE)),
        "submit": plain_text(TEXTS[language]["submit"]),
        "close": plain_text(TEXTS[language]["close"]),
        "private_metadata": private if len(private) <= METADATA else "{}",
        "blocks": [
            _input_block(option, language, arguments.get(option.name), option is command.main)
            for option in command.options
        ],
    }


def result_view(card: Card, language: str) -> Json:
    """Make a view that shows an answer where there is no message to answer to."""
    title = cut_units(clean_text(bare_words(card.title)).strip() or "Wirebell", TITLE)
    return {
        "type": "modal",
        "callback_id": "wb:answer",
        "title": plain_text(title),
        "close": plain_text(TEXTS[language_of(language)]["done"]),
        "blocks": card_blocks(card, image=False),
    }


def _capital_name(name: str) -> str:
    return name[:1].upper() + name[1:].replace("-", " ")


def _input_block(option: Option, language: str, value: Value | None, main: bool) -> Json:
    element = _input_element(option, language, value)
    element["action_id"] = f"wb:{option.name}"
    return {
        "type": "input",
        "block_id": f"{option.name}",
        "label": plain_text(cut_units(_capital_name(option.names[language]), LABEL)),
        "hint": plain_text(option.description[language]),
        "optional": not (option.required and main),
        "element": element,
    }


def _input_element(option: Option, language: str, value: Value | None) -> Json:
    match option.kind:
        case "boolean":
            labels = {key: TEXTS[language][key] for key in ("true", "false")}
            return _static_menu(labels, None if value is None else str(bool(value)).lower())
        case "choice":
            return _static_menu({one.value: one.labels[language] for one in option.choices}, value)
        case "channel":
            return _conversation_menu(value)
        case "integer":
            return _number_field(option, value)
    return (
        _suggested_menu(option, language, value)
        if option.autocomplete
        else _words_field(option, value)
    )


def _conversation_menu(value: Value | None) -> Json:
    element: Json = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if value:
        return element | {"initial_conversation": str(value).removeprefix(PREFIX)}
    return element | {"default_to_current_conversation": True}


def _suggested_menu(option: Option, language: str, value: Value | None) -> Json:
    element: Json = {
        "type": "external_select",
        "min_query_length": 0,
        "placeholder": plain_text(cut_units(option.description[language], PLACEHOLDER)),
    }
    return element | ({"initial_option": _menu_choice(str(value), str(value))} if value else {})


def _words_field(option: Option, value: Value | None) -> Json:
    element: Json = {"type": "plain_text_input", "multiline": option.long, "max_length": 3000}
    return element | ({"initial_value": cut_units(str(value), 2900)} if value else {})


def _number_field(option: Option, value: Value | None) -> Json:
    element: Json = {"type": "number_input", "is_decimal_allowed": False}
    for key, bound in (("min_value", option.minimum), ("max_value", option.maximum)):
        if bound is not None:
            element[key] = str(bound)
    return element | ({"initial_value": str(value)} if value is not None else {})


def _static_menu(labels: Mapping[str, str], value: Value | None) -> Json:
    choices = {key: _menu_choice(label, key) for key, label in labels.items()}
    given = {"initial_option": choices[str(value)]} if str(value) in choices else {}
    return {"type": "static_select", "options": list(choices.values())} | given


def _menu_choice(label: str, value: str) -> Json:
    return {"text": plain_text(cut_units(clean_text(label).strip() or "…", OPTION)), "value": value}


def suggestion_options(pairs: list[tuple[str, str]]) -> list[Json]:
    """Turn (label, value) pairs into options; a value too long for one is left out."""
    return [_menu_choice(label, value) for label, value in pairs if 0 < len(value) <= OPTION][:100]


def submitted_invocation(command: Command, view: Mapping[str, Any]) -> Invocation:
    """Read what was filled in."""
    arguments: dict[str, Value] = {}
    values = (view.get("state") or {}).get("values") or {}
    for option in command.options:
        state = (values.get(option.name) or {}).get(f"wb:{option.name}") or {}
        value = _filled_value(option, state)
        if value not in (None, ""):
            arguments[option.name] = value
    return Invocation(command.name, arguments)


def _filled_value(option: Option, state: Mapping[str, Any]) -> Value | None:
    chosen = (state.get("selected_option") or {}).get("value")
    if option.kind == "boolean":
        return None if chosen is None else chosen == "true"
    if option.kind == "channel":
        channel = state.get("selected_conversation")
        return f"{PREFIX}{channel}" if channel else None
    raw = str(chosen or state.get("value") or "").strip()
    if option.kind == "integer":
        return int(raw) if raw.isascii() and raw.isdigit() else None
    return raw


def metadata_of(view: Mapping[str, Any]) -> dict[str, str]:
    """Read what a view was told to remember."""
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}
