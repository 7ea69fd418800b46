"""What platforms need of the commands: the declaration, its text form, and the desk to ask."""

from bot.commands.declared.catalogue import ROOT_DESCRIPTION
from bot.commands.declared.declare import (
    BUTTONS,
    COMMANDS,
    ROOT,
    Choice,
    Command,
    Desk,
    Invocation,
    Kind,
    Option,
    Value,
    find_command,
)
from bot.commands.words import (
    PRESS_LIMIT,
    command_usage,
    format_arguments,
    help_text,
    parse_arguments,
    parse_press,
    parse_text,
    press_id,
)

__all__ = [
    "BUTTONS",
    "COMMANDS",
    "PRESS_LIMIT",
    "ROOT",
    "ROOT_DESCRIPTION",
    "Choice",
    "Command",
    "Desk",
    "Invocation",
    "Kind",
    "Option",
    "Value",
    "command_usage",
    "find_command",
    "format_arguments",
    "help_text",
    "parse_arguments",
    "parse_press",
    "parse_text",
    "press_id",
]
