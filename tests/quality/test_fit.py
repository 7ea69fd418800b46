"""Each model file holds what its fit gives."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.quality.fit.model_file import MARK, ROOT, Fit, digest
from tests.quality.fit.registry import FITS


@pytest.mark.parametrize("fit", FITS, ids=lambda fit: fit.name)
def test_a_model_file_equals_what_its_fit_gives(fit: Fit) -> None:
    assert fit.file.read_text("utf-8") == fit.text(), "run `make fit` and look at what changed"


def test_what_is_set_by_hand_survives_a_fit(tmp_path: Path) -> None:
    data = (ROOT / "tests/quality/floors.json",)
    fit = Fit("x", tmp_path / "model.toml", data, "By ridge.", lambda: {"a": {"b c": 1.5, "d": 2}})
    assert tomllib.loads(fit.text()) == {"a": {"b c": 1.5, "d": 2}}
    fit.file.write_text(f"[a]\nd = 9\n{MARK}\n[hand]\nlimit = 3 # why\n", "utf-8")
    assert tomllib.loads(fit.text()) == {"a": {"b c": 1.5, "d": 2}, "hand": {"limit": 3}}
    assert fit.text().endswith(f"{MARK}\n[hand]\nlimit = 3 # why\n")
    assert fit.text().startswith(
        "# Written by `make fit` (python -m tests.quality.fit x). By ridge"
    )
    assert digest(data) in fit.text()
