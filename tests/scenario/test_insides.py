"""What a chat hears of a feed that cannot be fetched: nothing of the operator's network."""

from __future__ import annotations

import socket

import pytest

from bot.cards import plain_lines
from bot.commands.declared.spec import Invocation
from bot.feeds.fetch.fetcher import HttpFetcher
from bot.models import OPERATOR, Caller, Feed
from tests.fakes.desk import now
from tests.fakes.rig import Post, Rig, make_rig
from tests.hostile_addresses import look_up

INSIDE, NOWHERE = "http://localhost:9/wiki", "http://nowhere.invalid/rss"


async def _listed(rig: Rig, tenant: str, channel: str, language: str) -> str:
    caller = Caller(tenant, channel, "U1", language, may_manage=True)
    told = [plain_lines(await rig.desk.run(Invocation("feeds", {}), caller))]
    asked = Invocation("why", {"alert": "http://localhost:9/news/1"})
    told.append(plain_lines(await rig.desk.run(asked, caller)))
    return "\n".join(told)


async def test_a_chat_cannot_map_the_network_and_the_operator_sees_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    fetcher = HttpFetcher(
        allow_hosts=(),
        timeout=5,
        max_bytes=10_000,
        concurrency=2,
        user_agent="Wirebell/test",
        clock=now,
    )
    rig = make_rig(Post("discord"), fetcher=fetcher)
    try:
        for tenant in ("discord:1", OPERATOR):
            for url in (INSIDE, NOWHERE):
                feed, _ = await rig.service.changes.add_feed(
                    Feed(id=0, url=url, name=url), tenant=tenant, origin="chat", now=rig.now
                )
                await rig.service.poll_feed(feed, rig.now)
        chat = await _listed(rig, "discord:1", "discord:101", "en")
        french = await _listed(rig, "discord:1", "discord:101", "fr")
        operator = await _listed(rig, OPERATOR, "console", "en")
    finally:
        await fetcher.close()
        rig.file.close()
    for host in ("localhost", "nowhere.invalid"):
        assert f"{host} cannot be found on the internet" in chat
        assert f"{host} est introuvable sur Internet" in french
    for told in (chat, french):
        assert not [
            word for word in ("127.0.0.1", "::1", "loopback", "allow_hosts") if word in told
        ]
    assert "to allow_hosts under [fetch]" in operator
    assert "loopback" in operator
