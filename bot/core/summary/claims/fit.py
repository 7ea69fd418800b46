"""A claim laid over one sentence of an article: whether it says there what it says here.

A claim may leave words out and move what stands at an edge. It may not add a word that tells
something, tell things in another order, join what is apart, or change what turns a sentence
round: negation, hedging, conditions, quantities, tense, who says so. What is not sure is not
carried: an extract stands in at no cost.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from bot.core.language.word_files import claim_words
from bot.core.summary.claims.deeds import are_of_one_time, is_told_alike
from bot.core.summary.claims.reading import ClaimSentence, Word
from bot.core.summary.claims.rephrasing import readings
from bot.core.summary.claims.turning import turn_the_same
from bot.core.summary.claims.wording import are_alike, is_past

_EDGE = re.compile(r"[,;:—–()«»\"“”]")
_ROOT = 5
"""Letters that two words of one root share at least, by hand: fr. effondrement, effondré."""
_SHARED = 0.55
"""Share of the longer word that they share at least, by hand: contract, contractor are two."""
_WIDEST = 5
"""Content words that a claim may leave out in one place outside commas, by hand."""
_BEFORE = 1
"""Content words that it may leave out before its first, by hand: "group" of "the group Norvik"."""
_NEAR = 3
"""Words before a number in which stands how exact it is, by hand: "up to about 300"."""
_WHOLE = ("hedge", "condition", "attribution")
"""Classes that count wherever they stand in the sentence."""
_KEPT = ("hedge", "condition", "attribution", "order", "pronoun")
"""Classes whose words no gap may hold."""
_STRICT = ("order", "status", "hedge", "negation", "quantity")
"""Classes whose words are told by the claim in the sentence's own words."""


def carried(claim: ClaimSentence, source: ClaimSentence) -> bool:
    """Tell whether all that a claim says stands so in a sentence, or in what says the same."""
    if _fits_once(claim, source):
        return True
    if not _has_names_of(claim, source):
        return False
    theirs = [one for one, _ in readings(source, of_claim=False)]
    # Who "he" is, no other reading may turn into another's part.
    mine_too = readings(claim, of_claim=True) if not claim.classes["pronoun"] else [(claim, False)]
    return any(
        _fits_once(mine, one, headless=headless) for mine, headless in mine_too for one in theirs
    )


def _has_names_of(claim: ClaimSentence, source: ClaimSentence) -> bool:
    """Tell whether a sentence has the names and numbers of a claim, which no reading changes."""
    fixed = (
        claim.words[at]
        for at in claim.telling
        if claim.words[at].is_number or (at and claim.words[at].raw[:1].isupper())
    )
    known = [source.words[at] for at in source.telling]
    return all(any(_same(word, other, claim.language) for other in known) for word in fixed)


def _fits_once(claim: ClaimSentence, source: ClaimSentence, *, headless: bool = False) -> bool:
    places = _aligned(claim, source)
    if not places:
        return False
    fit = Fit(claim, source.without_extras(set(places)), places, headless=headless)
    return fit.in_order() and fit.joined() and fit.turned_alike() and fit.of_one_time()


def _aligned(claim: ClaimSentence, source: ClaimSentence) -> list[int]:
    """Find the word of the sentence for each telling word of the claim; empty for any without."""
    free = set(source.telling)
    places: list[int] = []
    last = -1
    for at in claim.telling:
        word = claim.words[at]
        found = [one for one in free if _same(word, source.words[one], claim.language)]
        if not found:
            return []
        # The next one behind the last, else the first there is.
        best = min(found, key=lambda one: (one < last, one))
        free.discard(best)
        places.append(best)
        last = best
    return places


def _same(word: Word, other: Word, language: str) -> bool:
    if word.is_number or other.is_number:
        return word.key == other.key
    rooted = word.text[:_ROOT] == other.text[:_ROOT] and len(word.text) >= _ROOT
    if word.key != other.key and not rooted and not word.groups & other.groups:
        return False
    if language != "de" and _one_and_several(*sorted((word.text, other.text), key=len)):
        return False
    if word.classes.intersection(_STRICT) or other.classes.intersection(_STRICT):
        return word.key == other.key
    # What belongs to somebody is not that somebody; names are written as they are.
    if other.raw.endswith(("'s", "’s")) and not word.raw.endswith(("'s", "’s", "'", "’")):
        return False
    if word.key == other.key or are_alike(word.raw, other.raw, language):
        return True
    if not rooted or (word.raw[:1].isupper() and other.raw[:1].isupper()):
        return False
    shared = next(
        (n for n, (a, b) in enumerate(zip(word.text, other.text, strict=False)) if a != b),
        min(len(word.text), len(other.text)),
    )
    return shared >= _SHARED * max(len(word.text), len(other.text))


