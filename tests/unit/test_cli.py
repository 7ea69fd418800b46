"""The command line's own logic."""

from __future__ import annotations

import pytest

from bot.cli import shared_first


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (["once", "--all", "--json"], ["--json", "once", "--all"]),
        (["once", "--config", "a.toml"], ["--config", "a.toml", "once"]),
        (
            ["feeds", "list", "--config=a.toml", "--quiet"],
            ["--config=a.toml", "--quiet", "feeds", "list"],
        ),
        (
            ["subscribe", "W", "--quiet", "22:00-07:00"],
            ["subscribe", "W", "--quiet", "22:00-07:00"],
        ),
        (["search", "--", "--json"], ["search", "--", "--json"]),
        (["once", "--config"], ["--config", "once"]),
    ],
)
def test_shared_options_may_stand_behind_the_command(given: list[str], wanted: list[str]) -> None:
    assert shared_first(given) == wanted
