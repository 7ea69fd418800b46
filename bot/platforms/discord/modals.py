"""A command's modal: made from the declaration, read back into arguments."""

from __future__ import annotations

from collections.abc import Iterator

from bot.commands.declared.spec import Command, Option, Value, parse_arguments, press_id
from bot.platforms.discord.render import Payload

LABEL, TEXT_INPUT, SELECT = 18, 4, 3  # Discord's types of component
SHORT, PARAGRAPH = 1, 2  # Discord's styles of input
TITLE_LENGTH = LABEL_LENGTH = 45  # characters that Discord takes
MOST_FIELDS = 5  # that Discord takes
QUERY_LENGTH, SHORT_LENGTH = 1000, 200  # characters; Discord takes 4000


def build_modal(command: Command, language: str) -> Payload:
    """Build a modal: the main argument first, then the next four that can be typed or chosen."""
    shown = [option for option in command.options if option.kind in ("text", "choice", "integer")]
    return {
        "custom_id": press_id(command.name, ""),
        "title": command.description[language][:TITLE_LENGTH],
        "components": [_label_row(option, language) for option in shown[:MOST_FIELDS]],
    }


def _label_row(option: Option, language: str) -> Payload:
    name = option.names[language]
    return {
        "type": LABEL,
        "label": f"{name[:1].upper()}{name[1:]}".replace("_", " ")[:LABEL_LENGTH],
        "description": option.description[language],
        "component": _select_menu(option, language) if option.choices else _text_input(option),
    }


def _text_input(option: Option) -> Payload:
    return {
        "type": TEXT_INPUT,
        "custom_id": option.name,
        "style": PARAGRAPH if option.long else SHORT,
        "required": option.required,
        "max_length": QUERY_LENGTH if option.long else SHORT_LENGTH,
    }


def _select_menu(option: Option, language: str) -> Payload:
    return {
        "type": SELECT,
        "custom_id": option.name,
        "required": option.required,
        "min_values": int(option.required),
        "options": [
            {"label": choice.labels[language], "value": choice.value} for choice in option.choices
        ],
    }


def fields_of(command: Command, components: list[Payload]) -> dict[str, Value]:
    """Read what was filled in; raises UsageError for a value that cannot be."""
    arguments: dict[str, Value] = {}
    for name, raw in _filled_fields(components):
        option = command.option(name)
        value = " ".join(raw.split())
        if option is None or not value:
            continue
        if option.kind == "integer":
            arguments |= parse_arguments(command, f"{name}:{value.split()[0]}")
        else:
            arguments[option.name] = value
    return arguments


def _filled_fields(components: list[Payload]) -> Iterator[tuple[str, str]]:
    for row in components:
        for field in [row["component"]] if "component" in row else row.get("components") or []:
            value = field.get("value")
            values = field.get("values") or ([value] if value else [])
            if values:
                yield str(field.get("custom_id", "")), str(values[0])
