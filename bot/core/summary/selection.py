"""Condense an article into a few of its own sentences, taken character for character.

The publisher's standfirst where it is sound, else the set of sentences that says most. Nothing
is rewritten. Only when not one whole sentence fits the limit is a sentence cut, at the end of a
clause or word, and "…" says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.core.language.graphemes import whole_end
from bot.core.language.sentences import split_sentences as split
from bot.core.model import model_tables
from bot.core.summary import boilerplate as furniture
from bot.core.summary import extractive as salience
from bot.core.summary import questions, standfirst

if TYPE_CHECKING:
    from collections.abc import Sequence

_ELLIPSIS = "…"
_AS_WELL = model_tables("summary")["questions"]["as_well"]
"""How well a standfirst has to answer a headline beside the best sentence of the text."""

_CLAUSE = ",;:–—"
_READ = 40_000
"""Characters of a text that are looked at; no news article needs more for its summary. By hand:
bounds the cost.
"""
_FIT = re.compile(r"\A.{19,}[.!…。！؟।][»”\"')\]\s]*\Z", re.DOTALL)
"""Long enough to say something, and finished."""
_UNFIT = re.compile(r"https?://|\b[A-Z]{4,} [A-Z]{3,} [A-Z]{3,}|(?:\b\d+ ){4}")
"""A bare address, a line in capitals, a row of a table."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What is shown of an article.

    `method` is standfirst, extract, lead (the standfirst or title for want of a text), cut (no
    whole sentence fitted) or empty. `reasons` say in words what decided.
    """

    text: str
    method: Literal["standfirst", "extract", "lead", "cut", "empty"]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _SummaryJob:
    """One article on its way: usable sentences of lead and text, and what is asked of them."""

    title: str
    lead: tuple[str, ...]
    body: tuple[str, ...]
    text: str
    must: str
    hit: str
    limit: int
    language: str


def summarise(
    *,
    title: str,
    lead: str,
    text: str,
    language: str,
    must: str = "",
    hit: str = "",
    limit: int = 280,
    shared_standfirst: bool = False,
) -> Summary:
    """Return a summary of at most `limit` characters, made of whole sentences of lead or text.

    `must` is a sentence of the text that has to be in it; `hit` are the words for which it has
    to, so that another sentence with them can stand in where `must` is too long. A standfirst
    that other pages share (`shared_standfirst`) is not used.
    """
    if limit < 1:
        return Summary("", "empty", ("no room",))
    job = _SummaryJob(
        title.strip(),
        usable_sentences(lead),
        usable_sentences(text),
        text[:_READ],
        must.strip(),
        hit.strip(),
        limit,
        language[:2].lower(),
    )
    refused = _refusal_of_lead(job, shared=shared_standfirst)
    if not refused:
        found = _from_standfirst(job)
        if found:
            return found
        refused = "does not hold what is asked for within the limit"
    return _extract_summary(job, (f"standfirst: {refused}",) if lead.strip() else ())


def usable_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text that may be shown, without datelines and page furniture."""
    text = text[:_READ]
    kept: dict[str, None] = {}
    for start, end in split(text):
        sentence = text[start:end]
        sentence = sentence[furniture.dateline_length(sentence) :]
        if not furniture.is_furniture(sentence) and not furniture.addresses_model(sentence):
            kept.setdefault(sentence)
    return tuple(kept)


def _refusal_of_lead(job: _SummaryJob, *, shared: bool) -> str:
    if not job.lead:
        return "there is none"
    if shared:
        return "other pages have the same"
    return standfirst.standfirst_refusal(job.lead, job.title, job.text, job.language)


def _from_standfirst(job: _SummaryJob) -> Summary | None:
    """Take the standfirst, with the answer and the matched sentence where it lacks them."""
    whole = _fit_parts(job.lead, job.limit)
    if not whole or (questions.is_question(job.title) and not _lead_answers(job, whole)):
        return None
    must = _sentence_to_keep(job)
    if not must or must in whole or _holds_hit(whole, must, job.hit):
        return Summary(whole, "standfirst", ("standfirst: complete and its own",))
    with_must = f"{whole} {must}"
    if len(with_must) <= job.limit:
        return Summary(with_must, "standfirst", ("standfirst", "the sentence that matched"))
    return None


def _lead_answers(job: _SummaryJob, lead: str) -> bool:
    """Tell whether the standfirst answers as well as any sentence of the text."""
    best = questions.best_answer(job.title, job.body, job.limit, job.language)
    return best < 0 or questions.answer_score(
        job.title, lead, job.language
    ) >= _AS_WELL * questions.answer_score(job.title, job.body[best], job.language)


def _holds_hit(whole: str, must: str, hit: str) -> bool:
    return bool(hit) and hit in whole and hit in must


def _fit_parts(parts: tuple[str, ...], limit: int) -> str:
    """Join the first sentences that fit."""
    taken = ""
    for part in parts:
        longer = f"{taken} {part}" if taken else part
        if len(longer) > limit:
            break
        taken = longer
    return taken


