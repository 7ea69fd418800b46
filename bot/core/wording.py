"""Say in words, in English or French, how a watch expression was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.tree import And, Atom, Field, Near, Not, Or, Sentence

if TYPE_CHECKING:
    from bot.core.tree import Node


def describe(node: Node, language: str) -> str:
    """Tell a tree in words; `language` is fr or anything else for English."""
    return _describe(node, _FRENCH if language.startswith("fr") else _ENGLISH, nested=False)


@dataclass(frozen=True, slots=True)
class _Words:
    both: str
    either: str
    without: str
    near: str
    ordered: str
    sentence: str
    prefix: str
    exact: str
    fields: dict[str, str]
    quotes: tuple[str, str]


_ENGLISH = _Words(
    both=" and ",
    either=" or ",
    without="not {0}",
    near="{0} within {2} words of {1}",
    ordered="{0} followed within {2} words by {1}",
    sentence="{0} in one sentence with {1}",
    prefix="words that begin with {0}",
    exact="exactly {0}",
    fields={
        "title": "in the title {0}",
        "source": "from the source {0}",
        "lang": "in the language {0}",
        "author": "by the author {0}",
    },
    quotes=("“", "”"),
)
_FRENCH = _Words(
    both=" et ",
    either=" ou ",
    without="pas {0}",
    near="{0} à {2} mots au plus de {1}",
    ordered="{0} suivi à {2} mots au plus de {1}",
    sentence="{0} dans la même phrase que {1}",
    prefix="les mots qui commencent par {0}",
    exact="exactement {0}",
    fields={
        "title": "dans le titre {0}",
        "source": "de la source {0}",
        "lang": "dans la langue {0}",
        "author": "de l’auteur {0}",
    },
    quotes=("« ", " »"),
)


def _describe(node: Node, words: _Words, *, nested: bool = True) -> str:
    match node:
        case Atom(text, kind):
            shown = f"{words.quotes[0]}{text}{words.quotes[1]}"
            return {"prefix": words.prefix, "exact": words.exact}.get(kind, "{0}").format(shown)
        case And(parts):
            return _joined(parts, words.both, words, nested=nested)
        case Or(parts):
            return _joined(parts, words.either, words, nested=nested)
        case Not(part):
            return words.without.format(_describe(part, words))
        case Field(name, part):
            return words.fields[name].format(_describe(part, words))
        case Sentence(left, right):
            shown = words.sentence.format(_describe(left, words), _describe(right, words))
        case Near(left, right, distance, ordered):
            pattern = words.ordered if ordered else words.near
            shown = pattern.format(_describe(left, words), _describe(right, words), distance)
    return f"({shown})" if nested else shown


def _joined(parts: tuple[Node, ...], glue: str, words: _Words, *, nested: bool) -> str:
    shown = glue.join(_describe(part, words) for part in parts)
    return f"({shown})" if nested else shown
