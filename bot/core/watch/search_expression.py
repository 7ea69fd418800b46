"""Turn a watch into an FTS5 expression that narrows down what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from bot.core.language.text import spaced_words
from bot.core.query.meta import is_named, language_of
from bot.core.query.tree import Atom, InField, Node, Not, Or, child_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.core.watch.compile import Watch
    from bot.core.watch.surfaces import Surface


MOST_FEEDS = 100
"""Feeds that an expression names, by hand: each is a walk of its own through the index."""

Sources = Sequence[tuple[int, str]]


def sources_asked(watch: Watch) -> frozenset[str]:
    """Give the sources that a watch names: a search needs the feeds that bear such a name."""
    return frozenset(
        inner.text
        for node in _nodes_below(watch.root)
        if isinstance(node, InField) and node.name == "source"
        for inner in _nodes_below(node)
        if isinstance(inner, Atom)
    )


def feeds_asked(watch: Watch, bearing: Mapping[str, frozenset[int]]) -> frozenset[int] | None:
    """Give the feeds outside of which a watch hits nothing; None when it may hit in any.

    `bearing` are the feeds that may bear each of the names that the watch asks for.
    """
    return _feeds(watch.root, bearing)


def _feeds(
    node: Node, bearing: Mapping[str, frozenset[int]], *, named: bool = False
) -> frozenset[int] | None:
    match node:
        case Atom(text):
            return bearing.get(text) if named else None
        case InField("source", part):
            return _feeds(part, bearing, named=True)
        case Not() | InField():
            return None
        case _:
            found = [_feeds(part, bearing, named=named) for part in child_nodes(node)]
            known = [feeds for feeds in found if feeds is not None]
            if isinstance(node, Or):
                return frozenset[int]().union(*known) if len(known) == len(found) else None
            return frozenset.intersection(*known) if known else None


def _nodes_below(node: Node) -> Iterator[Node]:
    yield node
    for child in child_nodes(node):
        yield from _nodes_below(child)


def fts_query(watch: Watch, sources: Sources | None = None) -> str | None:
    """Return an FTS5 expression that finds at least what the watch hits; None when none can.

    `sources` are (number, name) of the feeds that may be searched, where they are known: all that
    bear a name which the watch asks for.
    """
    forms = {
        atom: {form for surface in surfaces for form in _fts_surface(surface)}
        for atom, surfaces in watch.surfaces.items()
    }
    return _fts_node(watch.root, forms, sources)


def _fts_surface(surface: Surface) -> Iterator[str]:
    if len(surface.slots) > 1:
        yield f"({' AND '.join(_fts_any(slot) for slot in surface.slots)})"
        return
    for words in surface.spellings:
        head = _quoted_phrase(" ".join(words)) + ("*" if surface.prefix else "")
        yield f"({head} AND {_quoted_phrase(' '.join(surface.tail))})" if surface.tail else head


def _fts_any(forms: Iterable[str]) -> str:
    return f"({' OR '.join(sorted(_quoted_phrase(form) for form in forms))})"


def _quoted_phrase(words: str) -> str:
    bare = words.replace("'", " ").strip()
    return f'"{bare}"'


def _fts_node(node: Node, forms: dict[Atom, set[str]], sources: Sources | None) -> str | None:
    match node:
        case Atom():
            return f"({' OR '.join(sorted(forms[node]))})"
        case Not():
            return None
        case InField("title", part):
            inside = _fts_node(part, forms, sources)
            # A filter within a filter would look for an author in the title.
            plain = not any(isinstance(inner, InField) for inner in _nodes_below(part))
            return f"title : {inside}" if inside and plain else inside
        case InField(name, part):
            return _fts_meta(name, part, sources)
        case _:
            return _fts_joined(
                node, [_fts_node(part, forms, sources) for part in child_nodes(node)]
            )


def _fts_joined(node: Node, found: list[str | None]) -> str | None:
    """Join what was found of a node's parts: of alternatives each has to be known."""
    known = [part for part in found if part]
    if isinstance(node, Or):
        return f"({' OR '.join(known)})" if len(known) == len(found) else None
    return f"({' AND '.join(known)})" if known else None


def _fts_meta(name: str, node: Node, sources: Sources | None) -> str | None:
    match node:
        case Atom(text):
            return _fts_named(name, text, sources)
        case Not():
            return None
        case _:
            return _fts_joined(node, [_fts_meta(name, part, sources) for part in child_nodes(node)])


def _fts_named(name: str, text: str, sources: Sources | None) -> str | None:
    if name == "lang":
        code = language_of(text)
        return f'lang : "lang{code}"' if code.isalnum() else None
    if name == "author":
        words = spaced_words(text)
        return f"author : ({_quoted_phrase(words)} OR {_quoted_phrase(words.replace(' ', ''))})"
    if sources is None:
        return None
    named = (number for number, source in sources if is_named(source, text))
    feeds = list(islice(named, MOST_FEEDS + 1))
    if len(feeds) > MOST_FEEDS:
        return None
    return f"feed : {_fts_any(f'feed{number}' for number in feeds or (0,))}"
