"""A sketch: everything that comparing an article needs, computed once and small enough to keep."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.core.language.text import Token, fold, tokens
from bot.core.model import model_tables
from bot.core.stories.near_duplicates import Hashes, Words, fingerprint, hash_words
from bot.core.stories.terms import FoundTerm, TermKind, find_terms
from bot.core.stories.title_templates import Template, strip_mould
from bot.core.stories.twins import Wording, text_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.models import Article

VERSION, UNWORDED = 2, 1
"""The version that is written, and the one before it, which had no wording."""

TITLE_LIMIT, LEAD_LIMIT, TEXT_LIMIT = 400, 1_500, 8_000
"""Characters of each field that are looked at: what matters stands at the front. By hand: bounds
what a sketch costs.
"""

NAMING_LIMIT = 900
"""Characters of a text that are searched for what it names: news says early what it is about, and
reading on costs time and gains nothing on labelled pairs. Copies are sought in the whole text. By
hand.
"""

_SENTENCE = re.compile(r"\s*(.{15,200}?)(?:\n|  |[.?!…] |$)", re.DOTALL)

MOST_TERMS = 160
"""Keys of a sketch that are kept, by hand: bounds what is stored and compared; the weightiest
stay.
"""
_BY_KIND = np.array(
    [model_tables("stories")["kinds"].get(kind.name.lower(), 1.0) for kind in TermKind]
)
_FIELD_WEIGHT = tuple(model_tables("stories")["fields"][name] for name in ("title", "lead", "text"))
"""What a word counts for by what it is and by where it stands."""

_ARRAYS = (
    ("identities", "<u8", "identities"),
    ("keys", "<u4", "keys"),
    ("fingerprint", "<u4", "prints"),
    ("weights", "<f2", "keys"),
    ("in_title", "<f2", "keys"),
    ("shares", "<f2", "keys"),
    ("body", "<u2", "body"),
    ("title", "<u2", "title"),
    ("kinds", "u1", "keys"),
    ("wording", "<u4", "wording"),
)
"""The arrays as they are stored, and which size of the head tells how long each is."""
_KINDS = tuple(np.dtype(kind) for _, kind, _ in _ARRAYS)
_LOADED = {"identities", "keys", "fingerprint", "weights", "in_title", "shares", "kinds"}
"""Those that are loaded of many."""
_HEAD = struct.Struct("<BBdIIHHHHHH")
_UNWORDED_HEAD = struct.Struct("<BBdIIHHHH")
_HEADS = np.dtype(
    [("version", "u1"), ("template", "u1"), ("at", "<f8"), ("texts", "<u4"), ("keys", "<u4")]
    + [(size, "<u2") for size in ("prints", "body", "title", "identities", "wording", "titled")]
)
"""`_HEAD` as many are read at once."""

Keys = NDArray[np.uint32]
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What comparing an article needs.

    `keys` are sorted and distinct; `kinds`, `weights` (term frequency times kind), `in_title`
    (weight in the title alone) and `shares` (prior share of texts) stand beside them. `words`
    maps keys to the words as written and is kept in memory only. `wording` holds the words of
    title, lead and text in order, the first `titled` of them are the title's.
    """

    article: str
    source: str
    language: str
    at: float
    identities: tuple[int, ...]
    template: Template
    keys: Keys
    kinds: NDArray[np.uint8]
    weights: Weights
    in_title: Weights
    shares: Weights
    fingerprint: Hashes
    body: Words
    title: Words
    wording: Wording
    titled: int
    words: dict[int, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def published(self) -> datetime:
        """Return the article's time."""
        return datetime.fromtimestamp(self.at, UTC)

    def to_bytes(self) -> bytes:
        """Pack for storing; `from_bytes` of the same version gives an equal sketch."""
        # What stands between the names must not stand in one: ids come from anywhere.
        names = (self.article, self.source, self.language)
        texts = "\0".join(name.replace("\0", "\ufffd") for name in names).encode(
            "utf-8", "surrogatepass"
        )
        sizes = [len(a) for a in (self.keys, self.fingerprint, self.body, self.title)]
        sizes += [len(self.identities), len(self.wording), self.titled]
        head = _HEAD.pack(VERSION, self.template, self.at, len(texts), *sizes)
        pairs = zip(self._arrays(), _KINDS, strict=True)
        return head + texts + b"".join([a.astype(kind, copy=False).tobytes() for a, kind in pairs])

    def _arrays(self) -> tuple[NDArray[Any], ...]:
        """Return the arrays in the order in which they are stored."""
        identities = np.array(self.identities, dtype=np.uint64)
        return (
            *(identities, self.keys, self.fingerprint, self.weights, self.in_title, self.shares),
            *(self.body, self.title, self.kinds, self.wording),
        )

    @staticmethod
    def from_bytes(data: bytes) -> Sketch:
        """Unpack a stored sketch; raises ValueError for another version or a damaged value."""
        if not is_readable(data):
            raise ValueError("this is not a sketch of a known version")
        head = _HEAD if data[0] == VERSION else _UNWORDED_HEAD
        _, template, at, texts, *sizes = head.unpack_from(data)
        keys, prints, body, title, identities, wording, titled = (*sizes, 0, 0)[:7]
        article, source, language = _parted_names(data[head.size : head.size + texts])
        lengths = (identities, keys, prints, keys, keys, keys, body, title, keys, wording)
        arrays: list[NDArray[Any]] = []
        place = head.size + texts
        for kind, count in zip(_KINDS, lengths, strict=True):
            arrays.append(np.frombuffer(data, kind, count, place))
            place += count * kind.itemsize
        return Sketch(
            article=article,
            source=source,
            language=language,
            at=at,
            identities=tuple(arrays[0].tolist()),
            template=Template(template),
            keys=arrays[1],
            fingerprint=arrays[2],
            weights=arrays[3].astype(np.float32),
            in_title=arrays[4].astype(np.float32),
            shares=arrays[5].astype(np.float32),
            body=arrays[6],
            title=arrays[7],
            kinds=arrays[8],
            wording=arrays[9],
            titled=titled,
        )


def is_readable(data: bytes) -> bool:
    """Tell whether a stored sketch is of a version that is known."""
    return len(data) >= _HEAD.size and data[0] in (VERSION, UNWORDED)


class Label(NamedTuple):
    """What an article is found and told apart by; `words` is how many its body has."""

    article: str
    source: str
    language: str
    at: float
    words: int
    identities: Iterable[int]

    @staticmethod
    def of(sketch: Sketch) -> Label:
        """Take it of a sketch."""
        return Label(
            sketch.article,
            sketch.source,
            sketch.language,
            sketch.at,
            len(sketch.body),
            sketch.identities,
        )


@dataclass(frozen=True, slots=True)
class SketchColumns:
    """What is loaded of many stored sketches: no object for each array of each.

    The keys of all stand one after the other, `lengths` of each, with the columns that run beside
    them in a sketch; so do the fingerprints, of `print_lengths`.
    """

    labels: list[Label]
    lengths: NDArray[np.int64]
    print_lengths: NDArray[np.int64]
    keys: Keys
    kinds: NDArray[np.uint8]
    weights: Weights
    in_title: Weights
    shares: Weights
    fingerprint: Hashes

    def by_language(self) -> list[tuple[str, NDArray[np.int64], int]]:
        """Tell of each language, by its name, where its keys stand and how many texts it has."""
        names = [label.language for label in self.labels]
        numbers = {name: n for n, name in enumerate(dict.fromkeys(names))}
        of = np.array([numbers[name] for name in names])
        owners, texts = np.repeat(of, self.lengths), np.bincount(of)
        return [(name, np.flatnonzero(owners == n), int(texts[n])) for name, n in numbers.items()]


def unpack_sketches(packed: Sequence[bytes]) -> SketchColumns:
    """Unpack readable stored sketches at once; raises ValueError for a damaged one."""
    heads = np.frombuffer(b"".join([data[: _HEAD.size] for data in packed]), _HEADS).copy()
    unworded = heads["version"] == UNWORDED
    heads["wording"][unworded] = 0
    begins = np.where(unworded, _UNWORDED_HEAD.size, _HEAD.size)
    ends = begins + heads["texts"]
    names = _cut_out(packed, begins, ends)
    columns: dict[str, NDArray[Any]] = {}
    for name, kind, size in _ARRAYS:
        begins, ends = ends, ends + np.dtype(kind).itemsize * heads[size].astype(np.int64)
        if name in _LOADED:
            columns[name] = np.frombuffer(b"".join(_cut_out(packed, begins, ends)), kind)
    if any(end > len(data) for end, data in zip(ends.tolist(), packed, strict=True)):
        raise ValueError("a stored sketch is damaged")
    upto = np.cumsum(heads["identities"], dtype=np.int64)
    identities = np.split(columns.pop("identities"), upto[:-1])
    numbers = zip(heads["at"].tolist(), heads["body"].tolist(), strict=True)
    labels = [
        Label(*_parted_names(texts), at, words, known.tolist())
        for texts, (at, words), known in zip(names, numbers, identities, strict=True)
    ]
    lengths, print_lengths = heads["keys"].astype(np.int64), heads["prints"].astype(np.int64)
    # What is stored in half precision is reckoned with in single.
    for name in ("weights", "in_title", "shares"):
        columns[name] = columns[name].astype(np.float32)
    return SketchColumns(labels, lengths, print_lengths, **columns)


def _cut_out(
    packed: Sequence[bytes], begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> list[bytes]:
    """Return of each what stands between two of its places."""
    cuts = zip(packed, begins.tolist(), ends.tolist(), strict=True)
    return [data[low:high] for data, low, high in cuts]


def _parted_names(texts: bytes) -> tuple[str, str, str]:
    """Return article, source and language; raises ValueError where they are not three."""
    article, source, language, *more = texts.decode("utf-8", "surrogatepass").split("\0") + [""] * 2
    if len(more) != 2:
        raise ValueError("this sketch is damaged")
    return article, source, language


Rows = tuple[list[Token], list[Token], list[Token]]
"""The words of an article's title, lead and text."""


def make_sketch(article: Article, rows: Rows | None = None) -> Sketch:
    """Compute an article's sketch; the cost is bounded whatever the article's length.

    `rows` are the words of its fields where they were cut already.
    """
    core, template = strip_mould(article.title[:TITLE_LIMIT])
    text = f"{article.title[TITLE_LIMIT:TEXT_LIMIT]} {article.text[:TEXT_LIMIT]}".strip()
    lead, text = article.lead[:LEAD_LIMIT], text[:TEXT_LIMIT]
    if not core:
        core, lead, text = _titled_fields(lead, text)
    language = article.language.split("-")[0].lower()
    language = language if language.isalpha() else ""
    fields = (core, "" if text.startswith(lead[:80]) else lead, text)
    whole = (article.title, article.lead, article.text)
    words = list(map(_field_words, fields, whole, rows or ([], [], [])))
    found = (_named_terms(*pair, language) for pair in zip(fields, words, strict=True))
    told = [text_wording(*pair, language) for pair in zip(fields, words, strict=True)]
    hashes = _hashed_words(words[2] if text else words[1])
    return Sketch(
        article=article.id,
        source=article.source,
        language=language,
        at=article.published.timestamp(),
        identities=_identity_hashes(article, template),
        template=template,
        fingerprint=fingerprint(hashes),
        body=hashes.astype(np.uint16),
        title=_hashed_words(words[0]).astype(np.uint16),
        wording=np.concatenate(told),
        titled=len(told[0]),
        **_gather_terms(found),
    )


def _field_words(looked_at: str, whole: str, row: list[Token]) -> list[Token]:
    """Return the words of what is looked at of a field: of those known, or cut anew."""
    if not row or not whole.startswith(looked_at):
        return tokens(looked_at)
    if len(looked_at) == len(whole):
        return row
    return row[: bisect_right(row, len(looked_at), key=_word_end)]


def _word_end(word: Token) -> int:
    return word.end


def _titled_fields(lead: str, text: str) -> tuple[str, str, str]:
    """Take the first sentence for the title where there is none."""
    found = _SENTENCE.match(lead or text)
    if found is None:
        return "", lead, text
    rest = (lead or text)[found.end() :]
    return (found[1], rest, text) if lead else (found[1], "", rest)


def _named_terms(text: str, words: list[Token], language: str) -> Iterable[FoundTerm]:
    """Find what the front of a text names."""
    if len(text) > NAMING_LIMIT:
        text, words = text[:NAMING_LIMIT], [word for word in words if word.end <= NAMING_LIMIT]
    return find_terms(text, words, language)


def _hashed_words(words: list[Token]) -> Hashes:
    return hash_words([word.text for word in words])


def _identity_hashes(article: Article, template: Template) -> tuple[int, ...]:
    """Hash what makes two entries one article; a title that comes back daily does not."""
    names = [("guid", article.source, article.guid), ("url", "", article.url)]
    if template is not Template.ROLLING:
        names.append(("title", article.source, fold(article.title[:TITLE_LIMIT])))
    return tuple(_hash64("\0".join(name)) for name in names if name[2])


def _hash64(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


class _Terms:
    """What was gathered of each key: what it stands for, its weight in all fields and the title."""

    def __init__(self) -> None:
        self.places: dict[int, int] = {}
        self.found: list[FoundTerm] = []
        self.total: list[float] = []
        self.title: list[float] = []

    def add(self, found: FoundTerm, weight: float, *, titled: bool) -> None:
        amount = weight * found.weight
        place = self.places.setdefault(found.key, len(self.found))
        if place == len(self.found):
            self.found.append(found)
            self.total.append(amount)
            self.title.append(amount if titled else 0.0)
            return
        self.total[place] += amount
        if titled:
            self.title[place] += amount
        if found.kind is TermKind.NAME:
            self.found[place] = found


def _gather_terms(fields: Iterable[Iterable[FoundTerm]]) -> dict[str, Any]:
    """Sum up findings by key and keep the weightiest, as the arrays of a sketch."""
    terms = _Terms()
    for weight, field_found in zip(_FIELD_WEIGHT, fields, strict=True):
        titled = weight == _FIELD_WEIGHT[0]
        for found in field_found:
            terms.add(found, weight, titled=titled)
    keys = np.array(list(terms.places), dtype=np.uint32)
    kinds = np.array([found.kind for found in terms.found], dtype=np.uint8)
    shares = np.array([found.share for found in terms.found], dtype=np.float64)
    weights = _BY_KIND[kinds] * np.log1p(terms.total)
    in_title = _BY_KIND[kinds] * np.log1p(terms.title)
    kept = _kept_places(keys, weights * -np.log(shares))
    words = [terms.found[place].word for place in kept.tolist()]
    return {
        "keys": keys[kept],
        "kinds": kinds[kept],
        "weights": _half_weights(weights[kept]),
        "in_title": _half_weights(in_title[kept]),
        "shares": _half_weights(shares[kept]),
        "words": dict(zip(keys[kept].tolist(), words, strict=True)),
    }


def _kept_places(keys: Keys, importance: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the places of the weightiest keys, in the order of the keys."""
    if len(keys) <= MOST_TERMS:
        return np.argsort(keys)
    most = np.lexsort((keys, importance))[-MOST_TERMS:]
    return most[np.argsort(keys[most])]


def _half_weights(values: NDArray[np.float64]) -> Weights:
    """Round to half precision, so that a stored sketch equals a fresh one."""
    return values.astype(np.float16).astype(np.float32)
