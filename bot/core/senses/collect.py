"""What stands beside a name, and for which kind of thing each piece of it speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.senses.discourse import described_evidence, listed_evidence, quoted_evidence
from bot.core.senses.evidence import Evidence, is_accented, is_big_by_place, is_noun, tabled_as
from bot.core.senses.left_context import evidence_before
from bot.core.senses.right_context import evidence_after
from bot.core.senses.signs import Kind, Sign
from bot.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.language.document import Document
    from bot.core.watch.hits import Hit


def evidence_beside(document: Document, hit: Hit) -> Iterator[Evidence]:
    """Yield what stands right beside a hit, and what its name is known as."""
    if hit.shadowed:
        yield Evidence(Sign.PIECE, Kind.THING, say("part of another name"))
    if hit.first != hit.last:
        yield Evidence(Sign.FULL_NAME, Kind.PERSON, say("the full name"))
    yield from evidence_before(document, hit)
    yield from evidence_after(document, hit)
    yield from listed_evidence(document, hit)
    yield from quoted_evidence(document, hit)
    yield from described_evidence(document, hit)
    yield from _evidence_known(document, hit)


def _evidence_known(document: Document, hit: Hit) -> Iterator[Evidence]:
    """See what a name is known as; one that is a common word tells less where any has a capital."""
    name = document.written(hit.first, hit.last)
    common = is_big_by_place(document, hit.first) and is_noun(name, document.language)
    for kind in sorted(tabled_as(name)):
        sign = Sign.KNOWN_COMMON if common and kind != Kind.PLACE else Sign.KNOWN
        yield Evidence(sign, kind, say("the name is known as such"))
    if tabled_as(name) and is_accented(document, hit):
        note = say("written with an accent that the known name has not")
        yield Evidence(Sign.ACCENT, Kind.THING, note)
