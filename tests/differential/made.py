"""Make up a thousand articles and a thousand watches, always the same.

Everything is drawn from lists that are frozen beside this module: a change of the tables of
names changes what is found, never what it is looked for in.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from bot.models import Article, Sense
from tests.differential.words import GIVEN, SENTENCES, SOURCES, WORDS

ARTICLES = WATCHES = 1000
_NAMES = Path(__file__).parent / "names.txt"
_SYLLABLES = [
    "ba",
    "cor",
    "dan",
    "el",
    "fen",
    "gra",
    "hol",
    "is",
    "jor",
    "kel",
    "lan",
    "mo",
    "nor",
    "ol",
    "pra",
    "quin",
    "ros",
    "sa",
    "tor",
    "ul",
    "val",
    "wen",
]
_WHEN = datetime(2026, 3, 1, tzinfo=UTC)
_INVENTED = 60

T = TypeVar("T")


class Name(NamedTuple):
    """A row of the frozen list."""

    sense: str
    forms: tuple[str, ...]
    longer: tuple[str, ...]


class Made(NamedTuple):
    """A watch as it is given to `compile_watch`."""

    name: str
    query: str
    options: dict[str, Any]


class Maker:
    """Draws from the lists; only `Random.random` is used, which never changes between versions."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        rows = [line.split("|") for line in _NAMES.read_text("utf-8").splitlines()[1:]]
        self.names = [Name(s, *(tuple(c.split(", ")) if c else () for c in cs)) for s, *cs in rows]
        drawn = random.Random(99)
        parts = [[_SYLLABLES[int(drawn.random() * 22)] for _ in range(3)] for _ in range(_INVENTED)]
        self.invented = ["".join(part).capitalize() for part in parts]

    def one(self, values: Sequence[T]) -> T:
        return values[int(self._random.random() * len(values))]

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def number(self, low: int, high: int) -> int:
        return low + int(self._random.random() * (high - low + 1))

    def form(self) -> str:
        name = self.one(self.names)
        pool = name.longer if name.longer and self.chance(0.08) else name.forms
        return self.one(pool)

    def stranger(self) -> str:
        return " ".join(self.one(self.invented) for _ in range(self.number(1, 2)))

    def word(self, language: str) -> str:
        return self.one(WORDS[language].split())


def articles(count: int = ARTICLES) -> Iterator[Article]:
    """Yield articles of three to fourteen sentences in eleven languages."""
    make = Maker(1)
    yield from _extremes(make)
    for number in range(len(EXTREMES), count):
        language = make.one(("fr", "fr", "en", "en", "de", "es", *SENTENCES))
        title = _touched(make, _sentence(make, language).rstrip("."))
        lead = " ".join(_sentence(make, language) for _ in range(make.number(0, 2)))
        body = [_touched(make, _sentence(make, language)) for _ in range(make.number(3, 12))]
        text = "".join(one + make.one((" ", " ", "\n", "\n\n")) for one in body).strip()
        yield Article(
            id=str(number),
            source=make.one(SOURCES),
            title=title,
            lead=text if make.chance(0.1) else lead,
            text=text,
            url="",
            language=make.one((language, language, language, language, "", f"{language}-XX")),
            published=_WHEN,
            authors=(f"{make.one(GIVEN)} {make.one(make.invented)}",) if make.chance(0.3) else (),
        )


EXTREMES = (
    "",
    "{n} ",
    "{n}, {x} ",
    "{w}{n}",
    "\u200b.,;- \u00ad",
    "{n}\n\n{n}: {w} ",
    "l'{n} d’{w} ",
)
"""What is repeated over and over in the first articles."""


def _extremes(make: Maker) -> Iterator[Article]:
    for number, pattern in enumerate(EXTREMES):
        text = _filled(make, pattern, "fr") * 90
        title = _filled(make, pattern, "en").upper()
        yield Article(str(number), "", title, "", text, "", "fr", _WHEN)


def _sentence(make: Maker, language: str) -> str:
    return _filled(make, make.one(SENTENCES[language]), language)


def _filled(make: Maker, pattern: str, language: str) -> str:
    for gap, fill in (("{n}", make.form), ("{x}", make.stranger), ("{g}", lambda: make.one(GIVEN))):
        while gap in pattern:
            pattern = pattern.replace(gap, fill(), 1)
    for gap in ("{w}", "{v}"):
        while gap in pattern:
            pattern = pattern.replace(gap, make.word(language), 1)
    return pattern.replace("{i}", str(make.number(2, 900)))


