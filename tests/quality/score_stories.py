"""Score the story engine: events in streams of titles, copies, moulds, likeness of pairs.

`python -m tests.quality.score_stories` prints a table; a peer's figure beside ours comes from
the same data in the same run: plain streaming TF-IDF at the threshold that is best for it.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bot.core.stories.index import StoryIndex
from bot.models import Article, Relation

HERE = Path(__file__).parent / "stories"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
START = datetime(2024, 6, 11, 6, 0, tzinfo=UTC)
SURE = (Relation.SAME, Relation.COPY)


@dataclass(frozen=True)
class Item:
    """An article of a stream and the event it tells."""

    article: Article
    story: str


def article(
    ident: str, title: str, language: str, hours: float = 0.0, text: str = "", source: str = ""
):
    return Article(
        id=ident,
        source=source or f"outlet-{ident}",
        title=title,
        lead="",
        text=text,
        url="",
        language=language,
        published=START + timedelta(hours=hours),
    )


def stream(name: str) -> list[Item]:
    """Read one of our streams: every headline with its event, in time order.

    The language is the end of the name, or the second column of `cross`.
    """
    items, story, base = [], "", 0.0
    for number, line in enumerate((HERE / f"{name}.txt").read_text("utf-8").splitlines()):
        if line.startswith("== "):
            story, base = line[3:].rsplit(" ", 1)[0], float(line.rsplit(" ", 1)[1])
        elif line and not line.startswith("#"):
            hours, title = line.split(" | ", 1)
            language, title = title.split(" | ", 1) if name == "cross" else (name[-2:], title)
            label = f"{story}-{number}" if story.startswith("alone") else story
            ident = f"{name}-{number}"
            time = base + float(hours)
            items.append(Item(article(ident, title, language.lower(), time), label))
    return sorted(items, key=lambda item: item.article.published)


def place_all(items: list[Item]) -> list[str]:
    """Run a stream through an index; returns the story of each item."""
    return [story for story, _ in placed(items)]


def placed(items: list[Item]) -> list[tuple[str, str]]:
    """Run a stream through an index; returns of each item its story and what it was merged with."""
    index, found = StoryIndex(), []
    for item in items:
        sketch = index.sketch(item.article)
        place = index.place(sketch)
        sure = place.relation in SURE
        found.append((place.story, place.nearest) if sure else (item.article.id, ""))
        index.add(sketch, found[-1][0])
    return found


def tfidf_stream(items: list[Item], threshold: float) -> list[str]:
    """Peer: plain TF-IDF over the titles, nearest earlier one in 72 h at a threshold."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(sublinear_tf=True).fit_transform(
        [item.article.title for item in items]
    )
    likeness = (matrix @ matrix.T).toarray()
    times = np.array([item.article.published.timestamp() for item in items])
    found: list[str] = []
    for i, item in enumerate(items):
        row = np.where(times[i] - times[:i] <= 72 * 3600, likeness[i, :i], 0)
        best = int(np.argmax(row)) if i else 0
        found.append(found[best] if i and row[best] >= threshold else item.article.id)
    return found


def exact_stream(items: list[Item]) -> list[str]:
    """Peer: the same title is the same story."""
    first: dict[str, str] = {}
    return [first.setdefault(item.article.title.casefold(), item.article.id) for item in items]


