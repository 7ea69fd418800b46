"""Write the tables of names that are made from others: `make names`.

`cldr.txt` holds what CLDR (Unicode, by way of Babel) calls the places of our tables in other
languages, `index.txt` every known name in its folded form. Both are kept because making them takes
seconds in every process that reads a text; a test tells when they are not what they should be.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel import Locale

from bot.core.names import gazetteer
from bot.core.names import linker as places

FOLDER = Path(gazetteer.__file__).parent / "data"
LANGUAGES = ("de", "es", "it", "pt", "nl", "pl", "tr", "ar", "ru", "uk", "zh", "ja", "ko")
HEAD = "# Written by `make names` from the other tables; never by hand.\n"


def cldr() -> str:
    """Return the text of `cldr.txt`: an id and its names with their languages a line."""
    rows = ((row.id, tuple(_cldr_names(row.id))) for row in gazetteer.gazetteer_rows())
    lines = (f"{code} | {' | '.join(names)}\n" for code, names in rows if names)
    return f"{HEAD}# Names of CLDR, under the Unicode licence.\n{''.join(lines)}"


def _cldr_names(code: str) -> Iterator[str]:
    if len(code) != 2 and "/" not in code:
        return
    for language in LANGUAGES:
        locale = Locale.parse(language)
        zone = locale.time_zones.get(code, {}) if "/" in code else {}
        name = zone.get("city") if "/" in code else locale.territories.get(code)
        for part in re.split(r"[()（）]", name or ""):
            if part.strip():
                yield f"{language}:{part.strip()}"


def index() -> str:
    """Return the text of `index.txt`: folded name, id, letters, marks (^ capital, c city)."""
    lines = (
        f"{key}|{name.id}|{name.letters}|{'^' * name.capital}{'c' * name.city}\n"
        for key, name in sorted(places.build_index().items())
    )
    return HEAD + "".join(lines)


def main() -> int:
    """Write both files, the one that the other is made from first."""
    for name, text in (("cldr.txt", cldr), ("index.txt", index)):
        file = FOLDER / name
        made = text()
        same = file.exists() and file.read_text("utf-8") == made
        file.write_text(made, "utf-8")
        gazetteer._read_cldr.cache_clear()
        print(f"{name} {'as it was' if same else 'changed'}, {len(made):,} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
