"""Evidence has names, weights lie in one table, and no number of the code adds to a kind."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot.core
from bot.core.language.document import Document
from bot.core.match.matcher import Matcher
from bot.core.senses import model as sense_model
from bot.core.senses.collect import evidence_beside
from bot.core.senses.evidence import word_after, word_before
from bot.core.senses.model import Model
from bot.core.senses.signs import PAIRS, Kind, Sign
from bot.core.watch.hits import Hit
from bot.core.watch.surfaces import Surface
from bot.models import Article, Sense
from tests.fakes.compiled import compiled

WHEN = datetime(2026, 1, 5, tzinfo=UTC)
CORE = Path(bot.core.__file__).parent / "senses"
MODULES = sorted(path.stem for path in CORE.glob("*.py"))
"""All of them: a new module is held to the same."""
PLACES = {"at", "index", "start", "step", "first", "last", "near", "count"}
"""Names of what is counted in words of a text, to and from which a number may be added."""


def document(title, lead="", text="", language="en"):
    return Document(Article("1", "s", title, lead, text, "", language, WHEN))


def match(query, sense, *texts, language="en"):
    title, lead, text = (*texts, "", "")[:3]
    watch = compiled(query, sense=Sense(sense))
    found = Matcher([watch]).match(Article("1", "s", title, lead, text, "", language, WHEN))
    return found[0] if found else None


def signs(at, *texts, language="en"):
    """Name what stands beside the word at an index, for a name that no table has."""
    surface = Surface(0, ("zorbal",), "literal", "Zorbal")
    return {
        found.sign
        for found in evidence_beside(document(*texts, language=language), Hit(at, at, surface))
    }


def _is_number(node):
    return isinstance(node, ast.Constant) and type(node.value) in {int, float}


def numbers(tree):
    """Yield every number but zero that a tree holds; what stands in an index is a place."""
    if _is_number(tree) and tree.value:
        yield tree.value
    for child in ast.iter_child_nodes(tree):
        if not (isinstance(tree, ast.Subscript) and child is tree.slice):
            yield from numbers(child)


def _is_place(node):
    """Tell whether an expression counts words: `at`, `hit.last + limits.near`, `len(found)`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in PLACES
        case ast.Call(func=ast.Name(id="len")):
            return True
        case ast.BinOp(left=left, right=right):
            return all(_is_number(side) or _is_place(side) for side in (left, right))
    return _is_number(node)


def _fault(node):
    """Say in what way a node adds a number to a kind, or nothing."""
    match node:
        case ast.Constant(value=float(number)) if number:
            return f"the fraction {number}"
        case ast.Call(func=ast.Name(id="Evidence" | "shared"), args=args, keywords=named):
            if any(map(_is_number, (*args, *(one.value for one in named)))):
                return "a number handed to evidence"
        case ast.Call(func=ast.Attribute(attr="fromkeys")) | ast.Dict() if any(numbers(node)):
            return "a number for each kind"
        case ast.AugAssign(target=target, value=value) if any(numbers(value)):
            return "" if _is_place(target) else "a number added to a sum"
        case ast.Assign(targets=[ast.Subscript(value=kept)], value=value) if any(numbers(value)):
            # A topic word that is counted counts for one.
            counted = ast.unparse(kept) == "counts" and set(numbers(value)) == {1}
            return "" if counted else "a number kept as a sum"
        case ast.BinOp(left=left, right=right) if _is_number(left) or _is_number(right):
            return "" if _is_place(node) else "a number that counts no words"
    return ""


def faults(source):
    """Tell of each number that adds to a kind, with its line."""
    return [
        f"{node.lineno}: {told}" for node in ast.walk(ast.parse(source)) if (told := _fault(node))
    ]


@pytest.mark.parametrize("module", MODULES)
def test_no_number_in_the_code_adds_to_a_kind(module):
    found = faults((CORE / f"{module}.py").read_text("utf-8"))
    assert not found, (
        f"bot/core/senses/{module}.py, line {found}: give the evidence a Sign"
        " and its worth a row in model.toml, or the number a limit there"
    )


@pytest.mark.parametrize(
    "planted",
    [
        "scores[kind] += 1",
        "scores[kind] += 2 * near",
        "yield Evidence(sign, kind, note, 2)",
        "yield Evidence(sign, kind, strength=0.5)",
        "weight = 0.3 if common else other",
        "kind += 3",
        "scores[kind] = scores[kind] + 3",
        "scores[kind] = max(scores[kind], 3)",
        "scores[kind] *= 2",
        "scores = dict.fromkeys(Kind, 3)",
        "scores = scores | {kind: 3}",
        "told = (Evidence(Sign.ASKED, kind),) * 3",
        "return own[kind] - 1",
    ],
)
def test_the_check_sees_a_number_that_is_planted(planted):
    assert faults(f"def planted():\n    {planted}")


