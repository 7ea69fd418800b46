"""The interface in French and English: gettext catalogues read from .po files."""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable
from functools import cache
from importlib import resources

LANGUAGES = ("en", "fr")

Translate = Callable[[str], str]


def language_of(tag: str) -> str:
    """Map a locale such as "fr-CA" or "en-US" to a language of the interface."""
    language = tag.replace("_", "-").split("-", maxsplit=1)[0].lower()
    return language if language in LANGUAGES else "en"


@cache
def load_catalogue(language: str) -> gettext.NullTranslations:
    """Load a language's catalogue, compiled in memory so that no binary is kept."""
    if language == "en":
        return gettext.NullTranslations()
    # English needs no catalogue, and so not what compiles one.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = resources.files("bot") / "locales" / f"{language}.po"
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translator_for(language: str) -> Translate:
    """Give the function that turns an English text of the interface into a language."""
    return load_catalogue(language_of(language)).gettext


def plural_form(language: str, one: str, many: str, count: int) -> str:
    """Give the form of a text for a count, with {n} filled in."""
    return load_catalogue(language_of(language)).ngettext(one, many, count).format(n=count)
