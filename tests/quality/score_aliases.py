"""How much of a public list of countries the alias table knows: names and demonyms, fr and en.

`python -m tests.quality.score_aliases` prints the shares and every miss.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bot.core.aliases import lookup
from bot.core.text import fold

LIST = Path(__file__).parents[3] / "shared" / "data" / "places" / "countries.json"


def expected() -> Iterator[tuple[str, str, str]]:
    """Yield (what is asked for, country code, form) for every name and demonym of the list."""
    for country in json.loads(LIST.read_text(encoding="utf-8")):
        code = country["cca2"]
        yield "names_fr", code, country["translations"]["fra"]["common"]
        yield "names_en", code, country["name"]["common"]
        for language, task in (("fra", "demonyms_fr"), ("eng", "demonyms_en")):
            written = ", ".join(country["demonyms"].get(language, {}).values())
            for form in sorted(set(written.split(", ")) - {""}):
                yield task, code, form


def _knows(task: str, code: str, form: str) -> bool:
    if task.startswith("names"):
        return any(entity.id == code for entity in lookup(form))
    return fold(form) in _demonyms(code)


def _demonyms(code: str) -> set[str]:
    entities = (entity for entity in lookup(_names()[code]) if entity.id == code)
    return {fold(f.text) for entity in entities for f in entity.forms if f.kind == "demonym"}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {code: form for task, code, form in expected() if task == "names_en"}


def misses() -> list[tuple[str, str, str]]:
    """Return every asked form that the table does not have."""
    return [case for case in expected() if not _knows(*case)]


def score() -> dict[str, float]:
    """Return the share that is known, by task; empty when the list is absent."""
    if not LIST.exists():
        return {}
    missed = [task for task, _, _ in misses()]
    asked = [task for task, _, _ in expected()]
    return {task: 1 - missed.count(task) / asked.count(task) for task in sorted(set(asked))}


def main() -> None:
    if not LIST.exists():
        print("the list of countries is absent: skipped")
        return
    for task, share in score().items():
        print(f"{task:12} {share:.4f}")
    for case in misses():
        print("  missed", *case)


if __name__ == "__main__":
    main()
