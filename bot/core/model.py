"""The numbers of a model, from the file beside the code that says where each comes from.

A table of the file holds what `make fit` found; a table of the same name under `by_hand` holds
what was set by hand, which stands where both have a number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

Table = Mapping[str, float]


@cache
def model_tables(name: str) -> Mapping[str, Table]:
    """Read the tables of the package `NAME`."""
    data = tomllib.loads((files(f"bot.core.{name}") / "model.toml").read_text("utf-8"))
    by_hand = data.pop("by_hand", {})
    return {table: data.get(table, {}) | by_hand.get(table, {}) for table in {**data, **by_hand}}