@pytest.mark.parametrize(
    "counted",
    [
        "at -= 1",
        "return 1 / len(found)",
        "return hit.last + limits.near + 1",
        "scores[kind] = 0.0",
        "counts[kind] = counts.get(kind, 0) + (telling if tells else 1)",
    ],
)
def test_words_may_be_counted(counted):
    assert not faults(f"def counting():\n    {counted}")


@pytest.mark.parametrize("module", MODULES)
def test_no_code_asks_for_a_language_by_its_code(module):
    codes = {"fr", "en", "de", "es", "pt", "it", "nl"}
    tree = ast.parse((CORE / f"{module}.py").read_text("utf-8"))
    asked = [
        side.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        for part in (node.left, *node.comparators)
        for side in ast.walk(part)
        if isinstance(side, ast.Constant) and side.value in codes
    ]
    assert asked == []


def test_the_table_has_a_weight_for_each_sign_and_kind_and_no_other():
    bare = set(PAIRS) - set(sense_model.in_use().weights)
    assert not bare, f"write rows for {bare} below the line of model.toml, or run `make fit`"
    left = set(sense_model.in_use().weights) - set(PAIRS)
    assert not left, f"model.toml has rows for {left}, of which signs.py tells nothing"


def test_evidence_is_worth_what_the_table_says():
    assert match("Zorbal", "place", "A fire broke out in Zorbal")
    assert match("Zorbal", "organisation", "A fire broke out in Zorbal") is None
    own = sense_model.in_use()
    nothing = Model(own.limits, dict.fromkeys(own.weights, 0.0))
    with sense_model.using_model(nothing):
        assert match("Zorbal", "organisation", "A fire broke out in Zorbal")
    assert match("Zorbal", "organisation", "A fire broke out in Zorbal") is None


def test_a_greater_margin_asks_for_more():
    own = sense_model.in_use()
    limits = {name: getattr(own.limits, name) for name in own.limits.__slots__}
    strict = Model(type(own.limits)(**(limits | {"margin": 99.0})), own.weights)
    assert match("Zorbal", "place", "A fire broke out in Zorbal")
    with sense_model.using_model(strict):
        assert match("Zorbal", "place", "A fire broke out in Zorbal") is None


@pytest.mark.parametrize(
    ("at", "texts", "language", "sign"),
    [
        (1, ("Marie Zorbal parle",), "fr", Sign.GIVEN_BEFORE),
        (2, ("Le groupe Zorbal recrute",), "fr", Sign.DESIGNATOR),
        (1, ("In Zorbal schneit es",), "de", Sign.PLACE_MOSTLY),
        (2, ("Werner von Zorbal spricht",), "de", Sign.GIVEN_PARTICLE),
        (4, ("Los vecinos protestan en Zorbal",), "es", Sign.PLACE_MOSTLY),
        (0, ("Zorbal shares fall",), "en", Sign.BELONGING),
        (0, ("Zorbal & Sons deliver",), "en", Sign.JOINED_AFTER),
        (0, ("Zorbal, 43, tritt an",), "de", Sign.AGE_AFTER),
    ],
)
def test_evidence_is_collected_by_name(at, texts, language, sign):
    assert sign in signs(at, *texts, language=language)


WRAPPED = [
    ("For Zorbal a bus leaves", 1),
    ("For Zorbal it is the first ship bound", 1),
    ("for Zorbal, he departs", 1),
]


@pytest.mark.parametrize(("text", "at"), WRAPPED)
def test_the_last_word_is_not_what_stands_before_the_first(text, at):
    assert Sign.REACHED not in signs(at, text)


@pytest.mark.parametrize(
    "texts",
    [
        ("The last bus is bound", "For Zorbal it is late"),
        ("He lives in", "The Zorbal is open"),
    ],
)
def test_what_stands_in_another_field_is_not_beside_a_name(texts):
    where = 5 if "bound" in texts[0] else 4
    found = signs(where + (1 if "bound" in texts[0] else 0), *texts)
    assert not found & {Sign.REACHED, Sign.PLACE_ARTICLE, Sign.PLACE_RARE_ARTICLE}


def test_words_beside_end_where_their_field_ends():
    text = document("One two", "three four", "five")
    assert [word_before(text, at) for at in range(5)] == ["", "one", "", "three", ""]
    assert [word_after(text, at) for at in range(5)] == ["two", "", "four", "", ""]
    assert word_before(text, 1, 2) == word_before(text, 0, 7) == word_after(text, 4, 9) == ""


def test_nothing_stands_before_the_first_word():
    text = document("Zorbal 한국")
    assert text.between(-1) is None
    assert not text.adjacent(-1)
    assert not text.hyphened(-1)


def test_kinds_are_the_senses_and_one_more():
    assert [kind.value for kind in Kind] == [*(sense.value for sense in Sense), "thing"]
