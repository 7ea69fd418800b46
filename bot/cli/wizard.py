"""`wirebell init`: questions, or flags, that become a configuration file."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.root import SHOWN, app, emit_value, options
from bot.cli.tools import keyword_parameter
from bot.core.channels import CONSOLE
from bot.errors import ConfigError, UsageError
from bot.i18n import LANGUAGES
from bot.platforms.plug import PlatformEntry, Question
from bot.platforms.registry import PLATFORMS
from bot.ports.private import private_file


@dataclass
class Answers:
    """What goes into the file; `secrets` by platform and key of its table."""

    language: str = "en"
    timezone: str = "UTC"
    secrets: dict[tuple[str, str], str] = field(default_factory=dict)
    feeds: list[str] = field(default_factory=list)
    watches: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)


ASKED = [(entry, question) for entry in PLATFORMS for question in entry.questions]
CHANNELS = [entry.channels.short for entry in PLATFORMS]
SecretFile = Annotated[Path | None, typer.Option(help="A file that holds this secret.")]


def _flag_name(entry: PlatformEntry, question: Question) -> str:
    return f"{entry.name}_{question.key}_file"


def _with_secrets(command: Callable[..., None]) -> Callable[..., None]:
    """Add a flag for the file of each secret that a platform asks for."""
    own = signature(command, eval_str=True).parameters.values()
    flags = [
        keyword_parameter(_flag_name(entry, question), SecretFile, None)
        for entry, question in ASKED
    ]
    kept = [parameter for parameter in own if parameter.kind is not Parameter.VAR_KEYWORD]
    command.__signature__ = Signature([*kept, *flags])  # type: ignore[attr-defined]
    return command


@app.command()
@_with_secrets
def init(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; take the flags.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Overwrite a file that is there.")] = False,
    feed: Annotated[list[str] | None, typer.Option(help="A feed's address; repeatable.")] = None,
    watch: Annotated[list[str] | None, typer.Option(help="What to watch; repeatable.")] = None,
    channel: Annotated[
        list[str] | None,
        typer.Option(help=f"Where alerts go: {', '.join(CHANNELS)}; repeatable."),
    ] = None,
    language: Annotated[str, typer.Option(help=f"{' or '.join(LANGUAGES)}.")] = "en",
    timezone: Annotated[str, typer.Option(help="Such as Europe/Paris.")] = "UTC",
    **files: Path | None,
) -> None:
    """Write a configuration file, by questions or by flags."""
    target = output or options.config or Path("config.toml")
    if os.path.exists(target) and not force:
        raise UsageError(f"{target} is there already", fix="add --force to overwrite it")
    answers = Answers(
        language,
        timezone,
        _read_secrets(files),
        list(feed or ()),
        list(watch or ()),
        list(channel or ()),
    )
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("there is no terminal to ask on", fix="use --yes with flags")
        ask_questions(answers)
    _write_file(target, render_file(answers))
    emit_value(
        {"file": str(target)}, lambda: f"{target} is written. Next: wirebell check, wirebell run"
    )


def _read_secrets(files: Mapping[str, Path | None]) -> dict[tuple[str, str], str]:
    return {
        (entry.name, question.key): _read_secret(path)
        for entry, question in ASKED
        if (path := files[_flag_name(entry, question)])
    }


def _read_secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"cannot read {path}", fix="check the path and its rights") from None


def ask_questions(answers: Answers) -> None:
    """Ask for everything; an empty answer leaves a thing out."""
    import questionary

    answers.language = questionary.select(
        "Language?", choices=list(LANGUAGES), default=answers.language
    ).unsafe_ask()
    answers.timezone = questionary.text("Time zone?", default=answers.timezone).unsafe_ask()
    for entry, wanted in ASKED:
        name = (entry.name, wanted.key)
        if name in answers.secrets or not _follows_answer(answers, entry, wanted):
            continue
        if answer := questionary.password(wanted.words).unsafe_ask():
            answers.secrets[name] = answer
    _ask_several(answers.feeds, "Address of a feed (empty: enough)?")
    _ask_several(answers.watches, "What to watch, such as Corée du Nord (empty: enough)?")
    chats = [entry.channels.short for entry in PLATFORMS if _answered_table(answers, entry)]
    if chats:
        _ask_several(answers.channels, f"Channel, as {' or '.join(chats)} (empty: enough)?")


def _follows_answer(answers: Answers, entry: PlatformEntry, wanted: Question) -> bool:
    return not wanted.after or (entry.name, wanted.after) in answers.secrets


def _answered_table(answers: Answers, entry: PlatformEntry) -> dict[str, str]:
    """Give the table of a platform, empty unless what it cannot do without was answered."""
    keys = [question.key for question in entry.questions]
    given = {key: answers.secrets.get((entry.name, key), "") for key in keys}
    return given if any(given[one.key] for one in entry.questions if not one.after) else {}


def _ask_several(found: list[str], words: str) -> None:
    import questionary

    while answer := questionary.text(words).unsafe_ask().strip():
        found.append(answer)


def render_file(answers: Answers) -> str:
    """Write the file's text; raises ConfigError naming what cannot be."""
    lines = ["# Every setting is explained in config.example.toml."]
    lines += _table_lines(
        "[bot]", language=answers.language, timezone=answers.timezone, data_dir="data"
    )
    for entry in PLATFORMS:
        if table := _answered_table(answers, entry):
            lines += _table_lines(f"[{entry.name}]", **table)
    for url in answers.feeds:
        lines += _table_lines("[[feeds]]", url=url)
    for query in answers.watches:
        lines += _table_lines("[[watchlists]]", query=query)
    if answers.watches:
        for channel in answers.channels or [CONSOLE]:
            lines += _table_lines("[[subscriptions]]", channel=channel, watchlists=["*"])
    return "\n".join(lines) + "\n"


def _table_lines(head: str, **values: str | list[str]) -> list[str]:
    # A JSON text is a TOML text too.
    pairs = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return ["", head, *pairs]


def _write_file(target: Path, text: str) -> None:
    """Write the file for its owner only, as it may hold tokens; a wrong answer writes nothing."""
    from bot import config
    from bot.asked import refuse_own

    try:
        settings = config.read_settings(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"an answer holds a control character: {error}") from None
    try:
        refuse_own(settings, target)
        private_file(target)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot write {str(target)[:SHOWN]}: {error.strerror}",
            fix="name another file with --output",
        ) from None
