"""What is a terminal, and words for what is none."""

from __future__ import annotations

import os
from typing import TextIO

from bot.cards import Text, bare_words
from bot.core.language.text import clean_text

ANYWAY = ("FORCE_COLOR", "TTY_COMPATIBLE")
"""Variables by which a user has what is no terminal taken for one."""


def may_draw(out: TextIO) -> bool:
    """Tell whether it is worth loading what draws, which then decides by itself."""
    return out.isatty() or any(name in os.environ for name in ANYWAY)


def plain_words(value: Text) -> str:
    """Give the words of a text, safe to show."""
    return clean_text(bare_words(value)).strip()
