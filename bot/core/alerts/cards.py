"""Alert to card: what a channel gets to see of a story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.cards import (
    Action,
    AlertFacts,
    Card,
    Field,
    Item,
    Outlet,
    Shows,
    Span,
    Style,
    Text,
    bare_words,
    text,
)
from bot.core.addresses import is_veiled
from bot.core.language.graphemes import whole_end
from bot.core.language.text import clean_text
from bot.i18n import Translate, language_of
from bot.models import Match, Relation, Story, StoryArticle

NAMED_OUTLETS = 4
"""Outlets of a story that are named, by hand: with as many the line still fits a phone; then
"+n".
"""
BY_MODEL = "✦"
"""The sign of what a language model wrote."""
PLAIN_TITLE, PLAIN_LINE, PLAIN_LINES = 200, 300, 10
"""What a plain card keeps, by hand: with its link it fits the shortest message of any platform."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What an alert says of a story: its main article, the watch that hit, the words to quote.

    `quote` is the sentence that hit, with the hit's offsets in it; empty when the summary has it.
    """

    story: Story
    main: StoryArticle
    watch: str
    match: Match | None
    summary: str
    quote: str = ""
    hits: tuple[tuple[int, int], ...] = ()
    shows: Shows | None = None
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How a card is made for its readers: language, time zone and the translation function."""

    language: str
    zone: ZoneInfo
    gettext: Translate


def alert_card(
    telling: Telling,
    look: Look,
    *,
    alert: int,
    mention: str = "",
    uncertain: bool = False,
    thread: bool = False,
    under: str = "",
) -> Card:
    """Show an alert: headline, summary, the sentence that hit, the outlets, the buttons.

    `thread` opens a thread of its own for the story, `under` is the message whose thread an
    update goes into.
    """
    _ = look.gettext
    main = telling.main
    said = telling.summary and not _is_title(telling.summary, main.title)
    body = [(Span(telling.summary), *_by_model(telling, look))] if said else []
    if telling.quote:
        body.append(quoted_sentence(telling.quote, telling.hits))
    return Card(
        title=text(main.title or _("(no title)"), Style.STRONG),
        url=web_url(main.url),
        body=tuple(body),
        fields=tuple(_card_fields(telling, look)),
        actions=_card_buttons(telling, look, alert),
        footer=text(_again(look)) if uncertain else (),
        image=web_url(main.image),
        tone="alert",
        mention=mention,
        thread=main.title if thread else "",
        under=under,
        ephemeral=False,
        facts=(_alert_facts(telling),),
        shows=(telling.shows,) if telling.shows else (),
    )


def _is_title(summary: str, title: str) -> bool:
    """Tell whether a summary is the headline over again, as of a post of one sentence."""
    return _bare(summary) == _bare(title)


def _bare(words: str) -> str:
    return " ".join(words.split()).rstrip(".…! ")


def _again(look: Look) -> str:
    _ = look.gettext
    return _("Sent again after an interruption: you may have seen this.")


def _alert_facts(telling: Telling) -> AlertFacts:
    """Say what an alert tells as values, with all its outlets."""
    main = telling.main
    told = (main, *other_outlets(telling.story, main))
    outlets = (
        Outlet(item.source, web_url(item.url), item.relation is Relation.COPY) for item in told
    )
    return AlertFacts(
        watch=telling.watch,
        story=telling.story.id,
        title=main.title,
        summary=telling.summary,
        quote=telling.quote,
        link=web_url(main.url),
        time=main.published,
        language=main.language,
        outlets=tuple(outlets),
        by_model=telling.by_model,
    )


def _by_model(telling: Telling, look: Look) -> Text:
    """Mark a summary that its article's author did not write."""
    words = f" {BY_MODEL} {look.gettext('by a language model')}"
    return (Span(words, Style.EMPHASIS),) if telling.by_model else ()


def _card_fields(telling: Telling, look: Look) -> list[Field]:
    _ = look.gettext
    main = telling.main
    when = local_time(main.published, look)
    by = f"{main.source} ({main.agency})" if main.agency else main.source
    fields = [Field(_("Source"), text(f"{by} · {when}"))]
    if telling.watch:
        how = _("about it") if telling.match and telling.match.about else _("mentioned")
        value = f"{telling.watch} · {how}" if telling.match else telling.watch
        fields.append(Field(_("Watch"), text(value)))
    others = other_outlets(telling.story, main)
    own = [article for article in others if article.relation is not Relation.COPY]
    copies = [article for article in others if article.relation is Relation.COPY]
    if own:
        fields.append(Field(_("Also"), outlet_links(own)))
    if copies:
        fields.append(Field(_("Same dispatch"), outlet_links(copies)))
    return fields


def _card_buttons(telling: Telling, look: Look, alert: int) -> tuple[Action, ...]:
    _ = look.gettext
    story = str(telling.story.id)
    return (
        Action(_("Why?"), "why", str(alert)),
        Action(_("Follow"), "follow", story),
        Action(_("Mute story"), "mute-story", story),
        Action(_("Not relevant"), "not-relevant", str(alert)),
    )