def _sentence_to_keep(job: _SummaryJob) -> str:
    """Return the sentence to keep: the matched one, or one with the hit where that is too long."""
    if not job.must:
        return ""
    must = job.must[furniture.dateline_length(job.must) :]
    if len(must) <= job.limit:
        return must
    others = (one for one in (*job.lead, *job.body) if job.hit and job.hit in one)
    return next((one for one in others if len(one) <= job.limit), must)


def _extract_summary(job: _SummaryJob, reasons: tuple[str, ...]) -> Summary:
    must = _sentence_to_keep(job)
    if len(must) > job.limit:
        return Summary(
            cut_summary(must, job.limit, job.hit), "cut", (*reasons, "no shorter sentence matched")
        )
    body = job.body if not must or must in job.body else _insert_matched(job, must)
    if not body:
        return _bare_summary(job, reasons)
    whole = salience.weigh_article(
        [salience.read_sentence(one, job.language) for one in body[: salience.READ]],
        job.title,
        job.language,
    )
    required, why = _required_sentences(job, body, must)
    chosen = salience.choose_sentences(
        whole, candidate_sentences(body[: salience.READ]), required, job.limit
    )
    if not chosen:
        return Summary(cut_summary(body[0], job.limit), "cut", (*reasons, "no whole sentence fits"))
    text = " ".join(whole.sentences[i].text for i in chosen)
    return Summary(
        text, "extract", (*reasons, *why, f"sentences {', '.join(str(i + 1) for i in chosen)}")
    )


def _insert_matched(job: _SummaryJob, must: str) -> tuple[str, ...]:
    """Put the matched sentence among the usable ones, in the place where the text has it."""
    at = job.text.find(must)
    before = sum(0 <= job.text.find(one) < at for one in job.body)
    return (*job.body[:before], must, *job.body[before:])


def _required_sentences(
    job: _SummaryJob, body: tuple[str, ...], must: str
) -> tuple[frozenset[int], tuple[str, ...]]:
    wanted: set[int] = set()
    why: list[str] = []
    if must:
        wanted.add(body.index(must))
        why.append("the sentence that matched")
    if questions.is_question(job.title):
        at = questions.best_answer(job.title, body, job.limit, job.language)
        room = job.limit - len(must) - 1 if must else job.limit
        if at >= 0 and (at in wanted or len(body[at]) <= room):
            wanted.add(at)
            why.append("answers the headline")
    return frozenset(wanted), tuple(why)


def candidate_sentences(body: Sequence[str]) -> list[int]:
    """Return the indexes of sentences fit to be shown; all of them where none is."""
    good = [i for i, one in enumerate(body) if _FIT.search(one) and not _UNFIT.search(one)]
    return good or list(range(len(body)))


def _bare_summary(job: _SummaryJob, reasons: tuple[str, ...]) -> Summary:
    """Fall back on the lead, then on the title, when there is no text."""
    text = _fit_parts(job.lead, job.limit) or (job.lead[0] if job.lead else job.title)
    return Summary(cut_summary(text, job.limit), "lead" if text else "empty", reasons)


def cut_summary(text: str, limit: int, hit: str = "") -> str:
    """Cut a text to `limit` characters at a clause or word, never inside a character.

    The part that holds `hit` is kept; "…" stands wherever something was left out.
    """
    if len(text) <= limit:
        return text
    start = _window_start(text, limit, hit)
    head = _ELLIPSIS if start else ""
    room = limit - len(head) - 1
    if room < 1:
        return _ELLIPSIS[:limit]
    piece = text[start : start + room]
    if start + room >= len(text):
        return head + piece
    return (
        head
        + piece[: _stop_length(text, start, room, hit)].rstrip(" ,;:–—-\u00a0\u202f")
        + _ELLIPSIS
    )


def _window_start(text: str, limit: int, hit: str) -> int:
    """Return where to begin so that the hit is inside."""
    at = text.find(hit) if hit else -1
    if at < 0 or at + len(hit) < limit - 1:
        return 0
    earliest = max(0, at + len(hit) - limit + 2)
    clause = max((text.rfind(mark, earliest, at) for mark in _CLAUSE), default=-1)
    start = clause + 1 if clause >= 0 else text.find(" ", earliest, at) + 1 or at
    return start + len(text[start:]) - len(text[start:].lstrip())


def _stop_length(text: str, start: int, room: int, hit: str) -> int:
    """Return how many characters to keep: to a clause in the last half, a word, a character."""
    piece = text[start : start + room]
    character = max(0, whole_end(text, start + room) - start)
    least = max(room // 2, piece.find(hit) + len(hit) if hit in piece else 0)
    clause = max(piece.rfind(mark + " ") for mark in _CLAUSE)
    if clause >= least:
        return clause
    if not text[start + room].isalnum():
        return character
    blank = max(piece.rfind(" "), piece.rfind("\u00a0"))
    return blank if blank >= room // 2 else character