def _one_and_several(short: str, long: str) -> bool:
    """Tell whether two words are one word for one and for several: worker, workers."""
    return long in (f"{short}s", f"{short}es", f"{short}x")


class Fit:
    """A claim laid over a sentence; `places` are the words there of its telling words."""

    def __init__(
        self,
        claim: ClaimSentence,
        source: ClaimSentence,
        places: list[int],
        *,
        headless: bool = False,
    ) -> None:
        self._claim = claim
        self._headless = headless
        self._source = source
        self._places = places
        self._used = set(places)
        self._mine = dict(zip(places, claim.telling, strict=True))
        timed = [at for at in source.telling if source.words[at].is_time]
        self._loose = frozenset(timed) if len(timed) <= 2 and not _apart(timed) else frozenset()

    def in_order(self) -> bool:
        """Tell whether the words come in the sentence's order, but for one part at an edge."""
        pairs = [
            (mine, theirs)
            for mine, theirs in zip(self._claim.telling, self._places, strict=True)
            if theirs not in self._loose
        ]
        falls = [at for at in range(1, len(pairs)) if pairs[at][1] < pairs[at - 1][1]]
        if not all(self._stays(at) for at in range(len(self._places))):
            return False
        if not falls:
            return True
        if len(falls) > 1:
            return False
        first, second = pairs[: falls[0]], pairs[falls[0] :]
        return self._moves(first) or self._moves(second)

    def _stays(self, at: int) -> bool:
        """Tell whether a time is said of what it is said of there, not of what is joined to it."""
        place = self._places[at]
        if place not in self._loose or len(self._places) == 1:
            return True
        beside = self._places[at - 1 if at else 1]
        way = self._source.words[min(place, beside) : max(place, beside)]
        return not any("joining" in word.classes for word in way) or abs(place - beside) == 1

    def _moves(self, part: list[tuple[int, int]]) -> bool:
        """Tell whether a part is one that may be moved: it opens in both with one little word."""
        mine = {word.text for word in self._claim.little(part[0][0])}
        theirs = {word.text for word in self._source.little(part[0][1])}
        moving = claim_words(self._claim.language)["moving"]
        held = [place for _, place in part]
        whole = self._source.words[min(held) : max(held) + 1]
        # "according to" may open what moves, and goes with it; what joins may not, but where the
        # part is set off on both sides: ", by 78 votes to 51 and with no debate,".
        opening = self._source.little(min(held))
        told = [mine for mine, _ in part]
        apart = _is_set_off(self._source, min(held), max(held)) and _is_set_off(
            self._claim, min(told), max(told)
        )
        return (
            bool(mine & theirs & moving)
            and (apart or not any("joining" in word.classes for word in (*opening, *whole)))
            and not any("attribution" in word.classes for word in whole)
        )

    def joined(self) -> bool:
        """Tell whether what stands together in the claim may be read together in the sentence."""
        order = sorted(place for place in self._places if place not in self._loose)
        if not order:
            return False
        return (
            self._opens(order[0])
            and self._closes(order[-1])
            and all(self._leaves_out(left, right) for left, right in pairwise(order))
            and all(self._counts(at) for at in range(len(self._places)))
            and all(self._goes(at) and self._is_in_case(at) for at in range(len(self._places)))
        )

    def _opens(self, first: int) -> bool:
        """Tell whether the first word begins what it is part of."""
        before = [at for at in self._source.telling if at < first and at not in self._loose]
        if not before:
            return True
        if self._headless:
            return self._is_deed(first)
        between = [self._source.words[at] for at in range(before[-1] + 1, first)]
        if _EDGE.search(self._source.between(before[-1], first)):
            return True
        if any("joining" in word.classes for word in between):
            return all("attribution" in self._source.classes for _ in before)
        left = [self._source.words[at] for at in before]
        plain = not any(word.classes.intersection(_STRICT) for word in left)
        return len(before) <= _BEFORE and plain and not between

    def _is_deed(self, first: int) -> bool:
        """Tell whether the first word is what somebody did, to what follows right behind it."""
        deed, little = self._source.words[first], self._source.little(first)
        done = is_past(deed.raw, self._source.language) and not any(
            word.classes & {"was", "is", "way", "of"} or word.text in ("to", "be", "been", "being")
            for word in little
        )
        after = [at for at in self._source.telling if at > first and at not in self._loose]
        whom = self._places[1] if len(self._places) > 1 else -1
        way = claim_words(self._source.language)["moving"]
        little = self._source.little(whom) if after and whom > first else []
        return (
            done
            and whom in after
            and not any(word.text in way and "case" not in word.classes for word in little)
            and not any("of" in word.classes for word in little)
        )

    def _closes(self, last: int) -> bool:
        """Tell whether the last word ends what it is part of: not the army of the army base."""
        after = [at for at in self._source.telling if at > last]
        if not after or self._source.words[after[0]].is_time:
            return True
        if any("either" in word.classes for word in self._source.little(after[0])):
            return False
        return after[0] > last + 1 or bool(_EDGE.search(self._source.between(last, after[0])))

    def _leaves_out(self, left: int, right: int) -> bool:
        """Tell whether the words between two may be left out."""
        gap = [at for at in self._source.telling if left < at < right and at not in self._loose]
        if not gap:
            return self._is_led_alike(right)
        # Who says so stands behind what is said beside: "..., less than in May, the bank said".
        ends = [at for at in range(left + 1, right) if self._ends(at)]
        told = [at for at in gap if not self._source.words[at].is_time]
        cut = ends[-1] + 1 if ends and told and ends[-1] >= told[-1] else right
        words = [self._source.words[at] for at in range(left + 1, cut)]
        if any(word.classes.intersection(_KEPT) for word in words):
            return False
        if not self._joins(left, right) or not self._is_led_alike(right):
            return False
        opening = self._source.between(left, left + 1)
        closing = self._source.between(right - 1, right)
        inner = self._source.between(left, right)
        if _EDGE.search(opening):
            # Between two commas stands what is said beside.
            return bool(_EDGE.search(inner[len(opening) :]) or _EDGE.search(closing))
        if _EDGE.search(inner) or len(gap) > _WIDEST:
            return False
        if any(word.classes.intersection(("negation", "quantity", "status")) for word in words):
            return False
        if "joining" in words[0].classes:
            return not any(word.raw[:1].isupper() for word in words) and not any(
                "joining" in word.classes for word in words[1:]
            )
        if any("joining" in word.classes for word in words):
            return False
        # A word right behind belongs to the one before: the army base commander.
        return gap[0] > left + 1

    def _joins(self, left: int, right: int) -> bool:
        """Tell whether the claim joins two words by no other little words than the sentence.

        Who leaves out "brother" in "the brother of the mayor" may not keep the mayor, and who
        leaves out what was joined may not join what follows it in its stead.
        """
        mine = sorted((self._mine[left], self._mine[right]))
        between = self._claim.words[mine[0] + 1 : mine[1]]
        if any("joining" in word.classes for word in between):
            return False
        belongs = any("of" in word.classes for word in self._source.little(right))
        return not belongs or any("of" in word.classes for word in between)

    def _is_led_alike(self, right: int) -> bool:
        """Tell whether a word that "from" or "in" leads in is led in by one of these here too."""
        little = self._source.little(right)
        if _texts(little, "either") - _texts(self._claim.little(self._mine[right]), "either"):
            return False
        last = next(
            (at for at in range(right - 1, right - len(little) - 1, -1) if self._ends(at)), -1
        )
        led = any(
            self._leads(word) for word in self._source.words[last + 1 : right] if word in little
        )
        return not led or any(self._leads(word) for word in self._claim.little(self._mine[right]))

    def _leads(self, word: Word) -> bool:
        """Tell whether a little word says how what follows it belongs to what is before."""
        if word.raw in ("a", "A") and self._claim.language == "fr":
            return False  # "a" is a verb there, "à" is not
        leading = word.text in claim_words(self._claim.language)["moving"]
        return leading or bool(word.classes & {"of", "way"})

    def _counts(self, at: int) -> bool:
        """Tell whether a number counts what it counts in the sentence, and as exactly."""
        mine, theirs = self._claim.telling[at], self._places[at]
        if not self._claim.words[mine].is_number:
            return True
        if self._about(self._claim, mine) != self._about(self._source, theirs):
            return False
        if _is_share(self._claim, mine) != _is_share(self._source, theirs):
            return False
        mine_little, their_little = self._littles(at)
        if _texts(mine_little, "reach") != _texts(their_little, "reach"):
            return False
        if _texts(mine_little, "change") - _texts(their_little, "change"):
            return False
        here, there = _next(self._claim, mine), _next(self._source, theirs)
        if there is None or _EDGE.search(self._source.between(theirs, there)):
            return True
        if here is None:
            return False
        return self._places[self._claim.telling.index(here)] == there

    def _littles(self, at: int) -> tuple[list[Word], list[Word]]:
        """List the little words before a telling word, in the claim and in the sentence."""
        mine, theirs = self._claim.telling[at], self._places[at]
        return self._claim.little(mine), self._source.little(theirs)

    @staticmethod
    def _about(sentence: ClaimSentence, at: int) -> set[str]:
        near = sentence.words[max(0, at - _NEAR) : at]
        return {word.text for word in near if "about" in word.classes}

    def _goes(self, at: int) -> bool:
        """Tell whether no little word before a word gives it another direction."""
        mine, little = self._littles(at)
        theirs = {word.text for word in little}
        return all(word.text in theirs for word in mine if "way" in word.classes)

    def _is_in_case(self, at: int) -> bool:
        """Tell whether a word does or suffers the same: "der Rat" acts, "den Rat" is acted on."""
        mine, theirs = (_texts(little, "case") for little in self._littles(at))
        if self._claim.language == "es":
            return bool(mine) == bool(theirs)
        return not mine or not theirs or mine == theirs

    def turned_alike(self) -> bool:
        """Tell whether all that turns a sentence round is as it is there."""
        mine, whole = self._claim.classes, self._source.classes
        said = self._source.whole.classes
        if any(bool(mine[name]) != bool(said[name]) for name in _WHOLE):
            return False
        if mine["cause"] > whole["cause"] or _opens_lacking(self._claim) != _opens_lacking(
            self._source
        ):
            return False
        if _nearly_words(self._claim.words) != _nearly_words(self._source.words):
            return False
        if not turn_the_same(self._claim, self._source, self._places):
            return False
        told = self._told()
        return all(mine[name] == told[name] for name in ("negation", "quantity", "status")) and all(
            _texts(self._claim.words, name) <= _texts(self._source.words, name)
            for name in ("hedge", "quantity", "order", "condition", "pronoun")
        )

    def _told(self) -> Counter[str]:
        """Count the classes of the part of the sentence that the claim tells."""
        first, last = min(self._places), max(self._places)
        while first > 0 and not _EDGE.search(self._source.between(first - 1, first)):
            first -= 1
        while last + 1 < len(self._source.words) and not self._source.words[last + 1].key:
            last += 1
        aside = self._aside(first, last)
        inside = [self._source.words[at] for at in range(first, last + 1) if at not in aside]
        return Counter(name for word in inside for name in word.classes)

    def _aside(self, first: int, last: int) -> set[int]:
        """Find what stands between two commas and is left out."""
        found: set[int] = set()
        for left, right in pairwise([first, *sorted(self._used), last]):
            if right <= left + 1 or not _EDGE.search(self._source.between(left, left + 1)):
                continue
            ends = [at for at in range(left + 1, right) if self._ends(at)]
            found |= set(range(left + 1, max(ends, default=left) + 1))
        return found

    def _ends(self, at: int) -> bool:
        return bool(_EDGE.search(self._source.between(at, at + 1)))

    def of_one_time(self) -> bool:
        """Tell whether what is, was or will be is so in both, and is done by the same."""
        return are_of_one_time(self._claim, self._source) and all(
            is_told_alike(self._claim, mine, self._source, theirs, headless=self._headless)
            for mine, theirs in zip(self._claim.telling, self._places, strict=True)
        )


