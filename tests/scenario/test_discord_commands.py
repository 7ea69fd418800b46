"""What people do in Discord: commands, suggestions, modals and buttons, over a real gateway."""

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from bot.cards import Card, text
from bot.commands.declared.spec import BUTTONS, COMMANDS, Invocation
from bot.platforms.common.notes import MemoryNotes
from bot.platforms.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL
from bot.platforms.discord.sync import KINDS
from tests.fakes.desk import EchoDesk, alert, delivery, option_value
from tests.fakes.discord import FakeDiscord, discord_server
from tests.fakes.discord_payloads import GUILD, NEWS
from tests.fakes.discord_rig import connected

WRITES = ("PUT", "POST", "PATCH", "DELETE")
DEFERRED = {"type": 5, "data": {"flags": 64}}


@pytest.fixture
def desk() -> EchoDesk:
    return EchoDesk()


@pytest.fixture
async def fake(desk: EchoDesk) -> AsyncIterator[FakeDiscord]:
    async with discord_server() as server, connected(server, desk=desk):
        yield server
        assert server.refusals == []
        assert server.pinged == []


def slash(command: str, *options: dict[str, Any]) -> dict[str, Any]:
    chosen = {"name": command, "type": 1, "options": list(options)}
    return {"id": "1", "name": "news", "type": 1, "options": [chosen]}


def button(custom_id: str) -> dict[str, Any]:
    return {"custom_id": custom_id, "component_type": 2}


