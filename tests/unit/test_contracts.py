"""Each contract about imports catches the fault that it is there for."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.core.channels import CONSOLE
from bot.platforms.registry import PLATFORMS
from tests.conftest import ROOT

PLANTED = {
    "Dependencies point inwards": ("feeds/urls.py", "bot.commands.desk"),
    "The core's rooms have one order": ("core/language/stemming.py", "bot.core.summary.vocabulary"),
    "The rooms of feeds have one order": ("feeds/fetch/headers.py", "bot.feeds.parse.opml"),
    "The core is pure": ("core/alerts/schedule.py", "logging"),
    "Platforms do not know each other": (
        "platforms/slack/outcomes.py",
        "bot.platforms.discord.outcomes",
    ),
    "Each outside library has one home": ("service/changes.py", "sqlite3"),
    "Only the composition root picks adapters": (
        "service/questions.py",
        "bot.feeds.fetch.fetcher",
    ),
    "Only the registry names platforms' clients": ("cli/doctor.py", "bot.platforms.slack.client"),
}
"""For each contract a module and the import in it that must not be."""

LINT = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"


def _copied(folder: Path) -> Path:
    """Copy the program with every planted fault in it."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    for file, wanted in PLANTED.values():
        place = folder / "bot" / file
        place.write_text(f"{place.read_text('utf-8')}\nimport {wanted}\n", "utf-8")
    return folder


@pytest.mark.parametrize("name", sorted({entry.name for entry in PLATFORMS} - {CONSOLE}))
@pytest.mark.parametrize(
    ("contract", "key", "module"),
    [
        ("Platforms do not know each other", "modules", ""),
        ("Only the registry names platforms' clients", "protected_modules", ".client"),
        ("The core is pure", "source_modules", ".render"),
    ],
)
def test_every_platform_stands_in_the_contracts(
    name: str, contract: str, key: str, module: str
) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = {one["name"]: one for one in settings["tool"]["importlinter"]["contracts"]}
    wanted = f"bot.platforms.{name}{module}"
    assert wanted in contracts[contract][key], (
        f"write {wanted} into `{key}` of the contract {contract!r} in pyproject.toml"
    )


def test_every_contract_has_a_planted_fault() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    names = [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]
    assert sorted(names) == sorted(PLANTED), "plant in PLANTED a fault that the contract catches"


def test_each_contract_breaks_by_its_fault(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=_copied(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    told = " ".join(done.stdout.split())
    assert done.returncode == 1, done.stderr
    for name, (file, wanted) in PLANTED.items():
        importer = "bot." + file.removesuffix(".py").replace("/", ".")
        assert f"{name} BROKEN" in told
        assert re.search(rf"{re.escape(importer)} -> {re.escape(wanted)}\b", told), name
