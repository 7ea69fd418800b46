"""Load the rules that tell boilerplate by its words and its markup, once they are asked for."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

_TEMPLATES = {
    "other": r"[\W_]{{0,4}}(?:{})",
    "asks": r"[\W_]{{0,4}}(?:{})",
    "comments": r"(?:\d{{1,6}}\s)?(?:{})(?:\s?[(:]?\s?\d{{0,6}}\)?)?$",
    "labels": r"[\W_]{{0,4}}(?:{})[\W_]{{0,4}}$",
    "about": r"[\W_]{{0,3}}(?:{})$",
    "captions": r"[\W_]{{0,3}}(?:{})$",
    "talks": "(?:{})",
}


@cache
def _read_rules() -> dict[str, Any]:
    text = files("bot.feeds.extract.body").joinpath("rules.toml").read_text("utf-8")
    return tomllib.loads(text)


def markup_rules() -> dict[str, Any]:
    """Give the words and phrases of markup that give boilerplate away."""
    return dict(_read_rules()["markup"])


@cache
def line_pattern(name: str) -> re.Pattern[str]:
    """Give the expression over a folded line that a list of `[lines]` makes.

    Signs of Arabic and Japanese are taken apart in it as they are in folded lines.
    """
    rules = _read_rules()["lines"][name]
    whole = _TEMPLATES[name].format("|".join(f"(?:{rule})" for rule in rules))
    return re.compile(unicodedata.normalize("NFD", whole))
