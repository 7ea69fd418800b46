"""Every command asked in Slack of the whole program, in French and in English."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.commands.declared.spec import COMMANDS, parse_text
from tests.fakes.slack import FakeSlack, leaves, title_of, until
from tests.scenario.process import end, start
from tests.scenario.test_chat import World, world

ALERTED = "C1"
PEOPLE = {
    "en": {"is_admin": True, "locale": "en-GB"},
    "fr": {"is_admin": True, "locale": "fr-FR"},
}


class Step(NamedTuple):
    """One line typed after /news in each language, and what the answer has to say.

    `{title}` is the headline of the newest alert and `{feed}` the address of a feed; `both` has to
    stand in the answer of either language, `never` in none.
    """

    english: str
    french: str
    says_english: str
    says_french: str
    both: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


KOREA = "Corée du Nord"
SCRIPT = (
    Step("watch Corée du Nord", "surveiller Corée du Nord", "Watching:", "Sous", (KOREA,)),
    Step("watches", "veilles", "Watches", "Veilles", ("Ciment", KOREA)),
    Step("test ciment days:7", "essayer ciment jours:7", "on 7 days", "sur 7 jours"),
    Step(
        "subscribe Corée du Nord channel:<#C2|two> mode:daily",
        "abonner Corée du Nord salon:<#C2|deux> rythme:daily",
        "daily at 08:00",
        "chaque jour à 08:00",
        (KOREA,),
    ),
    Step("subscriptions", "abonnements", "Subscriptions", "Abonnements", (KOREA, "Ciment")),
    Step("latest", "dernières", "Latest stories", "Derniers sujets", ("{title}",)),
    Step("search ciment", "chercher ciment", "stor", "sujet", ("ciment ·", "{title}")),
    Step("story", "sujet", "first report", "premier article", ("{title}",)),
    Step("why", "pourquoi", "Placed as", "Classé comme", ("Ciment",)),
    Step("trend Ciment", "tendance Ciment", "Trend: Ciment", "Tendance\u00a0: Ciment"),
    Step("digest", "récapitulatif", "Nothing is waiting", "Rien n’attend"),
    Step(
        "mute Corée du Nord duration:2h",
        "silence Corée du Nord durée:2h",
        "is muted until",
        "est en silence jusqu’au",
        (KOREA,),
    ),
    Step("feeds", "flux", "works", "marche"),
    Step(
        "feed-add {feed} name:Essai",
        "flux-ajouter {feed} nom:Essai",
        "Feed added",
        "Flux ajouté",
        ("Essai",),
    ),
    Step("feeds", "flux", "Feeds", "Flux", ("Essai",)),
    Step("feed-remove Essai", "flux-retirer Essai", "No longer reading", "N’est plus lu"),
    Step("feeds", "flux", "Feeds", "Flux", never=("Essai",)),
    Step("health", "santé", "All is well", "Tout va bien"),
    Step("settings", "réglages", "Time zone", "Fuseau horaire"),
    Step(
        "settings timezone:Asia/Tokyo",
        "réglages fuseau:Asia/Tokyo",
        "Settings saved",
        "Réglages enregistrés",
    ),
    Step("settings", "réglages", "Time zone", "Fuseau horaire", ("Asia/Tokyo",)),
    Step("help", "aide", "Explain the commands", "Expliquer les commandes"),
    Step("help watch", "aide surveiller", "Watch for words", "Surveiller des mots"),
    Step(
        "unsubscribe Corée du Nord channel:<#C2|two>",
        "désabonner Corée du Nord salon:<#C2|deux>",
        "Unsubscribed",
        "Désabonné",
    ),
    Step("subscriptions", "abonnements", "Ciment", "Ciment", never=(KOREA,)),
    Step("unwatch Corée du Nord", "ne-plus-surveiller Corée du Nord", "No longer", "N’est plus"),
    Step("watches", "veilles", "Watches", "Veilles", ("Ciment",), (KOREA,)),
)


@dataclass
class Room:
    """A running program with one alert posted in a channel of Slack."""

    slack: FakeSlack
    feed: str

    @property
    def titles(self) -> set[str]:
        """The headlines of all alerts: a slow machine brings several before the first is shown."""
        return {str(said["text"]).split("\n")[0] for said in self.slack.channels[ALERTED].messages}

    async def ask(self, words: str, language: str) -> str:
        """Type a line after /news and give every word of what only that person sees."""
        before = len(self.slack.answers)
        name = await self.slack.command(words, user=language, channel=ALERTED)
        assert self.slack.ack_times[name] < 3, "Slack gives up after three seconds"
        await until(lambda: len(self.slack.answers) > before, 10)
        answer = self.slack.answers[-1]
        assert answer["response_type"] == "ephemeral"
        shown = [leaf.get("text") for leaf in leaves(answer["blocks"])]
        return "\n".join(part for part in shown if isinstance(part, str))


@asynccontextmanager
async def room_in(folder: Path) -> AsyncIterator[Room]:
    async with world(folder) as here:
        here.slack.users |= PEOPLE
        child = await start(here.config, "run")
        try:
            await until(lambda: here.slack.sockets, 30)
            await _alerted(here)
            yield Room(here.slack, here.newsroom.feeds[0].url + "?b")
        finally:
            await end(child)
        assert here.slack.refusals == []


async def _alerted(here: World) -> None:
    """Publish until an alert is seen: the first poll of a feed alerts nothing."""
    dice = random.Random(5)
    for _ in range(60):
        here.publish(dice)
        await asyncio.sleep(1.0)
        if here.slack.channels[ALERTED].messages:
            break
    else:
        raise AssertionError("no alert was posted")
    # Posted in their order: once the last is there, none of those before it is on its way.
    last = here.publish(dice)
    await until(lambda: last in map(title_of, here.slack.channels[ALERTED].messages), 120)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_command_says_what_it_did(tmp_path: Path, language: str) -> None:
    asked = {parse_text(step.english).command for step in SCRIPT}
    assert asked == {parse_text(step.french).command for step in SCRIPT}
    left = {command.name for command in COMMANDS} - asked
    assert not left, f"ask these in SCRIPT, with what they say in both languages: {left}"
    async with room_in(tmp_path) as room:
        for step in SCRIPT:
            mine, other = step.says_english, step.says_french
            line = step.english
            if language == "fr":
                mine, other, line = other, mine, step.french
            said = await room.ask(line.format(feed=room.feed), language)
            print(f"{line:45} {said[:200]!r}")
            for wanted in (mine, *step.both):
                either = {wanted.format(title=title) for title in room.titles}
                assert any(words in said for words in either), (line, said)
            for never in (*step.never, *({other} - {mine})):
                assert never not in said, (line, said)
