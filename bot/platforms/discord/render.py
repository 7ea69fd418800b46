"""Card to message: one embed and rows of buttons, within every limit of Discord.

Feed text stands only inside the embed, where nothing can ping; `content` is empty or the one
configured role; a plain card is `content` alone, escaped, and allowed no mention. A title that
names an address is no link: the link stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.cards import Action, Card, Field, Item, Span, Style, Text, bare_words
from bot.commands.declared.spec import PRESS_LIMIT, press_id
from bot.core.alerts.marks import LETTERS, told_in
from bot.platforms.common.addresses import host_of, web_link
from bot.platforms.common.cutting import cut_text, text_width
from bot.platforms.discord.markup import (
    escape_markdown,
    join_fitting,
    names_address,
    one_line,
    write_markdown,
)

Payload = dict[str, Any]
Turn = Callable[[int], str]
"""Gives the custom id that shows a page."""

TITLE, DESCRIPTION, TOTAL = 256, 4096, 6000  # units that Discord takes in an embed
FIELD_NAME, FIELD_VALUE, FIELDS, FOOTER = 256, 1024, 25, 300  # Discord's; 300 is ours
FIELDS_TOTAL = 3000  # units, half of an embed: the text has the other
LABEL, BUTTON_URL, BUTTONS_A_ROW, ROWS = 80, 512, 5, 5  # that Discord takes
THREAD_NAME = 100  # units that Discord takes
CONTENT = 2000  # units that Discord takes in a message
NO_PREVIEWS = 1 << 2  # Discord's message flag SUPPRESS_EMBEDS
COLOURS = {
    "alert": 0x2F6FDE,
    "info": 0x7A828C,
    "good": 0x2E9E5B,
    "warn": 0xD99A1B,
    "bad": 0xC8402F,
}
SECONDARY, DANGER, LINK = 2, 4, 5  # Discord's styles of a button
MARKER = 12
"""Hexadecimal digits of a marker."""
_MARKER = re.compile(r"\|[0-9a-f]{12}$")
_LINE = re.compile(r"\n-# ([0-9a-f]{12})$")
_MARKS = re.compile(rf"~([a-z][\w-]{{{LETTERS}}})((?:[\w-]{{{LETTERS}}})+)$", re.ASCII)


def render(card: Card, *, turn: Turn | None = None, marker: str = "") -> Payload:
    """Write a card as the body of a message.

    `turn` makes the buttons that leaf through pages; `marker` (12 hexadecimal digits) goes into
    a button's id, so that the message can be recognised in the channel's history.
    """
    if card.plain:
        return _plain_message(card, marker)
    rows = _button_rows(card, turn, marker)
    return {
        "content": f"<@&{card.mention}>" if card.mention.isdigit() else "",
        "embeds": [_card_embed(card)],
        "components": rows,
        "allowed_mentions": _allowed_mentions(card),
    }


def _plain_message(card: Card, marker: str) -> Payload:
    """Write a card as text alone, the form that Discord has the least to refuse in."""
    tail = marker_line(marker) if marker else ""
    link = web_link(card.url)
    beside: list[Text] = [(Span(host_of(link), url=link),)] if link else []
    title = (Span(one_line(bare_words(card.title)), Style.STRONG),)
    words = join_fitting([title, *beside, *card.body], CONTENT - text_width(tail)) or "–"
    return {
        "content": words + tail,
        "embeds": [],
        "components": [],
        "allowed_mentions": {"parse": []},
        "flags": NO_PREVIEWS,
    }


def marker_line(marker: str) -> str:
    """Write a marker as a small last line, by which a message without buttons is recognised."""
    return f"\n-# {marker}"


def _allowed_mentions(card: Card) -> Payload:
    mentions: Payload = {"parse": []}
    if card.mention.isdigit():
        mentions["roles"] = [card.mention]
    return mentions


def _card_embed(card: Card) -> Payload:
    title, url, lead = _card_heading(card)
    footer = _card_footer(card)
    fields = list(_embed_fields(card.fields))
    used = text_width(title) + text_width(footer)
    used += sum(text_width(field["name"]) + text_width(field["value"]) for field in fields)
    text = join_fitting([*lead, *card.body, *_item_texts(card)], min(DESCRIPTION, TOTAL - used))
    image = web_link(card.image)
    parts = {
        "title": title,
        "url": url if title else "",
        "description": text if text or title else "–",
        "fields": fields,
        "footer": {"text": footer} if footer else None,
        "thumbnail": {"url": image} if image else None,
    }
    embed = {name: part for name, part in parts.items() if part}
    return {**embed, "color": COLOURS.get(card.tone, COLOURS["info"])}


def _card_heading(card: Card) -> tuple[str, str, list[Text]]:
    """Give title, its link, and a line for the link where the title cannot carry it."""
    words = one_line(bare_words(card.title))
    title, link = cut_text(words, TITLE, escape_markdown), web_link(card.url)
    if link and title and not names_address(words):
        return title, link, []
    beside: list[Text] = [(Span(host_of(link), Style.PLAIN, link),)] if link else []
    return title, "", beside


def _card_footer(card: Card) -> str:
    words = [one_line(bare_words(card.footer))]
    if card.pages > 1:
        words.append(f"{card.page}/{card.pages}")
    return cut_text(" · ".join(word for word in words if word), FOOTER)


def _embed_fields(fields: tuple[Field, ...]) -> Iterator[Payload]:
    left = FIELDS_TOTAL
    for field in fields[:FIELDS]:
        name = cut_text(one_line(field.name), FIELD_NAME, escape_markdown)
        value = write_markdown(field.value, min(FIELD_VALUE, left - text_width(name)))
        if name and value.strip():
            left -= text_width(name) + text_width(value)
            yield {
                "name": name,
                "value": value,
                "inline": text_width(bare_words(field.value)) <= 40,
            }
        if left < 100:
            break


def _item_texts(card: Card) -> Iterator[Text]:
    numbered = any(item.actions for item in card.items)
    for number, item in enumerate(card.items, 1):
        head = (Span(f"{number} · ", Style.STRONG),) if numbered else ()
        yield _item_text(item, head)


def _item_text(item: Item, head: Text) -> Text:
    body: Text = (Span("\n"), *item.body) if item.body else ()
    return (*head, *item.title, *body)


def _button_rows(card: Card, turn: Turn | None, marker: str) -> list[Payload]:
    paging = _paging_buttons(card, turn)
    room = (ROWS - bool(paging)) * BUTTONS_A_ROW
    buttons = _distinct_buttons(_card_buttons(card))[:room]
    _mark_buttons(buttons, marker)
    if marker:
        _carry(buttons, told_in(card.shows))
    rows = [buttons[at : at + BUTTONS_A_ROW] for at in range(0, len(buttons), BUTTONS_A_ROW)]
    return [{"type": 1, "components": row} for row in (*rows, paging) if row]


def _card_buttons(card: Card) -> Iterator[Payload | None]:
    for action in card.actions:
        yield _make_button(action, "")
    for number, item in enumerate(card.items, 1):
        for action in item.actions:
            yield _make_button(action, f"{number} · ")


def _make_button(action: Action, prefix: str) -> Payload | None:
    label = cut_text(one_line(prefix + action.label), LABEL) or "•"
    if action.url:
        link = web_link(action.url, BUTTON_URL)
        return {"type": 2, "style": LINK, "label": label, "url": link} if link else None
    custom_id = press_id(action.name, action.argument)
    if not action.name or text_width(custom_id) > PRESS_LIMIT:
        return None
    style = DANGER if action.danger else SECONDARY
    return {"type": 2, "style": style, "label": label, "custom_id": custom_id}


def _distinct_buttons(buttons: Iterator[Payload | None]) -> list[Payload]:
    """Drop what could not be made and what stands there already: Discord refuses twins."""
    found: dict[str, Payload] = {}
    for button in buttons:
        if button:
            found.setdefault(str(button.get("custom_id") or button["url"]), button)
    return list(found.values())


def _paging_buttons(card: Card, turn: Turn | None) -> list[Payload]:
    if turn is None or card.pages <= 1:
        return []
    ends = (("◀", card.page - 1, card.page > 1), ("▶", card.page + 1, card.page < card.pages))
    return [
        {"type": 2, "style": SECONDARY, "label": label, "disabled": not there}
        | {"custom_id": turn(max(page, 1)) if there else f"wb-end:{label}"}
        for label, page, there in ends
    ]


def _mark_buttons(buttons: list[Payload], marker: str) -> None:
    for button in buttons:
        custom_id = button.get("custom_id", "")
        if marker and custom_id and text_width(custom_id) + 1 + len(marker) <= PRESS_LIMIT:
            button["custom_id"] = f"{custom_id}|{marker}"
            return


def _carry(buttons: list[Payload], tokens: tuple[str, ...]) -> None:
    """Say in the buttons' ids what a message tells, as far as there is room."""
    left = list(tokens)
    for button in buttons:
        custom_id = str(button.get("custom_id", ""))
        plain, marker = unmarked_id(custom_id), custom_id[len(unmarked_id(custom_id)) :]
        head = left[0][:-LETTERS] if left else ""
        room = (PRESS_LIMIT - text_width(custom_id) - 1 - len(head)) // LETTERS
        fitting = [token for token in left if token.startswith(head)][:room]
        if custom_id and fitting:
            marks = "".join(token[-LETTERS:] for token in fitting)
            button["custom_id"] = f"{plain}~{head}{marks}{marker}"
            left = [token for token in left if token not in fitting]


def marks_of(custom_id: str) -> tuple[str, ...]:
    """List what a button's id says that its message tells."""
    found = _MARKS.search(_MARKER.sub("", custom_id))
    if found is None:
        return ()
    head, marks = found.groups()
    return tuple(head + marks[at : at + LETTERS] for at in range(0, len(marks), LETTERS))


def marker_in(content: str) -> str:
    """Give the marker in the last line of a message without buttons, empty when it has none."""
    match = _LINE.search(content)
    return match[1] if match else ""


def marker_of(custom_id: str) -> str:
    """Give the marker in a button's id, empty when it has none."""
    match = _MARKER.search(custom_id)
    return match.group()[1:] if match else ""


def unmarked_id(custom_id: str) -> str:
    """Give a button's id without its marker, and without what its message tells."""
    return _MARKS.sub("", _MARKER.sub("", custom_id))


def thread_name(words: str) -> str:
    """Write the name of a thread: plain text, not empty."""
    return cut_text(one_line(words), THREAD_NAME) or "…"
