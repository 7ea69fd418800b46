"""What a library would load beside itself, and nobody needs, is loaded when it is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

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


@pytest.mark.parametrize("command", [["feeds", "list"], ["latest"]])
def test_a_command_that_only_asks_loads_neither_numpy_nor_pygments(
    command: list[str], tmp_path: Path
) -> None:
    program = (
        "import sys; from bot.cli import main\n"
        f"try: main({command!r})\n"
        "except SystemExit: pass\n"
        "loaded = {'numpy', 'pygments'} & set(sys.modules)\n"
        "import numpy, pygments\n"
        "assert not loaded, loaded"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
