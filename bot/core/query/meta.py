"""What is asked of source, author and language: the same for one article and for all stored."""

from __future__ import annotations

from bot.core.language.text import fold, tokens


def is_named(name: str, text: str) -> bool:
    """Tell whether a name holds the words, or is them written together (lemonde)."""
    words, wanted = ([token.text for token in tokens(part)] for part in (name, text))
    row = f" {' '.join(words)} "
    return f" {' '.join(wanted)} " in row or "".join(wanted) in {"".join(words), fold(name)}


LANGUAGE_NAMES = {
    "francais": "fr", "french": "fr", "anglais": "en", "english": "en", "allemand": "de",
    "german": "de", "deutsch": "de", "espagnol": "es", "spanish": "es", "espanol": "es",
    "italien": "it", "italian": "it", "portugais": "pt", "portuguese": "pt", "arabe": "ar",
    "arabic": "ar", "russe": "ru", "russian": "ru", "ukrainien": "uk", "ukrainian": "uk",
}  # fmt: skip


def language_of(text: str) -> str:
    """Return the code of a language that is given by code or name."""
    folded = fold(text)
    return LANGUAGE_NAMES.get(folded, folded[:2])
