"""Each catalogue says everything that the code says, and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pytest
from babel.messages.pofile import read_po

from bot.commands.declared.declare import COMMANDS
from bot.config import Bot, SubscriptionEntry
from bot.i18n import LANGUAGES, language_of, plural_form, translator_for

BOT = Path(__file__).parent.parent.parent / "bot"
FUNCTIONS = {"_": 1, "gettext": 1, "say": 1, "plural_form": 2, "ngettext": 2}
HOMES = {BOT / "i18n.py"}
"""Modules that hand messages on and hold none."""
PLACEHOLDER = re.compile(r"\{\w*\}")
Message = tuple[str, ...]


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            if name in FUNCTIONS:
                yield name, node


def _messages() -> Iterator[tuple[Message, str]]:
    """Give each message of the code with its place; calls inside f-strings count too."""
    for path in sorted(set(BOT.rglob("*.py")) - HOMES):
        for name, call in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            words = [item.value for item in call.args if isinstance(item, ast.Constant)]
            texts = tuple(word for word in words if isinstance(word, str))[-FUNCTIONS[name] :]
            yield texts, f"{path.name}:{call.lineno}"


OTHERS = sorted(set(LANGUAGES) - {"en"})
"""The languages that have a catalogue."""


def _catalogue(language: str) -> dict[Message, tuple[str, ...]]:
    source = resources.files("bot") / "locales" / f"{language}.po"
    found: dict[Message, tuple[str, ...]] = {}
    for entry in read_po(BytesIO(source.read_bytes()), locale=language, abort_invalid=True):
        if entry.id:
            assert not entry.fuzzy, entry.id
            found[_tuple(entry.id)] = _tuple(entry.string)
    return found


def _tuple(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def test_every_message_is_a_constant_that_can_be_found() -> None:
    assert [place for texts, place in _messages() if not texts] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated(language: str) -> None:
    known = _catalogue(language)
    bare = [(texts, place) for texts, place in _messages() if texts and texts not in known]
    assert not bare, f"translate these in bot/locales/{language}.po: {bare}"


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_over(language: str) -> None:
    said = {texts for texts, _place in _messages()}
    left = set(_catalogue(language)) - said
    assert not left, f"nothing says these any more, take them out of {language}.po: {left}"


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_empty_and_all_fill_in_the_same_values(language: str) -> None:
    wrong = [
        (message, form)
        for message, forms in _catalogue(language).items()
        for form in forms
        if not form.strip()
        or sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(message[-1]))
    ]
    assert wrong == []


def test_a_language_of_the_interface_is_everywhere() -> None:
    """Catalogues, settings, the commands' choice and every table of texts by language."""
    wanted = set(LANGUAGES)
    assert {path.stem for path in (BOT / "locales").glob("*.po")} == wanted - {"en"}
    for place in (Bot, SubscriptionEntry):
        known = set(get_args(place.model_fields["language"].annotation)) - {""}
        assert known == wanted, f"name the same languages in {place.__name__} of bot/config.py"
    choices = [option for command in COMMANDS if (option := command.option("language"))]
    assert choices
    for option in choices:
        offered = {choice.value for choice in option.choices}
        assert offered == wanted, "offer the same languages in bot/commands/declared/declare.py"
    tables = {
        (path.name, node.lineno): keys
        for folder in ("commands", "platforms")
        for path in sorted((BOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Dict)
        and {"en", "fr"} <= (keys := {k.value for k in node.keys if isinstance(k, ast.Constant)})
    }
    assert tables
    bare = {place: wanted - keys for place, keys in tables.items() if not wanted <= keys}
    assert not bare, f"these tables of texts lack languages, by file and line: {bare}"


def test_french_is_set_as_french_is() -> None:
    """High punctuation follows a no-break space, quotes are guillemets, apostrophes curly."""
    bare = re.compile(r"(?<![\u00a0/])[;!?»]|(?<=\w):|(?<= )[:;!?»]|«(?!\u00a0)|[\"'“”]")
    forms = [form for forms in _catalogue("fr").values() for form in forms]
    assert [form for form in forms if bare.search(form)] == []


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fr", "fr"), ("fr-CA", "fr"), ("FR_fr", "fr"), ("en-GB", "en"), ("tlh", "en"), ("", "en")],
)
def test_locales_map_to_a_language_of_the_interface(tag: str, language: str) -> None:
    assert language_of(tag) == language
    assert language in LANGUAGES


def test_french_counts_nothing_as_one() -> None:
    forms = [plural_form("fr", "{n} story", "{n} stories", count) for count in (0, 1, 2)]
    assert forms == ["0 sujet", "1 sujet", "2 sujets"]
    assert plural_form("en", "{n} story", "{n} stories", 0) == "0 stories"


def test_what_is_not_in_the_catalogue_stays_english() -> None:
    assert translator_for("fr")("No such text") == "No such text"
    assert translator_for("fr-BE")("Story") == "Sujet"
