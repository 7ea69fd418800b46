"""Rows of the outbox to cards: what a channel is shown for a delivery."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.cards import Card, Shows, text
from bot.core.alerts.cards import Look, Telling, alert_card, digest_card
from bot.core.alerts.marks import feed_mark, watch_mark
from bot.core.alerts.schedule import zone_named
from bot.core.language.sentences import split_sentences
from bot.core.summary.own_words import FeedLines, without_shared
from bot.core.summary.relative_dates import resolve_weekdays
from bot.i18n import plural_form, translator_for
from bot.models import (
    Article,
    Delivery,
    DeliveryKind,
    HitSpan,
    Match,
    Mode,
    Story,
    StoryArticle,
    Subscription,
)
from bot.models.payloads import Condensed, DigestPayload, KeptSummary, NoticePayload
from bot.ports import Store, Summariser
from bot.said import put_words

QUOTE_CHARS = 320  # three lines on a wide screen; by hand
BESIDE = 20
"""Articles of a feed that tell what it puts into every text, by hand: a day of most feeds."""


@dataclass(frozen=True, slots=True)
class CardStyle:
    """What the operator chose for every card."""

    language: str = "en"
    timezone: str = "UTC"
    summary_chars: int = 280


class Teller:
    """Makes the card of a delivery from what the store knows at this moment."""

    def __init__(self, store: Store, summariser: Summariser, style: CardStyle) -> None:
        self._store = store
        self._summariser = summariser
        self._style = style

    async def card(self, delivery: Delivery) -> Card | None:
        """Make the card of a delivery, None when its story is gone."""
        if delivery.kind is DeliveryKind.NOTICE:
            said = delivery.payload
            return self.notice(said) if isinstance(said, NoticePayload) else None
        subscription = await self._store.watches.subscription(delivery.subscription or 0)
        if subscription is None:
            return None
        if delivery.kind is DeliveryKind.DIGEST:
            return await self._digest(delivery, subscription)
        telling = await self._telling(delivery, subscription)
        if telling is None:
            return None
        return alert_card(
            telling,
            self.look(subscription),
            alert=delivery.id,
            mention=subscription.mention if delivery.kind is DeliveryKind.ALERT else "",
            uncertain=delivery.uncertain,
            thread=subscription.mode is Mode.THREAD and delivery.kind is DeliveryKind.ALERT,
            under=await self._thread_of(delivery, subscription),
        )

    async def _thread_of(self, delivery: Delivery, subscription: Subscription) -> str:
        """Give the alert whose thread an update goes into, where stories have threads."""
        if subscription.mode is not Mode.THREAD or delivery.kind is not DeliveryKind.UPDATE:
            return ""
        alert = await self._store.outbox.alert_of(delivery)
        return alert.message_ref if alert else ""

    def look(self, subscription: Subscription | None, language: str = "") -> Look:
        """Choose language and time zone for the readers of a subscription or one caller."""
        chosen = language or (subscription.language if subscription else "")
        chosen = chosen or self._style.language
        place = subscription.timezone if subscription else ""
        return Look(chosen, zone_named(place or self._style.timezone), translator_for(chosen))

    async def _telling(self, delivery: Delivery, subscription: Subscription) -> Telling | None:
        story = await self._store.archive.story(
            delivery.story or 0, tenant=delivery.tenant, also=delivery.article
        )
        if story is None:
            return None
        main = _main_article(story, delivery)
        article = await self._store.archive.article(main.article)
        if article is None:
            return None
        watch, match = await self._match(story, main, subscription)
        shows = await self._shows(delivery, subscription, story, main)
        must, hits = hit_sentence(article, match)
        hit = must[hits[0][0] : hits[0][1]] if hits else ""
        summary = await self._summary(delivery, article, must, hit)
        quote = must if must and must not in summary.text else ""
        told = (story, main, watch, match, summary.text, quote, hits if quote else (), shows)
        return Telling(*told, by_model=summary.by_model)

    async def _shows(
        self, delivery: Delivery, subscription: Subscription, story: Story, main: StoryArticle
    ) -> Shows:
        """Mark what is told; an alert of a watch covers every article of its story."""
        watch = await self._store.watches.get(subscription.watchlist or 0)
        feed = await self._store.feeds.get(subscription.feed or 0)
        update = delivery.kind is DeliveryKind.UPDATE
        whom = watch_mark(watch.tenant, watch.name) if watch else ""
        others = [] if update else [item.mark for item in story.articles]
        if feed is not None:
            whom, others = feed_mark(feed.given or feed.url), []
        what = tuple(dict.fromkeys([main.mark, *others]))
        return Shows(Shows.UPDATE if update else Shows.ALERT, whom, what, delivery.id)

    async def _match(
        self, story: Story, main: StoryArticle, subscription: Subscription
    ) -> tuple[str, Match | None]:
        if subscription.watchlist is None:
            return "", None
        watch = await self._store.watches.get(subscription.watchlist)
        found = await self._store.archive.matches(story.id, watchlist=subscription.watchlist)
        match = next((match for row, _, match in found if row == main.article), None)
        return (watch.name if watch else ""), match

    async def _summary(
        self, delivery: Delivery, article: Article, must: str, hit: str
    ) -> Condensed:
        """Condense once per delivery and article, so that an edit says what the alert said."""
        kept = delivery.payload
        if isinstance(kept, KeptSummary) and (kept.of, kept.title) == (article.id, article.title):
            return Condensed(kept.summary, kept.by_model)
        lines = FeedLines(await self._store.archive.beside(int(article.id), BESIDE))
        summary = await self._summariser.summarise(
            title=article.title,
            lead=without_shared(article.standfirst or article.lead, lines, keep=must),
            text=without_shared(article.text, lines, keep=must),
            language=article.language,
            must=must,
            hit=hit,
            limit=self._style.summary_chars,
        )
        if delivery.kind is DeliveryKind.ALERT:
            shown = KeptSummary(article.id, article.title, summary.text, summary.by_model)
            await self._store.outbox.keep_summary(delivery.id, shown)
        return summary

    async def _digest(self, delivery: Delivery, subscription: Subscription) -> Card | None:
        tellings = []
        bundled = delivery.payload
        for row in bundled.deliveries if isinstance(bundled, DigestPayload) else ():
            held = await self._store.outbox.get(row)
            telling = await self._telling(held, subscription) if held else None
            if telling is not None:
                tellings.append(telling)
        if not tellings:
            return None
        look = self.look(subscription)
        tellings = [_dated_telling(telling, look) for telling in tellings]
        title = plural_form(
            look.language, "Digest: {n} story", "Digest: {n} stories", len(tellings)
        )
        return digest_card(
            tellings,
            look,
            title=title,
            mention=subscription.mention,
            uncertain=delivery.uncertain,
        )

    def notice(self, notice: NoticePayload) -> Card:
        """Word a notice in the operator's language."""
        _ = translator_for(self._style.language)
        return Card(
            title=text(put_words(notice.title, _)),
            body=tuple(text(put_words(line, _)) for line in notice.lines),
            tone="warn",
            ephemeral=False,
        )


