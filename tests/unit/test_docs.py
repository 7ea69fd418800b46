"""The documents: every command, setting, error and metric is told, every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click import Command, Group
from typer.main import get_command

from bot.cli import whole_app
from bot.commands.declared.catalogue import TEXTS
from bot.commands.declared.declare import COMMANDS
from bot.config import Settings, is_secret
from bot.platforms.registry import PLATFORMS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(
    page for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if page.is_file()
)


def _paths(command: Command, path: str = "") -> list[str]:
    if not hasattr(command, "commands"):
        return [path]
    assert isinstance(command, Group) or command.commands
    children = command.commands.items()
    return [leaf for name, child in children for leaf in _paths(child, f"{path} {name}".strip())]


CLI = _paths(get_command(whole_app()))


def _code(page: str) -> set[str]:
    """Give the words of what a page shows as code."""
    spans = re.findall(r"`([^`\n]+)`", page)
    return {word for span in spans for word in re.findall(r"[\w-]+", span)}


@pytest.mark.parametrize("path", CLI)
def test_the_readme_names_each_command_of_the_command_line(path):
    table = README.partition("## Commands")[2].partition("In chat")[0]
    group, _, name = path.rpartition(" ")
    rows = [row for row in table.splitlines() if row.startswith("|")]
    wanted = {name, *group.split()}
    assert any(wanted <= _code(row) for row in rows), (
        f"name `wirebell {path}` in the README's table"
    )


def test_the_readme_names_no_command_that_does_not_exist():
    shown = re.findall(r"(?:`|^)wirebell ((?:[a-z]+ ?){1,2})", README, flags=re.MULTILINE)
    known = {path.split(" ")[0] for path in CLI}
    assert {words.split(" ")[0] for words in shown} <= known


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_the_readme_names_each_command_of_the_chat(command):
    chat = README.partition("In chat")[2].partition("##")[0]
    assert command in _code(chat), f"name `{command}` where the README tells of the chat's commands"


def test_each_command_has_its_texts_in_every_language():
    for command in COMMANDS:
        names, texts = TEXTS[command.name]
        assert set(names) == set(texts) == {"en", "fr"}
        assert all(0 < len(text) <= 100 for text in texts.values()), command.name


def test_each_command_of_the_command_line_explains_itself():
    def leaves(command: Command) -> list[Command]:
        if not hasattr(command, "commands"):
            return [command]
        return [leaf for child in command.commands.values() for leaf in leaves(child)]

    for leaf in leaves(get_command(whole_app())):
        assert leaf.help, leaf.name
        for parameter in leaf.params:
            told = getattr(parameter, "help", None) or parameter.param_type_name == "argument"
            assert told, f"{leaf.name}: {parameter.name}"


def test_settings_that_documents_name_exist():
    tables = Settings.model_fields
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for table, key in re.findall(r"`\[(\w+)\] (\w+)", text):
            model = type(getattr(Settings(), table))
            assert key in model.model_fields, f"{page.name}: [{table}] {key}"
        for table, key in re.findall(r"WIREBELL_([A-Z]+)__([A-Z_]+?)(?:_FILE)?\b", text):
            assert table.lower() in tables, f"{page.name}: {table}"
            known = key.lower() in type(getattr(Settings(), table.lower())).model_fields
            assert known or is_secret(Settings, f"{table}__{key}".lower().split("__")), key


def test_what_documents_read_from_a_file_is_a_secret():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for keys in re.findall(r"WIREBELL_([A-Z_]+?)_FILE\b", text):
            assert is_secret(Settings, keys.lower().split("__")), f"{page.name}: {keys}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_paths_lead_somewhere(page: Path):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for link in links:
        if not re.match(r"[a-z]+:", link):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
    for path in re.findall(r"`((?:bot|tests|docs)/[\w./-]+)`", text):
        if not re.search("[A-Z]{3}", path):  # a placeholder
            assert (ROOT / path).exists(), f"{page.name}: {path}"


@pytest.mark.parametrize("file", sorted((ROOT / "tests/quality/match").glob("*.jsonl")), ids=str)
def test_each_set_of_cases_is_told_with_its_number(file: Path) -> None:
    name = file.relative_to(ROOT).as_posix()
    told = (ROOT / "docs/quality.md").read_text("utf-8").partition("## Data")[2]
    number = f"{len(file.read_text('utf-8').splitlines()):,}"
    row = next((line for line in told.splitlines() if line.startswith(f"| `{name}`")), "")
    assert row, f"write a row of {name} with its {number} cases in the table of docs/quality.md"
    assert f"| {number} " in row, f"{name} has {number} cases: say so in docs/quality.md"


@pytest.mark.parametrize(
    "entry", [one for one in PLATFORMS if one.section], ids=lambda one: one.name
)
def test_each_platform_has_a_page_that_its_entry_and_the_readme_name(entry):
    page = f"docs/{entry.name}.md"
    assert (ROOT / page).exists(), f"write how {entry.name} is set up in {page}"
    assert page in entry.fix, f"let `fix` of {entry.name} in the registry name {page}"
    assert f"]({page})" in README, f"name {page} in the README"


def test_decisions_are_numbered_without_gap_and_complete():
    pages = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. "), page.name
        for head in ("Status", "Context", "Decision", "Consequences"):
            assert f"\n## {head}\n" in text, page.name


def test_make_has_the_targets_that_documents_name():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    for page in [*PAGES, ROOT / ".github/workflows/ci.yml"]:
        text = page.read_text(encoding="utf-8")
        named = re.findall(r"(?:`|^|run: )make ([a-z-]+)", text, flags=re.MULTILINE)
        assert set(named) <= targets, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_part_of_the_code_that_a_page_names_is_there(page: Path) -> None:
    named = {name.rstrip("./") for name in re.findall(r"\bbot/[\w./*-]+", page.read_text("utf-8"))}
    here = {name for name in named if any(ROOT.glob(name)) or (ROOT / f"{name}.py").exists()}
    assert named - here == set()
