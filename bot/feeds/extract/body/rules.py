"""Load the rules that tell boilerplate by its words and its markup."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

_RULES: dict[str, Any] = tomllib.loads(
    files("bot.feeds.extract.body").joinpath("rules.toml").read_text("utf-8")
)
MARKUP: dict[str, Any] = _RULES["markup"]


def _any(name: str, template: str) -> re.Pattern[str]:
    return re.compile(template.format("|".join(f"(?:{rule})" for rule in _RULES["lines"][name])))


OTHER = _any("other", r"[\W_]{{0,4}}(?:{})")
ASKS = _any("asks", r"[\W_]{{0,4}}(?:{})")
LABELS = _any("labels", r"[\W_]{{0,4}}(?:{})[\W_]{{0,4}}$")
ABOUT = _any("about", r"[\W_]{{0,3}}(?:{})$")
CAPTIONS = _any("captions", r"[\W_]{{0,3}}(?:{})$")
TALKS = _any("talks", "(?:{})")