def hit_sentence(article: Article, match: Match | None) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Find the sentence to quote for a match, with the offsets of its hits in it."""
    if match is None or not match.spans:
        return "", ()
    fields = {"title": "", "summary": article.lead, "content": article.text}
    if any(span.field == "title" for span in match.spans):
        return "", ()
    first = min(match.spans, key=lambda span: (span.field != "summary", span.start))
    return _sentence_at(fields.get(first.field, ""), first, match.spans)


def _sentence_at(
    field: str, hit: HitSpan, spans: tuple[HitSpan, ...]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    for start, end in split_sentences(field):
        if start <= hit.start < end:
            left, right = _hit_window(start, end, hit)
            hits = tuple(
                (span.start - left, span.end - left)
                for span in spans
                if span.field == hit.field and left <= span.start and span.end <= right
            )
            return field[left:right], hits
    return "", ()


def _hit_window(start: int, end: int, hit: HitSpan) -> tuple[int, int]:
    """Narrow an endless sentence to the words around its hit."""
    if end - start <= QUOTE_CHARS:
        return start, end
    left = max(start, hit.start - QUOTE_CHARS // 2)
    return left, min(end, max(hit.end, left + QUOTE_CHARS))


def _dated_telling(telling: Telling, look: Look) -> Telling:
    """Put dates to the weekdays of a summary, which will be read on another day."""
    local = telling.main.published.astimezone(look.zone)
    summary = resolve_weekdays(telling.summary, local, telling.main.language)
    return replace(telling, summary=summary)


def _main_article(story: Story, delivery: Delivery) -> StoryArticle:
    for article in story.articles:
        if article.article == delivery.article:
            return article
    return story.articles[0]
