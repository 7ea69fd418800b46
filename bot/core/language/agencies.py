"""News agencies and how they are written, from one table: `words/agencies.toml`."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Final

_TABLE: Final = tomllib.loads(
    (files("bot.core.language") / "words" / "agencies.toml").read_text("utf-8")
)["agency"]

AGENCIES: Final[tuple[tuple[str, str], ...]] = tuple(
    (one["name"], one["written"]) for one in _TABLE
)
"""The name of each agency with the expression that finds it; capitals count."""

IN_DATELINES: Final[str] = "|".join(
    f"{one['written']}|{one['short']}" if "short" in one else one["written"] for one in _TABLE
)
"""An expression that finds any of them in a dateline."""
