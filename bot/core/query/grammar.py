"""The grammar of watch expressions, loaded when the first operator, quote or field is read."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Final

from lark import Lark, Token, Transformer
from lark.exceptions import (
    LarkError,
    UnexpectedCharacters,
    UnexpectedInput,
    UnexpectedToken,
    VisitError,
)

from bot.core.language.text import tokens
from bot.core.query.syntax import FIELDS, KNOWN_FIELDS, PAIRS, meaningful_words, query_error
from bot.core.query.tree import (
    And,
    Atom,
    AtomKind,
    InField,
    Near,
    Node,
    Not,
    Or,
    SameSentence,
    child_nodes,
)
from bot.errors import QueryError
from bot.said import say

DEFAULT_DISTANCE: Final = 10
"""Words that NEAR allows between where no number is given, by hand: about a clause."""


class _Builder(Transformer[Token, Node]):
    """Build the tree bottom-up while the grammar reads."""

    def any_of(self, parts: list[Node]) -> Node:
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self, parts: list[Node]) -> Node:
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def none_of(self, parts: list[Node]) -> Node:
        inner = parts[1]
        return inner.part if isinstance(inner, Not) else Not(inner)

    def near(self, parts: list[Node | Token]) -> Node:
        left, operator, right = parts
        name, _, number = str(operator).partition("/")
        _check_side(left, operator)
        _check_side(right, operator)
        return Near(
            _part_node(left), _part_node(right), int(number or DEFAULT_DISTANCE), name == "ONEAR"
        )

    def sentence(self, parts: list[Node | Token]) -> Node:
        left, operator, right = parts
        _check_side(left, operator)
        _check_side(right, operator)
        return SameSentence(_part_node(left), _part_node(right))

    def field(self, parts: list[Node | Token]) -> Node:
        name = str(parts[0])[:-1].casefold()
        return InField(FIELDS.get(name, name), _part_node(parts[1]))

    def exact(self, parts: list[Token]) -> Node:
        words = _unquote_text(str(parts[1]))
        at = _token_start(parts[1])
        if "*" in words:
            raise query_error(
                say("An exact word cannot end in *"), at, say("Take away the = or the *.")
            )
        return Atom(meaningful_words(words, words, at), "exact", at)

    def phrase(self, parts: list[Token]) -> Node:
        return _make_atom(_unquote_text(str(parts[0])), "phrase", _token_start(parts[0]))

    def word(self, parts: list[Token]) -> Node:
        _check_misplaced(str(parts[0]), _token_start(parts[0]))
        return _make_atom(str(parts[0]), "word", _token_start(parts[0]))


_RESERVED = re.compile(r"AND|OR|NOT|SENT|O?NEAR(?:/.*)?")


def _check_misplaced(word: str, at: int) -> None:
    """Refuse an operator or field that stands where only a word can."""
    if word.startswith(("NEAR/", "ONEAR/")) and not word.partition("/")[2].isdigit():
        fix = say("Write NEAR/5: at most five words between.")
        raise query_error(say("{word} has no number", word=word), at, fix)
    if _RESERVED.fullmatch(word):
        fix = say(
            'Write something before and after it, or "{word}" in quotes if that is the word.',
            word=word,
        )
        raise query_error(say("{word} has nothing to join", word=word), at, fix)
    if word[-1] == ":" and word[:-1].casefold() in KNOWN_FIELDS:
        fix = say("Write it without a blank, such as {example}.", example=f"{word}Mali")
        raise query_error(say("{word} has no value", word=word), at, fix)


def _token_start(token: Token) -> int:
    return token.start_pos or 0


def _part_node(part: Node | Token) -> Node:
    assert not isinstance(part, Token)
    return part


def _unquote_text(text: str) -> str:
    return text[1:-1].strip() if text[0] in PAIRS else text


def _make_atom(words: str, kind: AtomKind, position: int) -> Atom:
    star = words.find("*")
    if star < 0:
        return Atom(meaningful_words(words, words, position), kind, position)
    if star != len(words) - 1:
        message = say("* stands only at the end of a word")
        raise query_error(message, position + star, say("Write {example}.", example="coré*"))
    found = tokens(words[:-1])
    if not found or len(found[-1].text) < 2 or not words[:-1].endswith(found[-1].raw):
        message = say("* needs at least two letters before it")
        raise query_error(message, position, say("Write {example}.", example="coré*"))
    return Atom(words[:-1], "prefix", position)


def _check_side(side: Node | Token, operator: Node | Token) -> None:
    """Let only what has a place in the text stand beside NEAR, ONEAR and SENT."""
    if isinstance(side, Atom | Near | SameSentence):
        return
    if isinstance(side, Or) or (isinstance(side, InField) and side.name == "title"):
        for child in child_nodes(side):
            _check_side(child, operator)
        return
    assert isinstance(operator, Token)
    message = say("AND, NOT and fields cannot stand beside {word}", word=str(operator))
    fix = say("Beside it may stand words, phrases and (a OR b).")
    raise query_error(message, _token_start(operator), fix)


@lru_cache(maxsize=1)
def _load_grammar() -> Lark:
    source = files("bot.core.query").joinpath("query.lark").read_text(encoding="utf-8")
    return Lark(source, parser="lalr", lexer="contextual", transformer=_Builder())


def read_expression(text: str) -> Node:
    """Read an expression with syntax; raises QueryError that says what to write instead."""
    try:
        tree = _load_grammar().parse(text)
    except VisitError as failure:
        if isinstance(failure.orig_exc, QueryError):
            raise failure.orig_exc from None
        raise
    except UnexpectedInput as failure:
        raise _explain_failure(failure, text) from None
    except LarkError as failure:
        fix = say("Put the words in quotes ({reason}).", reason=str(failure))
        raise query_error(say("This cannot be read"), 0, fix) from None
    node: Node = tree  # type: ignore[assignment]
    return node


def _explain_failure(failure: UnexpectedInput, text: str) -> QueryError:
    at = min(getattr(failure, "pos_in_stream", None) or 0, len(text) - 1)
    if isinstance(failure, UnexpectedToken) and failure.token.type == "$END":
        last = text.rstrip().split()[-1]
        message = say("Something is missing after {word}", word=last)
        return query_error(message, len(text.rstrip()), say("Write a word there."))
    if isinstance(failure, UnexpectedCharacters):
        message = say("{word} cannot stand here", word=text[at])
        return query_error(message, at, say("Take it out or put it in quotes."))
    if text[at] == ")":
        return query_error(
            say("There is nothing before this )"), at, say("Write a word before it.")
        )
    found = text[at:].split()[0]
    fix = say('Write a word before it, or "{word}" in quotes if that is the word.', word=found)
    return query_error(say("{word} cannot stand here", word=found), at, fix)
