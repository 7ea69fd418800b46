"""What a library would load beside itself, and nobody needs, is loaded when it is asked for."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest

from bot.core.libraries import without


def test_a_library_looks_missing_in_the_block_alone() -> None:
    sys.modules.pop("this", None)
    with without("this"), pytest.raises(ModuleNotFoundError):
        import_module("this")
    assert "this" not in sys.modules


def test_what_is_loaded_already_stays() -> None:
    before = sys.modules["subprocess"]
    with without("subprocess"):
        import subprocess as again
    assert again is before is sys.modules["subprocess"]


def test_what_fails_in_the_block_leaves_nothing_missing() -> None:
    with pytest.raises(ValueError, match="broke"), without("this"):
        raise ValueError("broke")
    assert "this" not in sys.modules
