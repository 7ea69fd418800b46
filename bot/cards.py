"""Card, Span, Field, Action: what is shown, free of any platform's markup.

A text is a tuple of spans; a platform escapes every span's text for its own medium, so feed
text can neither format nor ping. Everything here has a plain fallback: `plain(card)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from string import Formatter
from typing import ClassVar


class Style(StrEnum):
    """How a span looks; the fallback of each is its bare text."""

    PLAIN = "plain"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one style; `url` makes it a link (http and https only).

    `channel` (`discord:ID`, `slack:ID`) makes it a reference that the channel's own platform
    shows as it shows channels; everybody else sees the text. It is set by us alone, never from
    what a feed says, and only where the reader may know of the channel.
    """

    text: str
    style: Style = Style.PLAIN
    url: str = ""
    channel: str = ""


Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A short named value under the body."""

    name: str
    value: Text


@dataclass(frozen=True, slots=True)
class Action:
    """A button: runs command `name` with `argument`, or opens `url`.

    `name` and `argument` together fit 90 characters, so that they survive in a custom id.
    """

    label: str
    name: str = ""
    argument: str = ""
    url: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list card: a heading line, an optional body and its own buttons."""

    title: Text
    body: Text = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet that tells a story; `copy` when it has another's dispatch."""

    name: str
    link: str
    copy: bool = False


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """What an alert tells, as values for programs; people read the same in the card's texts."""

    watch: str
    story: int
    title: str
    summary: str
    quote: str
    link: str
    time: datetime
    language: str
    outlets: tuple[Outlet, ...]
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class Shows:
    """What a message tells, in marks: for `whom` (a watch, a feed), of which articles (`what`).

    `what` begins with the article that led to it. `delivery` is the alert's, 0 where none is asked
    for. The kinds are an alert, an update of one, and an alert in a digest.
    """

    ALERT: ClassVar[str] = "a"
    UPDATE: ClassVar[str] = "u"
    DIGEST: ClassVar[str] = "d"

    kind: str
    whom: str
    what: tuple[str, ...]
    delivery: int = 0

    @property
    def tokens(self) -> tuple[str, ...]:
        """Give one token for each article: what a message carries and is found by."""
        return tuple(f"{self.kind}{self.whom}{mark}" for mark in self.what)


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown: a title (with an optional link), a body, items, fields, actions.

    `tone` is alert, info, good, warn or bad. `mention` is a configured role or user group id
    and the only thing that may ping. `ephemeral` cards are for the caller alone. `page` and
    `pages` count from 1. `thread` names a thread to open for the card, `under` is the reference
    of the message whose thread the card goes into. `plain` asks for the barest form that a
    platform has. `facts` are those of the alert, or of each story of a digest, and so is `shows`.
    """

    title: Text
    url: str = ""
    body: tuple[Text, ...] = ()
    items: tuple[Item, ...] = ()
    fields: tuple[Field, ...] = ()
    actions: tuple[Action, ...] = ()
    footer: Text = ()
    image: str = ""
    tone: str = "info"
    mention: str = ""
    ephemeral: bool = True
    page: int = 1
    pages: int = 1
    thread: str = ""
    under: str = ""
    plain: bool = False
    facts: tuple[AlertFacts, ...] = ()
    shows: tuple[Shows, ...] = ()


def text(value: str, style: Style = Style.PLAIN, url: str = "") -> Text:
    """Make a text of one span."""
    return (Span(value, style, url),)


def fill_template(template: str, **values: Text | str) -> Text:
    """Fill the gaps of a translated sentence with texts that keep their style."""
    spans: list[Span] = []
    for words, name, _spec, _conversion in Formatter().parse(template):
        value = values[name] if name else ()
        spans += [Span(words), *(text(value) if isinstance(value, str) else value)]
    return tuple(span for span in spans if span.text)


def bare_words(value: Text) -> str:
    """Join the bare words of a text."""
    return "".join(span.text for span in value)


def plain_lines(card: Card) -> str:
    """Render a card as plain lines: the fallback of every platform."""
    lines = [bare_words(card.title)]
    if card.url:
        lines.append(card.url)
    lines += [bare_words(paragraph) for paragraph in card.body]
    for item in card.items:
        lines.append(f"- {bare_words(item.title)}")
        if item.body:
            lines.append(f"  {bare_words(item.body)}")
    lines += [f"{field.name}: {bare_words(field.value)}" for field in card.fields]
    if card.footer:
        lines.append(bare_words(card.footer))
    return "\n".join(line for line in lines if line)
