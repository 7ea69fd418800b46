"""Suggestions while somebody types; folded, so that "coree" finds "Corée du Nord"."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.commands.ask import Ask
from bot.commands.declared.declare import COMMANDS
from bot.core.language.text import fold
from bot.service.directory import Listed

LIMIT = 25  # as many as Discord shows
LABEL = 100  # characters that Discord allows

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
        if (rank := _label_rank(fold(label), wanted)) is not None
    )
    return [pairs[number] for _, number in ranked[:LIMIT]]


def _label_rank(label: str, wanted: str) -> int | None:
    """Rank a label: it starts so, a word of it does, it holds it; None for no match."""
    if label.startswith(wanted):
        return 0
    if f" {wanted}" in label:
        return 1
    return 2 if wanted in label else None


async def _suggest_watches(ask: Ask, wanted: str) -> Suggestions:
    found = await ask.service.store.watches.suggest(wanted, tenant=ask.caller.tenant, limit=LIMIT)
    return [(name, str(number)) for name, number in found]


async def _suggest_feeds(ask: Ask, wanted: str) -> Suggestions:
    return _best_listed(await ask.service.directory.feeds(ask.caller.tenant), wanted)


async def _own_feeds(ask: Ask, wanted: str) -> Suggestions:
    found = await ask.service.directory.feeds(ask.caller.tenant)
    return _best_listed([feed for feed in found if ask.caller.tenant in feed.owners], wanted)


def _best_listed(listed: Sequence[Listed], wanted: str) -> Suggestions:
    """Choose what is shown of many names, without folding one anew."""
    shown = [one for one in listed if one.key.startswith(wanted)]
    if len(shown) < LIMIT:
        holding = [one for one in listed if wanted in one.key]
        shown = sorted(holding, key=lambda one: _label_rank(one.key, wanted) or 0)
    return [(one.name, str(one.id)) for one in shown[:LIMIT]]


async def _suggest_stories(ask: Ask, wanted: str) -> Suggestions:
    found = await ask.service.store.archive.latest(tenant=ask.caller.tenant, limit=50)
    return [(f"#{story.id} {story.title}", str(story.id)) for story in found]


async def _suggest_alerts(ask: Ask, wanted: str) -> Suggestions:
    pairs: Suggestions = []
    store, tenant = ask.service.store, ask.caller.tenant
    for story in await store.archive.latest(tenant=tenant, limit=LIMIT):
        alerts = await store.outbox.alerts_of_story(tenant, story.id)
        pairs += [(f"#{alert.id} {story.title}", str(alert.id)) for alert in alerts]
    return pairs


async def _suggest_commands(ask: Ask, wanted: str) -> Suggestions:
    language = ask.look.language
    return [(command.names.get(language, command.name), command.name) for command in COMMANDS]


SOURCES: Mapping[str, Callable[[Ask, str], Awaitable[Suggestions]]] = {
    "watch": _suggest_watches,
    "feed": _suggest_feeds,
    "url": _own_feeds,
    "story": _suggest_stories,
    "alert": _suggest_alerts,
    "command": _suggest_commands,
}
