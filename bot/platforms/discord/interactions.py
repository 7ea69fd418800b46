"""What people do in Discord: slash commands, suggestions, buttons and modals, all by their data.

Nothing here lives in memory between an answer and the next press: a button's id says all, so a
restart changes nothing. Every answer is deferred first; a modal has to be the first answer
itself, which the declaration decides.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from dataclasses import dataclass, replace
from typing import Any

from bot.cards import Card, text
from bot.commands.declared.spec import (
    PRESS_LIMIT,
    Command,
    Desk,
    Invocation,
    Value,
    find_command,
    format_arguments,
    parse_press,
    press_id,
)
from bot.errors import UsageError
from bot.i18n import language_of, translator_for
from bot.models import Caller
from bot.platforms.common.cutting import cut_text
from bot.platforms.discord.api import Answer, DiscordWire, Lost, NotSent
from bot.platforms.discord.modals import build_modal, fields_of
from bot.platforms.discord.render import Payload, Turn, render, unmarked_id
from bot.ports import Notes

_log = logging.getLogger(__name__)

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5  # Discord's types of interaction
DEFER, DEFER_UPDATE, SUGGEST, SHOW_MODAL = 5, 6, 8, 9  # Discord's types of answer
EPHEMERAL = 1 << 6  # Discord's message flag
ADMINISTRATOR, MANAGE_CHANNELS, MANAGE_GUILD = 1 << 3, 1 << 4, 1 << 5  # Discord's bits
CHANNEL_OPTION = 7  # Discord's type of an option
MOST_SUGGESTIONS, SUGGESTION_LENGTH = 25, 100  # that Discord takes
SUGGEST_SECONDS = 2.0  # Discord waits for three
ANSWER_TRIES = 3  # by hand
ALREADY_ANSWERED = 40060  # Discord's code
LONG_PRESSES = 1000  # lists whose page buttons work on; by hand
PUBLISH = "publish"
_LONG = "wb-long:"
_LONG_PRESS = re.compile(rf"{_LONG}p(\d{{1,6}}):([0-9a-f]{{16}})")

_MISSING = {
    "en": "Manage Server or Manage Channels",
    "fr": "Gérer le serveur ou Gérer les salons",
}
_TEXTS = {
    "guild_only": {
        "en": "This only works in a server: a direct message has no channels to subscribe.",
        "fr": "Cela ne marche que sur un serveur : un message privé n'a pas de salons à abonner.",
    },
    "failed": {
        "en": "Something went wrong here. It is in the log.",
        "fr": "Une erreur s'est produite ici. Elle est dans le journal.",
    },
    "old": {
        "en": "This button is too old to be understood.",
        "fr": "Ce bouton est trop ancien pour être compris.",
    },
    "published": {"en": "Published to the followers.", "fr": "Publié chez les abonnés du salon."},
    "needs": {"en": "You need: {}.", "fr": "Il vous faut : {}."},
}


@dataclass(frozen=True, slots=True)
class Press:
    """One interaction as it came: its address for answers, its data and who made it."""

    id: str
    token: str
    application: str
    kind: int
    data: Payload
    caller: Caller
    in_guild: bool
    message: Payload


def press_of(raw: Payload) -> Press:
    """Read an interaction as the gateway sent it."""
    return Press(
        id=str(raw["id"]),
        token=str(raw["token"]),
        application=str(raw["application_id"]),
        kind=int(raw["type"]),
        data=raw.get("data") or {},
        caller=caller_of(raw),
        in_guild=bool(raw.get("guild_id")),
        message=raw.get("message") or {},
    )


def caller_of(raw: Payload) -> Caller:
    """Tell who asks: the guild is the tenant, in direct messages the user."""
    language = language_of(str(raw.get("locale", "")))
    member = raw.get("member") or {}
    user = str((member.get("user") or raw.get("user") or {}).get("id", ""))
    guild = raw.get("guild_id")
    rights = int(member.get("permissions") or 0)
    may = not guild or bool(rights & (ADMINISTRATOR | MANAGE_CHANNELS | MANAGE_GUILD))
    return Caller(
        tenant=f"discord:{guild}" if guild else f"discord:dm:{user}",
        channel=f"discord:{raw.get('channel_id', '')}",
        user=user,
        language=language,
        may_manage=may,
        missing="" if may else _MISSING[language],
    )


def invocation_of(data: Payload) -> Invocation | None:
    """Read a slash command's data; None for a command that is not declared."""
    chosen: Payload = next(iter(data.get("options") or ()), {})
    command = find_command(str(chosen.get("name", "")))
    if command is None:
        return None
    options = chosen.get("options") or ()
    return Invocation(
        command.name, {str(option["name"]): _option_value(option) for option in options}
    )


