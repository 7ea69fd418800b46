"""Every command and button in both languages, asked from the console."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from bot.cards import Card, bare_words, plain_lines
from bot.commands.declared.spec import BUTTONS, COMMANDS, Invocation, Value
from bot.models import OPERATOR, Caller
from tests.fakes.books import assert_adds_up
from tests.fakes.rig import Post, Rig, entry, make_rig

Row = tuple[str, dict[str, Value], str, str]

ROWS: tuple[Row, ...] = (
    ("latest", {}, "Latest stories", "Derniers sujets"),
    ("latest", {"watch": "ciment"}, "Latest: Ciment", "Derniers sujets\u00a0: Ciment"),
    ("search", {"query": "ciment"}, "ciment · 2 stories", "ciment · 2 sujets"),
    ("search", {"query": "volcan"}, "Nothing found", "Rien trouvé"),
    ("watch", {"query": "Sénégal"}, "Watching: Sénégal", "Sous surveillance\u00a0: Sénégal"),
    ("unwatch", {"watch": "ciment"}, "No longer watching", "N’est plus surveillé"),
    ("watches", {}, "Watches", "Veilles"),
    ("test", {"query": "ciment", "days": 7}, "on 7 days", "sur 7 jours"),
    ("subscribe", {"watch": "Ciment", "mode": "daily"}, "daily at 08:00", "chaque jour à 08:00"),
    ("unsubscribe", {"watch": "Ciment"}, "Unsubscribed", "Désabonné"),
    ("subscriptions", {}, "Subscriptions", "Abonnements"),
    ("story", {}, "first report", "premier article"),
    ("why", {}, "Placed as", "Classé comme"),
    ("trend", {"watch": "Ciment"}, "Trend: Ciment", "Tendance\u00a0: Ciment"),
    ("digest", {}, "Nothing is waiting", "Rien n’attend"),
    ("mute", {"watch": "Ciment", "duration": "2h"}, "is muted until", "est en silence jusqu’au"),
    ("feeds", {}, "works", "marche"),
    ("feed-add", {"url": "https://new.example/rss"}, "Feed added", "Flux ajouté"),
    ("feed-remove", {"url": "phare"}, "No longer reading", "N’est plus lu"),
    ("health", {}, "All is well", "Tout va bien"),
    ("settings", {}, "Time zone", "Fuseau horaire"),
    ("settings", {"language": "fr"}, "Settings saved", "Réglages enregistrés"),
    ("help", {}, "Explain the commands", "Expliquer les commandes"),
    ("help", {"command": "watch"}, "Watch for words", "Surveiller des mots"),
    ("follow", {"story": "1"}, "Following story #1", "Le sujet nº 1 est suivi ici"),
    ("unfollow", {"story": "1"}, "No longer following", "n’est plus suivi"),
    ("mute-story", {"story": "1"}, "Story #1 is muted", "Le sujet nº 1 est en silence"),
    ("unmute-story", {"story": "1"}, "is no longer muted", "n’est plus en silence"),
    ("not-relevant", {"alert": "1"}, "Noted", "C’est noté"),
)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    rig = make_rig(Post("console"))
    await rig.service.start(rig.now)
    feed = await rig.add_feed("phare")
    for name, given in (("watch", {"query": "Ciment"}), ("subscribe", {"watch": "Ciment"})):
        await rig.desk.answer(Invocation(name, given), _caller("en"))
    await rig.publish(
        feed,
        entry(1, "Ciment belge en rupture", at=rig.now),
        entry(2, "Ciment : trois camions volés", at=rig.now),
    )
    await rig.drain()
    yield rig
    await assert_adds_up(rig.file)
    rig.file.close()


def _caller(language: str, *, manages: bool = True) -> Caller:
    return Caller(OPERATOR, "console", "operator", language, may_manage=manages)


async def _ask(rig: Rig, language: str, name: str, given: dict[str, Value]) -> Card:
    return await rig.desk.run(Invocation(name, given), _caller(language))


def test_every_command_and_button_is_asked() -> None:
    asked = {name for name, *_rest in ROWS}
    left = ({command.name for command in COMMANDS} | set(BUTTONS)) - asked
    assert not left, f"ask these in ROWS, with what they say in both languages: {left}"
    assert asked <= {command.name for command in COMMANDS} | set(BUTTONS)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{'-'.join(row[1])}")
async def test_the_answer_is_in_the_callers_language(rig: Rig, row: Row, language: str) -> None:
    name, given, english, french = row
    card = await _ask(rig, language, name, given)
    wanted, other = (english, french) if language == "en" else (french, english)
    assert card.tone in ("info", "good"), plain_lines(card)
    assert wanted in plain_lines(card)
    assert other not in plain_lines(card)
    assert card.ephemeral


WRONG: tuple[Row, ...] = (
    ("search", {}, '"query" is missing', "il manque «\u00a0requête\u00a0»"),
    ("trend", {"watch": "x"}, 'no watch "x" here', "pas de veille «\u00a0x\u00a0» ici"),
    ("story", {"story": "77"}, "no such story", "Ce sujet n’existe pas ici"),
    ("story", {"story": "²"}, "no such story", "Ce sujet n’existe pas ici"),
    ("why", {"alert": "9" * 30}, "no such alert", "Cette alerte n’existe pas"),
    ("why", {"alert": "²"}, "no such alert", "Cette alerte n’existe pas"),
    ("feed-remove", {"url": "x"}, 'no feed "x" here', "pas de flux «\u00a0x\u00a0» ici"),
    ("unsubscribe", {"watch": "x"}, "does not follow that", "ne suit pas cela"),
    ("subscribe", {"watch": "Ciment", "channel": "irc:1"}, "no such channel", "Ce salon n’existe"),
    ("subscribe", {"watch": "Ciment", "mode": "x"}, '"x" is no mode', "pas un rythme"),
    ("settings", {"language": "tlh"}, "not a language", "n’est pas une langue"),
    ("test", {"query": "ciment", "sense": "x"}, '"x" is no sense', "n’est pas un sens"),
    ("nonsense", {}, "no such command", "Cette commande n’existe pas"),
)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("row", WRONG, ids=lambda row: f"{row[0]}-{'-'.join(row[1])}")
async def test_a_mistake_is_told_in_the_callers_language(rig: Rig, row: Row, language: str) -> None:
    name, given, english, french = row
    card = await _ask(rig, language, name, given)
    assert card.tone == "bad"
    assert (french if language == "fr" else english) in plain_lines(card)
    assert len(card.body) == 2, "a mistake comes with what to do about it"


@pytest.mark.parametrize(
    ("name", "given", "french", "fix"),
    [
        ("watch", {"query": "ciment AND (béton"}, "n’est pas refermée", "Écrivez )"),
        ("search", {"query": "near:by"}, "pas de champ near:", "entre guillemets"),
        ("mute", {"watch": "Ciment", "duration": "soon"}, "pas une durée", "un nombre"),
        ("subscribe", {"watch": "Ciment", "quiet": "night"}, "heures de silence", "22:00-07:00"),
        ("subscribe", {"watch": "Ciment", "at": "noon"}, "pas une heure", "08:00"),
        ("subscribe", {"watch": "Ciment", "burst": "²/10m"}, "seuil de rafale", "par durée"),
        ("subscribe", {"watch": "Ciment", "timezone": "Mars/Phobos"}, "fuseau", "Europe/Paris"),
        ("settings", {"timezone": "Mars/Phobos"}, "pas un fuseau horaire", "Europe/Paris"),
        ("feed-add", {"url": "ftp://x.example"}, "pas l’adresse d’un flux", "commencer par"),
        ("feed-add", {"url": "https://x.example/rss", "interval": "often"}, "durée", "1h30m"),
        ("watch", {"query": "ciment", "name": "…"}, "besoin d’un nom", "avec des lettres"),
    ],
)
async def test_what_cannot_be_read_is_told_with_its_fix(
    rig: Rig, name: str, given: dict[str, Value], french: str, fix: str
) -> None:
    english = await _ask(rig, "en", name, given)
    told = await _ask(rig, "fr", name, given)
    assert english.tone == told.tone == "bad"
    assert len(english.body) == len(told.body) == 2
    assert "Something went wrong" not in plain_lines(english)
    assert french in bare_words(told.body[0])
    assert fix in bare_words(told.body[1])


@pytest.mark.parametrize("name", [item.name for item in COMMANDS if item.changes])
async def test_changes_need_rights(rig: Rig, name: str) -> None:
    given = {"language": "fr"} if name == "settings" else {"watch": "Ciment"}
    card = await rig.desk.run(Invocation(name, given), _caller("fr", manages=False))
    assert "Il vous manque, pour changer cela ici" in plain_lines(card)
    assert [watch.name for watch in await rig.store.watches.all()] == ["Ciment"]


@pytest.mark.parametrize("command", ["search", "test", "trend"])
@pytest.mark.parametrize("days", [-1, 0, 400, 1_000_000, 999_999_999, 10**20])
async def test_more_days_than_are_kept_are_as_many_as_there_are(
    rig: Rig, command: str, days: int
) -> None:
    await rig.desk.answer(Invocation("watch", {"query": "Mali"}), _caller("en"))
    asked = {"watch": "Mali"} if command == "trend" else {"query": "Mali"}
    answer = await rig.desk.answer(Invocation(command, asked | {"days": days}), _caller("en"))
    assert "999999" not in str(answer)


async def test_lists_are_paged(rig: Rig) -> None:
    for number in range(12):
        await _ask(rig, "en", "watch", {"query": f"mot{number}"})
    first = await rig.desk.run(Invocation("watches", {}, 1), _caller("en"))
    last = await rig.desk.run(Invocation("watches", {}, 99), _caller("en"))
    assert (first.page, first.pages, len(first.items)) == (1, 3, 5)
    assert (last.page, len(last.items)) == (3, 3)


async def test_suggestions_are_folded_and_ranked(rig: Rig) -> None:
    for query in ("Corée du Nord", "Accord coréen", "Décor"):
        await _ask(rig, "en", "watch", {"query": query})
    found = await rig.desk.complete("unwatch", "watch", "coree", _caller("fr"))
    assert [label for label, _value in found] == ["Corée du Nord", "Accord coréen"]
    assert await rig.desk.complete("help", "command", "veill", _caller("fr"))
    stories = await rig.desk.complete("story", "story", "belge", _caller("en"))
    assert stories == [("#1 Ciment belge en rupture", "1")]
    assert await rig.desk.complete("why", "alert", "camions", _caller("en"))
    assert await rig.desk.complete("search", "query", "x", _caller("en")) == []


async def test_undo_buttons_do_what_they_say(rig: Rig) -> None:
    from bot.commands.declared.spec import parse_press, press_id

    card = await _ask(rig, "en", "watch", {"query": "Sénégal"})
    undo = next(action for action in card.actions if action.danger)
    invocation = parse_press(press_id(undo.name, undo.argument))
    assert invocation is not None
    answer = await rig.desk.run(invocation, _caller("en"))
    assert bare_words(answer.title) == "No longer watching: Sénégal"
    again = parse_press(press_id(answer.actions[0].name, answer.actions[0].argument))
    assert again is not None
    assert bare_words((await rig.desk.run(again, _caller("en"))).title) == "Watching: Sénégal"


ENGLISH = re.compile(
    r"\b(?:about|alias|and|before|by|event|headline|in|is|it|likely|needed|new|of|or|rule|same|the"
    r"|them|to|text|word|words|within|as|read|found|an|not)\b"
)


async def _troubled(rig: Rig) -> None:
    """Have a story with a copy, a related one and one by an alias, all alerted."""
    feed, other = await rig.add_feed("rivage"), await rig.add_feed("falaise")
    for given in (
        {"query": "Wagner AND (Mali OR Niger) NOT opéra", "sense": "organisation"},
        {"query": "Corée du Nord"},
        {"query": "title:lagune"},
    ):
        await _ask(rig, "en", "watch", given)
        await _ask(rig, "en", "subscribe", {"watch": given["query"], "updates": True})
    mercenaries = "Le groupe Wagner quitte le Mali"
    await rig.publish(feed, entry(11, mercenaries, at=rig.now))
    await rig.publish(other, entry(12, "Wagner : départ du Mali", _BODY, at=rig.now))
    await rig.publish(feed, entry(13, "Wagner : la fin au Mali", _BODY, at=rig.now))
    await rig.publish(other, entry(15, "Lagune : le retrait vu du port", _BODY, at=rig.now))
    await rig.publish(feed, entry(14, "Un missile nord-coréen s’abîme en mer", at=rig.now))
    await rig.drain()


_BODY = "Le groupe Wagner a quitté le Mali. " + " ".join(f"colonne{n}" for n in range(60))


async def test_why_is_told_in_french_without_an_english_word(rig: Rig) -> None:
    await _troubled(rig)
    told = []
    for number in range(1, 20):
        card = await _ask(rig, "fr", "why", {"alert": str(number)})
        told += [plain_lines(card)] if card.tone == "info" else []
    whole = "\n".join(told)
    assert len(told) >= 4
    assert (
        "règle\u00a0: «\u00a0Wagner\u00a0» et («\u00a0Mali\u00a0» ou «\u00a0Niger\u00a0»)" in whole
    )
    assert "compris comme une organisation" in whole
    assert "le gentilé\u00a0: «\u00a0nord-coréen" in whole
    assert "Comparé à: " in whole
    assert "le même texte\u00a0: " in whole
    assert ENGLISH.findall(whole) == []