def _is_set_off(sentence: ClaimSentence, first: int, last: int) -> bool:
    """Tell whether a part stands between commas, or between one and an end."""
    before = max((at for at in sentence.telling if at < first), default=None)
    after = min((at for at in sentence.telling if at > last), default=None)
    opens = before is None or bool(_EDGE.search(sentence.between(before, first)))
    return opens and (after is None or bool(_EDGE.search(sentence.between(last, after))))


def _apart(places: list[int]) -> bool:
    return len(places) == 2 and places[1] - places[0] > 1


def _next(sentence: ClaimSentence, at: int) -> int | None:
    return next((one for one in sentence.telling if one > at), None)


def _is_share(sentence: ClaimSentence, at: int) -> bool:
    """Tell whether a number is the whole that another is a share of: one in five."""
    before = sentence.words[max(0, at - 2) : at]
    if len(before) < 2 or before[1].key or before[1].classes & {"joining"}:
        return False
    return before[0].is_number or before[0].text in ("one", "un", "une", "uno", "ein", "eine")


def _opens_lacking(sentence: ClaimSentence) -> bool:
    """Tell whether a sentence opens with what is lacking: without a permit, the mill closes."""
    return any("lacking" in word.classes for word in sentence.words[:1])


def _nearly_words(words: list[Word]) -> set[str]:
    """List what stands before a word for how many and makes it inexact: nearly all."""
    pairs = pairwise(words)
    return {a.text for a, b in pairs if "about" in a.classes and "quantity" in b.classes}


def _texts(words: list[Word], name: str) -> set[str]:
    return {word.text for word in words if name in word.classes}
