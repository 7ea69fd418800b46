"""What a platform is to the program: how it runs, what it is given, what its entry tells."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from bot.core.channels import ChannelForm
from bot.core.proxies import Proxies
from bot.ports import Platform
from bot.said import Said

if TYPE_CHECKING:
    from aiohttp import web

    from bot.commands.declared.spec import Desk
    from bot.ports import Notes

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Answering(Platform, Protocol):
    """A platform as the program runs it: it may answer people and serve requests."""

    def attend(self, desk: Desk) -> None:
        """Let a desk answer what people ask, from the next start on."""
        ...

    def doors(self) -> Mapping[str, Handler]:
        """Name the paths of our HTTP listener that it wants, with what answers them."""
        ...


@dataclass(frozen=True, slots=True)
class World:
    """What a platform may have of the program; `proxies` are those of [fetch].

    `unfinished` is where it writes, by a name, what of its set-up does not work and what mends it.
    """

    clock: Callable[[], datetime]
    notes: Notes
    out: TextIO
    as_json: bool
    allow_hosts: tuple[str, ...]
    user_agent: str
    proxies: Proxies
    unfinished: dict[str, tuple[Said, Said]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A secret that the set-up asks for: the key of the platform's table and how it is asked.

    One with `after` is asked only where that other key was answered.
    """

    key: str
    words: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class ToolOption:
    """What a tool is told: its name, help and default, by whose type it is read."""

    name: str
    help: str
    default: str | bool = ""
    positional: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """What a tool has to say: text as it stands, or a value with words for people."""

    text: str
    value: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """A command of the command line that only one platform has.

    `run` gets a way to read the platform's table and the options by name.
    """

    name: str
    help: str
    options: tuple[ToolOption, ...]
    run: Callable[[Callable[[], Any], Mapping[str, Any]], Output]


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """One platform: `section` is its table of the configuration, None for one that needs none.

    `make` gets that table and the world. `fix` tells how it is set up, `hints` what to do next;
    `questions` are what `wirebell init` asks, `tools` its own commands under `help`.
    """

    name: str
    channels: ChannelForm
    make: Callable[[Any, World], Answering]
    section: type[Any] | None = None
    fix: str = ""
    hints: Callable[[Any], list[str]] = lambda section: []
    questions: tuple[Question, ...] = ()
    tools: tuple[Tool, ...] = ()
    help: str = ""
