"""The desk: finds the handler, checks rights, turns every error into a card."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime

from bot.cards import Card, text
from bot.commands import feeds, reading, status, subscribing, tracing, watching
from bot.commands.ask import Ask
from bot.commands.complete import complete_option
from bot.commands.declared.declare import BUTTONS, Invocation, find_command
from bot.errors import Forbidden, StoreError, WirebellError
from bot.i18n import translator_for
from bot.models import Caller
from bot.service.service import Service

Handler = Callable[[Ask], Awaitable[Card]]

HANDLERS: Mapping[str, Handler] = {
    "latest": reading.latest,
    "search": reading.search,
    "story": reading.story,
    "why": tracing.why,
    "trend": reading.trend,
    "test": reading.test,
    "watch": watching.watch,
    "unwatch": watching.unwatch,
    "watches": watching.watches,
    "mute": watching.mute,
    "mute-story": watching.mute_story,
    "unmute-story": watching.unmute_story,
    "not-relevant": watching.not_relevant,
    "follow": watching.follow,
    "unfollow": watching.unfollow,
    "subscribe": subscribing.subscribe,
    "unsubscribe": subscribing.unsubscribe,
    "subscriptions": subscribing.subscriptions,
    "digest": subscribing.digest,
    "feeds": feeds.feeds,
    "feed-add": feeds.feed_add,
    "feed-remove": feeds.feed_remove,
    "health": status.health,
    "settings": status.settings,
    "help": status.help_card,
}
NEEDS_RIGHTS = ("mute-story", "unmute-story", "follow", "unfollow")


class ServiceDesk:
    """Answers for a Service; `clock` gives the moment of each question."""

    def __init__(self, service: Service, clock: Callable[[], datetime]) -> None:
        self._service = service
        self._clock = clock

    async def run(self, invocation: Invocation, caller: Caller) -> Card:
        """Run a command; whatever goes wrong comes back as a card that says what to do."""
        try:
            return await self.answer(invocation, caller)
        except StoreError as error:
            # What ails the operator's disk is the operator's business.
            return self._broken(invocation, caller, error)
        except WirebellError as error:
            return error_card(error, caller.language)
        except Exception as error:  # noqa: BLE001 - noted with its traceback's places
            return self._broken(invocation, caller, error)

    def _broken(self, invocation: Invocation, caller: Caller, error: Exception) -> Card:
        fault = self._service.faults.note(f"command {invocation.command}", error, self._clock())
        _ = translator_for(caller.language)
        line = _("The operator finds the reason in the log under {reference}.")
        return Card(
            title=text(_("Something went wrong")),
            body=(text(line.format(reference=fault.reference)),),
            tone="bad",
        )

    async def answer(self, invocation: Invocation, caller: Caller) -> Card:
        """Run a command; raises the WirebellError of whatever goes wrong."""
        ask = await self._ask(invocation, caller)
        if not _check_rights(ask):
            return await HANDLERS[invocation.command](ask)
        with self._service.changes.counted(caller.tenant, ask.now):
            return await HANDLERS[invocation.command](ask)

    async def complete(
        self, command: str, option: str, prefix: str, caller: Caller
    ) -> list[tuple[str, str]]:
        """Suggest (label, value) pairs for what was typed so far, best first."""
        ask = await self._ask(Invocation(command), caller)
        return await complete_option(ask, option, prefix)

    async def gone(self, tenant: str) -> None:
        """Hear that a tenant removed the bot."""
        await self._service.tenancy.gone(tenant, self._clock())

    async def here(self, tenants: Collection[str], *, platform: str = "") -> None:
        """Hear that tenants have the bot; with `platform`, that they are all of that one."""
        if platform:
            await self._service.tenancy.all_here(platform, tenants, self._clock())
        else:
            await self._service.tenancy.here(tenants)

    async def _ask(self, invocation: Invocation, caller: Caller) -> Ask:
        look = await status.look_of(self._service, caller)
        return Ask(self._service, invocation, caller, self._clock(), look)


def _check_rights(ask: Ask) -> bool:
    """Tell whether a command changes something; raises Forbidden where the caller may not."""
    name, _ = ask.invocation.command, ask.gettext
    command = find_command(name)
    if name not in HANDLERS or (command is None and name not in BUTTONS):
        raise WirebellError(_("There is no such command."), fix=_("/news help lists them"))
    changes = command.changes if command else name in NEEDS_RIGHTS
    # Looking at the settings is free; only giving one changes something.
    if name == "settings" and not ask.invocation.arguments:
        changes = False
    if changes and not ask.caller.may_manage:
        missing = ask.caller.missing or _("the right to manage this server")
        raise Forbidden(
            _("You need {right} to change that here.").format(right=missing),
            fix=_("ask somebody who has it"),
        )
    return changes


def error_card(error: WirebellError, language: str) -> Card:
    """Show an error: what is wrong and what to do about it."""
    _ = translator_for(language)
    body = tuple(text(part) for part in error.told(_) if part)
    return Card(title=text(_("That did not work")), body=body, tone="bad")
