"""Score matching on labelled cases, beside simpler ways to match on the same cases.

`tuned.jsonl` was looked at while the rules were written; `held.jsonl` was written by somebody who
knew no rule, scored once and never read to change one. Earlier held-out sets were read after they
had been scored and are part of `tuned.jsonl` now; docs/quality.md tells what each gave at first.
The other files have names with a sense in a language whose words came after they were written.

Run with `python -m tests.quality.score_match [--failures]`; failures are those of the tuned half.
"""

import json
import sys
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import simplemma

from bot.core.language.text import fold, tokens
from bot.core.match.matcher import Matcher
from bot.core.query.query import parse_query
from bot.models import Article, Sense
from tests.fakes.compiled import compiled

CASES = Path(__file__).parent / "match"
HALVES = tuple(sorted((path.stem for path in CASES.glob("*.jsonl")), reverse=True))
_WHEN = datetime(2026, 1, 5, tzinfo=UTC)


def cases(half):
    path = CASES / f"{half}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def article_of(case):
    given = case["article"]
    return Article(
        "1",
        given["source"],
        given["title"],
        given["summary"],
        given["content"],
        "https://example.org/1",
        given["language"],
        _WHEN,
    )


def ours(case):
    """Return the match of a case, or None."""
    watch = compiled(
        case["query"],
        aliases=case.get("aliases", True),
        sense=Sense(case["sense"]) if "sense" in case else None,
    )
    found = Matcher([watch]).match(article_of(case))
    return found[0] if found else None


def _text(case):
    given = case["article"]
    return "\n".join((given["title"], given["summary"], given["content"]))


def _atoms(case):
    return [atom.text for atom in parse_query(case["query"]).atoms]


def substring(case):
    text = _text(case).lower()
    return all(atom.lower() in text for atom in _atoms(case))


def folded_token(case):
    text = f" {' '.join(token.text for token in tokens(_text(case)))} "
    return all(f" {' '.join(t.text for t in tokens(atom))} " in text for atom in _atoms(case))


@lru_cache(maxsize=100_000)
def _lemma(word, language):
    known = language if language in {"fr", "en"} else "fr"
    return fold(simplemma.lemmatize(word.lower(), lang=known))


def lemma(case):
    language = case["article"]["language"]

    def row(text):
        return f" {' '.join(_lemma(token.raw, language) for token in tokens(text))} "

    text = row(_text(case))
    return all(row(atom) in text for atom in _atoms(case))


def _figures(prefix, wanted, got):
    right = sum(w and g for w, g in zip(wanted, got, strict=True))
    precision = right / max(1, sum(got))
    recall = right / max(1, sum(wanted))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {
        f"{prefix}.precision": round(precision, 4),
        f"{prefix}.recall": round(recall, 4),
        f"{prefix}.f1": round(f1, 4),
    }


def _score_half(half):
    labelled = cases(half)
    wanted = [case["hit"] for case in labelled]
    matches = [ours(case) for case in labelled]
    figures = {f"{half}.cases": float(len(labelled))}
    figures |= _figures(half, wanted, [match is not None for match in matches])
    about = [
        m.about == c["about"] for c, m in zip(labelled, matches, strict=True) if m and c["hit"]
    ]
    figures[f"{half}.about"] = round(sum(about) / len(about), 4)
    sensed = [i for i, case in enumerate(labelled) if "sense" in case and not case["hit"]]
    false = sum(matches[i] is not None for i in sensed)
    figures[f"{half}.homonym_false"] = round(false / len(sensed), 4)
    for name, peer in (("substring", substring), ("token", folded_token), ("lemma", lemma)):
        figures |= _figures(f"{half}.{name}", wanted, [peer(case) for case in labelled])
    return figures


def score():
    """Return precision, recall and F1 of both halves, and those of the peers in the same run."""
    return {name: value for half in HALVES for name, value in _score_half(half).items()}


def _print_failures(half):
    for case in cases(half):
        match = ours(case)
        if (match is not None) != case["hit"] or (match and match.about != case["about"]):
            shown = [span.text for span in match.spans] if match else []
            given = case["article"]
            print(case["query"], case.get("sense", ""), f"[{given['language']}]", end=" ")
            print("wanted" if case["hit"] else "unwanted", shown, match.reasons if match else "")
            print("    ", given["title"], "/", given["summary"], "/", given["content"])


def main():
    if "--failures" in sys.argv:
        _print_failures("tuned")
        return
    figures = score()
    print(f"{'':10}{'method':12}{'precision':>10}{'recall':>10}{'F1':>10}")
    for half in HALVES:
        for name in ("", ".substring", ".token", ".lemma"):
            row = (figures[f"{half}{name}.{key}"] for key in ("precision", "recall", "f1"))
            print(f"{half:10}{name[1:] or 'ours':12}" + "".join(f"{value:10.3f}" for value in row))
        print(f"{half:10}about {figures[f'{half}.about']:.3f}", end="")
        print(f"  false hits on homonyms {figures[f'{half}.homonym_false']:.3f}")


if __name__ == "__main__":
    main()
