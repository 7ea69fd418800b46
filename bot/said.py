"""What the program says to people: a text in English with its values, put into words at the edge.

Whoever decides or refuses something does not know who will read of it. So a reason or an error
is a `Said`: it is stored as it is and translated for each reader, as is every value in it that
is a `Said` itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

_GAP = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the interface with named gaps such as {name}, and what fills them."""

    text: str
    values: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        return self.put(str)

    def __bool__(self) -> bool:
        return bool(self.text)

    def put(self, translate: Callable[[str], str]) -> str:
        """Put it into the words of a language."""
        filled = {name: put_words(value, translate) for name, value in self.values}
        words = translate(self.text) if self.text else ""
        return _GAP.sub(lambda gap: filled.get(gap[1], gap[0]), words) if filled else words


Value = str | int | Said
Words = str | Said


NOTHING = Said("")


def say(text: str, **values: Value) -> Said:
    """Say a text, which has to be a constant so that its translation can be looked for."""
    return Said(text, tuple(values.items()))


def put_words(words: Value, translate: Callable[[str], str]) -> str:
    """Put what was said into the words of a language; names and numbers stay as they are."""
    return words.put(translate) if isinstance(words, Said) else str(words)


def pack_said(said: Iterable[Said]) -> str:
    """Write what was said as JSON: a bare text, or a list of it and what fills its gaps."""
    return json.dumps([_plain_value(one) for one in said], ensure_ascii=False)


def unpack_said(kept: str) -> tuple[Said, ...]:
    """Read what `pack_said` wrote; lines of English from before that are said as they are."""
    if kept.startswith("["):
        return tuple(_said_of(one) for one in json.loads(kept))
    return tuple(Said(line) for line in kept.split("\n") if line)


def keep_words(words: Words) -> str:
    """Write one text for storing; a plain one stays as it is."""
    if isinstance(words, Said):
        return pack_said((words,)) if words else ""
    return pack_said((Said(words),)) if words.startswith("[") else words


def kept_words(text: str) -> Words:
    """Read what `keep_words` wrote; what it did not write is the text that it is."""
    if not text.startswith("["):
        return text
    try:
        return next(iter(unpack_said(text)), NOTHING)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return text


def _plain_value(value: Value) -> Any:
    if not isinstance(value, Said):
        return value
    if not value.values:
        return [value.text]
    return [value.text, {name: _plain_value(part) for name, part in value.values}]


def _said_of(value: Any) -> Said:
    if isinstance(value, str):
        return Said(value)
    text, filled = value[0], value[1] if len(value) > 1 else {}
    if not isinstance(text, str):
        raise ValueError("this was not said by us")  # noqa: TRY004 - it is data, not a call
    return Said(text, tuple((name, _value_of(part)) for name, part in filled.items()))


def _value_of(value: Any) -> Value:
    return _said_of(value) if isinstance(value, list) else value
