"""Titles that outlets make from a mould: what is left of them once the mould is taken off.

A FRAME stands around an event ("What we know about ...", "En direct : ..."): its words are
dropped. A ROLLING title comes back every day or week with other news in it (press reviews,
weather, markets, "the war, day 512"): two of them are never one event because of their words.
The moulds stand in `templates.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files

LOOKED_AT = 300
"""Characters of a title in which moulds are looked for; nobody makes a longer title from one. By
hand.
"""

_OF = r"(?:de|du|des|d['’]|l['’]|la|le|les|cette|ce|of|the|this|from|der|am|vom|dieser|del)"


class Template(IntEnum):
    """What mould a title comes from."""

    NONE = 0
    FRAME = 1
    ROLLING = 2


@dataclass(frozen=True, slots=True)
class _Moulds:
    """The moulds, compiled."""

    label: re.Pattern[str]
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    rolling: re.Pattern[str]
    only_time: re.Pattern[str]


@cache
def _read_moulds() -> _Moulds:
    data = tomllib.loads((files("bot.core.stories") / "title_templates.toml").read_text("utf-8"))
    time = data["time"]

    def any_of(name: str) -> str:
        return "|".join(f"(?:{p.replace('{time}', time)})" for p in data[name])

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    end = r"\s*(?:[:|.!»\])]+|\s[-–—]\s|\+\+\+)\s*"
    return _Moulds(
        label=compiled(rf"^\W*(?:{any_of('labels')}){end}"),
        opening=compiled(rf"^\W*(?:{any_of('openings')})(?!\w)\s*:?\s*"),
        closing=compiled(rf"[\s:,;.–—|-]+(?:{any_of('closings')})\b(?P<tail>.{{0,60}})$"),
        rolling=compiled(any_of("rolling")),
        only_time=compiled(rf"^\W*(?:{_OF}\s*)*{time}\b.{{0,40}}$"),
    )


def strip_mould(title: str) -> tuple[str, Template]:
    """Take the mould off a title: the words that tell the event, and what mould it was."""
    if len(title) > LOOKED_AT:
        return title, Template.NONE
    moulds = _read_moulds()
    core = _without_labels(title, moulds.label)
    if moulds.rolling.search(core):
        return core, Template.ROLLING
    closing = moulds.closing.search(core)
    if closing and closing.start() > 2:
        rolling = moulds.only_time.match(closing["tail"])
        return core[: closing.start()], Template.ROLLING if rolling else Template.FRAME
    opened = moulds.opening.sub("", core, count=1)
    if opened != core:
        rolling = moulds.only_time.match(opened)
        return opened, Template.ROLLING if rolling or not opened else Template.FRAME
    return core, Template.FRAME if core != title else Template.NONE


def _without_labels(title: str, label: re.Pattern[str]) -> str:
    """Drop the labels before a title, at most three ("EN DIRECT - VIDÉO : ...")."""
    for _ in range(3):
        shorter = label.sub("", title, count=1)
        if shorter == title or not shorter.strip():
            break
        title = shorter
    return title
