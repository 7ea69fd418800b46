"""Re-posts: what an outlet publishes again under another guid, link and date, adding nothing.

The same title over the same words is no proof. A release, a report or a notice is one thing however
often it is put up; "Open thread", "Fire station log" or "Outage" is a mould, and each use of it is
news even where the entry has no text. What decides is how much the words tell, how soon they came
again, and whether the outlet used them before that. Links decide nothing: those of a column are
made of its title as well (daily-briefing-2), and a re-post moves to any address.

A wrong merge loses news and a wrong parting tells it twice, so in doubt it is told. What is taken
for a re-post once is told from the next time on: by then it is a title that this outlet keeps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.language.stopwords import is_stop
from bot.core.language.text import fold, tokens, word_set
from bot.core.stories.near_duplicates import SLIPS, slip_forms
from bot.core.stories.terms import tells_amount
from bot.core.stories.title_templates import Template, strip_mould
from bot.core.stories.twins import SHORT
from bot.models import Article

SOON = timedelta(hours=6)
"""Within these the same text under the same title is a slip; by hand: no column comes so often."""

RECENT = timedelta(hours=72)
"""Within these a short notice is put up again, as long as a story is compared; by hand: a week's
column stays apart.
"""

LASTING = timedelta(days=14)
"""Within these a text of SHORT words or more is put up again: job offers, moved pages; by hand:
what comes each month with the same words (a test of the sirens) stays apart.
"""

HEADLINE = 5
"""Words of meaning from which a title tells what happened. By hand: moulds have two to four
("Norvane plc: Transaction in own shares"), and headlines of four cannot be told from them.
"""

WARNINGS = word_set(
    "vigilance alerte alarme panne alert alarm warning outage warnung unwetterwarnung storung"
    " aviso alerta averia avviso allerta"
)
"""Words of titles that come back word for word whenever the same thing threatens: by hand."""

NOTICE = 8
"""The same of title and text together. By hand: "Open thread. Talk about anything" has four, a
notice of an outage with the zone and what fails has ten.
"""

_NUMBERED = re.compile(
    r"(?<![\w.,:])v?\d+\.\d+\.\w+"
    r"|(?<![\w.,:])\d+\.\d+[ .-]?(?:a|b|rc|alpha|beta|dev|lts)(?![^\W\d])"
    r"|(?<!\w)v\d+(?:\.\d+)*"
    r"|(?<!\w)(?:version|versi[oó]n|release|build)\s+\d+(?:\.\d+)+"
    r"|(?<=[^\W\d])\s\d+\.\d+\s*$"
    r"|(?<!\w)#\d{2,}|(?<!\w)rfc\s?\d{3,}|(?<!\w)s\d+\s?e\d+"
    r"|(?<!\w)[a-z]{2,}[-‑](?!(?:19|20)\d\d(?![-‑]?\d))\d{4,}|(?<!\w)[a-z]{2,}[-‑]\d{4}[-‑]\d+"
    r"|(?<!\w)(?:ep|episode|épisode|episodio|folge|cap[ií]tulo|teil|ausgabe|issue|vol|n[°ºro])"
    r"\.?\s*\d+",
    re.IGNORECASE,
)
"""What numbers a thing for good: a version, the mark of an advisory or ticket, an episode.

A number alone does not (a road, an hour, "five things"), nor do two with a dot inside a title
("Form 8.3 - Norvane plc").
"""

_DATED = re.compile(r"(?<!\d)\d{1,2}\.\d{1,2}\.(?:20)?\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an outlet published under the same title, and under how many guids so far."""

    text: str
    published: datetime
    guids: int = 1


COMPARED = 20_000
"""Characters of a text that are compared; the rest of a longer one is no other notice."""


def find_reposted(article: Article, earlier: Sequence[Earlier]) -> Earlier | None:
    """Find what an article with the same title as earlier ones tells over again, newest first."""
    text = _folded_text(article.text)
    for item in earlier:
        if _adds_nothing(text, _folded_text(item.text), article.language) and _is_again(
            article, text, item, earlier
        ):
            return item
    return None


def _folded_text(text: str) -> str:
    return " ".join(fold(text[:COMPARED]).split())


def _adds_nothing(text: str, before: str, language: str) -> bool:
    """Tell whether a text is an earlier one, or none, or an earlier long one cut or respelt."""
    if not text or text == before:
        return True
    long = len(tokens(text)) >= SHORT
    return long and (before.startswith(text) or _is_respelt(text, before, language))


def _is_respelt(text: str, before: str, language: str) -> bool:
    """Tell whether two texts are one but for slips of the pen that were mended."""
    old, new = ([word.text for word in tokens(one)] for one in (before, text))
    if len(old) != len(new):
        return False
    mended = [(was, now) for was, now in zip(old, new, strict=True) if was != now]
    return len(mended) <= SLIPS and all(_is_slip(*pair, language) for pair in mended)


def _is_slip(was: str, now: str, language: str) -> bool:
    # Figures, days and months are never slips.
    amount = tells_amount(was, language) or tells_amount(now, language)
    return not amount and (was in slip_forms(now) or now in slip_forms(was))


def _is_again(article: Article, text: str, item: Earlier, earlier: Sequence[Earlier]) -> bool:
    apart = abs(article.published - item.published)
    if text == _folded_text(item.text) and (not apart or (text and apart <= SOON)):
        return True
    if len(tokens(f"{article.title}. {text}")) >= SHORT:
        return apart <= LASTING
    worn = sum(known.guids for known in earlier) > 1
    return apart <= RECENT and not worn and _tells_event(article.title, text, article.language)


def _tells_event(title: str, text: str, language: str) -> bool:
    """Tell whether words say what happened, so that they cannot stand over something else."""
    core, template = strip_mould(title)
    if template is Template.ROLLING:
        return False
    if _NUMBERED.search(_DATED.sub(" ", core)):
        return True
    told = _meaning_words(core, language)
    headline = len(told) >= HEADLINE and not told & WARNINGS
    return headline or len(told | _meaning_words(text, language)) >= NOTICE


def _meaning_words(text: str, language: str) -> set[str]:
    """List the words of meaning; figures are not counted, moulds hold them too."""
    words = (word.text for word in tokens(text))
    return {word for word in words if not word.isdigit() and not is_stop(word, language)}
