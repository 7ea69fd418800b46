"""Ask the running process how it fares, over its own listener."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.health import State, Trouble
from bot.said import Said

WITHIN = 5.0  # seconds, under what a container's engine allows a check
_STRAIGHT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Our own listener is never behind a proxy, whatever the environment names."""

Answer = Mapping[str, Any]


def running_health(listen: str) -> Answer | str:
    """Give what /health of the running process says, or in a word why nothing did."""
    if not listen:
        return "[web] listen is empty: there is nothing to ask"
    host, _, port = listen.rpartition(":")
    place = "127.0.0.1" if host in ("", "0.0.0.0", "[::]") else host  # noqa: S104 - compared only
    try:
        with _STRAIGHT.open(f"http://{place}:{port}/health", timeout=WITHIN) as answer:
            return _read_answer(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return _read_answer(error.read()) or f"{place}:{port} answers {error.code}"
    except (urllib.error.URLError, OSError, ValueError) as error:
        return f"{place}:{port} does not answer: {getattr(error, 'reason', error)}"


def _read_answer(body: bytes) -> Answer | str:
    try:
        found = json.loads(body)
    except ValueError:
        return "another program answers there"
    return found if isinstance(found, dict) and "reasons" in found else ""


def troubles_of(answer: Answer) -> tuple[Trouble, ...]:
    """Read the states that the running process told."""
    return tuple(
        Trouble(
            State(row["state"]) if row["state"] in set(State) else State.OTHER,
            str(row["name"]),
            Said(str(row["what"])),
            datetime.fromisoformat(row["since"]),
            Said(str(row["reason"])),
            Said(str(row["fix"])),
            bool(row["red"]),
        )
        for row in answer.get("troubles", ())
    )
