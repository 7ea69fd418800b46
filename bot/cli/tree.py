"""The whole command line: the root command with those of every module."""

from __future__ import annotations

# Each module adds its commands to `app` when it is imported.
from bot.cli import (
    applying,  # noqa: F401
    ask,  # noqa: F401
    doctor,  # noqa: F401
    feeds,  # noqa: F401
    keeping,  # noqa: F401
    running,  # noqa: F401
    setup,  # noqa: F401
    texts,  # noqa: F401
    wizard,  # noqa: F401
)
from bot.cli.root import app

__all__ = ["app"]
