"""The command line's own logic."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bot.cli
from bot.cli import main, shared_first


def test_each_module_of_commands_is_entered() -> None:
    folder = Path(bot.cli.__file__).parent
    entered = folder.joinpath("__init__.py").read_text("utf-8").partition("from bot.cli import")[2]
    holding = {
        path.stem
        for path in folder.glob("*.py")
        if re.search(r"^@\w+\.command\(|^app\.add_typer\(", path.read_text("utf-8"), re.MULTILINE)
    }
    assert holding
    assert {name for name in holding if not re.search(rf"\b{name}\b", entered)} == set()


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (["once", "--all", "--json"], ["--json", "once", "--all"]),
        (["once", "--config", "a.toml"], ["--config", "a.toml", "once"]),
        (
            ["feeds", "list", "--config=a.toml", "--quiet"],
            ["--config=a.toml", "--quiet", "feeds", "list"],
        ),
        (
            ["subscribe", "W", "--quiet", "22:00-07:00"],
            ["subscribe", "W", "--quiet", "22:00-07:00"],
        ),
        (["search", "--", "--json"], ["search", "--", "--json"]),
        (["once", "--config"], ["--config", "once"]),
    ],
)
def test_shared_options_may_stand_behind_the_command(given: list[str], wanted: list[str]) -> None:
    assert shared_first(given) == wanted


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "error: This ( is not closed (at character 12). (fix: Write ) at its end.)"),
        (
            "fr",
            "erreur\u00a0: Cette ( n’est pas refermée (au caractère 12)."
            " (à faire\u00a0: Écrivez ) à la fin.)",
        ),
    ],
)
def test_a_mistake_is_told_in_the_language_of_the_settings(
    language: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[bot]\nlanguage = "{language}"\ndata_dir = "{tmp_path}"\n', "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["--config", str(config), "--quiet", "search", "ciment AND (béton"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == said
