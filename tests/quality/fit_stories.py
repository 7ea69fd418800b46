"""Fit the weights of `bot.core.likeness.EVENT` and `FULL_EVENT`; prints them, changes nothing.

Titles: pairs of an article and a story from our tuned-on streams (`events_*` and `large_*`),
plus half of the French headlines of ../shared squeezed into one window, where a story more than
a fortnight away is surely another event; those weigh 0.3. Full texts: pairs that people called
the same (at most 1.7 of 4) or not (from 2.6), plus the same French articles with their bodies.
"""

from __future__ import annotations

import json
from datetime import date

import numpy as np
from scipy.optimize import minimize

from bot.core.idf import RunningIdf
from bot.core.likeness import FEATURES, PER_DAY, compare, nearness, vectors
from bot.core.sketch import make_sketch
from bot.core.story import StoryIndex
from tests.quality.score_stories import SHARED, Item, article, first_sentence, pairs, stream

FAR_DAYS = 15
LANGUAGES = ("fr", "en", "de", "es", "it")
FAR_WEIGHT = 0.3
TITLE_COLUMNS = ("names", "evidence", "named", "topic", "concepts", "strangers", "scores")
TUNED = [f"{kind}_{code}" for kind in ("events", "large") for code in ("fr", "en", "de")]
RIDGE = 2.0
FULL_COLUMNS = ("whole", "title", "names", "evidence")


def squeezed(full: bool) -> tuple[list[Item], dict[str, date]]:
    """Put every other French article into one window, in a made-up order."""
    path = SHARED / "summaries" / "orangesum_valid.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()][::2]
    order = np.random.default_rng(5).permutation(len(rows))
    items = [
        Item(
            article(
                rows[i]["id"], rows[i]["title"], "fr", 60 * n / len(rows), rows[i]["article"] * full
            ),
            rows[i]["id"],
        )
        for n, i in enumerate(order)
    ]
    return items, {row["id"]: date.fromisoformat(row["date"][:10]) for row in rows}


def candidates(items: list[Item]):
    """Yield each item with the candidates it met and their features, stories as labelled."""
    index = StoryIndex()
    for item in items:
        sketch = index.sketch(item.article)
        query = vectors(sketch, index._idf)
        if entries := index._candidates(sketch, query):
            yield item, entries, compare(query, [entry.vectors for entry in entries])
        index.add(sketch, item.story)


def title_rows(items: list[Item]):
    """Yield a row per article and candidate story.

    It holds the features, near, mean and the log-odds of its time; the label; both stories.
    """
    for item, entries, table in candidates(items):
        near = nearness(table)
        at_time = item.article.published.timestamp()
        for story in sorted({entry.story for entry in entries}):
            at = [n for n, entry in enumerate(entries) if entry.story == story]
            best = max(at, key=lambda n: near[n])
            picked = [table[best, FEATURES.index(name)] for name in TITLE_COLUMNS]
            late = PER_DAY * abs(entries[best].sketch.at - at_time) / 86_400
            row = [*picked, near[best], near[at].mean(), late]
            yield row, story == item.story, item.story, story


def fit(
    rows: list[list[float]],
    labels: list[bool],
    weights: list[float],
    names: tuple[str, ...],
    given: list[float],
):
    """Fit a logistic regression whose log-odds begin at what is given; prints its weights."""
    table, wanted, weight = np.array(rows), np.array(labels, dtype=float), np.array(weights)
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = np.column_stack([np.ones(len(table)), (table - mean) / scale])
    offset = np.array(given)

    def loss(coef):
        odds = scaled @ coef + offset
        error = weight * (1 / (1 + np.exp(-odds)) - wanted)
        slope = scaled.T @ error
        slope[1:] += RIDGE * coef[1:]
        value = (weight * (np.logaddexp(0, odds) - wanted * odds)).sum()
        return value + RIDGE / 2 * (coef[1:] ** 2).sum(), slope

    coef = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B").x
    found = coef[1:] / scale
    shown = dict(zip(names, found.round(2).tolist(), strict=True))
    print(shown, "base", round(float(coef[0] - found @ mean), 2))


def far(days: dict[str, date], left: str, right: str) -> bool:
    return abs((days[left] - days[right]).days) > FAR_DAYS


def fit_titles() -> None:
    own = [row for name in TUNED for row in title_rows(stream(name))]
    items, days = squeezed(full=False)
    apart = [row for row in title_rows(items) if far(days, row[2], row[3])]
    weights = [1.0] * len(own) + [FAR_WEIGHT] * len(apart)
    every = own + apart
    names = (*TITLE_COLUMNS, "near", "mean")
    table = [row[0][:-1] for row in every]
    fit(table, [row[1] for row in every], weights, names, [row[0][-1] for row in every])


def fit_full() -> None:
    idf, rows, labels = RunningIdf(), [], []
    columns = [FEATURES.index(name) for name in FULL_COLUMNS]
    for pair in pairs():
        apart = float(pair["overall"])
        if pair["lang1"] != pair["lang2"] or pair["lang1"] not in LANGUAGES or 1.7 < apart < 2.6:
            continue
        texts = [first_sentence(pair[name]) for name in ("text1", "text2")]
        sketches = [make_sketch(article("x", *t[:1], pair["lang1"], text=t[1])) for t in texts]
        left, right = (vectors(sketch, idf) for sketch in sketches)
        rows.append(compare(left, [right])[0][columns].tolist())
        labels.append(apart <= 1.7)
    known = len(rows)
    items, days = squeezed(full=True)
    for item, entries, table in candidates(items):
        kept = [n for n, entry in enumerate(entries) if far(days, item.story, entry.story)]
        rows += table[kept][:, columns].tolist()
    weights = [1.0] * known + [FAR_WEIGHT] * (len(rows) - known)
    every = labels + [False] * (len(rows) - known)
    fit(rows, every, weights, FULL_COLUMNS, [0.0] * len(rows))


if __name__ == "__main__":
    fit_titles()
    fit_full()
