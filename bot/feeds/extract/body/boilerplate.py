"""Know boilerplate by its words, and by being on several pages of one host."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.feeds.extract.body import rules as page_rules
from bot.feeds.urls import canonical_url, host_of
from bot.models import PageLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REPEATED_PAGES = 3
"""Pages of a host that held a line before it is boilerplate, for who knows the pages alone. By
hand: two pages may share a line by chance.
"""
REPEATED_ARTICLES = 2
"""The same for who knows that the pages are of different articles: one page less to be sure."""
MAX_LINE = 2000
"""Characters of a line that rules look at. By hand: bounds the cost."""

_NOT_WORD = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_MARKS = re.compile("[\u0300-\u036f]")


def fold_line(line: str) -> str:
    """Fold a line so that spelling, spacing, case and numbers do not tell two copies apart."""
    return _fold_line(line[:MAX_LINE])


@lru_cache(maxsize=2048)
def _fold_line(line: str) -> str:
    return _DIGITS.sub("0", _NOT_WORD.sub(" ", _bare_line(line)).strip())


def _bare_line(line: str) -> str:
    if line.isascii():
        return line.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", line).casefold())


def line_key(line: str) -> str:
    """Give the key of a line: 16 hex digits, '' for a line without letters."""
    folded = fold_line(line)
    return _text_hash(folded) if folded else ""


def repeated_keys(pages: Mapping[str, int], threshold: int = REPEATED_PAGES) -> frozenset[str]:
    """Pick the keys that at least `threshold` different pages of one host held."""
    return frozenset(key for key, count in pages.items() if count >= threshold)


def count_lines(pages: Iterable[frozenset[str]]) -> dict[str, int]:
    """Count for every key how many of the pages held it."""
    counts: dict[str, int] = {}
    for keys in pages:
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
    return counts


def page_lines(url: str, title: str, keys: frozenset[str]) -> PageLines:
    """Give a page's lines with what tells it from the other pages of its host."""
    return PageLines(host_of(url), _text_hash(canonical_url(url)), line_key(title), keys)


def distinct_pages(pages: Iterable[PageLines]) -> list[PageLines]:
    """Leave out the pages that are one article with an earlier one."""
    found: list[PageLines] = []
    for page in pages:
        if all(page.is_another_than(other) for other in found):
            found.append(page)
    return found


def _text_hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


_CREDIT = re.compile(
    r"""(?:^|[.\s(])(?:PHOTOS?|FOTO|IMAGE)\s[A-ZÀ-Ý][A-ZÀ-Ý.\s'’-]{2,60}\)?$|
    (?:^|[.\s(])[A-ZÀ-Ý]{2,}(?:[\s.-][A-ZÀ-Ý]+){0,3}\s?/\s?[A-ZÀ-Ý][A-ZÀ-Ý\s]{1,40}\)?$""",
    re.VERBOSE,
)
_BYLINE = re.compile(
    r"(?:Par|By|BY|PAR|Von|Por|Propos recueillis par|Texte? ?:)\s:?\s?[A-ZÀ-Ý][^.!?;:«“]{2,90}$"
)
_OF_CREDIT = ("/", "PHOTO", "FOTO", "IMAGE")
"""One of these stands in every credit."""
_QUOTES = "’‘ʼ´`"


def plain_line(line: str) -> str:
    """Fold a line for the rules: lower case, no accents, straight apostrophes, single blanks."""
    return _plain_line(line[:MAX_LINE])


@lru_cache(maxsize=64)
def _plain_line(line: str) -> str:
    for quote in _QUOTES:
        line = line.replace(quote, "'")
    return " ".join(_bare_line(line).split())


def is_boilerplate(line: str) -> bool:
    """Tell whether a line's words alone show that it is no part of an article."""
    return _is_boilerplate(line[:MAX_LINE])


@lru_cache(maxsize=2048)
def _is_boilerplate(line: str) -> bool:
    return is_other(line) or is_about(line)


def is_other(line: str) -> bool:
    """Tell whether a line points to other articles, asks for something or is a bare label."""
    folded = plain_line(line)
    if page_rules.line_pattern("labels").match(folded):
        return True
    if len(folded) < 400 and (
        page_rules.line_pattern("other").match(folded)
        or page_rules.line_pattern("asks").match(folded)
    ):
        return True
    return len(folded) < 500 and bool(page_rules.line_pattern("talks").search(folded))


def is_about(line: str) -> bool:
    """Tell whether a line is a byline, a date of publication, a caption or a credit."""
    if len(line) < 400 and (_is_credit(line) or _BYLINE.match(line)):
        return True
    folded = plain_line(line)
    return bool(
        page_rules.line_pattern("about").match(folded)
        or page_rules.line_pattern("captions").match(folded)
    )


def _is_credit(line: str) -> bool:
    return any(part in line for part in _OF_CREDIT) and _CREDIT.search(line) is not None


def keys_of(lines: Iterable[str]) -> frozenset[str]:
    """Give the keys of separate lines."""
    return frozenset(key for line in lines if (key := line_key(line)))