def b_cubed(labels: list[str], found: list[str]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F."""
    both = Counter(zip(labels, found, strict=True))
    by_label, by_found = Counter(labels), Counter(found)
    precision = sum(n * n / by_found[f] for (_, f), n in both.items()) / len(labels)
    recall = sum(n * n / by_label[s] for (s, _), n in both.items()) / len(labels)
    return precision, recall, 2 * precision * recall / (precision + recall)


def pair_precision(labels: list[str], found: list[str]) -> float:
    """Return the share of pairs in one found story that are in one labelled story."""

    def pairs(counts: Counter) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    together = pairs(Counter(found))
    return pairs(Counter(zip(labels, found, strict=True))) / together if together else 1.0


def best_tfidf(items: list[Item]) -> float:
    labels = [item.story for item in items]
    cuts = np.arange(0.1, 0.75, 0.05)
    return max(b_cubed(labels, tfidf_stream(items, cut))[2] for cut in cuts)


def score_streams(
    streams: dict[str, list[Item]], whose: str, peers: bool = True
) -> dict[str, float]:
    """Score streams one by one, and over all of them the share of merges that were right."""
    result: dict[str, float] = {}
    right: list[bool] = []
    for name, items in streams.items():
        labels = [item.story for item in items]
        placements = placed(items)
        right += merges(items, placements)
        found = [story for story, _ in placements]
        precision, recall, f = b_cubed(labels, found)
        result |= {f"{name} F": f, f"{name} P": precision, f"{name} R": recall}
        result[f"{name} sure"] = pair_precision(labels, found)
        if peers:
            result[f"{name} tfidf F"] = best_tfidf(items)
            result[f"{name} exact F"] = b_cubed(labels, exact_stream(items))[2]
    return result | {f"{whose} merges right": sum(right) / max(1, len(right))}


def merges(items: list[Item], placements: list[tuple[str, str]]) -> list[bool]:
    """Tell of each merge whether the article belongs with the one it was merged with."""
    stories = {item.article.id: item.story for item in items}
    return [
        stories[nearest] == item.story
        for item, (_, nearest) in zip(items, placements, strict=True)
        if nearest
    ]


def pairs() -> list[dict[str, str]]:
    path = SHARED / "stories" / "pairs_train.jsonl"
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    )


def first_sentence(text: str) -> tuple[str, str]:
    """Cut a text into its title and the rest."""
    text = text.strip()
    cut = re.match(r"(.{15,200}?)(?:\n|  |[.?!] )", text, re.DOTALL)
    return (cut[1], text[cut.end() :]) if cut else (text[:100], text)


def pair_stream(language: str) -> list[Item]:
    """Make a stream of titles from labelled pairs of one language, in a made-up order."""
    parent: dict[str, str] = {}
    texts: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for pair in pairs():
        for ident, which in zip(pair["pair_id"].split("_"), "12", strict=False):
            if pair[f"lang{which}"] == language:
                texts[ident] = pair[f"text{which}"]
        if pair["lang1"] == pair["lang2"] == language and float(pair["overall"]) <= 1.75:
            left, right = pair["pair_id"].split("_")[:2]
            parent[root(left)] = root(right)
    order = sorted(texts, key=hash_order)
    return [
        Item(article(key, first_sentence(texts[key])[0], language, 60 * n / len(order)), root(key))
        for n, key in enumerate(order)
    ]


def hash_order(key: str) -> int:
    return (
        int(key.translate(str.maketrans("", "", "abcdefghijklmnopqrstuvwxyz")) or 0) * 7919 % 10007
    )


def own_streams() -> dict[str, list[Item]]:
    kinds = {"own": "events", "held": "held", "fresh": "fresh"}
    kinds |= {kind: kind for kind in ("large", "recent", "unread")}
    streams = {
        f"{kind} {code}": stream(f"{name}_{code}")
        for kind, name in kinds.items()
        for code in ("fr", "en", "de")
    }
    return streams | {"five languages": stream("cross")}


def errors(items: list[Item]) -> None:
    """Print what went wrong in a stream."""
    found = place_all(items)
    groups = defaultdict(list)
    for item, story in zip(items, found, strict=True):
        groups[story].append(item)
    for group in groups.values():
        if len({item.story for item in group}) > 1:
            print("MERGED", *(f"\n   {i.story:18} {i.article.title}" for i in group))
    parts = defaultdict(set)
    for item, story in zip(items, found, strict=True):
        parts[item.story].add(story)
    for label, stories in parts.items():
        if len(stories) > 1:
            print("SPLIT", label)
            for story in stories:
                print(
                    "  *",
                    *(f"\n      {i.article.title}" for i in groups[story] if i.story == label),
                )


def pearson(language: str) -> tuple[float, float]:
    """Correlate likeness with human similarity on pairs of full texts: ours, plain TF-IDF's.

    Each pair is a stream of its own, as cold as it gets; the peer has seen all texts.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    chosen = [pair for pair in pairs() if pair["lang1"] == pair["lang2"] == language]
    human = [4 - float(pair["overall"]) for pair in chosen]
    ours = [likeness_of(pair, language) for pair in chosen]
    left, right = ([pair[name] for pair in chosen] for name in ("text1", "text2"))
    plain = TfidfVectorizer(sublinear_tf=True).fit(left + right)
    peer = plain.transform(left).multiply(plain.transform(right)).sum(axis=1)
    return correlate(ours, human), correlate(np.asarray(peer).ravel().tolist(), human)


def correlate(left: list[float], right: list[float]) -> float:
    return float(np.corrcoef(left, right)[0, 1])


def likeness_of(pair: dict[str, str], language: str) -> float:
    index = StoryIndex()
    for name in ("text1", "text2"):
        title, text = first_sentence(pair[name])
        sketch = index.sketch(article(name, title, language, text=text))
        placed = index.place(sketch)
        index.add(sketch, name)
    return placed.score


def variants(text: str) -> list[str]:
    """Write a dispatch as outlets do: whole, cut, with an intro, a dateline, edits, a tail."""
    words = text.split()
    edited = [word for n, word in enumerate(words) if n % 17]
    return [
        text,
        " ".join(words[: len(words) // 2]),
        "Par la rédaction, avec nos agences partenaires. " + text,
        "PARIS (Agence) - " + text,
        " ".join(edited),
        text + " Retrouvez toute notre information sur ce sujet dans notre dossier spécial.",
    ]


def score_copies() -> dict[str, float]:
    """Find altered texts again: real articles where there are any, each with six alterations."""
    path = SHARED / "summaries" / "orangesum_valid.jsonl"
    if not path.exists():
        return {}
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()][:300]
    rows = [row for row in rows if len(row["article"].split()) >= 60]
    index, found, wrong, asked = StoryIndex(), 0, 0, 0
    for row in rows:
        sketch = index.sketch(article(row["id"], row["title"], "fr", text=row["article"]))
        wrong += index.place(sketch).relation is Relation.COPY
        index.add(sketch, row["id"])
    for row in rows[::3]:
        for n, text in enumerate(variants(row["article"])):
            asked += 1
            sketch = index.sketch(article(f"{row['id']}-{n}", "Autre titre", "fr", 1, text))
            placed = index.place(sketch)
            found += placed.relation is Relation.COPY and placed.story == row["id"]
    return {"copies found": found / asked, "copies false": wrong / len(rows)}


def own_figures(peers: bool = True) -> dict[str, float]:
    """Return the figures of our own streams."""
    return score_streams(own_streams(), "all our", peers)


def shared_figures() -> dict[str, float]:
    """Return the figures of the sets beside the project; those that are absent are left out."""
    result = score_copies()
    if pairs():
        result |= score_streams(
            {f"titles {code}": pair_stream(code) for code in ("fr", "en", "de")}, "public"
        )
    for language in ("fr", "en", "de", "es", "it") if pairs() else ():
        ours, peer = pearson(language)
        result |= {f"pairs {language} r": ours, f"pairs {language} tfidf r": peer}
    return result


def score(peers: bool = True) -> dict[str, float]:
    """Return every figure by name; sets that are absent are left out."""
    return own_figures(peers) | shared_figures()


if __name__ == "__main__":
    for key, value in score().items():
        print(f"{key:24} {value:.3f}")
