"""Check that a summary which a machine wrote says nothing that its article does not say.

Every check errs on the side of refusal: an extract of the article stands in at no cost.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.core.language.numbers import number_words
from bot.core.language.sentences import split_sentences
from bot.core.language.text import clean_text, fold, tokens
from bot.core.summary import boilerplate as furniture
from bot.core.summary import vocabulary
from bot.core.summary.claims.article_names import ArticleNames
from bot.core.summary.claims.fit import carried
from bot.core.summary.claims.persons import Persons
from bot.core.summary.claims.reading import ClaimSentence
from bot.core.summary.claims.wording import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.language.text import Token

_LINK = re.compile(
    r"https?:|www\.|mailto:|\]\(|"
    r"\b[\w-]+\.(?:com|org|net|io|fr|uk|de|ru|cn|info|biz|xyz|me|gg|ly|co|eu|tv|app|dev|be|ch)\b",
    re.IGNORECASE,
)
_MENTION = re.compile(r"[@#]\w|<[@#!&]")
_MARKUP = re.compile(
    r"[*_~|]{2}|[`{}\\\[\]<>*_]|^\s*(?:#+|[-•>]|\d+[.)])\s|&(?:[a-z]+|#\d+);",
    re.IGNORECASE | re.MULTILINE,
)
_REFUSAL = re.compile(
    "|".join(
        (
            r"\bas an? (?:ai|language|large)",
            r"\bi(?:'|’)?m (?:sorry|unable|not able)",
            r"\bi (?:cannot|can(?:'|’)t|am unable|apologi[sz]e|don(?:'|’)t have)",
            r"\bje (?:ne peux|suis désolé|regrette|m['’]excuse|ne suis pas)",
            r"\ben tant qu['’](?:ia|intelligence|assistant|modèle)",
            r"\b(?:here(?:'|’)?s|here is|voici|below is|ci-dessous)\b",
            r"^\W*(?:summary|résumé|synopsis|tl;?dr|answer|réponse)\b\W*[:!,.]",
            r"^\W*(?:sure|certainly|of course|bien sûr|d['’]accord)\b\W*[:!,.]",
            r"\b(?:the|this) (?:article|text|passage) (?:says|describes|discusses|is about)",
            r"\b(?:cet?|le|l['’]) ?(?:article|texte|document) (?:parle|décrit|traite|explique)",
            r"\bsystem prompt|\bnews article\b|\bopenai\b|\bchatgpt\b|\bcharacter limit",
            r"\binstructions?\b.{0,30}\b(?:article|ignor|follow|suiv)",
        )
    ),
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?:(?<![\w.,)\]])[-−–])?\d+(?:\.\d+)*")
_NUMBER_WORDS = number_words(("fr", "en"), groups=True)
"""Number words by the figure that says the same."""

_QUOTE = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|\"[^\"]*\"|»[^«»]*«")
_PARTED = re.compile(r"[;:](?=\s)(?!\s*[«“„\"])")
_ENDS = re.compile(r"[.!…。！][»”\"')\]]*\Z")
_ON_SUBJECT = 2
"""Content words that it shares with the head of the article, by hand: one may be chance. It only
matters for what stands deep in a long text; abstracts pass alike with 1 to 4.
"""
_SHORTEST = 30
"""Characters of an answer, by hand: less is a title. The shortest abstract written by hand
has 187.
"""
_KEPT = 0.6
"""Share of a sentence's content words that are told where it has to be kept, by hand: leaves room
for other words, and an answer that leaves out what matched does not pass.
"""


@dataclass(frozen=True)
class SourceText:
    """The article that an answer has to be faithful to."""

    title: str
    lead: str
    text: str

    @cached_property
    def whole(self) -> str:
        return "\n".join((self.title, self.lead, self.text))

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens(self.whole)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(token.text for token in self.tokens)

    def names(self, language: str) -> ArticleNames:
        """Read the names that it has."""
        return ArticleNames(plain_text(self.whole, language), language)

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        return tuple(
            " ".join(vocabulary.folded_words(found[0])) for found in _QUOTE.finditer(self.whole)
        )

    def persons(self, language: str) -> Persons:
        """Read who is who in it."""
        return Persons(self.whole, language)

    def sentences(self, language: str) -> list[ClaimSentence]:
        """List its sentences, the title and the lead among them."""
        parts = (self.title, self.lead, self.text)
        persons = self.persons(language)
        return [
            ClaimSentence(persons.short(part[start:end]), language)
            for part in parts
            for start, end in split_sentences(part)
        ]

    def figures(self, language: str) -> frozenset[str]:
        """Collect its numbers in the one notation."""
        return frozenset(_figures_of(plain_text(self.whole, language[:2].lower()))) | {
            _NUMBER_WORDS[word] for word in self.words if word in _NUMBER_WORDS
        }

    @cached_property
    def subject(self) -> frozenset[str]:
        head = " ".join((self.title, self.lead, self.text[:1500]))
        return vocabulary.content_stems(vocabulary.folded_words(head), "")


def answer_fault(
    answer: str, source: SourceText, limit: int, language_of: Callable[[str], str], language: str
) -> str:
    """Say what is wrong with an answer, "" when it may be shown.

    `language_of` names the language of a text by its two-letter code, "" when it cannot tell.
    """
    return (
        _form_fault(answer, limit)
        or _manner_fault(answer, source)
        or _language_fault(answer, language_of, language)
        or _number_fault(answer, source, language)
        or _name_fault(answer, source, language)
        or _ground_fault(answer, source, language)
    )


def _form_fault(answer: str, limit: int) -> str:
    if not _SHORTEST <= len(answer) <= limit:
        return "length"
    if "\n" in answer or "\r" in answer:
        return "more than one paragraph"
    if answer != clean_text(answer) or any(
        unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn", "So") for c in answer
    ):
        return "control characters or symbols"
    if _LINK.search(answer) or _MENTION.search(answer):
        return "a link or mention"
    if _MARKUP.search(answer):
        return "markup"
    return "" if _is_whole(answer) else "a sentence that is not whole"


def _is_whole(answer: str) -> bool:
    first = answer.lstrip("«“\"' \u00a0")[:1]
    return bool(_ENDS.search(answer)) and not answer.endswith(("...", "…")) and not first.islower()


def _manner_fault(answer: str, source: SourceText) -> str:
    if _REFUSAL.search(answer) or furniture.addresses_model(answer):
        return "speaks of itself or its orders"
    if any(furniture.is_furniture(answer[start:end]) for start, end in split_sentences(answer)):
        return "page furniture"
    return (
        "repeats the title"
        if source.title and fold(answer).rstrip(".") == fold(source.title)
        else ""
    )


def _language_fault(answer: str, language_of: Callable[[str], str], language: str) -> str:
    wanted = language[:2].lower()
    told = language_of(answer) if wanted else ""
    return "language" if told and told != wanted else ""


def _figures_of(text: str) -> list[str]:
    return [re.sub("^[−–]", "-", found.group()) for found in _FIGURE.finditer(text)]


def _number_fault(answer: str, source: SourceText, language: str) -> str:
    plain = plain_text(answer, language[:2].lower())
    told = _figures_of(plain)
    told += [
        _NUMBER_WORDS[word] for word in vocabulary.folded_words(plain) if word in _NUMBER_WORDS
    ]
    known = source.figures(language).issuperset(told)
    return "" if known else "a number that the article lacks"


def _name_fault(answer: str, source: SourceText, language: str) -> str:
    """Look for capitalised words, alone and side by side, that the article does not have so.

    German writes every noun so and bends it: there a word may stand in another case.
    """
    names = source.names(language[:2].lower())
    plain = plain_text(answer, names.language)
    before: Token | None = None
    for token in tokens(plain):
        if not token.raw[:1].isupper() or names.opens_only(plain, token):
            before = None
            continue
        if not names.has(token):
            return "a name that the article lacks"
        beside = before is not None and not plain[before.end : token.start].strip(" \u00a0-’'")
        if before and beside and not names.has_beside(before, token):
            return "names put together that the article has apart"
        before = token
    return ""


def _ground_fault(answer: str, source: SourceText, language: str) -> str:
    """Look for a sentence that carries each claim; who "he" is, stands in the one before."""
    if any(not _quoted(span[0], source) for span in _QUOTE.finditer(answer)):
        return "a quote that the article lacks"
    language, before, at = language[:2].lower(), "", -1
    persons = source.persons(language)
    sentences = source.sentences(language)
    for text in _claims(answer):
        claim = ClaimSentence(persons.short(text), language)
        leans = at >= 0 and claim.classes["pronoun"]
        near = sentences[at:][:2] if leans else sentences
        held = next((one for one in near if carried(claim, one)), None) or _held_otherwise(
            (persons.untitled(text), persons.named(text, before)), persons, sentences
        )
        if held is None:
            return "a sentence that the article does not carry"
        before, at = text, sentences.index(held)
    told = vocabulary.content_stems(vocabulary.folded_words(answer), "")
    return (
        ""
        if len(told & source.subject) >= min(_ON_SUBJECT, len(source.subject))
        else "off the subject"
    )


def _held_otherwise(
    claims: Iterable[str], persons: Persons, sentences: list[ClaimSentence]
) -> ClaimSentence | None:
    """Find a sentence that carries one of other ways to write a claim."""
    for text in filter(None, claims):
        claim = ClaimSentence(persons.short(text), sentences[0].language)
        if not claim.classes["pronoun"]:
            held = next((one for one in sentences if carried(claim, one)), None)
            if held is not None:
                return held
    return None


def _claims(answer: str) -> list[str]:
    """Part an answer into what it claims: its sentences, and what a colon or semicolon parts."""
    sentences = [answer[start:end] for start, end in split_sentences(answer)]
    return [part for text in sentences for part in _PARTED.split(text) if part.strip(" .")]


def _quoted(quote: str, source: SourceText) -> bool:
    """Tell whether the article quotes these words."""
    words = " ".join(vocabulary.folded_words(quote))
    return not words or any(f" {words} " in f" {known} " for known in source.quotes)


def keeps_sentence(answer: str, must: str, language: str) -> bool:
    """Tell whether an answer tells most of what a sentence tells that it has to keep."""
    wanted = vocabulary.content_stems(vocabulary.folded_words(must), language)
    told = vocabulary.content_stems(vocabulary.folded_words(answer), language)
    return len(wanted & told) >= _KEPT * len(wanted)