def _touched(make: Maker, text: str) -> str:
    """Write a text as feeds do: capitals, odd hyphens and blanks, letters in two parts."""
    ways = (
        str.upper,
        str.title,
        str.lower,
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: t.replace("-", "\u2011").replace("'", "’"),
        lambda t: t.replace(" ", "\u00a0", 3),
        lambda t: t.replace("e", "e\u00ad", 2),
        lambda t: t.replace(" ", "  ", 2).replace(" ", " (", 1),
        lambda t: t.replace(" ", ", ", 2),
        lambda t: t.replace(" ", "-", 3),
    )
    return make.one(ways)(text) if make.chance(0.2) else text


def watches(count: int = WATCHES) -> Iterator[Made]:
    """Yield watches of every kind, a tenth of them with other settings."""
    make = Maker(2)
    kinds = (_plain, _plain, _small, _phrase, _sided, _mixed, _mixed, _marked, _field, _person)
    for number in range(count):
        query = kinds[number % len(kinds)](make)
        yield Made(f"w{number}", query, _options(make, query))


def _atom(make: Maker) -> str:
    language = make.one(("fr", "en", "de", "es", *WORDS))
    return make.one((make.form(), make.word(language), make.stranger(), make.word(language)))


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text


def _plain(make: Maker) -> str:
    return make.one((make.form, make.form, make.stranger))()


def _small(make: Maker) -> str:
    return make.word(make.one(tuple(WORDS)))


def _phrase(make: Maker) -> str:
    phrases = ("coup d'État", "réforme des retraites", "vote de la loi", "huelga de hospitales")
    two = f"{make.word('en')} {make.word('en')}"
    return make.one((*phrases, two, f"{make.word('fr')} de {make.form()}", "a la carte"))


def _sided(make: Maker) -> str:
    joint = make.one(("NEAR/3", "NEAR", "ONEAR/6", "ONEAR/1", "SENT"))
    left, right = _quoted(_atom(make)), _quoted(_atom(make))
    if make.chance(0.3):
        right = f"({right} OR {_quoted(_atom(make))})"
    return f"{left} {joint} {right}"


def _mixed(make: Maker) -> str:
    one, two, three = (_quoted(_atom(make)) for _ in range(3))
    ways = (
        f"{one} AND {two}",
        f"{one} OR {two}",
        f"{one} OR {two} OR {three}",
        f"{one} NOT {two}",
        f"({one} OR {two}) AND {three}",
        f"({one} OR {two}) -{three}",
        f'{make.form()} "{make.word("fr")}"',
        f"{make.form()} SENT {make.word('en')}",
        f"{one} AND ({two} OR NOT {three})",
    )
    return make.one(ways)


def _marked(make: Maker) -> str:
    word = make.word(make.one(("fr", "en", "es", "ru", "it")))
    ways = (
        f"={_quoted(make.form())}",
        f"={word}",
        f"{word[: max(2, len(word) - 3)]}*",
        f"{make.one(make.invented)[:4]}* OR ={_quoted(make.stranger())}",
        f"{make.form().split()[0]}*" if make.chance(0.5) else f"{word[:4]}*",
        f'"{make.stranger()}"',
    )
    return make.one(ways)


def _field(make: Maker) -> str:
    one = _quoted(_atom(make))
    ways = (
        f"title:{one}",
        f"{one} source:{make.one(('lemonde-test', 'Ledger', 'Nordpost'))}",
        f"{one} lang:{make.one(('fr', 'english', 'ru'))}",
        f"lang:{make.one(('it', 'zh'))} NOT {one}",
        f'source:"Diario 7" -{one}',
        f"author:{make.one(make.invented)}",
        f"title:({one} OR {_quoted(_atom(make))}) NOT {_quoted(_atom(make))}",
        f"{one} OR author:{make.one(make.invented)}",
    )
    return make.one(ways)


def _person(make: Maker) -> str:
    return f"{make.one(GIVEN)} {make.one(make.invented)}"


def _options(make: Maker, query: str) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if make.chance(0.15):
        options["sense"] = make.one(tuple(Sense))
    if make.chance(0.08):
        options["aliases"] = False
    if make.chance(0.1):
        own = [name.forms[-2:] for name in make.names if query in name.forms]
        options["aliases_off"] = own[0] if own else tuple(make.form() for _ in range(9))
    if make.chance(0.1):
        options["aliases_extra"] = (make.stranger(), make.word("fr"), make.form())
    if make.chance(0.08):
        options["languages"] = make.one((("fr",), ("en", "de"), ("ru",)))
    if make.chance(0.05):
        options["sources"] = make.one((("le courrier",), ("The Ledger", "Nordpost")))
    return options
