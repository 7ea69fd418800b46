"""Texts cut as Slack's messages show it: an ellipsis stands after whatever was left out."""

from __future__ import annotations

from bot.platforms.common import cutting


def cut_units(text: str, limit: int) -> str:
    """Shorten a text to `limit` units: after a sentence, else a word, never inside a character.

    Slack refuses empty texts: where nothing fits, the ellipsis stands alone.
    """
    shown = cutting.cut_text(text, limit, ellipsis=" …", always=True)
    return shown or (cutting.ELLIPSIS[: max(limit, 0)] if text else "")
