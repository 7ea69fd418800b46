"""The declaration of the commands, and commands as one line of text."""

import contextlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.declared.spec import (
    BUTTONS,
    COMMANDS,
    Invocation,
    command_usage,
    find_command,
    format_arguments,
    help_text,
    parse_press,
    parse_text,
    press_id,
)
from bot.errors import UsageError

NAMES = """
latest, search, watch, unwatch, watches, test, subscribe, unsubscribe, subscriptions, story, why,
trend, digest, mute, feeds, feed-add, feed-remove, health, settings, help
"""
MAIN = {
    "query": ("search", "test", "watch"),
    "watch": ("unwatch", "subscribe", "unsubscribe", "trend", "mute"),
    "alert": ("why",),
    "story": ("story",),
    "url": ("feed-add", "feed-remove"),
}
DISCORD_NAME = re.compile(r"[-_\w]{1,32}")


def test_every_command_is_declared_once_in_order():
    declared = [command.name for command in COMMANDS]
    assert declared == NAMES.replace(",", " ").split(), "name it at its place in NAMES above"


def test_main_arguments_come_first_and_are_the_only_required_ones():
    for main, names in MAIN.items():
        for name in names:
            command = find_command(name)
            assert command is not None
            assert command.main is not None
            assert command.main.name == main
    for command in COMMANDS:
        assert not any(option.required for option in command.options[1:])


def test_texts_fit_the_limits_in_both_languages():
    for thing in (*COMMANDS, *(option for command in COMMANDS for option in command.options)):
        assert set(thing.names) == set(thing.description) == {"en", "fr"}
        for name in (thing.name, *thing.names.values()):
            assert DISCORD_NAME.fullmatch(name)
            assert name == name.lower()
        assert all(1 <= len(line) <= 100 for line in thing.description.values())


def test_localised_names_are_unique():
    for language in ("en", "fr"):
        names = [command.names[language] for command in COMMANDS]
        assert len(set(names)) == len(names)
        for command in COMMANDS:
            options = [option.names[language] for option in command.options]
            assert len(set(options)) == len(options)


@pytest.mark.parametrize("word", ["desabonner", "Désabonner", "UNSUBSCRIBE"])
def test_names_are_found_folded_in_any_language(word):
    command = find_command(word)
    assert command is not None
    assert command.name == "unsubscribe"


@pytest.mark.parametrize(
    ("line", "command", "arguments"),
    [
        ("watch Corée du Nord", "watch", {"query": "Corée du Nord"}),
        ("search Wagner --days 30", "search", {"query": "Wagner", "days": 30}),
        ("search Wagner days:30", "search", {"query": "Wagner", "days": 30}),
        ("search —days=30 Wagner Mali", "search", {"query": "Wagner Mali", "days": 30}),
        ("chercher Wagner jours:7", "search", {"query": "Wagner", "days": 7}),
        ('search "in days:30" x', "search", {"query": '"in days:30" x'}),
        ("search title:Wagner", "search", {"query": "title:Wagner"}),
        ("watch Mali --no-aliases", "watch", {"query": "Mali", "aliases": False}),
        ("watch --urgent Mali", "watch", {"query": "Mali", "urgent": True}),
        ("watch Mali urgent:oui", "watch", {"query": "Mali", "urgent": True}),
        ("watch Wagner sense:lieu", "watch", {"query": "Wagner", "sense": "place"}),
        ('watch Mali name:"Le Mali"', "watch", {"query": "Mali", "name": "Le Mali"}),
        (
            "subscribe Mali channel:<#C123|news> mention:<!subteam^S9|desk>",
            "subscribe",
            {"watch": "Mali", "channel": "C123", "mention": "S9"},
        ),
        ("feed add https://x.example/rss", "feed-add", {"url": "https://x.example/rss"}),
        ("why", "why", {}),
        ("", "help", {}),
    ],
)
def test_a_line_is_read(line, command, arguments):
    assert parse_text(line) == Invocation(command, arguments)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("serch Wagner", "search"),
        ("wach Mali", "watch"),
        ("xyzzyx", "help"),
        ("search Mali days:many", "days:30"),
        ("search Mali days:9999", "days:30"),
        ("watch Mali sense:river", "organisation, place, person"),
    ],
)
def test_a_wrong_line_says_what_to_write_instead(line, says):
    with pytest.raises(UsageError) as caught:
        parse_text(line)
    assert says in caught.value.fix


def test_a_button_survives_as_text():
    wanted = Invocation("search", {"query": "Corée du Nord", "days": 30}, page=3)
    assert parse_press(press_id("search", format_arguments(wanted), 3)) == wanted
    for name, argument in BUTTONS.items():
        assert parse_press(press_id(name, "17")) == Invocation(name, {argument: "17"})
    assert parse_press("other:thing") is None
    assert parse_press("wb:nothing:1") is None


@given(st.text(max_size=300))
def test_any_line_is_read_or_refused_in_words(line):
    with contextlib.suppress(UsageError):
        assert find_command(parse_text(line).command)


@pytest.mark.parametrize("filler", ["a ", '"', "“", "« ", "--name ", "days:", "--no-"])
def test_long_lines_take_no_time(filler):
    line = "watch " + filler * (3900 // len(filler))
    started = time.process_time()
    with contextlib.suppress(UsageError):
        parse_text(line)
    assert time.process_time() - started < 4
    with pytest.raises(UsageError, match="longer"):
        parse_text("watch " + filler * 20_000)


def test_help_names_every_command_in_both_languages():
    for language in ("en", "fr"):
        lines = help_text(language).splitlines()
        assert len(lines) == len(COMMANDS)
    assert command_usage(COMMANDS[1]) == "/news search <query> [days:…]"


def test_help_uses_names_that_are_read_in_that_language():
    for language in ("en", "fr"):
        for line, command in zip(help_text(language).split("\n"), COMMANDS, strict=True):
            called = line.split(":")[0].split()[1]
            assert find_command(called) is command
            assert called == command.names[language]
