"""What each piece of evidence is worth, read from model.toml, and the sum over it."""

from __future__ import annotations

import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.core.senses.signs import Kind, Sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.core.senses.evidence import Evidence

Scores: TypeAlias = dict[Kind, float]

FILE: Final = "model.toml"


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """How far evidence reaches and how much of one sort counts; model.toml says why."""

    margin: float
    near: int
    most_near: float
    most_far: float
    telling: float
    most_elsewhere: float
    same_given: float


@dataclass(frozen=True)
class Model:
    """The worth of each sign for each kind."""

    limits: EvidenceLimits
    weights: Mapping[tuple[Sign, Kind], float]

    def worth(self, found: Evidence) -> float:
        """Return what a piece of evidence adds to the kind it speaks for."""
        return self.weights[found.sign, found.kind] * found.strength

    def sums(self, evidence: Iterable[Evidence]) -> Scores:
        """Add up evidence by kind."""
        scores = dict.fromkeys(Kind, 0.0)
        for found in evidence:
            scores[found.kind] += self.worth(found)
        return scores

    def winner(self, evidence: Iterable[Evidence], wanted: Kind) -> Kind:
        """Return the kind that evidence speaks for, the wanted one where none is better."""
        scores = self.sums(evidence)
        scores[wanted] -= self.limits.margin
        return max(scores, key=lambda kind: (scores[kind], kind == wanted))


def parsed_model(text: str) -> Model:
    """Read a model as the file writes it: fitted weights by kind, then those set by hand."""
    rows = tomllib.loads(text)
    return Model(
        EvidenceLimits(**rows["limits"]), _sign_weights(rows) | _sign_weights(rows["hand"])
    )


def _sign_weights(tables: dict[str, Any]) -> dict[tuple[Sign, Kind], float]:
    return {
        (Sign(sign), kind): float(weight)
        for kind in Kind
        for sign, weight in tables.get(kind.value, {}).items()
    }


@lru_cache(maxsize=1)
def _own_model() -> Model:
    return parsed_model((files("bot.core.senses") / FILE).read_text("utf-8"))


_CHOSEN: ContextVar[Model | None] = ContextVar("sense_model", default=None)


def in_use() -> Model:
    """Return the model in use."""
    return _CHOSEN.get() or _own_model()


@contextmanager
def using_model(other: Model) -> Iterator[None]:
    """Judge by another model within the block: to fit one, or to see what evidence is worth."""
    token = _CHOSEN.set(other)
    try:
        yield
    finally:
        _CHOSEN.reset(token)
