"""Tell who wrote an article: people's names, and the agency behind the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.language.agencies import AGENCIES
from bot.core.language.calendar import month_names, weekday_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_AUTHORS = 10
"""Authors that are kept, by hand: bounds what is stored and shown."""

_ANY_AGENCY = "|".join(f"(?P<a{number}>{pattern})" for number, (_, pattern) in enumerate(AGENCIES))
_DATELINE = re.compile(
    rf"^.{{0,80}}?\((?:[^()]{{0,40}}[\s/,–-])?(?:{_ANY_AGENCY})\)\s?(?:[-–—:.]|\w|«|“)"
)
_WITH = re.compile(
    rf"(?:^|\b(?i:avec|with|con|mit|et|and|via|par|by|source|sources|selon)\s?:?\s?(?:l[’'])?|[©ⓒ/|(,&–—-]\s?)"
    rf"(?:{_ANY_AGENCY})(?=\s?(?:$|[),/|&.;:–—-]|et\b|and\b|avec\b|with\b|contributed\b|\d))"
)
_BY = re.compile(
    r"^(?:(?:posted|written|reported|published|analysis|text|story|opinion|words|interview|texte|article|"
    r"analyse|publi[eé]|r[eé]dig[eé]|[eé]crit|propos\srecueillis)\s?:?\s)?"
    r"(?:(?:by|par|von|por|di|door|av|af|avec|with|بقلم)\s*:?\s+|(?:autor|auteur|автор|текст|作者|記者|记者|文)\s*[:：]\s*)",
    re.IGNORECASE,
)
_MONTHS_OPEN = [name[:3] for name in month_names("en")]
_LATER = re.compile(
    rf"\s(?:on\s)?(?:\d|(?:{'|'.join(weekday_names('en'))})\b|(?:{'|'.join(_MONTHS_OPEN)})[a-z]{{0,6}}\.?\s\d|"
    r"publi|updated|posted|le\s\d|@).*$",
    re.IGNORECASE | re.DOTALL,
)
_PARTS = re.compile(r"\s*(?:[,;|•·/]|\s(?:et|and|und|y|avec|with|&)\s)\s*")
_NO_NAME = re.compile(
    r"[@*\d:_]|^(?:la\s)?r[eé]daction|^admin|newsroom|^staff|editor\b|editorial|bureau\b|desk\b|agency|agence|"
    r"^(?:le|la|les|l[’']|the)\b.{0,25}$|correspond|journalist|reporter\b|writer\b|contributor|^guest|"
    r"special\sto|service\b|^news\b|\bnews$|press\b|\.(?:com|fr|net|org)\b|facebook|twitter|follow|"
    r"[Ii]nternational|columnist|read\b",
    re.IGNORECASE,
)
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ADDRESS = re.compile(r"https?:|www\.|/.*/")
_SHOUT = re.compile(r"^[A-Z]{2,5}$")


def _agency_named(found: re.Match[str]) -> str:
    return next(
        (name for number, (name, _) in enumerate(AGENCIES) if found.group(f"a{number}")), ""
    )


def byline_agency(bylines: Iterable[str], opening: str, endings: Sequence[str]) -> str:
    """Name the agency of a byline, the opening's dateline or a closing credit, or ''."""
    for line in bylines:
        if found := _WITH.search(line[:300]):
            return _agency_named(found)
    if found := _DATELINE.match(opening[:200]):
        return _agency_named(found)
    for line in endings:
        if len(line) <= 120 and (found := _WITH.search(line.strip())):
            return _agency_named(found)
    return ""


def byline_names(bylines: Iterable[str], site: str = "") -> tuple[str, ...]:
    """Split bylines into people's names; agencies, the site, roles and addresses are none."""
    found: dict[str, str] = {}
    for line in bylines:
        bare = _LATER.sub("", _BY.sub("", " ".join(line.split())[:300].strip()))
        if _ADDRESS.search(bare) or _led_by_agency(bare):
            continue
        for part in _PARTS.split(bare):
            name = _BY.sub("", part.strip(" .:-–—()|\u00a0"))
            if _is_name(name, site):
                found.setdefault(name.casefold(), name.title() if name.isupper() else name)
    return tuple(found.values())[:MAX_AUTHORS]


def _led_by_agency(line: str) -> bool:
    """Tell whether what follows an agency's name in a byline is a place or a date, not a person."""
    return bool(_WITH.match(line))


def _is_name(name: str, site: str) -> bool:
    least = 2 if _DENSE.match(name) else 3
    if not least <= len(name) <= 50 or len(name.split()) > 5 or _NO_NAME.search(name):
        return False
    if site and (name.casefold() == site.casefold() or name.casefold() in site.casefold()):
        return False
    return name[0].isalpha() and not _SHOUT.match(name) and not is_agency(name)


_ALONE = re.compile(
    rf"^(?:avec|with|con|mit|source|par|by|via|©)?\s?:?\s?(?:l[’'])?(?:{_ANY_AGENCY})\W*$",
    re.IGNORECASE,
)


def is_agency(line: str) -> bool:
    """Tell whether a line names an agency and nothing else."""
    return len(line) <= 60 and bool(_ALONE.match(line.strip()))
