"""Commands that read: latest, search, story, why, trend, test."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Action, Card, Field, Item, Span, Style, Text, text
from bot.commands.ask import PAGE, Ask, note_card
from bot.core.alerts.cards import local_time, other_outlets, quoted_sentence, web_url
from bot.core.watch.surfaces import Expansion
from bot.errors import NotFound, UsageError
from bot.i18n import plural_form
from bot.models import (
    Article,
    Delivery,
    DeliveryState,
    Relation,
    Sense,
    Story,
    StoryArticle,
    Watchlist,
)
from bot.ports import Decided
from bot.said import put_words, say
from bot.service.alert_cards import hit_sentence
from bot.service.questions import Finding, FoundArticle

BARS = "·▁▂▃▄▅▆▇█"
LATEST = 50  # stories, some pages of a list; by hand
SENSES = {
    Sense.ORGANISATION: say("organisation"),
    Sense.PLACE: say("place"),
    Sense.PERSON: say("person"),
}


async def latest(ask: Ask) -> Card:
    """List the newest stories that hit a watch."""
    _ = ask.gettext
    wanted = ask.text("watch")
    watch = await ask.watch(wanted) if wanted else None
    stories = await ask.service.store.archive.latest(
        tenant=ask.caller.tenant, limit=LATEST, watchlist=watch.id if watch else None
    )
    if not stories:
        return note_card(
            _("Nothing yet"),
            _("No story has hit a watch so far. /news watches shows what is watched."),
        )
    page, pages, rows = ask.page_of(len(stories))
    title = _("Latest: {name}").format(name=watch.name) if watch else _("Latest stories")
    items = tuple(_story_item(ask, story) for story in stories[rows])
    return Card(title=text(title), items=items, page=page, pages=pages)


def _story_item(ask: Ask, story: Story) -> Item:
    main = story.articles[0]
    others = ", ".join(article.source for article in other_outlets(story, main)[:4])
    line = f"{main.source} · {local_time(main.published, ask.look)}"
    if others:
        line += f" · {ask.gettext('also')}: {others}"
    return Item(
        title=_linked_article(main),
        body=text(line, Style.EMPHASIS),
        actions=(Action(ask.gettext("Story"), "story", str(story.id)),),
    )


def _linked_article(article: StoryArticle) -> Text:
    return (Span(article.title or article.source, Style.STRONG, web_url(article.url)),)


async def search(ask: Ask) -> Card:
    """Search everything that was read, newest first."""
    _ = ask.gettext
    query, days = ask.need("query"), ask.days(30)
    shown = PAGE * max(1, ask.invocation.page)
    finding = await ask.service.questions.search(
        query, tenant=ask.caller.tenant, now=ask.now, days=days, limit=shown + 1
    )
    found, left = finding.items, _left_out(ask, finding)
    if not found:
        return note_card(
            _("Nothing found"),
            left
            or _('No article of the last {days} days hits "{query}".').format(
                days=days, query=query
            ),
        )
    page, pages, rows = ask.page_of(len(found))
    # What comes after the page is not read, so how much that is stays open.
    known = min(len(found), shown)
    count = plural_form(ask.look.language, "{n} story", "{n} stories", known)
    more = " …" if len(found) > known or left else ""
    return Card(
        title=text(f"{query} · {count}{more}"),
        body=(text(left),) if left else (),
        items=tuple(found_item(ask, item) for item in found[rows]),
        page=page,
        pages=pages,
    )


def _left_out(ask: Ask, finding: Finding) -> str:
    """Say how far back a search looked that ended before it had looked at everything."""
    if finding.back_to is None:
        return ""
    since = local_time(finding.back_to, ask.look)
    return ask.gettext(
        "So much may fit that only what came after {since} was looked at. Older ones are found with"
        " another word, a quoted phrase or a source."
    ).format(since=since)


def found_item(ask: Ask, found: FoundArticle) -> Item:
    """Show one article that a query hit, with the sentence that did."""
    article = found.article
    sentence, hits = hit_sentence(article, found.match)
    line = Span(f"{article.source} · {local_time(article.published, ask.look)}", Style.EMPHASIS)
    body: Text = (line,)
    if sentence:
        body = (*quoted_sentence(sentence, hits), Span("\n"), line)
    return Item(
        title=(Span(article.title, Style.STRONG, web_url(article.url)),),
        body=body,
        actions=(Action(ask.gettext("Story"), "story", str(found.story)),),
    )


async def story(ask: Ask) -> Card:
    """Show a story with every outlet that tells it, in order of time."""
    _ = ask.gettext
    found = await _find_story(ask, ask.text("story"))
    page, pages, rows = ask.page_of(len(found.articles))
    items = tuple(_telling_item(ask, article) for article in found.articles[rows])
    fields = [Field(_("Since"), text(local_time(found.first_seen, ask.look)))]
    if found.related:
        links = ", ".join(f"#{number}" for number in found.related[:10])
        fields.append(Field(_("Related stories"), text(links)))
    outlets = len({article.source for article in found.articles})
    fields.append(Field(_("Outlets"), text(str(outlets))))
    return Card(
        title=text(f"#{found.id} · {found.title}"),
        url=web_url(found.articles[0].url),
        items=items,
        fields=tuple(fields),
        page=page,
        pages=pages,
    )


async def _find_story(ask: Ask, wanted: str) -> Story:
    number = wanted.lstrip("#")
    if not number:
        alert = await ask.alert("")
        number = str(alert.story)
    found = None
    if number.isdecimal():
        found = await ask.service.store.archive.story(int(number[:15]), tenant=ask.caller.tenant)
    if found is None:
        _ = ask.gettext
        raise NotFound(
            _("There is no such story here."), fix=_("/news latest shows the newest ones")
        )
    return found


def _telling_item(ask: Ask, article: StoryArticle) -> Item:
    _ = ask.gettext
    first = _("first report")
    kinds = {Relation.COPY: _("same dispatch"), Relation.NEW: first, Relation.RELATED: first}
    kind = kinds.get(article.relation, "")
    parts = [article.source, local_time(article.published, ask.look), kind]
    return Item(
        title=_linked_article(article),
        body=text(" · ".join(part for part in parts if part), Style.EMPHASIS),
    )


async def why(ask: Ask) -> Card:
    """Explain an alert: rule, alias, sentence, stage and times."""
    _ = ask.gettext
    delivery = await ask.alert(ask.text("alert"))
    found = await ask.service.questions.reasons(delivery)
    if found is None:
        raise NotFound(_("The article of this alert is no longer kept."))
    body: list[Text] = []
    fields = [Field(_("Story"), text(f"#{found.story.id}"))]
    if found.watch:
        name, query = found.watch.name, found.watch.query
        shown = name if name == query else f"{name} · {query}"
        fields.append(Field(_("Watch"), text(shown)))
    if found.match:
        sentence, hits = hit_sentence(found.article, found.match)
        if sentence:
            body.append(quoted_sentence(sentence, hits))
        fields += _match_fields(ask, found.match.spans, found.match.about)
        body += [text(f"• {reason.put(_)}") for reason in found.match.reasons]
    fields += placed_fields(ask, found.placed, found.nearest)
    fields.append(_sent_or_not(ask, delivery, found.article))
    return Card(
        title=text(_("Why: {title}").format(title=found.article.title)),
        url=web_url(found.article.url),
        body=tuple(body),
        fields=tuple(fields),
    )


def _sent_or_not(ask: Ask, delivery: Delivery, article: Article) -> Field:
    """Tell when it was sent, or why it was given up."""
    _ = ask.gettext
    published = local_time(article.published, ask.look)
    ended = delivery.ended_at or delivery.attempted_at or delivery.created_at
    if delivery.state is DeliveryState.DEAD:
        line = _("{when}: {reason}").format(
            when=local_time(ended, ask.look), reason=put_words(delivery.reason, _)
        )
        return Field(_("Given up"), text(line))
    sent = delivery.attempted_at or delivery.created_at
    return Field(_("Published → sent"), text(f"{published} → {local_time(sent, ask.look)}"))


def placed_fields(ask: Ask, decided: Decided, nearest: Article | None) -> list[Field]:
    """Tell what the article was compared with and what came of it."""
    _ = ask.gettext
    names = {
        Relation.NEW: _("a new story"),
        Relation.RELATED: _("a new story, perhaps about the same event"),
        Relation.SAME: _("another report of a known story"),
        Relation.COPY: _("same dispatch"),
    }
    reasons = "; ".join(reason.put(_) for reason in decided.reasons)
    reasons = reasons or _("no earlier article is near")
    name = names[Relation(decided.relation or Relation.NEW)]
    value = text(_("{name}: {reasons}").format(name=name, reasons=reasons))
    if nearest is None:
        return [Field(_("Placed as"), value)]
    alike = _("{n}% alike").format(n=round(decided.score * 100))
    link = Span(nearest.title or nearest.source, url=web_url(nearest.url))
    compared = (link, Span(f" · {nearest.source} · {alike}"))
    return [Field(_("Placed as"), value), Field(_("Compared with"), compared)]


def _match_fields(ask: Ask, spans: Sequence[object], about: bool) -> list[Field]:
    _ = ask.gettext
    seen: dict[str, str] = {}
    for span in spans:
        words, via = getattr(span, "text", ""), getattr(span, "via", "")
        seen.setdefault(words, via)
    words = ", ".join(
        _("“{words}”").format(words=word) + ("" if word == via else f" ({via})")
        for word, via in list(seen.items())[:6]
    )
    where = _("in headline or lead: about it") if about else _("in the text: a mention")
    return [Field(_("Hit"), text(words)), Field(_("Where"), text(where))]


async def trend(ask: Ask) -> Card:
    """Show how much was written about a watch, day by day."""
    _ = ask.gettext
    watch = await ask.watch(ask.need("watch"))
    days = min(max(ask.number("days", 14), 2), 90)
    rows = await ask.service.questions.trend(
        watch, tenant=ask.caller.tenant, now=ask.now, days=days
    )
    top = max(count for _day, count, _stories in rows) or 1
    bars = "".join(BARS[-(-count * 8 // top)] for _day, count, _stories in rows)
    articles = sum(count for _day, count, _stories in rows)
    stories = sum(count for _day, _articles, count in rows)
    peak = max(rows, key=lambda row: row[1])
    return Card(
        title=text(_("Trend: {name}").format(name=watch.name)),
        body=(text(bars, Style.CODE), text(f"{rows[0][0]} … {rows[-1][0]}", Style.EMPHASIS)),
        fields=(
            Field(_("Articles"), text(str(articles))),
            Field(_("Stories"), text(str(stories))),
            Field(_("Most on"), text(f"{peak[0]} ({peak[1]})")),
        ),
    )


async def test(ask: Ask) -> Card:
    """Run a query over stored history: how many alerts, stories and sources it would have had."""
    _ = ask.gettext
    query, days = ask.need("query"), ask.days(14)
    aliases, sense = ask.flag("aliases", True), sense_of(ask)
    wanted = Watchlist(0, ask.caller.tenant, query, query, aliases, sense=sense)
    replay = await ask.service.questions.replay(wanted, now=ask.now, days=days)
    sources = ", ".join(f"{name} ({count})" for name, count in replay.sources[:8])
    title = _('Test of "{query}" on {days} days').format(query=query, days=days)
    more = _("at least, the search was cut short") if replay.capped else ""
    return Card(
        title=text(title),
        body=(text(more),) if more else (),
        items=tuple(found_item(ask, item) for item in replay.samples[:PAGE]),
        fields=(
            Field(_("Alerts"), text(str(replay.stories))),
            Field(_("Articles"), text(f"{replay.articles} ({replay.about} {_('about it')})")),
            Field(_("Sources"), text(sources or "–")),
            Field(_("Read as"), text(replay.preview.told.put(_))),
            Field(_("Also found as"), text(expansion_text(replay.preview.forms) or "–")),
        ),
        actions=(Action(_("Watch this"), "watch", query),) if len(query) < 80 else (),
    )


def sense_of(ask: Ask) -> Sense | None:
    """Read the sense option; raises UsageError."""
    value = ask.text("sense")
    if not value:
        return None
    try:
        return Sense(value)
    except ValueError:
        _ = ask.gettext
        raise UsageError(
            _('"{value}" is no sense').format(value=value), fix=", ".join(Sense)
        ) from None


def expansion_text(expansions: Sequence[Expansion], limit: int = 40) -> str:
    """Write what a watch expands to, form by form; switched-off ones are marked."""
    words = [f"{item.form}" if item.on else f"✗ {item.form}" for item in expansions[:limit]]
    rest = len(expansions) - limit
    return ", ".join(words) + (f", +{rest}" if rest > 0 else "")
