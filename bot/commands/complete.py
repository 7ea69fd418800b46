"""Suggestions while somebody types; folded, so that "coree" finds "Corée du Nord"."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.commands.ask import Ask
from bot.commands.declared.declare import COMMANDS
from bot.core.language.text import fold
from bot.service.directory import Listed

LIMIT = 25
LABEL = 100

Suggestions = list[tuple[str, str]]


async def complete_option(ask: Ask, option: str, prefix: str) -> Suggestions:
    """Suggest (label, value) pairs for an option, best first."""
    find = SOURCES.get(option)
    if find is None:
        return []
    wanted = fold(prefix)
    pairs = [(label[:LABEL], value) for label, value in await find(ask, wanted)]
    ranked = sorted(
        (rank, number)
        for number, (label, _) in enumerate(pairs)
        if (rank := _rank(fold(label), wanted)) is not None
    )
    return [pairs[number] for _, number in ranked[:LIMIT]]


def _rank(label: str, wanted: str) -> int | None:
    """Rank a label: it starts so, a word of it does, it holds it; None for no match."""
    if label.startswith(wanted):
        return 0
    if f" {wanted}" in label:
        return 1
    return 2 if wanted in label else None


async def _watches(ask: Ask, wanted: str) -> Suggestions:
    found = await ask.service.store.watches.suggest(wanted, tenant=ask.caller.tenant, limit=LIMIT)
    return [(name, str(number)) for name, number in found]


async def _feeds(ask: Ask, wanted: str) -> Suggestions:
    return _best(await ask.service.directory.feeds(ask.caller.tenant), wanted)


async def _own_feeds(ask: Ask, wanted: str) -> Suggestions:
    found = await ask.service.directory.feeds(ask.caller.tenant)
    return _best([feed for feed in found if ask.caller.tenant in feed.owners], wanted)


def _best(listed: Sequence[Listed], wanted: str) -> Suggestions:
    """Choose what is shown of many names, without folding one anew."""
    shown = [one for one in listed if one.key.startswith(wanted)]
    if len(shown) < LIMIT:
        holding = [one for one in listed if wanted in one.key]
        shown = sorted(holding, key=lambda one: _rank(one.key, wanted) or 0)
    return [(one.name, str(one.id)) for one in shown[:LIMIT]]


async def _stories(ask: Ask, wanted: str) -> Suggestions:
    found = await ask.service.store.archive.latest(tenant=ask.caller.tenant, limit=50)
    return [(f"#{story.id} {story.title}", str(story.id)) for story in found]


async def _alerts(ask: Ask, wanted: str) -> Suggestions:
    pairs: Suggestions = []
    store, tenant = ask.service.store, ask.caller.tenant
    for story in await store.archive.latest(tenant=tenant, limit=LIMIT):
        alerts = await store.outbox.alerts_of_story(tenant, story.id)
        pairs += [(f"#{alert.id} {story.title}", str(alert.id)) for alert in alerts]
    return pairs


async def _commands(ask: Ask, wanted: str) -> Suggestions:
    language = ask.look.language
    return [(command.names.get(language, command.name), command.name) for command in COMMANDS]


SOURCES: Mapping[str, Callable[[Ask, str], Awaitable[Suggestions]]] = {
    "watch": _watches,
    "feed": _feeds,
    "url": _own_feeds,
    "story": _stories,
    "alert": _alerts,
    "command": _commands,
}
