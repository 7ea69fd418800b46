"""`wirebell init`: questions, or flags, that become a configuration file."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.root import app, emit, options
from bot.errors import ConfigError, UsageError


@dataclass
class Answers:
    """What goes into the file."""

    language: str = "en"
    timezone: str = "UTC"
    discord_token: str = ""
    slack_bot_token: str = ""
    slack_app_token: str = ""
    feeds: list[str] = field(default_factory=list)
    watches: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)


SecretFile = Annotated[Path | None, typer.Option(help="A file that holds this secret.")]


@app.command()
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
        typer.Option(help="Where alerts go: console, discord:ID or slack:ID; repeatable."),
    ] = None,
    language: Annotated[str, typer.Option(help="en or fr.")] = "en",
    timezone: Annotated[str, typer.Option(help="Such as Europe/Paris.")] = "UTC",
    discord_token_file: SecretFile = None,
    slack_bot_token_file: SecretFile = None,
    slack_app_token_file: SecretFile = None,
) -> None:
    """Write a configuration file, by questions or by flags."""
    target = output or options.config or Path("config.toml")
    if target.exists() and not force:
        raise UsageError(f"{target} is there already", fix="add --force to overwrite it")
    answers = Answers(
        language,
        timezone,
        _secret(discord_token_file),
        _secret(slack_bot_token_file),
        _secret(slack_app_token_file),
        list(feed or ()),
        list(watch or ()),
        list(channel or ()),
    )
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("there is no terminal to ask on", fix="use --yes with flags")
        question(answers)
    _write(target, render(answers))
    emit({"file": str(target)}, lambda: f"{target} is written. Next: wirebell check, wirebell run")


def _secret(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"cannot read {path}", fix="check the path and its rights") from None


def question(answers: Answers) -> None:
    """Ask for everything; an empty answer leaves a thing out."""
    import questionary

    answers.language = questionary.select(
        "Language?", choices=["en", "fr"], default=answers.language
    ).unsafe_ask()
    answers.timezone = questionary.text("Time zone?", default=answers.timezone).unsafe_ask()
    secrets = (
        ("discord_token", "Discord bot token (empty: no Discord)?"),
        ("slack_bot_token", "Slack bot token, xoxb-… (empty: no Slack)?"),
    )
    for name, words in secrets:
        setattr(answers, name, getattr(answers, name) or questionary.password(words).unsafe_ask())
    if answers.slack_bot_token and not answers.slack_app_token:
        answers.slack_app_token = questionary.password("Slack app token, xapp-…?").unsafe_ask()
    _several(answers.feeds, "Address of a feed (empty: enough)?")
    _several(answers.watches, "What to watch, such as Corée du Nord (empty: enough)?")
    if answers.discord_token or answers.slack_bot_token:
        _several(answers.channels, "Channel, as discord:ID or slack:ID (empty: enough)?")


def _several(found: list[str], words: str) -> None:
    import questionary

    while answer := questionary.text(words).unsafe_ask().strip():
        found.append(answer)


def render(answers: Answers) -> str:
    """Write the file's text; raises ConfigError naming what cannot be."""
    lines = ["# Every setting is explained in config.example.toml."]
    lines += _table("[bot]", language=answers.language, timezone=answers.timezone, data_dir="data")
    if answers.discord_token:
        lines += _table("[discord]", token=answers.discord_token)
    if answers.slack_bot_token:
        tokens = {"bot_token": answers.slack_bot_token, "app_token": answers.slack_app_token}
        lines += _table("[slack]", **tokens)
    for url in answers.feeds:
        lines += _table("[[feeds]]", url=url)
    for query in answers.watches:
        lines += _table("[[watchlists]]", query=query)
    if answers.watches:
        for channel in answers.channels or ["console"]:
            lines += _table("[[subscriptions]]", channel=channel, watchlists=["*"])
    return "\n".join(lines) + "\n"


def _table(head: str, **values: str | list[str]) -> list[str]:
    # A JSON text is a TOML text too.
    pairs = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return ["", head, *pairs]


def _write(target: Path, text: str) -> None:
    """Write the file for its owner only, as it may hold tokens; a wrong answer writes nothing."""
    from bot import config

    try:
        config.read(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"an answer holds a control character: {error}") from None
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(
            f"cannot write {target}: {error.strerror}", fix="name another file with --output"
        ) from None
