"""Other sentences that say the same as one, with the same parties in the same parts.

A passive with its doer becomes the active; what is said beside of somebody becomes a statement; two
statements that "but" joins change places. Each is only a reading: whether one carries a
claim is told as of any other sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from bot.core.language.stopwords import is_stop
from bot.core.language.word_files import SameWords, claim_words, same_words
from bot.core.summary.claims.reading import ClaimSentence, Word
from bot.core.summary.claims.wording import is_past

_EDGE = re.compile(r"[,;:—–()«»\"“”]")
_PARTING = ("joining", "order", "cause", "condition")
"""Classes whose words open another clause."""
_MOST = 24
"""Readings of one sentence that are looked at, by hand: one of twenty words has three."""
_LONGEST = 80
"""Words of a sentence that is read in other ways, by hand: longer ones are lists."""
_SHORT = 6
"""Words of somebody who is spoken of beside, by hand: more hold another party."""


class Rewording(NamedTuple):
    """A sentence read one way; a headless one has lost who does it, as its passive has."""

    text: str
    headless: bool = False


Rule = Callable[[ClaimSentence, SameWords], Iterator[Rewording]]


def readings(sentence: ClaimSentence, *, of_claim: bool) -> list[tuple[ClaimSentence, bool]]:
    """List a sentence and what says the same, with whether it has lost its doer.

    A sentence of the article is also read for what it says beside, which a claim is not. Each
    rule is followed once, the later ones on what the earlier ones gave.
    """
    if len(sentence.words) > _LONGEST:
        return [(sentence, False)]
    known = same_words(sentence.language)
    found = {Rewording(sentence.text): sentence}
    for rule in _OF_CLAIMS if of_claim else _OF_SOURCES:
        for at, read in list(found.items()):
            fresh = () if at.headless else rule(read, known)
            found |= {one: sentence.read_as(one.text) for one in fresh if one not in found}
    return [(one, reading.headless) for reading, one in list(found.items())[:_MOST]]


def _make_active(
    sentence: ClaimSentence, known: SameWords, *, joint: bool = False
) -> Iterator[Rewording]:
    """Turn a passive whose doer is named round."""
    for passive in _find_passives(sentence, known, joint=joint):
        text, doer = sentence.text, _find_doer(sentence, passive, known)
        if doer is None:
            continue
        by, start, end = doer
        pre, middle = text[: passive.start], text[passive.end : by]
        done = f"{text[start:end]} {passive.deed}{middle.rstrip()} {passive.whom}{text[end:]}"
        yield from _with_object(f"{pre}{done}", passive, sentence.language, headless=False)


def _make_claim_active(sentence: ClaimSentence, known: SameWords) -> Iterator[Rewording]:
    """Turn a passive of a claim round: all of its words have to be found, so two may be joined."""
    yield from _make_active(sentence, known, joint=True)


def _drop_doer(sentence: ClaimSentence, known: SameWords) -> Iterator[Rewording]:
    """Turn a passive round whose doer is left out: who did it, stands in the article."""
    for passive in _find_passives(sentence, known, joint=True):
        if not sentence.text[: passive.start].strip():
            text = f"{passive.deed} {passive.whom}{sentence.text[passive.end :]}"
            yield from _with_object(text, passive, sentence.language, headless=True)


class _Passive(NamedTuple):
    start: int
    end: int
    whom: str
    deed: str


def _with_object(
    text: str, passive: _Passive, language: str, *, headless: bool
) -> Iterator[Rewording]:
    yield Rewording(text, headless)
    if language == "es":
        # Spanish marks people who are acted on.
        whom = re.sub(r"\A[Ee]l\b", "l", passive.whom)
        joint = "a" if whom != passive.whom else "a "
        yield Rewording(text.replace(passive.whom, f"{joint}{whom}", 1), headless)


def _find_passives(sentence: ClaimSentence, known: SameWords, *, joint: bool) -> Iterator[_Passive]:
    """Find each passive: whom it befalls, from where the clause begins, and the deed."""
    if not known.passive:
        return
    for found in _any_of(known.passive).finditer(sentence.text):
        behind = [word for word in sentence.words if word.start >= found.end()][:2]
        deed = next((word for word in behind if is_past(word.raw, sentence.language)), None)
        if deed is None or _EDGE.search(sentence.text[found.end() : deed.end]):
            continue
        done = sentence.text[found.end() : deed.start] + _bare_deed(deed.raw, sentence.language)
        for start in _clause_starts(sentence, found.start(), known, joint=joint):
            whom = sentence.text[start : found.start()].strip()
            if whom:
                yield _Passive(start, deed.end, whom, done.strip())


def _bare_deed(deed: str, language: str) -> str:
    """Give a participle without what agrees with whom it befalls."""
    ending = {
        "fr": r"(?:(?<=[éut])e?s?|(?<=i)es?|(?<=is)es?)\Z",
        "es": r"(?<=[aieí]d)[oa]s?\Z",
    }.get(language)
    return re.sub(ending, "o" if language == "es" else "", deed) if ending else deed


def _clause_starts(
    sentence: ClaimSentence, end: int, known: SameWords, *, joint: bool
) -> list[int]:
    """List where the clause may begin that ends before a place; none where that is not sure.

    What "who" or "that" opens may be the clause, or a part of whom it is about.
    """
    both = known.also if joint else ()
    first = _clause_start(sentence, end, both)
    if first is None:
        return []
    whole = _clause_start(sentence, end, (*known.relative, *both, "that"))
    starts = {first, first if whole is None else whole}
    return sorted(starts | {sentence.words[0].start} if joint else starts)


def _clause_start(sentence: ClaimSentence, end: int, within: tuple[str, ...]) -> int | None:
    """Find where the clause begins that ends before a place; None where that is not sure."""
    words = [word for word in sentence.words if word.end <= end]
    skipped = False
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        edge = _EDGE.search(
            sentence.text[word.end : words[at + 1].start if at + 1 < len(words) else end]
        )
        if edge:
            if at + 1 < len(words):
                if skipped:
                    skipped = False
                    continue
                return words[at + 1].start
            # What stands between two commas is said beside.
            skipped = True
        if word.classes.intersection(_PARTING) and word.text not in within:
            joins = "joining" in word.classes
            if joins and word.text in ("and", "or", "et", "ou", "y", "e", "o", "u"):
                return None
            return words[at + 1].start if at + 1 < len(words) else None
    return words[0].start if words else None


def _find_doer(
    sentence: ClaimSentence, passive: _Passive, known: SameWords
) -> tuple[int, int, int] | None:
    """Find who does it: where "by" stands, and where the doer begins and ends."""
    found = _any_of(known.agent).search(sentence.text, passive.end)
    if found is None or _EDGE.search(sentence.text[passive.end : found.start()]):
        return None
    words = [word for word in sentence.words if word.start >= found.end()]
    if not words or not _is_somebody(words[0], sentence.language):
        return None
    end = words[0].end
    for word in words[1:]:
        if _EDGE.search(sentence.text[end : word.start]) or _ends_part(word, sentence.language):
            break
        end = word.end
    return found.start(), words[0].start, end


def _is_somebody(word: Word, language: str) -> bool:
    return not (word.is_number or word.is_time or (word.text.endswith("ing") and language == "en"))


def _ends_part(word: Word, language: str) -> bool:
    """Tell whether a word opens what follows a party: when, where, what for."""
    moving = word.text in claim_words(language)["moving"] and "of" not in word.classes
    joins = "joining" in word.classes and word.text not in ("and", "et", "y", "e")
    return moving or word.is_time or joins or bool(word.classes & {"order", "cause"})


def _state_beside(sentence: ClaimSentence, known: SameWords) -> Iterator[Rewording]:
    """State what is said beside of somebody: "X, who did this, did that"."""
    if not known.relative:
        return
    text = sentence.text
    opening = rf"(?P<who>[^,;:]+), (?:{'|'.join(known.relative)}) (?P<what>[^,;:]+)"
    found = re.match(rf"{opening}(?P<rest>, .+)?[.]?\Z", text)
    if found and _is_one_party(found["who"], sentence.language):
        yield Rewording(f"{found['who']} {found['what']}.")
        if found["rest"]:
            yield Rewording(f"{found['who']} {found['what']} {known.also[0]} {found['rest'][2:]}")
    named = rf", (?P<who>(?:[A-ZÀ-Þ][\w’'-]+ ?){{1,3}}){opening.partition(')')[2]}"
    for aside in re.finditer(named, text):
        yield Rewording(f"{aside['who']} {aside['what']}.")


def _is_one_party(who: str, language: str) -> bool:
    """Tell whether somebody is named so that what follows can be said of nobody else."""
    read = ClaimSentence(who, language)
    moving = claim_words(language)["moving"]
    return len(read.words) <= _SHORT and not any(
        word.text in moving or word.classes & {"joining", "of", "attribution"}
        for word in read.words
    )


def _front_aside(sentence: ClaimSentence, known: SameWords) -> Iterator[Rewording]:
    """Put what is said beside of the subject before it: "held in Bria, the suspect denies"."""
    found = re.match(r"(?P<who>[^,;:]+), (?P<aside>[^,;:]+), (?P<rest>.+)", sentence.text)
    if not found or not _is_named_briefly(found["who"], sentence.language):
        return
    if found["aside"].split(" ")[0].lower() in {*known.relative, *_LEANING}:
        return
    yield Rewording(f"{found['aside']}, {found['who']} {found['rest']}")


_LEANING = ("whose", "whom", "dont", "cuyo", "cuya", "and", "et", "y", "und", "but", "mais")


def _is_named_briefly(who: str, language: str) -> bool:
    """Tell whether a phrase is a name, or one noun with its article: no deed is in it."""
    words = ClaimSentence(who, language).words
    telling = [word for word in words if word.key]
    names = all(word.raw[:1].isupper() for word in telling)
    return names or (len(telling) == 1 and len(words) == 2 and is_stop(words[0].text, language))


def _front_event(sentence: ClaimSentence, _: SameWords) -> Iterator[Rewording]:
    """Tell first what happened when somebody was hurt: "a tram derailed, injuring two"."""
    pattern, ending = _HURT.get(sentence.language, (None, ""))
    found = pattern.fullmatch(sentence.text) if pattern else None
    if found:
        doing = re.sub(r"(?:ed|ée?s?)\Z", ending, found["deed"])
        whom = f"{found['whom']}{found['time'] or ''}{found['aside'] or ''}".rstrip(", ")
        tail = found["tail"] or ""
        yield Rewording(f"{found['what']}, {doing} {found['how'] or ''}{whom}{tail}.")


_REST = r"(?P<what>[^,;:]+)(?P<tail>, [^;:]+)?[.]"
_HURT = {
    "en": (
        re.compile(
            r"(?P<whom>[^,;:]+?) (?:was|were) (?P<how>\w+ly )?(?P<deed>injured|killed|wounded)"
            rf"(?P<time>(?: on \w+)?)(?P<aside>, [^,;:]+,)? when {_REST}"
        ),
        "ing",
    ),
    "fr": (
        re.compile(
            r"(?P<whom>[^,;:]+?) (?:a|ont) été (?P<how>\w+ment )?(?P<deed>(?:bless|tu)ée?s?)"
            rf"(?P<time>[^,;:]*?)(?P<aside>, [^,;:]+,)? (?:quand|lorsque|lorsqu['’]) ?{_REST}"
        ),
        "ant",
    ),
}


def _open_team(sentence: ClaimSentence, _: SameWords) -> Iterator[Rewording]:
    """Tell of those of whom a team is: "a team of biologists has found" is biologists have."""
    team, several = _TEAM.get(sentence.language, (None, {}))
    found = team.search(sentence.text) if team else None
    if found:
        head, rest = sentence.text[: found.start()], sentence.text[found.end() :]
        verb = re.compile(rf"\b(?:{'|'.join(several)})\b")
        yield Rewording(head + verb.sub(lambda one: several[one[0]], rest, count=1))


_TEAM: dict[str, tuple[re.Pattern[str], dict[str, str]]] = {
    "en": (re.compile(r"\b[Aa] (?:team|group) of "), {"has": "have", "was": "were", "is": "are"}),
    "fr": (
        re.compile(r"\b[Uu]n(?:e équipe| groupe) d(?:e |['’])"),
        {"a": "ont", "est": "sont"},
    ),
    "es": (re.compile(r"\b[Uu]n (?:equipo|grupo) de "), {"ha": "han", "fue": "fueron"}),
}
"""What opens with a team, and what its verb is of several."""


def _front_title(sentence: ClaimSentence, _: SameWords) -> Iterator[Rewording]:
    """Put what somebody is before the name: "Ana Kenvarov, the mayor of Bria"."""
    for found in _TITLED.finditer(sentence.text):
        title = found["title"]
        if is_stop(title.split(" ")[0].split("'")[0].split("’")[0].lower(), sentence.language):
            text = f"{title}, {found['who']}{found['end']}"
            yield Rewording(sentence.text[: found.start()] + text + sentence.text[found.end() :])


_TITLED = re.compile(
    r"\b(?P<who>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*), "
    r"(?P<title>(?:the|l['’]|le|la|el|der|die|das) ?[^,;:.]+)(?P<end>[,.])"
)


def _swap_parts(sentence: ClaimSentence, known: SameWords) -> Iterator[Rewording]:
    """Change the places of two statements that "but" joins; who says so stays behind."""
    if not known.but:
        return
    found = re.match(
        rf"(?P<one>[^,;:]+), (?:{'|'.join(known.but)}) (?P<other>[^,;:]+)(?P<tail>, [^,;:]+)?[.]\Z",
        sentence.text,
    )
    if found:
        but = known.but[0]
        yield Rewording(f"{found['other']}, {but} {found['one']}{found['tail'] or ''}.")


def _move_owner(sentence: ClaimSentence, _: SameWords) -> Iterator[Rewording]:
    """Write whose it is behind it: "Bria's central bank" is the central bank of Bria."""
    if sentence.language != "en":
        return
    for found in re.finditer(r"\b((?:[A-ZÀ-Þ][\w-]+ )*[A-ZÀ-Þ][\w-]+)(?:['’]s?)? ", sentence.text):
        if is_stop(found[1].lower(), "en"):
            continue
        words = [word for word in sentence.words if word.start >= found.end()][:_NOUNS]
        for at, word in enumerate(words):
            if not word.raw[:1].islower() or not word.key:
                break
            inner = sentence.text[found.end() : words[at].end]
            text = (
                f"{sentence.text[: found.start()]}{inner} of {found[1]}{sentence.text[word.end :]}"
            )
            yield Rewording(text)


_NOUNS = 3
"""Words behind an owner that may be what is owned, by hand: "Bria's new central bank"."""


def _name_last(sentence: ClaimSentence, _: SameWords) -> Iterator[Rewording]:
    """Put what somebody is before the name: "Pantri, the grocer," is the grocer Pantri."""
    found = re.match(
        r"(?P<who>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*), "
        r"(?P<what>[a-zà-ÿ][^,;:]{2,60}), (?P<rest>.+)",
        sentence.text,
    )
    if found and not ClaimSentence(found["what"], sentence.language).classes["joining"]:
        yield Rewording(f"{found['what']} {found['who']} {found['rest']}")


def _move_measure(sentence: ClaimSentence, _: SameWords) -> Iterator[Rewording]:
    """Write how much behind what is measured: "a 6 percent raise" is a raise of 6 percent."""
    of = {"en": "of", "de": "von"}.get(sentence.language)
    if of is None:
        return
    units = r"percent|dollars?|euros?|pounds?|Euro|Dollar|Pfund"
    for found in re.finditer(rf"(\d[\d.]* (?:{units})) ((?:\w+ )?\w+)", sentence.text):
        nouns = found[2].split(" ")
        for count in range(1, len(nouns) + 1):
            noun, rest = " ".join(nouns[:count]), " ".join(nouns[count:])
            text = f"{noun} {of} {found[1]} {rest}".strip()
            yield Rewording(sentence.text[: found.start()] + text + sentence.text[found.end() :])


@lru_cache(maxsize=32)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


_OF_CLAIMS: tuple[Rule, ...] = (
    _name_last,
    _move_owner,
    _move_measure,
    _make_claim_active,
    _drop_doer,
)
_OF_SOURCES: tuple[Rule, ...] = (
    _front_title,
    _open_team,
    _front_event,
    _state_beside,
    _front_aside,
    _make_active,
    _swap_parts,
)
