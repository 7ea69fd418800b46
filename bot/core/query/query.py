"""Watch expressions: read by a grammar, shown in words before they are saved.

Plain words with nothing else are one phrase. Once an operator, quote, field, parenthesis, `=`
or `*` stands, the grammar in `query.lark` reads the expression and a blank means AND.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.core.query.describe import told_query
from bot.core.query.syntax import KNOWN_FIELDS, PAIRS, meaningful_words, query_error
from bot.core.query.tree import And, Atom, InField, Node, Not, child_nodes
from bot.errors import QueryError
from bot.said import Said, say

MAX_LENGTH: Final = 1000
"""Characters of an expression, by hand: more is several watches, as the error says."""
MAX_ATOMS: Final = 60
"""Words and phrases of one, by hand: what each costs is paid for every article."""
MAX_DEPTH: Final = 30
"""Parentheses within each other, by hand: far under what recursion over the tree allows."""


@dataclass(frozen=True, slots=True)
class Query:
    """A watch expression that was read: its text and its tree."""

    text: str
    root: Node

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """List what is looked for in texts, in written order; not the values of fields."""
        return tuple(_atoms_of(self.root))

    @property
    def told(self) -> Said:
        """Say how the expression was read."""
        return told_query(self.root)


def _atoms_of(node: Node) -> Iterator[Atom]:
    if isinstance(node, Atom):
        yield node
    elif not (isinstance(node, InField) and node.name != "title"):
        for child in child_nodes(node):
            yield from _atoms_of(child)


# ---- reading ---------------------------------------------------------------------------------

_SYNTAX = re.compile(
    r"""["“”«»„()]|(?<!\S)[-=](?=\S)|\*|(?<!\S)(?:AND|OR|NOT|SENT|O?NEAR(?:/\d*)?)(?!\S)"""
    r"""|(?<!\S)(?:title|titre|source|lang|langue|author|auteur):(?!\s+\S)""",
    re.IGNORECASE | re.VERBOSE,
)
_OPERATOR = re.compile(r"(?<!\S)(?:AND|OR|NOT|SENT|O?NEAR(?:/\d*)?)(?!\S)")
_FIELDS: Final = "title:, source:, lang:, author:"
_UNKNOWN_FIELD = re.compile(r"(?<!\S)[-(=]*([^\W\d_]{2,}):(?=[^\s/])")


def parse_query(text: str) -> Query:
    """Read a watch expression; raises QueryError that says where and what to write instead."""
    _check_size(text)
    _check_fields(text)
    if not _has_syntax(text):
        return Query(text, Atom(meaningful_words(text.strip(), text, 0), "phrase"))
    _check_brackets(text)
    from bot.core.query.grammar import read_expression

    root = read_expression(text)
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
        raise QueryError(
            say("The watch expression is empty."), fix=say("Write a word, such as Wagner.")
        )
    if len(text) > MAX_LENGTH:
        raise QueryError(
            say(
                "The watch expression has {n} characters; {most} are possible.",
                n=len(text),
                most=MAX_LENGTH,
            ),
            position=MAX_LENGTH,
            fix=say("Make several watches of it."),
        )


def _check_fields(text: str) -> None:
    for found in _UNKNOWN_FIELD.finditer(text):
        name = found.group(1)
        if name.casefold() not in KNOWN_FIELDS and '"' not in text[: found.start()]:
            fix = say("Use one of {fields}, or put the words in quotes.", fields=_FIELDS)
            raise query_error(say("There is no field {name}", name=f"{name}:"), found.start(1), fix)


def _check_brackets(text: str) -> None:
    """Find what is opened and not closed before the grammar gives a less helpful answer."""
    opened: list[int] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char in PAIRS:
            at = _closing_of(text, at)
        elif char == "(":
            opened.append(at)
        elif char == ")":
            if not opened:
                fix = say("Take it out, or open it before with (.")
                raise query_error(say("This ) closes nothing"), at, fix)
            opened.pop()
        if len(opened) > MAX_DEPTH:
            raise query_error(
                say("Parentheses are nested too deeply"), at, say("Write it flatter.")
            )
        at += 1
    if opened:
        raise query_error(say("This ( is not closed"), opened[-1], say("Write ) at its end."))


def _closing_of(text: str, at: int) -> int:
    ends = "“”" if text[at] == "„" else PAIRS[text[at]]
    for end in range(at + 1, len(text)):
        if text[end] in ends:
            return end
    fix = say("Write {sign} at the end of the phrase.", sign=ends[0])
    raise query_error(say("This {sign} is not closed", sign=text[at]), at, fix)


def _check_tree(root: Node, text: str) -> None:
    if len(_all_atoms(root)) > MAX_ATOMS:
        fix = say("Make several watches of it.")
        raise query_error(say("More than {most} words", most=MAX_ATOMS), 0, fix)
    if not _is_bounded(root):
        at = max(text.find("NOT"), 0)
        fix = say("Add a word that has to occur, such as Mali NOT football.")
        raise query_error(say("This would match whatever does not hold a word"), at, fix)


def _all_atoms(node: Node) -> list[Atom]:
    found = [node] if isinstance(node, Atom) else []
    return found + [atom for child in child_nodes(node) for atom in _all_atoms(child)]


def _is_bounded(node: Node) -> bool:
    """Tell whether something has to occur for the node to hold."""
    match node:
        case Not():
            return False
        case And(parts):
            return any(_is_bounded(part) for part in parts)
        case _:
            return all(_is_bounded(child) for child in child_nodes(node))
