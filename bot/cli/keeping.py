"""Commands about the database: backup, check, migrate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.root import app, emit_value, with_app, with_reader
from bot.errors import StoreError, UsageError
from bot.said import say

if TYPE_CHECKING:
    from bot.app import App

db_app = typer.Typer(
    help="The database: backup, check, migrate; also while running.", no_args_is_help=True
)
app.add_typer(db_app, name="db")


@db_app.command("backup")
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Copy the live database to a file."""
    if file.is_dir() or not file.parent.is_dir():
        raise UsageError(f"cannot write to {file}", fix="name a file in a folder that exists")
    with_reader(lambda opened: _back_up(opened, file), any_version=True)
    size = file.stat().st_size
    emit_value({"file": str(file), "bytes": size}, lambda: f"{size} bytes written to {file}")


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
    emit_value({"problems": problems}, lambda: "\n".join(problems) or "the database is sound")
    if problems:
        raise StoreError("the database is damaged", fix="restore a backup, see docs/operations.md")


@db_app.command("migrate")
def migrate() -> None:
    """Bring the database to this version; `run` does it by itself."""
    sizes = with_app(lambda opened: opened.store.archive.sizes())
    emit_value(sizes, lambda: "\n".join(f"{table:14} {rows}" for table, rows in sizes.items()))
