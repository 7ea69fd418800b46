"""A draft to an article: the one form of its address, and the language that it is really in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.prepare import Draft, Prepared, prepare_article
from bot.feeds.language import detect_language
from bot.feeds.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.match.matcher import Matcher
    from bot.models import Article

TOLD_BY = 2_000
"""Characters of a text that tell its language: a short quotation does not."""


def complete_draft(draft: Draft) -> Article:
    """Find out what neither feed nor page says for sure."""
    article = draft.article
    sample = f"{article.title}. {article.lead}\n{article.text[:TOLD_BY]}"
    return replace(
        article,
        url=canonical_url(article.url),
        language=detect_language(sample, prior=article.language),
    )


def prepare_drafts(drafts: Iterable[Draft], matcher: Matcher) -> list[Prepared]:
    """Complete drafts and prepare them, in their order."""
    return [
        prepare_article(complete_draft(draft), matcher, shared=draft.shared) for draft in drafts
    ]