def other_outlets(story: Story, main: StoryArticle) -> list[StoryArticle]:
    """List one article for each other outlet of a story, own reporting before copies."""
    first: dict[str, StoryArticle] = {}
    for article in story.articles:
        if article.source == main.source:
            continue
        known = first.get(article.source)
        if known is None or (
            known.relation is Relation.COPY and article.relation is not Relation.COPY
        ):
            first[article.source] = article
    return list(first.values())


def outlet_links(articles: Sequence[StoryArticle]) -> Text:
    """Name outlets as links, the first few and the count of the rest."""
    spans: list[Span] = []
    for article in articles[:NAMED_OUTLETS]:
        if spans:
            spans.append(Span(", "))
        spans.append(Span(article.source, url=web_url(article.url)))
    rest = len(articles) - NAMED_OUTLETS
    if rest > 0:
        spans.append(Span(f", +{rest}"))
    return tuple(spans)


def quoted_sentence(sentence: str, hits: Sequence[tuple[int, int]]) -> Text:
    """Quote a sentence with its hits in strong type; hits are offsets in the sentence."""
    spans = [Span("« ", Style.QUOTE)]
    at = 0
    for start, end in sorted(hits):
        if start < at:
            continue
        spans.append(Span(sentence[at:start], Style.QUOTE))
        spans.append(Span(sentence[start:end], Style.STRONG))
        at = end
    spans.append(Span(sentence[at:], Style.QUOTE))
    spans.append(Span(" »", Style.QUOTE))
    return tuple(span for span in spans if span.text)


def local_time(moment: datetime, look: Look) -> str:
    """Write a time for readers of a language in their time zone."""
    return _written_minute(moment.replace(second=0, microsecond=0), look.zone, look.language)


@lru_cache(256)  # the minutes of the alerts that leave side by side
def _written_minute(minute: datetime, zone: ZoneInfo, language: str) -> str:
    # Most cards show no time, and the tables of the world's calendars load with it.
    from babel.dates import format_datetime

    return format_datetime(minute, "d MMM y, HH:mm", tzinfo=zone, locale=language_of(language))


def open_url(url: str) -> str:
    """Give the address of a feed to be linked: none where it holds what is not to be shown."""
    return "" if is_veiled(url) else web_url(url)


def web_url(url: str) -> str:
    """Give a URL that may be linked: http or https, nothing for any other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def digest_card(
    tellings: Sequence[Telling],
    look: Look,
    *,
    title: str,
    mention: str = "",
    uncertain: bool = False,
) -> Card:
    """Show the alerts of a period as one list."""
    items = []
    for telling in tellings:
        others = other_outlets(telling.story, telling.main)
        also = ", ".join(article.source for article in others[:NAMED_OUTLETS])
        line = f"{telling.main.source} · {local_time(telling.main.published, look)}"
        mark = _by_model(telling, look)
        tail = f" · {look.gettext('also')}: {also}" if also else ""
        items.append(
            Item(
                title=(Span(telling.main.title, Style.STRONG, web_url(telling.main.url)),),
                body=(Span(telling.summary), *mark, Span(f"\n{line}{tail}", Style.EMPHASIS)),
            )
        )
    return Card(
        title=text(title, Style.STRONG),
        items=tuple(items),
        footer=text(_again(look)) if uncertain else (),
        tone="alert",
        mention=mention,
        ephemeral=False,
        facts=tuple(_alert_facts(telling) for telling in tellings),
        shows=tuple(
            replace(telling.shows, kind=Shows.DIGEST) for telling in tellings if telling.shows
        ),
    )


def plainer_card(card: Card) -> Card:
    """Reduce a card to a few short lines of bare text, for a platform that refused the full one.

    What a platform may have refused is left out: images, buttons, mentions and styles. The
    thread stays, because later updates go into it.
    """
    lines = [bare_words(paragraph) for paragraph in card.body]
    lines += [bare_words(item.title) for item in card.items]
    lines += [f"{field.name}: {bare_words(field.value)}" for field in card.fields]
    lines += [bare_words(card.footer)]
    short = [line for words in lines if (line := _short_line(words, PLAIN_LINE))]
    if len(short) > PLAIN_LINES:
        short[PLAIN_LINES:] = [f"+{len(short) - PLAIN_LINES}"]
    return Card(
        title=text(_short_line(bare_words(card.title), PLAIN_TITLE)),
        url=card.url,
        body=tuple(text(line) for line in short),
        tone=card.tone,
        ephemeral=card.ephemeral,
        thread=_short_line(card.thread, PLAIN_TITLE),
        under=card.under,
        plain=True,
        shows=card.shows,
    )


def _short_line(words: str, room: int) -> str:
    """Put a text on one line and cut it, at a blank where there is one."""
    line = " ".join(clean_text(words[: 10 * room]).split())
    if len(line) <= room:
        return line
    head, blank, _ = line[:room].rpartition(" ")
    return (head if blank and len(head) > room // 2 else line[: whole_end(line, room - 1)]) + "…"
