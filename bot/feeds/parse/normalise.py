"""Shared finish of every feed parser: plain titles, dates, links, identities of entries."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.feeds.leads import word_set
from bot.feeds.mojibake import mended_text
from bot.feeds.urls import join_url, link_url, meant_link
from bot.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

_TITLE_MAX = 1000
"""Characters of a title that are kept, by hand: bounds what is stored."""
_GUID_MAX = 1000
"""Characters of a guid; of a longer one its digest is kept."""
_AUTHORS_MAX = 20
"""Authors of an entry, by hand: bounds what is stored."""
_AUTHOR_MAX = 200
"""Characters of an author's name, by hand: bounds what is stored."""

_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>[^<]*(?:</\1\s*>)?", re.IGNORECASE)
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|![^<>]*)>")
# Elements that a headline may be set with. Another one is what it is about, and so is one of
# these that is a word of its own: "the <details> element", "what <b> means", "Option<String>".
_SETS = word_set(
    """
    a abbr acronym b bdi bdo big blockquote center cite code del dfn div em font h1 h2 h3 h4 h5 h6
    i ins kbd label li mark nobr p q rp rt ruby s samp section small span strike strong sub sup
    time tt u var
    """
)
_BREAKS = frozenset({"br", "hr"})
_HIDDEN_PAIR = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_REMARK = re.compile(r"<!(?!doctype)[^<>]*>", re.IGNORECASE)
_MARK = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])([^<>]*)>")
_OPENS_QUOTE = frozenset("«“„‘'\"(¿¡")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\s]+")
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_]|$)")
_WHOLE = re.compile(r"https?://[\w.-]+(?:/[^./\s]+)*/?(?:[^/.\s]+(?:\.\w+)?)?\Z")
# Tags that come out of a title escaped twice; one that nothing closes is what the title is about.
_ESCAPED_PAIR = re.compile(
    r"<(b|i|em|strong|u|s|span|a|sup|sub|mark|font|small|cite|q|p|abbr)\b[^<>]{0,400}>([^<>]*)</\1>",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![^\s()\[\]<>,;:])[^\s()\[\]<>,;:@]{1,64}@[^\s()\[\]<>,;:@]{1,200}")
_NAMED_BY = re.compile(r"(?<=\S)\s+[-–—|·]\s+$")
# A name with a comma stands in quotes before an address (RFC 5322).
_QUOTED = re.compile(r'^"([^"]*)"$')
_AROUND_NAME = " \t,;:()[]<>"


@dataclass(frozen=True, slots=True)
class Raw:
    """One item as a parser saw it; `literal` says that the title is text and not HTML.

    `source` is the outlet that it names, `outlet` the same where that is somebody else.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    image: str = ""
    literal: bool = False
    source: str = ""
    outlet: str = ""
    planned: bool = False
    starts: datetime | None = None


def finish_entries(raws: Iterable[Raw], base: str) -> tuple[Entry, ...]:
    """Finish the items of one document but for empty ones; `base` resolves relative links."""
    found = (_make_entry(raw, base) for raw in raws)
    return tuple(_told_apart([entry for entry in found if _says_something(entry)]))


def plain_title(text: str) -> str:
    """Return a title's text: tags out, character references read, blanks folded."""
    return _blank_controls(_text_in_title(text))


def mended_title(text: str) -> str:
    """Return the same of what a feed wrote, which may have been read in another charset."""
    return _blank_controls(mended_text(_text_in_title(text)))


def headline(text: str) -> str:
    """Return the same of a title that may write of markup: what is none stays."""
    return _blank_controls(mended_text(_read_twice(_without_markup(text[: 4 * _TITLE_MAX]))))


def _without_markup(text: str) -> str:
    """Take out the tags that set a text, and leave those that it is about."""
    if "<" not in text:
        return text
    text = _REMARK.sub("", _HIDDEN_PAIR.sub(" ", text))
    tags = {(tag[1], tag[2].lower()) for tag in _MARK.finditer(text)}
    return _MARK.sub(lambda tag: _mark_as_text(tag, tags), text)


def _mark_as_text(tag: re.Match[str], tags: set[tuple[str, str]]) -> str:
    """Return what stands in a text for a tag: a blank, nothing, or the tag itself."""
    end, name, values = tag[1], tag[2].lower(), tag[3].strip(" /")
    if name in _BREAKS:
        return " "
    if name == "wbr" or (name == "img" and values):
        return ""
    if name not in _SETS or (values and "=" not in values):
        return tag[0]
    paired = ("" if end else "/", name) in tags
    return "" if paired or values or _touches_text(tag) else tag[0]


def _touches_text(tag: re.Match[str]) -> bool:
    """Tell whether a tag without a partner stands directly before or behind what it sets."""
    text = tag.string
    if tag[1]:
        return not text[tag.start() - 1 : tag.start()].isspace()
    after = text[tag.end() : tag.end() + 1]
    return after.isalnum() or after in _OPENS_QUOTE


def _text_in_title(text: str) -> str:
    text = text[: 4 * _TITLE_MAX]
    if "<" in text:
        text = _TAG.sub("", _HIDDEN.sub(" ", text))
    return _read_twice(text)


