"""Commands about servers and workspaces: list, show, export, delete."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.root import app, emit_value, options, with_app, with_reader, write_out
from bot.errors import NotFound, UsageError

if TYPE_CHECKING:
    from bot.app import App
    from bot.models.tenants import TenantSummary

tenant_app = typer.Typer(
    help="Servers and workspaces: list, show, export, delete.", no_args_is_help=True
)
app.add_typer(tenant_app, name="tenant")

Name = Annotated[str, typer.Argument(help="As `tenant list` shows it: PLATFORM:ID.")]


@tenant_app.command("list")
def list_tenants() -> None:
    """List every server and workspace that has something here, or left."""
    found = with_reader(lambda opened: opened.store.tenants.all())
    emit_value(
        [_value(item) for item in found],
        lambda: "\n".join(map(_line, found)) or "no server or workspace has anything here",
    )


@tenant_app.command("show")
def show_tenant(tenant: Name) -> None:
    """Show what one has: numbers, channels, whether it left."""
    item = with_reader(lambda opened: _find(opened, tenant))
    emit_value(_value(item), lambda: "\n".join([_line(item), *map("  {}".format, item.channels)]))


@tenant_app.command("export")
def export_tenant(
    tenant: Name, file: Annotated[Path, typer.Argument(help="The JSON file to write.")]
) -> None:
    """Write everything of one to a JSON file, for its owner only."""
    found = with_reader(lambda opened: _export(opened, tenant))
    write_out(file, json.dumps(found, ensure_ascii=False, indent=1))
    rows = {name: len(rows) for name, rows in found.items() if isinstance(rows, list) and rows}
    told = ", ".join(f"{number} {name}" for name, number in rows.items()) or "nothing"
    emit_value({"file": str(file), "rows": rows}, lambda: f"written to {file}: {told}")


@tenant_app.command("delete")
def delete_tenant(
    tenant: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete everything of one for good; also while running."""
    item = with_reader(lambda opened: _find(opened, tenant))
    if not yes:
        if options.json:
            raise UsageError("this deletes for good", fix="give --yes")
        typer.echo(_line(item), err=True)
        if not typer.confirm("Delete all of it for good?", err=True):
            raise typer.Exit(1)
    rows = with_app(lambda opened: opened.store.tenants.delete(tenant))
    emit_value({"tenant": tenant, "rows": rows}, lambda: f"{tenant}: {rows} rows deleted")


async def _find(opened: App, tenant: str) -> TenantSummary:
    for item in await opened.store.tenants.all():
        if item.tenant == tenant:
            return item
    raise NotFound(f"nothing here is of {tenant}", fix="`wirebell tenant list` lists them")


async def _export(opened: App, tenant: str) -> dict[str, Any]:
    await _find(opened, tenant)
    return dict(await opened.store.tenants.export(tenant))


def _value(item: TenantSummary) -> dict[str, Any]:
    left = item.left.isoformat() if item.left else None
    return asdict(item) | {"channels": list(item.channels), "left": left}


def _line(item: TenantSummary) -> str:
    left = f" · left {item.left:%Y-%m-%d %H:%M}" if item.left else ""
    return (
        f"{item.tenant} · {item.feeds} feeds · {item.watches} watches ·"
        f" {item.subscriptions} subscriptions · {item.deliveries} deliveries{left}"
    )