def buttons(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for row in message["components"]:
        yield from row["components"]


@pytest.mark.parametrize("locale", ["fr", "en-US"])
async def test_every_command_is_answered_in_the_callers_language(
    fake: FakeDiscord, desk: EchoDesk, locale: str
):
    for command in COMMANDS:
        options = [
            {"name": item.name, "type": KINDS[item.kind], "value": option_value(item)}
            for item in command.options
        ]
        token = await fake.interact(COMMAND, slash(command.name, *options), locale=locale)
        assert await fake.first_answer(token) == DEFERRED
        shown = (await fake.shown_to(token))["embeds"][0]
        assert shown["title"] == f"{locale[:2]} {command.name}"
        invocation, caller = desk.asked[-1]
        assert invocation.command == command.name
        assert set(invocation.arguments) == {item.name for item in command.options}
        assert caller.tenant == f"discord:{GUILD}"
        assert caller.channel == "discord:101"
        assert caller.may_manage


async def test_channels_and_roles_arrive_as_ids(fake: FakeDiscord, desk: EchoDesk):
    options = (
        {"name": "watch", "type": 3, "value": "1"},
        {"name": "channel", "type": 7, "value": "102"},
        {"name": "mention", "type": 8, "value": "42"},
        {"name": "updates", "type": 5, "value": True},
    )
    await fake.shown_to(await fake.interact(COMMAND, slash("subscribe", *options)))
    assert desk.asked[-1][0] == Invocation(
        "subscribe", {"watch": "1", "channel": "discord:102", "mention": "42", "updates": True}
    )


async def test_an_answer_is_deferred_within_a_second_however_slow_the_desk(
    fake: FakeDiscord, desk: EchoDesk
):
    desk.stall = 1.5
    started = time.monotonic()
    token = await fake.interact(COMMAND, slash("health"))
    await fake.first_answer(token)
    assert fake.answer_times[token] - started < 1
    await fake.shown_to(token)


async def test_a_fault_of_ours_is_answered(fake: FakeDiscord, desk: EchoDesk):
    desk.fault = ValueError("broken")
    token = await fake.interact(COMMAND, slash("health"), locale="fr")
    assert "journal" in (await fake.shown_to(token))["embeds"][0]["description"]


async def test_rights_are_read_off_the_interaction(fake: FakeDiscord, desk: EchoDesk):
    query = {"name": "query", "type": 3, "value": "Mali"}
    cases = {"0": False, "2048": False, str(1 << 4): True, str(1 << 5): True, str(1 << 3): True}
    for permissions, may in cases.items():
        token = await fake.interact(COMMAND, slash("watch", query), permissions=permissions)
        shown = (await fake.shown_to(token))["embeds"][0]
        assert desk.asked[-1][1].may_manage is may
        assert may or "Manage Server or Manage Channels" in shown["description"]


async def test_direct_messages_have_a_tenant_of_their_own(fake: FakeDiscord, desk: EchoDesk):
    token = await fake.interact(COMMAND, slash("watches"), guild_id=None, user="77")
    await fake.shown_to(token)
    assert desk.asked[-1][1].tenant == "discord:dm:77"
    assert desk.asked[-1][1].may_manage
    watch = {"name": "watch", "type": 3, "value": "1"}
    token = await fake.interact(COMMAND, slash("subscribe", watch), guild_id=None, user="77")
    assert "server" in (await fake.shown_to(token))["embeds"][0]["description"]
    assert desk.asked[-1][0].command == "watches"


async def test_suggestions_are_folded_and_bounded(fake: FakeDiscord, desk: EchoDesk):
    focused = {"name": "watch", "type": 3, "value": "coree", "focused": True}
    token = await fake.interact(AUTOCOMPLETE, slash("unwatch", focused))
    answer = await fake.first_answer(token)
    assert answer == {"type": 8, "data": {"choices": [{"name": "Corée du Nord", "value": "1"}]}}
    desk.watches = {str(number): "Mali " * 40 for number in range(60)}
    token = await fake.interact(AUTOCOMPLETE, slash("unwatch", focused | {"value": "mali"}))
    choices = (await fake.first_answer(token))["data"]["choices"]
    assert len(choices) == 25
    assert all(len(choice["name"]) <= 100 for choice in choices)


async def test_slow_suggestions_are_given_up(fake: FakeDiscord, desk: EchoDesk):
    desk.stall = 30.0
    focused = {"name": "watch", "type": 3, "value": "x", "focused": True}
    token = await fake.interact(AUTOCOMPLETE, slash("trend", focused))
    assert (await fake.first_answer(token))["data"]["choices"] == []


@pytest.mark.parametrize("name", [command.name for command in COMMANDS if command.modal])
async def test_without_its_argument_a_command_opens_a_modal(
    fake: FakeDiscord, desk: EchoDesk, name: str
):
    token = await fake.interact(COMMAND, slash(name), locale="fr")
    opened = await fake.first_answer(token)
    assert opened["type"] == 9
    assert desk.asked == []
    main = opened["data"]["components"][0]["component"]["custom_id"]
    filled = [
        {"type": 18, "component": {"type": 4, "custom_id": main, "value": " Corée\ndu Nord "}}
    ]
    data = {"custom_id": opened["data"]["custom_id"], "components": filled}
    token = await fake.interact(MODAL, data)
    assert await fake.first_answer(token) == DEFERRED
    await fake.shown_to(token)
    assert desk.asked[-1][0] == Invocation(name, {main: "Corée du Nord"})


async def test_a_modal_reads_choices_and_refuses_what_is_no_number(
    fake: FakeDiscord, desk: EchoDesk
):
    fields = [
        {"type": 18, "component": {"type": 4, "custom_id": "query", "value": "Wagner"}},
        {"type": 18, "component": {"type": 4, "custom_id": "days", "value": "sept"}},
        {"type": 18, "component": {"type": 3, "custom_id": "sense", "values": ["place"]}},
    ]
    token = await fake.interact(MODAL, {"custom_id": "wb:test:", "components": fields})
    assert "number" in (await fake.shown_to(token))["embeds"][0]["description"]
    fields[1]["component"] |= {"value": "7"}
    token = await fake.interact(MODAL, {"custom_id": "wb:test:", "components": fields})
    await fake.shown_to(token)
    assert desk.asked[-1][0].arguments == {"query": "Wagner", "days": 7, "sense": "place"}


async def test_pages_turn_in_place(fake: FakeDiscord, desk: EchoDesk):
    desk.pages = 3
    query = {"name": "query", "type": 3, "value": "Corée du Nord"}
    days = {"name": "days", "type": 4, "value": 30}
    first = await fake.shown_to(await fake.interact(COMMAND, slash("search", query, days)))
    forth = list(buttons(first))[-1]
    token = await fake.interact(COMPONENT, button(forth["custom_id"]), message={"id": "5"})
    assert await fake.first_answer(token) == {"type": 6}
    second = await fake.shown_to(token)
    assert second["embeds"][0]["footer"]["text"] == "2/3"
    assert desk.asked[-1][0] == Invocation("search", {"query": "Corée du Nord", "days": 30}, 2)
    back = [item for item in buttons(second) if item["label"] == "◀"]
    await fake.shown_to(await fake.interact(COMPONENT, button(back[0]["custom_id"])))
    assert desk.asked[-1][0].page == 1


async def test_buttons_of_every_kind_survive_a_restart():
    notes, desk = MemoryNotes(), EchoDesk()
    desk.pages = 2
    async with discord_server() as fake:
        async with connected(fake, desk=desk, notes=notes) as platform:
            await platform.send(delivery("k1", "discord:101"), alert("Un séisme"))
            query = {"name": "query", "type": 3, "value": "a very long query " * 20}
            long = await fake.shown_to(await fake.interact(COMMAND, slash("search", query)))
        fake.gateway.sessions.clear()
        fresh = EchoDesk()
        async with connected(fake, desk=fresh, notes=notes):
            message = fake.channels["101"].messages[0]
            for item in buttons(message):
                token = await fake.interact(COMPONENT, button(item["custom_id"]))
                assert await fake.first_answer(token) == DEFERRED
                await fake.shown_to(token)
            pressed = [invocation for invocation, _ in fresh.asked]
            assert pressed == [
                Invocation("why", {"alert": "1"}),
                Invocation("follow", {"story": "1"}),
            ]
            forth = list(buttons(long))[-1]["custom_id"]
            await fake.shown_to(await fake.interact(COMPONENT, button(forth)))
            assert fresh.asked[-1][0].page == 2
            assert fresh.asked[-1][0].arguments["query"].startswith("a very long query a very")
        assert fake.refusals == []


async def test_buttons_that_nobody_knows_are_answered(fake: FakeDiscord, desk: EchoDesk):
    for custom_id in ("wb:gone:1", "other", "wb-long:p2:0123456789abcdef", "wb-long:px:zz"):
        token = await fake.interact(COMPONENT, button(custom_id))
        assert "too old" in (await fake.shown_to(token))["embeds"][0]["description"]
    assert desk.asked == []


async def test_alert_buttons_are_commands(fake: FakeDiscord, desk: EchoDesk):
    for name, argument in BUTTONS.items():
        await fake.shown_to(await fake.interact(COMPONENT, button(f"wb:{name}:17")))
        assert desk.asked[-1][0] == Invocation(name, {argument: "17"})


async def test_answers_get_through_trouble(fake: FakeDiscord, desk: EchoDesk):
    fake.faulty = lambda call: "/interactions" in call or "/webhooks" in call
    for fault in ("502-before", "cut-after", "429-bucket", "timeout-after", "504-after"):
        fake.faults.append(fault)
        token = await fake.interact(COMMAND, slash("health"))
        assert await fake.first_answer(token) == DEFERRED
        await fake.shown_to(token)
    assert len(desk.asked) == 5


async def test_an_alert_in_an_announcement_channel_is_published_on_request(desk: EchoDesk):
    async with discord_server() as fake:
        fake.add_channel("110", GUILD, type=NEWS)
        fake.gateway.guilds = [fake.guild_payload(GUILD)]
        async with connected(fake, desk=desk) as platform:
            await platform.send(delivery("k1", "discord:110"), alert("Un séisme"))
            message = fake.channels["110"].messages[0]
            publish = list(buttons(message))[-1]["custom_id"]
            more: dict[str, Any] = {"channel_id": "110", "message": _message(message)}
            token = await fake.interact(COMPONENT, button(publish), permissions="0", **more)
            assert "You need" in (await fake.shown_to(token))["embeds"][0]["description"]
            assert fake.crossposts == []
            await fake.shown_to(await fake.interact(COMPONENT, button(publish), **more))
            assert fake.crossposts == [message["id"]]
        assert desk.asked == []
        assert fake.refusals == []


def _message(message: dict[str, Any]) -> dict[str, Any]:
    """Give a message as it comes with a press of one of its buttons."""
    parts = {"attachments": [], "mentions": [], "mention_roles": [], "pinned": False, "tts": False}
    times = {"timestamp": "2026-01-01T00:00:00+00:00", "mention_everyone": False}
    return {**message, **parts, **times}


async def test_a_second_start_writes_no_commands():
    notes = MemoryNotes()
    async with discord_server() as fake:
        for _ in range(2):
            async with connected(fake, notes=notes):
                pass
        writes = [call for call, _ in fake.writes if call.startswith(WRITES)]
        assert writes == ["PUT /applications/{application_id}/commands"]
        async with connected(fake, notes=MemoryNotes()):
            pass
        assert len(fake.writes) == 1, "even without the note Discord's list is seen to be right"
        fake.commands[""][0]["description"] = "changed by hand"
        async with connected(fake, notes=notes):
            pass
        assert len(fake.writes) == 2
        assert fake.refusals == []


async def test_guild_ids_limit_the_command_to_those_guilds():
    notes = MemoryNotes()
    async with discord_server() as fake:
        async with connected(fake, notes=notes):
            pass
        for _ in range(2):
            async with connected(fake, notes=notes, guild_ids=(int(GUILD),)):
                pass
        assert fake.commands[""] == []
        assert [command["name"] for command in fake.commands[GUILD]] == ["news"]
        assert len(fake.writes) == 3
        assert fake.refusals == []


async def test_the_command_says_what_discord_has_to_know():
    async with discord_server() as fake:
        async with connected(fake):
            pass
        _, (root,) = fake.writes[0]
        assert root["default_member_permissions"] is None
        assert root["contexts"] == [0, 1]
        names = [option["name"] for option in root["options"]]
        assert names == [command.name for command in COMMANDS]
        for option in root["options"]:
            assert set(option["name_localizations"]) == {"fr", "en-US", "en-GB"}
            required = [item.get("required", False) for item in option["options"]]
            assert required == sorted(required, reverse=True)


async def test_a_card_of_the_desk_cannot_ping(fake: FakeDiscord, desk: EchoDesk):
    async def run(*_: object) -> Card:
        return Card(title=text("@everyone"), mention="42")

    desk.run = run  # type: ignore[method-assign]
    shown = await fake.shown_to(await fake.interact(COMMAND, slash("latest")))
    assert shown["content"] == ""


@pytest.mark.parametrize(
    "custom_id", ["wb:watch:p", 'watch:name:"', "wb:watch:name:Mali p99x:", ""]
)
async def test_a_form_with_an_odd_id_is_answered(fake: FakeDiscord, custom_id: str):
    token = await fake.interact(MODAL, {"custom_id": custom_id, "components": []})
    assert (await fake.shown_to(token))["embeds"]
