"""How much of a public list of countries the alias table knows: names and demonyms, fr and en.

`python -m tests.quality.score_aliases` prints the shares and every miss.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bot.core.language.text import fold
from bot.core.names.aliases import entities_named

LIST = Path(__file__).parents[3] / "shared" / "data" / "places" / "countries.json"


JUDGED = {
    ("TF", "Français"): "nobody lives there: French people are in France",
    ("TF", "Française"): "as above",
    ("TF", "French"): "as above",
    ("BQ", "Néerlandais"): "would make every Dutch story one of three islands",
    ("BQ", "Néerlandaise"): "as above",
    ("BQ", "Dutch"): "as above",
    ("MP", "Américaine"): "would make every American story one of the Marianas",
    ("MP", "Américan"): "as above, and misspelt",
    ("MP", "American"): "as above",
    ("IO", "Indian"): "means India",
    ("SJ", "Norwegian"): "means Norway",
    ("UM", "American Islander"): "nobody lives there and nobody writes it",
    ("AG", "Antiguaise et barbudien"): "a slip of the list: mixed genders",
    ("FK", "Malouinne"): "a slip of the list: malouine",
}
"""Forms of the list that the table leaves out on purpose, with the reason."""


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
        return any(entity.id == code for entity in entities_named(form))
    return fold(form) in _demonyms(code)


def _demonyms(code: str) -> set[str]:
    entities = (entity for entity in entities_named(_names()[code]) if entity.id == code)
    return {fold(f.text) for entity in entities for f in entity.forms if f.kind == "demonym"}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {code: form for task, code, form in expected() if task == "names_en"}


def misses() -> list[tuple[str, str, str]]:
    """Return every asked form that the table does not have."""
    return [case for case in expected() if not _knows(*case)]


def score() -> dict[str, float]:
    """Return the share that is known, by task, and the count of misses without a reason.

    Empty when the list is absent.
    """
    if not LIST.exists():
        return {}
    found = misses()
    missed = [task for task, _, _ in found]
    asked = [task for task, _, _ in expected()]
    shares = {task: 1 - missed.count(task) / asked.count(task) for task in sorted(set(asked))}
    return shares | {"unexplained": sum((code, form) not in JUDGED for _, code, form in found)}


def main() -> None:
    if not LIST.exists():
        print("the list of countries is absent: skipped")
        return
    for task, share in score().items():
        print(f"{task:12} {share:.4f}")
    for task, code, form in misses():
        print("  missed", task, code, form, "-", JUDGED.get((code, form), "NOT EXPLAINED"))


if __name__ == "__main__":
    main()
