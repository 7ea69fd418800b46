"""Commands about the installation: db, healthcheck, slack manifest, discord invite."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.root import app, emit, settings, with_app, with_reader
from bot.errors import StoreError, UsageError
from bot.said import say

if TYPE_CHECKING:
    from bot.app import App

db_app = typer.Typer(
    help="The database: backup, check, migrate; also while running.", no_args_is_help=True
)
app.add_typer(db_app, name="db")
slack_app = typer.Typer(help="Slack: the app manifest.", no_args_is_help=True)
app.add_typer(slack_app, name="slack")
discord_app = typer.Typer(help="Discord: the invite link.", no_args_is_help=True)
app.add_typer(discord_app, name="discord")


@db_app.command("backup")
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Copy the live database to a file."""
    if file.is_dir() or not file.parent.is_dir():
        raise UsageError(f"cannot write to {file}", fix="name a file in a folder that exists")
    with_reader(lambda opened: _back_up(opened, file), any_version=True)
    size = file.stat().st_size
    emit({"file": str(file), "bytes": size}, lambda: f"{size} bytes written to {file}")


async def _back_up(opened: App, file: Path) -> None:
    from bot.app import database_path

    path = database_path(opened.settings)
    if not path.exists():
        raise StoreError(say("there is no database at {path}", path=str(path)))
    await opened.file.backup(file)


@db_app.command("check")
def check_database() -> None:
    """Look for damage in the database."""
    problems = with_reader(lambda opened: opened.file.check(), any_version=True)
    emit({"problems": problems}, lambda: "\n".join(problems) or "the database is sound")
    if problems:
        raise StoreError("the database is damaged", fix="restore a backup, see docs/operations.md")


@db_app.command("migrate")
def migrate() -> None:
    """Bring the database to this version; `run` does it by itself."""
    sizes = with_app(lambda opened: opened.store.archive.sizes())
    emit(sizes, lambda: "\n".join(f"{table:14} {rows}" for table, rows in sizes.items()))


@slack_app.command("manifest")
def slack_manifest(
    url: Annotated[
        str, typer.Option(help='The public address, for mode = "http"; left out for Socket Mode.')
    ] = "",
    oauth: Annotated[
        bool, typer.Option(help="Let several workspaces install the app (needs --url).")
    ] = False,
) -> None:
    """Print the Slack app manifest with exactly the scopes needed."""
    from bot.platforms.slack.installing.manifest import manifest

    if oauth and not url:
        raise UsageError("--oauth needs --url", fix="Slack leads people back to that address")
    if url and not url.startswith("https://"):
        raise UsageError(f"{url} is no public address", fix="Slack asks for https://")
    sys.stdout.write(manifest(base_url=url, oauth=oauth))


@discord_app.command("invite")
def discord_invite(
    application: Annotated[
        str, typer.Argument(help="The application id; read from the token if left out.")
    ] = "",
) -> None:
    """Print the invite link with exactly the permissions needed."""
    from bot.platforms.discord.invite import application_id, invite_url

    found = application or application_id(_token())
    if not found.isdigit():
        raise UsageError(
            "the application id is not known",
            fix="give it as argument (Developer Portal, General Information), or set the token",
        )
    emit({"url": invite_url(int(found))}, lambda: invite_url(int(found)))


def _token() -> str:
    from bot.platforms.discord.settings import Discord

    section: Discord = getattr(settings(), "discord")  # noqa: B009 - platforms add their tables
    return section.token.get_secret_value()
