"""Turn a watch into an FTS5 expression that narrows down what is stored."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bot.core.tree import Atom, Field, Node, Not, Or, children

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.surfaces import Surface
    from bot.core.watch import Watch


def fts_query(watch: Watch) -> str | None:
    """Return an FTS5 expression that finds at least what the watch hits; None when none can."""
    by_atom: defaultdict[int, set[str]] = defaultdict(set)
    for surface in watch.surfaces:
        by_atom[surface.atom].add(_fts_surface(surface))
    forms = {atom: by_atom[index] for index, atom in enumerate(watch.atoms)}
    return _fts(watch.root, forms)


def _fts_surface(surface: Surface) -> str:
    if len(surface.slots) > 1:
        return f"({' AND '.join(_fts_any(slot) for slot in surface.slots)})"
    head = _quoted(" ".join(surface.words)) + ("*" if surface.prefix else "")
    return f"({head} AND {_quoted(' '.join(surface.tail))})" if surface.tail else head


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