def _read_twice(text: str) -> str:
    if "&" in text:
        # Twice: feeds that escape an escaped ampersand are more common than titles about them.
        text = _ESCAPED_PAIR.sub(r"\2", html.unescape(html.unescape(text)))
    return text


def primary_language(value: Any) -> str:
    """Return the primary language of a tag such as `fr-CA`, empty when it is none."""
    found = _LANGUAGE.match(text_of(value).strip())
    return found[1].lower() if found else ""


def is_start_of(content: str, summary: str) -> bool:
    """Tell whether a plain summary is nothing but the first characters of an HTML content."""
    head = plain_title(content[: 8 * len(summary)])
    return bool(head) and head.startswith(_blank_controls(summary)[:200])


def text_of(value: Any) -> str:
    """Return text as it is and numbers as text; anything else is empty."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) else ""


def author_names(values: Iterable[Any]) -> tuple[str, ...]:
    """Return authors' names, plain, without addresses and repetitions."""
    found: dict[str, None] = {}
    for value in values:
        given = mended_title(text_of(value)[: 4 * _AUTHOR_MAX])
        # An address is nobody's name, and "name (address)" is written both ways round.
        if "@" in given:
            given = _MAIL.sub("", given).removeprefix("mailto").strip(_AROUND_NAME)
        name = _QUOTED.sub(r"\1", given[:_AUTHOR_MAX].strip()).strip()
        if name:
            found.setdefault(name)
        if len(found) == _AUTHORS_MAX:
            break
    return tuple(found)


def _make_entry(raw: Raw, base: str) -> Entry:
    # Without a link the guid is one where it can be (RSS says so, Atom feeds do it).
    url = _joined_link(base, raw.link) if raw.link.strip() else link_url(raw.guid)
    title, summary, content = _finish_title(raw), raw.summary.strip(), raw.content.strip()
    if raw.source and _repeats_head(summary, title, raw.source):
        summary = ""
    return Entry(
        guid=_entry_guid(raw),
        url=url,
        title=title[:_TITLE_MAX],
        summary=mended_text(summary),
        content="" if content == raw.summary.strip() else mended_text(content),
        authors=raw.authors,
        published=raw.published or raw.updated,
        updated=raw.updated,
        language=raw.language,
        image=_joined_link(base, raw.image) if raw.image else "",
        outlet=mended_title(raw.outlet)[:_AUTHOR_MAX],
        planned=raw.planned,
        starts=raw.starts,
    )


def _finish_title(raw: Raw) -> str:
    """Return an item's title as text, without the name of its outlet at the end."""
    if raw.literal:
        title = _blank_controls(mended_text(raw.title[: 4 * _TITLE_MAX]))
    else:
        title = headline(raw.title)
    name = mended_title(raw.source)
    head, end = title[: len(title) - len(name)], title[len(title) - len(name) :]
    dash = _NAMED_BY.search(head) if name and end.casefold() == name.casefold() else None
    return head[: dash.start()] if dash else title


def _repeats_head(summary: str, title: str, name: str) -> bool:
    """Tell whether a summary is nothing but the title and the outlet, as in news searches."""
    if len(summary) > _TITLE_MAX + 4 * len(title):
        return False
    words = mended_title(summary).casefold().split()
    return words == [*title.casefold().split(), *mended_title(name).casefold().split()]


def _joined_link(base: str, link: str) -> str:
    # Joining costs more than all the rest of an entry, and nearly every link is whole.
    return link_url(link if _WHOLE.match(link) else join_url(base, meant_link(link, base)))


def _says_something(entry: Entry) -> bool:
    return bool(entry.title or entry.url or entry.summary or entry.content or entry.image)


def _entry_guid(raw: Raw) -> str:
    guid = (
        _blank_controls(raw.guid)
        or _blank_controls(raw.link)
        or _parts_digest(raw.title, raw.summary or raw.content)
    )
    return guid if len(guid) <= _GUID_MAX else _parts_digest(guid)


def _told_apart(found: Sequence[Entry]) -> list[Entry]:
    """Give entries that share a guid but are not the same item guids of their own.

    What is the same item twice keeps one guid. Which one comes first must not matter: the
    order changes with every new item, the identities may not. So link and title tell items
    apart, and their texts only where those are the same.
    """
    faces: dict[str, set[tuple[str, str]]] = {}
    texts: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    for entry in found:
        faces.setdefault(entry.guid, set()).add((entry.url, entry.title))
        face = (entry.guid, entry.url, entry.title)
        texts.setdefault(face, set()).add((entry.summary, entry.content))
    return [
        _renamed_entry(
            entry,
            several=len(faces[entry.guid]) > 1,
            alike=len(texts[entry.guid, entry.url, entry.title]) > 1,
        )
        for entry in found
    ]


def _renamed_entry(entry: Entry, *, several: bool, alike: bool) -> Entry:
    parts: tuple[str, ...] = (entry.url, entry.title) if several or alike else ()
    parts += (entry.summary, entry.content) if alike else ()
    return replace(entry, guid=f"{entry.guid}#{_parts_digest(*parts)}") if parts else entry


def _parts_digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _blank_controls(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()
