"""Turn a watch into an FTS5 expression that narrows down what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.query.tree import Atom, Field, Node, Not, Or, children

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.watch.compile import Watch
    from bot.core.watch.surfaces import Surface


def fts_query(watch: Watch) -> str | None:
    """Return an FTS5 expression that finds at least what the watch hits; None when none can."""
    forms = {
        atom: {form for surface in surfaces for form in _fts_surface(surface)}
        for atom, surfaces in watch.surfaces.items()
    }
    return _fts(watch.root, forms)


def _fts_surface(surface: Surface) -> Iterator[str]:
    if len(surface.slots) > 1:
        yield f"({' AND '.join(_fts_any(slot) for slot in surface.slots)})"
        return
    for words in surface.spellings:
        head = _quoted(" ".join(words)) + ("*" if surface.prefix else "")
        yield f"({head} AND {_quoted(' '.join(surface.tail))})" if surface.tail else head


def _fts_any(forms: Iterable[str]) -> str:
    return f"({' OR '.join(sorted(_quoted(form) for form in forms))})"


def _quoted(words: str) -> str:
    bare = words.replace("'", " ").strip()
    return f'"{bare}"'


def _fts(node: Node, forms: dict[Atom, set[str]]) -> str | None:
    match node:
        case Atom():
            return f"({' OR '.join(sorted(forms[node]))})"
        case Not():
            return None
        case Field(name, part):
            return _fts(part, forms) if name == "title" else None
        case Or(parts):
            found = [_fts(part, forms) for part in parts]
            known = [part for part in found if part]
            return f"({' OR '.join(known)})" if len(known) == len(found) else None
        case _:
            known = [part for part in (_fts(child, forms) for child in children(node)) if part]
            return f"({' AND '.join(known)})" if known else None
