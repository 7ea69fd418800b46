"""What stands beside a name, and for which kind of thing each piece of it speaks.

Kinds are one letter: o organisation, l place, p person, t thing (a storm, a film, a fruit).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.after import after
from bot.core.around import described, listed, quoted
from bot.core.before import before
from bot.core.cue import Cue, accented, in_titled, is_noun, opens_sentence, tabled_as
from bot.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.document import Document
    from bot.core.evaluate import Hit


def beside(document: Document, hit: Hit) -> Iterator[Cue]:
    """Yield what stands right beside a hit, and what its name is known as."""
    if hit.shadowed:
        yield Cue("t", 5, say("part of another name"))
    if hit.first != hit.last:
        yield Cue("p", 2.5, say("the full name"))
    yield from before(document, hit)
    yield from after(document, hit)
    yield from listed(document, hit)
    yield from quoted(document, hit)
    yield from described(document, hit)
    yield from _known(document, hit)


def _known(document: Document, hit: Hit) -> Iterator[Cue]:
    """See what a name is known as; one that is a common word tells less where any has a capital."""
    name = document.written(hit.first, hit.last)
    by_place = opens_sentence(document, hit.first) or in_titled(document, hit.first)
    common = by_place and is_noun(name, document.language)
    for kind in sorted(tabled_as(name)):
        weight = 0.3 if common and kind != "l" else 0.6
        yield Cue(kind, weight, say("the name is known as such"))
    if tabled_as(name) and accented(document, hit):
        yield Cue("t", 1.5, say("written with an accent that the known name has not"))
