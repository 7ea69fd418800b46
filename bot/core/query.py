"""Watch expressions: read by a grammar, shown in words before they are saved.

Plain words with nothing else are one phrase. Once an operator, quote, field, parenthesis, `=`
or `*` stands, the grammar in `query.lark` reads the expression and a blank means AND.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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

from bot.core.text import tokens
from bot.core.tree import And, Atom, Field, Near, Node, Not, Or, Sentence, children
from bot.core.wording import describe
from bot.errors import QueryError

MAX_LENGTH: Final = 1000
MAX_ATOMS: Final = 60
MAX_DEPTH: Final = 30
DEFAULT_DISTANCE: Final = 10


@dataclass(frozen=True, slots=True)
class Query:
    """A watch expression that was read: its text and its tree."""

    text: str
    root: Node

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """List what is looked for in texts, in written order; not the values of fields."""
        return tuple(_atoms(self.root))

    def describe(self, language: str = "en") -> str:
        """Say in words how the expression was read; `language` is en or fr."""
        return describe(self.root, language)


def _atoms(node: Node) -> Iterator[Atom]:
    if isinstance(node, Atom):
        yield node
    elif not (isinstance(node, Field) and node.name != "title"):
        for child in children(node):
            yield from _atoms(child)


# ---- reading ---------------------------------------------------------------------------------

_SYNTAX = re.compile(
    r"""["“”«»„()]|(?<!\S)[-=](?=\S)|\*|(?<!\S)(?:AND|OR|NOT|SENT|O?NEAR(?:/\d*)?)(?!\S)"""
    r"""|(?<!\S)(?:title|titre|source|lang|langue|author|auteur):(?!\s+\S)""",
    re.IGNORECASE | re.VERBOSE,
)
_OPERATOR = re.compile(r"(?<!\S)(?:AND|OR|NOT|SENT|O?NEAR(?:/\d*)?)(?!\S)")
_UNKNOWN_FIELD = re.compile(r"(?<!\S)[-(=]*([^\W\d_]{2,}):(?=[^\s/])")
_FIELDS = {"titre": "title", "langue": "lang", "auteur": "author"}
_KNOWN_FIELDS = frozenset({"title", "source", "lang", "author", *_FIELDS})


def parse(text: str) -> Query:
    """Read a watch expression; raises QueryError that says where and what to write instead."""
    _check_size(text)
    _check_fields(text)
    if not _has_syntax(text):
        return Query(text, Atom(_meaningful(text.strip(), text, 0), "phrase"))
    _check_brackets(text)
    root = _run_grammar(text)
    _check_tree(root, text)
    return Query(text, root)


def _has_syntax(text: str) -> bool:
    return any(
        not found.group().isalpha() or _OPERATOR.match(text, found.start())
        for found in _SYNTAX.finditer(text)
        if found.group()[:4].upper() not in {"NEAR", "ONEA"} or found.group()[:4].isupper()
    )


def _check_size(text: str) -> None:
    if not text.strip():
        raise QueryError("The watch expression is empty.", fix="Write a word, such as Wagner.")
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"The watch expression has {len(text)} characters; {MAX_LENGTH} are possible.",
            position=MAX_LENGTH,
            fix="Make several watches of it.",
        )


def _check_fields(text: str) -> None:
    for found in _UNKNOWN_FIELD.finditer(text):
        name = found.group(1)
        if name.casefold() not in _KNOWN_FIELDS and '"' not in text[: found.start()]:
            raise QueryError(
                f"There is no field {name}: (at character {found.start(1) + 1}).",
                position=found.start(1),
                fix="Use title:, source:, lang: or author:, or put the words in quotes.",
            )


_PAIRS = {'"': '"', "“": "”", "«": "»", "„": "“"}


def _check_brackets(text: str) -> None:
    """Find what is opened and not closed before the grammar gives a less helpful answer."""
    opened: list[int] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char in _PAIRS:
            at = _closing(text, at)
        elif char == "(":
            opened.append(at)
        elif char == ")":
            if not opened:
                raise _error("This ) closes nothing", at, "Take it out, or open it before with (.")
            opened.pop()
        if len(opened) > MAX_DEPTH:
            raise _error("Parentheses are nested too deeply", at, "Write it flatter.")
        at += 1
    if opened:
        raise _error("This ( is not closed", opened[-1], "Write ) at its end.")


def _closing(text: str, at: int) -> int:
    ends = "“”" if text[at] == "„" else _PAIRS[text[at]]
    for end in range(at + 1, len(text)):
        if text[end] in ends:
            return end
    raise _error(f"This {text[at]} is not closed", at, f"Write {ends[0]} at the end of the phrase.")


def _error(message: str, position: int, fix: str) -> QueryError:
    return QueryError(f"{message} (at character {position + 1}).", position=position, fix=fix)


