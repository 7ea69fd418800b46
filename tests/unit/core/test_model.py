"""The numbers of the models and where they come from."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from bot.core.model import model_tables
from bot.core.stories.similarity import FEATURES, TEXTS, TITLES

MODELS = ("stories", "summary")


def _text(name: str) -> str:
    return (files(f"bot.core.{name}") / "model.toml").read_text("utf-8")


@pytest.mark.parametrize("name", MODELS)
def test_a_number_set_by_hand_stands_in_place_of_the_fitted_one(name: str) -> None:
    data = tomllib.loads(_text(name))
    for table, numbers in data["by_hand"].items():
        assert dict(model_tables(name)[table]) == data.get(table, {}) | numbers


@pytest.mark.parametrize("name", MODELS)
def test_every_table_set_by_hand_says_why(name: str) -> None:
    tables = _text(name).split("[by_hand.")[1:]
    assert tables
    assert [table.partition("]")[0] for table in tables if table.count("# ") == 0] == []


def test_no_feature_of_a_pair_goes_without_a_weight() -> None:
    nearness = {"whole", "title", "cover", "covered"}
    assert set(FEATURES) - nearness <= set(TITLES) | set(TEXTS)
    assert set(TITLES) | set(TEXTS) <= {*FEATURES, "near", "mean", "base"}
