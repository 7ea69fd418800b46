"""The house keeps its form: a test file for each module, small rooms, short modules, told numbers.

CONTRIBUTING.md tells how each is kept; a message here names what to do.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT

BOT = ROOT / "bot"
MODULES = sorted(path for path in BOT.rglob("*.py"))
ENGINES = [
    path
    for path in MODULES
    if path.relative_to(BOT).parts[0] in {"core", "feeds"} and path.name != "__init__.py"
]
MOST_MODULES = 14
"""Modules of a folder, its own file among them: as many as are taken in at one look."""
MOST_LINES = 450


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def file_of(module: Path) -> Path:
    inside = module.relative_to(BOT)
    return ROOT / "tests" / "unit" / inside.parent / f"test_{inside.name}"


@pytest.mark.parametrize("module", ENGINES, ids=name)
def test_each_module_of_core_and_feeds_has_a_test_file(module: Path) -> None:
    wanted = file_of(module)
    assert wanted.is_file(), (
        f"{name(module)} has no test file: write {name(wanted)} (CONTRIBUTING.md, Tests and floors)"
    )
    tree = ast.parse(wanted.read_text("utf-8"))
    assert any("test_" in getattr(node, "name", "") for node in tree.body), name(wanted)


def test_no_folder_holds_more_modules_than_one_takes_in() -> None:
    counts = Counter(path.parent for path in MODULES)
    full = {name(folder): count for folder, count in counts.items() if count > MOST_MODULES}
    assert not full, f"part these folders by what their modules are about: {full}"


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_no_module_is_longer_than_one_reads_at_once(module: Path) -> None:
    lines = len(module.read_text("utf-8").splitlines())
    assert lines <= MOST_LINES, (
        f"{name(module)} has {lines} lines: take one idea out into a module of its own"
    )


def shadows(source: str, stem: str) -> bool:
    """Tell whether a module holds a function of its own name."""
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return any(isinstance(node, functions) and node.name == stem for node in ast.parse(source).body)


@pytest.mark.parametrize("module", ENGINES, ids=name)
def test_no_module_bears_the_name_of_a_function_that_it_holds(module: Path) -> None:
    assert not shadows(module.read_text("utf-8"), module.stem), (
        f"{name(module)} holds {module.stem}(): `from ... import {module.stem}` means two things;"
        " rename the function to what it gives"
    )


NAMED_TWICE: dict[str, str] = {}
"""Class names that two modules may share, each with the reason; none so far."""


def classes_of(source: str) -> list[str]:
    """List the classes of a module, nested ones too."""
    return [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]


def test_no_two_classes_bear_one_name() -> None:
    homes: dict[str, list[str]] = {}
    for module in MODULES:
        for found in classes_of(module.read_text("utf-8")):
            homes.setdefault(found, []).append(name(module))
    twice = {one: where for one, where in homes.items() if len(where) > 1}
    assert twice.keys() == NAMED_TWICE.keys(), (
        f"{twice}: a port keeps the plain name, another says what it is (SqliteOutbox, SlackWire,"
        " TaskLimits); a pair that has to share one stands in NAMED_TWICE with its reason"
    )


MOST_BARE = 0.09
"""Share of the functions of modules that are named by one word, as measured: a verb alone does
not tell what it is done to. Terms (`fold`, `say`) and handlers named like their command stay."""


def functions_of(source: str) -> list[str]:
    """List the functions that a module itself holds; methods have their class for an object."""
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return [node.name for node in ast.parse(source).body if isinstance(node, functions)]


def is_bare(function: str) -> bool:
    """Tell whether a name is one word, private or not."""
    return "_" not in function.strip("_")


def test_functions_say_what_they_are_about() -> None:
    found = [one for module in MODULES for one in functions_of(module.read_text("utf-8"))]
    bare = [one for one in found if is_bare(one)]
    assert len(bare) <= MOST_BARE * len(found), (
        f"{len(bare)} of {len(found)} functions are named by one word: give those that you added an"
        " object (read_query, make_row), and lower MOST_BARE where others got one"
    )


def is_number(value: ast.expr | None) -> bool:
    match value:
        case ast.Constant(number):
            return type(number) in {int, float}
        case ast.UnaryOp(operand=part):
            return is_number(part)
        case ast.BinOp(left=left, right=right):
            return is_number(left) and is_number(right)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return bool(parts) and all(map(is_number, parts))
        case _:
            return False


def untold(source: str) -> list[str]:
    """List the module's numbers without a word on, above or right below their line."""
    lines, body = source.splitlines(), ast.parse(source).body
    found = []
    for node, follows in zip(body, [*body[1:], None], strict=True):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or not is_number(node.value):
            continue
        above = lines[node.lineno - 2].strip() if node.lineno > 1 else ""
        own = "".join(lines[node.lineno - 1 : node.end_lineno])
        below = isinstance(follows, ast.Expr) and isinstance(follows.value, ast.Constant)
        if "#" not in own and not above.startswith("#") and not below:
            found.append(lines[node.lineno - 1])
    return found


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_each_number_says_where_it_comes_from(module: Path) -> None:
    bare = untold(module.read_text("utf-8"))
    assert not bare, (
        f"{name(module)}: say beside {bare} whether it is fitted (then it belongs into model.toml)"
        " or set by hand, and what it trades (CONTRIBUTING.md, A number)"
    )


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("A = 1\n", 1),
        ("A = 1  # seconds\n", 0),
        ("# seconds\nA = 1\n", 0),
        ('A = 1\n"""Seconds."""\n', 0),
        ('A = 1\nB = -2.5 * 3\n"""Seconds."""\n', 1),
        ("A: int = 60 * 60\n", 1),
        ("A, B = 1, 2\n", 1),
        ("A = 'x'\nB = f(1)\nC = True\n", 0),
    ],
)
def test_the_check_of_numbers_sees_what_has_no_word_beside_it(source: str, bare: int) -> None:
    assert len(untold(source)) == bare


def test_the_check_of_functions_sees_verbs_alone_and_no_methods() -> None:
    source = "def _run(): ...\nasync def read_row(): ...\nclass A:\n    def get(s): ...\n"
    assert [one for one in functions_of(source) if is_bare(one)] == ["_run"]


def test_the_check_of_classes_sees_nested_ones() -> None:
    assert classes_of("class A:\n    class B: ...\ndef f():\n    class C: ...\n") == ["A", "B", "C"]


def test_the_check_of_names_sees_a_module_that_shadows_its_function() -> None:
    assert shadows("def lock():\n    pass\n", "lock")
    assert not shadows("class lock:\n    def lock(self): ...\n", "lock")