def _meaningful(words: str, text: str, position: int) -> str:
    if not tokens(words):
        shown = words.strip() or text.strip() or "this"
        raise _error(f"There is no word in {shown}", position, "Write letters or figures.")
    return words


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
        return Near(_node(left), _node(right), int(number or DEFAULT_DISTANCE), name == "ONEAR")

    def sentence(self, parts: list[Node | Token]) -> Node:
        left, operator, right = parts
        _check_side(left, operator)
        _check_side(right, operator)
        return Sentence(_node(left), _node(right))

    def field(self, parts: list[Node | Token]) -> Node:
        name = str(parts[0])[:-1].casefold()
        return Field(_FIELDS.get(name, name), _node(parts[1]))

    def exact(self, parts: list[Token]) -> Node:
        words = _unquote(str(parts[1]))
        at = _start(parts[1])
        if "*" in words:
            raise _error("An exact word cannot end in *", at, "Take away the = or the *.")
        return Atom(_meaningful(words, words, at), "exact", at)

    def phrase(self, parts: list[Token]) -> Node:
        return _atom(_unquote(str(parts[0])), "phrase", _start(parts[0]))

    def word(self, parts: list[Token]) -> Node:
        _check_misplaced(str(parts[0]), _start(parts[0]))
        return _atom(str(parts[0]), "word", _start(parts[0]))


_RESERVED = re.compile(r"AND|OR|NOT|SENT|O?NEAR(?:/.*)?")


def _check_misplaced(word: str, at: int) -> None:
    """Refuse an operator or field that stands where only a word can."""
    if word.startswith(("NEAR/", "ONEAR/")) and not word.partition("/")[2].isdigit():
        raise _error(f"{word} has no number", at, "Write NEAR/5: at most five words between.")
    if _RESERVED.fullmatch(word):
        fix = f'Write something before and after it, or "{word}" in quotes if that is the word.'
        raise _error(f"{word} has nothing to join", at, fix)
    if word[-1] == ":" and word[:-1].casefold() in _KNOWN_FIELDS:
        raise _error(f"{word} has no value", at, f"Write it without a blank, such as {word}Mali.")


def _start(token: Token) -> int:
    return token.start_pos or 0


def _node(part: Node | Token) -> Node:
    assert not isinstance(part, Token)
    return part


def _unquote(text: str) -> str:
    return text[1:-1].strip() if text[0] in _PAIRS else text


def _atom(words: str, kind: str, position: int) -> Atom:
    star = words.find("*")
    if star < 0:
        return Atom(_meaningful(words, words, position), kind, position)
    if star != len(words) - 1:
        raise _error("* stands only at the end of a word", position + star, "Write coré*.")
    found = tokens(words[:-1])
    if not found or len(found[-1].text) < 2 or not words[:-1].endswith(found[-1].raw):
        raise _error("* needs at least two letters before it", position, "Write coré*.")
    return Atom(words[:-1], "prefix", position)


def _check_side(side: Node | Token, operator: Node | Token) -> None:
    """Let only what has a place in the text stand beside NEAR, ONEAR and SENT."""
    if isinstance(side, Atom | Near | Sentence):
        return
    if isinstance(side, Or) or (isinstance(side, Field) and side.name == "title"):
        for child in children(side):
            _check_side(child, operator)
        return
    assert isinstance(operator, Token)
    at = _start(operator)
    fix = "Beside it may stand words, phrases and (a OR b)."
    raise _error(f"AND, NOT and fields cannot stand beside {operator}", at, fix)


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    source = files("bot.core").joinpath("query.lark").read_text(encoding="utf-8")
    return Lark(source, parser="lalr", lexer="contextual", transformer=_Builder())


def _run_grammar(text: str) -> Node:
    try:
        tree = _grammar().parse(text)
    except VisitError as error:
        if isinstance(error.orig_exc, QueryError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise _explain(error, text) from None
    except LarkError as error:
        raise _error("This cannot be read", 0, f"Put the words in quotes ({error}).") from None
    node: Node = tree  # type: ignore[assignment]
    return node


def _explain(error: UnexpectedInput, text: str) -> QueryError:
    at = min(getattr(error, "pos_in_stream", None) or 0, len(text) - 1)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        last = text.rstrip().split()[-1]
        return _error(
            f"Something is missing after {last}", len(text.rstrip()), "Write a word there."
        )
    if isinstance(error, UnexpectedCharacters):
        return _error(f"{text[at]} cannot stand here", at, "Take it out or put it in quotes.")
    if text[at] == ")":
        return _error("There is nothing before this )", at, "Write a word before it.")
    found = text[at:].split()[0]
    fix = f'Write a word before it, or "{found}" in quotes if that is the word.'
    return _error(f"{found} cannot stand here", at, fix)


def _check_tree(root: Node, text: str) -> None:
    if len(_all_atoms(root)) > MAX_ATOMS:
        raise _error(f"More than {MAX_ATOMS} words", 0, "Make several watches of it.")
    if not _bounded(root):
        at = max(text.find("NOT"), 0)
        fix = "Add a word that has to occur, such as Mali NOT football."
        raise _error("This would match whatever does not hold a word", at, fix)


def _all_atoms(node: Node) -> list[Atom]:
    found = [node] if isinstance(node, Atom) else []
    return found + [atom for child in children(node) for atom in _all_atoms(child)]


def _bounded(node: Node) -> bool:
    """Tell whether something has to occur for the node to hold."""
    match node:
        case Not():
            return False
        case And(parts):
            return any(_bounded(part) for part in parts)
        case _:
            return all(_bounded(child) for child in children(node))