def _option_value(option: Payload) -> Value:
    value = option.get("value", "")
    if option.get("type") == CHANNEL_OPTION:
        return f"discord:{value}"
    return value if isinstance(value, bool | int) else str(value)


class Counter:
    """Answer interactions: the place where people ask and the desk is behind it."""

    def __init__(self, wire: DiscordWire, desk: Desk, notes: Notes) -> None:
        self._wire = wire
        self._desk = desk
        self._notes = notes

    async def take(self, raw: Payload) -> None:
        """Answer one interaction; raises what the wire raises when no answer gets through."""
        asked = press_of(raw)
        if asked.kind == AUTOCOMPLETE:
            await self._suggest(asked)
        elif asked.kind == COMMAND:
            await self._ask(asked, invocation_of(asked.data))
        elif asked.kind == COMPONENT:
            await self._pressed(asked)
        elif asked.kind == MODAL:
            await self._submitted(asked)

    async def _suggest(self, asked: Press) -> None:
        chosen: Payload = next(iter(asked.data.get("options") or ()), {})
        focused: Payload = next(
            (option for option in chosen.get("options") or () if option.get("focused")), {}
        )
        found: list[tuple[str, str]] = []
        try:
            found = await asyncio.wait_for(
                self._desk.complete(
                    str(chosen.get("name", "")),
                    str(focused.get("name", "")),
                    str(focused.get("value", "")),
                    asked.caller,
                ),
                SUGGEST_SECONDS,
            )
        except TimeoutError:
            _log.warning("Suggestions took longer than %s s", SUGGEST_SECONDS)
        choices = [
            {"name": cut_text(label, SUGGESTION_LENGTH) or value, "value": value}
            for label, value in found[:MOST_SUGGESTIONS]
            if 0 < len(value) <= SUGGESTION_LENGTH
        ]
        await self._respond(asked, {"type": SUGGEST, "data": {"choices": choices}})

    async def _ask(self, asked: Press, invocation: Invocation | None) -> None:
        command = find_command(invocation.command) if invocation else None
        if invocation and command and _opens_modal(command, invocation):
            shown = build_modal(command, asked.caller.language)
            await self._respond(asked, {"type": SHOW_MODAL, "data": shown})
            return
        await self._defer(asked)
        await self._answer(asked, invocation)

    async def _pressed(self, asked: Press) -> None:
        custom_id = unmarked_id(str(asked.data.get("custom_id", "")))
        if custom_id == press_id(PUBLISH, ""):
            await self._publish(asked)
            return
        custom_id = await self._recall(custom_id)
        try:
            invocation = parse_press(custom_id)
        except UsageError:
            invocation = None
        if invocation and custom_id.startswith(press_id(invocation.command, "", invocation.page)):
            # A button that leafs through a list changes that list in its place.
            await self._respond(asked, {"type": DEFER_UPDATE})
            await self._answer(asked, invocation)
            return
        await self._ask(asked, invocation)

    async def _submitted(self, asked: Press) -> None:
        try:
            opened = parse_press(str(asked.data.get("custom_id", "")))
        except UsageError:
            opened = None
        command = find_command(opened.command) if opened else None
        await self._defer(asked)
        if command is None:
            await self._answer(asked, None)
            return
        try:
            arguments = fields_of(command, asked.data.get("components") or [])
        except UsageError as error:
            await self._show(
                asked,
                _note_card(" ".join(error.told(translator_for(asked.caller.language))), "warn"),
            )
            return
        await self._answer(asked, Invocation(command.name, arguments))

    async def _answer(self, asked: Press, invocation: Invocation | None) -> None:
        """Run a command and show its card, in place of what the deferral left."""
        language = asked.caller.language
        if invocation is None:
            await self._show(asked, _note_card(_TEXTS["old"][language], "warn"))
            return
        command = find_command(invocation.command)
        if command and command.guild_only and not asked.in_guild:
            await self._show(asked, _note_card(_TEXTS["guild_only"][language], "warn"))
            return
        card = await self._run(invocation, asked.caller)
        await self._show(asked, card, await self._turn(invocation, asked.caller.tenant))

    async def _run(self, invocation: Invocation, caller: Caller) -> Card:
        """Ask the desk; a fault of ours is still answered, or the caller would wait forever."""
        running = asyncio.ensure_future(self._desk.run(invocation, caller))
        await asyncio.wait([running])
        error = running.exception()
        if error is None:
            return running.result()
        _log.error("The command %s failed", invocation.command, exc_info=error)
        return _note_card(_TEXTS["failed"][caller.language], "bad")

    async def _turn(self, invocation: Invocation, tenant: str) -> Turn:
        """Make the ids of page buttons; arguments too long for an id are kept in the store."""
        arguments = format_arguments(invocation)
        longest = press_id(invocation.command, arguments, 10**5)
        if len(longest) <= PRESS_LIMIT:
            return lambda page: press_id(invocation.command, arguments, page)
        asked = f"{tenant} {invocation.command} {arguments}"
        digest = hashlib.sha256(asked.encode()).hexdigest()[:16]
        slot = int(digest, 16) % LONG_PRESSES
        kept = f"{digest} {asked}"
        await self._notes.keep_note(f"discord:long:{slot}", kept.encode())
        return lambda page: f"{_LONG}p{page}:{digest}"

    async def _recall(self, custom_id: str) -> str:
        """Give the id that a short one stands for; empty when its slot was used again since."""
        if not custom_id.startswith(_LONG):
            return custom_id
        match = _LONG_PRESS.fullmatch(custom_id)
        if match is None:
            return ""
        page, digest = match.groups()
        slot = int(digest, 16) % LONG_PRESSES
        stored = await self._notes.note(f"discord:long:{slot}") or b""
        kept, _tenant, command, arguments = (stored.decode().split(" ", 3) + [""] * 4)[:4]
        return press_id(command, arguments, int(page)) if kept == digest else ""

    async def _publish(self, asked: Press) -> None:
        """Publish an alert of an announcement channel to the servers that follow it."""
        language = asked.caller.language
        await self._defer(asked)
        if not asked.caller.may_manage:
            needs = _TEXTS["needs"][language].format(asked.caller.missing)
            await self._show(asked, _note_card(needs, "warn"))
            return
        try:
            await self._wire.call(
                "POST",
                "/channels/{channel_id}/messages/{message_id}/crosspost",
                {
                    "channel_id": asked.caller.channel.removeprefix("discord:"),
                    "message_id": str(asked.message.get("id", "")),
                },
            )
        except (Answer, NotSent, Lost) as error:
            await self._show(asked, _note_card(str(error), "bad"))
            return
        await self._show(asked, _note_card(_TEXTS["published"][language], "good"))

    async def _defer(self, asked: Press) -> None:
        await self._respond(asked, {"type": DEFER, "data": {"flags": EPHEMERAL}})

    async def _respond(self, asked: Press, body: Payload) -> None:
        try:
            await self._repeated(
                "POST",
                "/interactions/{webhook_id}/{webhook_token}/callback",
                {"webhook_id": asked.id, "webhook_token": asked.token},
                body,
            )
        except Answer as error:
            if error.code != ALREADY_ANSWERED:  # a repeated answer whose first try arrived
                raise

    async def _show(self, asked: Press, card: Card, turn: Turn | None = None) -> None:
        body = render(replace(card, mention=""), turn=turn)
        await self._repeated(
            "PATCH",
            "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
            {"webhook_id": asked.application, "webhook_token": asked.token},
            body,
        )

    async def _repeated(self, method: str, path: str, ids: dict[str, str], body: Payload) -> Any:
        for attempt in range(1, ANSWER_TRIES):
            try:
                return await self._wire.call(method, path, ids, body=body)
            except (NotSent, Lost):
                pause = 0.2 * attempt
            except Answer as error:
                if error.status < 500 and error.wait is None:
                    raise
                pause = error.wait.seconds if error.wait else 0.2 * attempt
            await asyncio.sleep(min(pause, 5.0))
        return await self._wire.call(method, path, ids, body=body)


def _opens_modal(command: Command, invocation: Invocation) -> bool:
    main = command.main
    given = str(invocation.arguments.get(main.name, "")).strip() if main else ""
    return command.modal and not given and "feed" not in invocation.arguments


def _note_card(words: str, tone: str) -> Card:
    return Card(title=(), body=(text(words),), tone=tone)
