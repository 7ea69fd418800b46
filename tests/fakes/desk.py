"""What stands behind a platform in its tests: a desk that echoes, a state, deliveries."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from bot.cards import Action, Card, text
from bot.commands.declared.spec import Invocation, Option, find_command
from bot.core.language.text import fold
from bot.models import Caller, Delivery, DeliveryKind, DeliveryState


def now() -> datetime:
    return datetime.now(UTC)


async def eventually(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something holds; fails after so many seconds."""
    for _ in range(int(seconds * 100)):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about in time")


class EchoDesk:
    """Record who asked what; answer with the question, in the caller's language."""

    def __init__(self) -> None:
        self.asked: list[tuple[Invocation, Caller]] = []
        self.completed: list[tuple[str, str, str]] = []
        self.watches = {"1": "Corée du Nord", "2": "Wagner", "3": "Côte d'Ivoire"}
        self.pages = 1
        self.stall = 0.0
        self.fault: Exception | None = None
        self.left: list[str] = []
        self.present: list[str] = []

    async def run(self, invocation: Invocation, caller: Caller) -> Card:
        self.asked.append((invocation, caller))
        await asyncio.sleep(self.stall)
        if self.fault:
            raise self.fault
        command = find_command(invocation.command)
        if command and command.changes and not caller.may_manage:
            return Card(title=text("no"), body=(text(f"missing: {caller.missing}"),), tone="warn")
        said = " ".join(f"{name}={value}" for name, value in invocation.arguments.items())
        return Card(
            title=text(f"{caller.language} {invocation.command}"),
            body=(text(said),) if said else (),
            actions=(Action("Undo", "unwatch", "1"),),
            page=invocation.page,
            pages=self.pages,
        )

    async def gone(self, tenant: str) -> None:
        self.left.append(tenant)

    async def here(self, tenants: Collection[str], *, platform: str = "") -> None:
        self.present = sorted(tenants)

    async def complete(
        self, command: str, option: str, prefix: str, caller: Caller
    ) -> list[tuple[str, str]]:
        self.completed.append((command, option, prefix))
        await asyncio.sleep(self.stall)
        wanted = fold(prefix)
        return [(name, key) for key, name in self.watches.items() if wanted in fold(name)]


def option_value(option: Option) -> object:
    """Give a value that fits an option as a platform would send it."""
    if option.choices:
        return option.choices[0].value
    return {"integer": 7, "boolean": True, "channel": "102", "role": "42"}.get(option.kind, "Mali")


def delivery(
    key: str, channel: str, kind: DeliveryKind = DeliveryKind.ALERT, number: int = 1
) -> Delivery:
    """Make a delivery that is being attempted now."""
    moment = now()
    return Delivery(
        id=number,
        key=key,
        tenant="",
        channel=channel,
        kind=kind,
        subscription=1,
        story=1,
        state=DeliveryState.SENDING,
        created_at=moment,
        attempted_at=moment,
    )


def alert(title: str, url: str = "https://outlet.example/a") -> Card:
    """Make an alert as a channel would see it."""
    return Card(
        title=text(title),
        url=url,
        body=(text("Un résumé."),),
        actions=(Action("Why?", "why", "1"), Action("Follow", "follow", "1")),
        tone="alert",
        ephemeral=False,
    )
