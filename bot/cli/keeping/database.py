"""Commands about the database: backup, restore, check, migrate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.root import SHOWN, app, current_settings, emit_value, with_app, with_reader
from bot.errors import StoreError, UsageError
from bot.said import say

if TYPE_CHECKING:
    from bot.app import App

db_app = typer.Typer(
    help="The database: backup, restore, check, migrate; all but restore also while running.",
    no_args_is_help=True,
)
app.add_typer(db_app, name="db")


@db_app.command("backup")
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Copy the live database to a file."""
    try:
        # Never a device: a copy takes the place of what lies there, /dev/null too.
        named = file.is_file() if file.exists() else file.parent.is_dir()
    except (OSError, ValueError):
        # A name that no file can have.
        named = False
    if not named:
        raise UsageError(
            f"cannot write to {str(file)[:SHOWN]}", fix="name a file in a folder that exists"
        )
    with_reader(lambda opened: _back_up(opened, file), any_version=True)
    size = file.stat().st_size
    emit_value({"file": str(file), "bytes": size}, lambda: f"{size} bytes written to {file}")


async def _back_up(opened: App, file: Path) -> None:
    from bot.asked import database_path

    path = database_path(opened.settings)
    if not path.exists():
        raise StoreError(say("there is no database at {path}", path=str(path)))
    await opened.file.backup(file)


@db_app.command("restore")
def restore_backup(
    file: Annotated[Path, typer.Argument(help="A backup, of this version or an older one.")],
) -> None:
    """Put a backup in the place of the database, which is kept aside; not while running."""
    from bot.app import put_back

    done = put_back(current_settings(), file)
    until = done.known_until.isoformat() if done.known_until else None
    value = {"restored": str(file), "database": str(done.file), "schema": done.schema}
    value |= {"known_until": until, "kept": done.kept or None, "told_since": done.told}
    emit_value(value, lambda: _restored(value))


def _restored(value: dict[str, Any]) -> str:
    """Say what a restore did and what follows."""
    until = value["known_until"]
    lines = [
        f"{value['database']} is now {value['restored']}, with tables of version {value['schema']};"
        f" it knows {'what was until ' + until if until else 'nothing yet'}",
        f"the database before it is kept as {value['kept']}"
        if value["kept"]
        else "no database lay there before",
    ]
    if value["told_since"] is None:
        lines += [
            "what was told since is looked up in each channel that has a history before the first"
            " post there; in the others what came in before counts as told",
        ]
    else:
        lines.append(
            f"{value['told_since']} messages that were sent since are known from it; channels are"
            " looked through too before the first post there"
        )
    return "\n".join([*lines, "watches, feeds and subscriptions are those of the backup; start it"])


@db_app.command("check")
def check_database() -> None:
    """Look for damage in the database."""
    problems = with_reader(lambda opened: opened.file.check(), any_version=True)
    emit_value({"problems": problems}, lambda: "\n".join(problems) or "the database is sound")
    if problems:
        raise StoreError("the database is damaged", fix="restore a backup, see docs/operations.md")


@db_app.command("migrate")
def migrate() -> None:
    """Bring the database to this version; `run` does it by itself."""
    sizes = with_app(lambda opened: opened.store.archive.sizes())
    emit_value(sizes, lambda: "\n".join(f"{table:14} {rows}" for table, rows in sizes.items()))
