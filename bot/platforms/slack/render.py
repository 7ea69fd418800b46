"""Card to Slack message, without I/O.

Feed text goes into rich_text elements and plain_text objects only: Slack never reads markup in
either, so it can neither format nor ping. A link exists only where a card has a URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.cards import Action, Card, Field, Item, Span, Style, Text, bare_words, plain_lines
from bot.commands.declared.spec import Invocation, format_arguments, press_id
from bot.core.language.text import clean_text
from bot.platforms.common.addresses import web_link
from bot.platforms.common.cutting import text_width
from bot.platforms.slack.cut import cut_units
from bot.platforms.slack.safe_links import host_of, linkable_pieces

BLOCKS = 50  # that Slack takes in a message
TOTAL = 13_000  # characters of all blocks; Slack refuses little more
SECTION = 3000  # characters that Slack takes in a section
HEADER = 150  # characters that Slack takes in a header
FIELD = 2000  # characters that Slack takes in a field
BUTTON = 75  # characters that Slack takes on a button
VALUE = 2000  # characters that Slack takes behind a button
FALLBACK = 2000  # characters; a notification shows far fewer
LONGEST = 20_000  # characters looked at, over what all blocks hold
_BODY = 6000  # characters; with the fields under what all blocks may hold
_FIELDS = 3500  # characters of all fields
_ROW_BUTTONS = 5  # Slack takes 25, a line holds some five
_PARAGRAPH_BLOCKS = 8  # more paragraphs share blocks; by hand

Json = dict[str, Any]

_STYLES: dict[Style, Json] = {
    Style.PLAIN: {},
    Style.QUOTE: {},
    Style.STRONG: {"bold": True},
    Style.EMPHASIS: {"italic": True},
    Style.CODE: {"code": True},
}
_CHANNEL = re.compile(r"slack:([CG][A-Z0-9]{1,20})")
_GROUP = re.compile(r"\bS[A-Z0-9]{2,20}\b")


def render(card: Card, invocation: Invocation | None = None, *, image: bool = True) -> Json:
    """Render a card as `text` and `blocks`; `invocation` is what its paging buttons repeat."""
    return {"text": fallback_text(card), "blocks": card_blocks(card, invocation, image=image)}


def render_plain(card: Card) -> Json:
    """Render a card as one plain section, for when Slack refuses the rich form."""
    words = cut_units(tidy_words(plain_lines(card)).strip() or "…", SECTION)
    return {"text": fallback_text(card), "blocks": [{"type": "section", "text": plain_text(words)}]}


def tidy_words(words: str) -> str:
    """Clean a text; of an endless one only the part that could ever be shown."""
    return clean_text(words[:LONGEST])


def fallback_text(card: Card) -> str:
    """Write the text of notifications and screen readers, escaped."""
    return escape_mrkdwn(cut_units(tidy_words(plain_lines(card)).strip() or "…", FALLBACK))


def escape_mrkdwn(words: str) -> str:
    """Escape the three characters that begin markup, links and pings in Slack's text."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def card_blocks(
    card: Card,
    invocation: Invocation | None = None,
    *,
    image: bool = True,
    most: int = BLOCKS,
    total: int = TOTAL,
) -> list[Json]:
    """Lay a card out in at most `most` blocks and `total` characters.

    Items that do not fit are counted in a last line, never dropped in silence.
    """
    head = [*_mention_block(card.mention), *_title_block(card), *_body_blocks(card.body)]
    tail = [*_field_blocks(card.fields), *_footer_block(card.footer)]
    tail += _image_block(card) if image else []
    tail += [*_button_rows(card.actions), *_paging_row(card, invocation)]
    room = total - sum(map(block_weight, head + tail))
    return head + _item_blocks(card.items, most - len(head) - len(tail), room) + tail


def block_weight(value: Any) -> int:
    """Count the characters of a block that Slack may count: every text and address in it."""
    if isinstance(value, str):
        return text_width(value)
    if isinstance(value, list):
        return sum(map(block_weight, value))
    if isinstance(value, dict):
        return sum(block_weight(part) for key, part in value.items() if key in _WEIGHED)
    return 0


_WEIGHED = {"text", "url", "elements", "image_url", "alt_text"}


def plain_text(words: str) -> Json:
    """Make a text object in which nothing is markup, not even an emoji's name."""
    return {"type": "plain_text", "text": words, "emoji": False}


def _rich_block(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def _rich_section(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements}


def _mention_block(group: str) -> list[Json]:
    found = _GROUP.search(group)
    if not found:
        return []
    return [_rich_block(_rich_section([{"type": "usergroup", "usergroup_id": found.group()}]))]


def _title_block(card: Card) -> list[Json]:
    url = web_link(card.url)
    words = tidy_words(bare_words(card.title)).strip()
    if not words and not url:
        return []
    if not url and text_width(words) <= HEADER and not any(span.url for span in card.title):
        return [{"type": "header", "text": plain_text(words)}]
    strong = tuple(Span(span.text, Style.STRONG, span.url or url) for span in card.title)
    if not words:
        strong = (Span(host_of(url), Style.STRONG, url),)
    return [_rich_block(_rich_section(rich_elements(strong, SECTION)))]


def rich_elements(value: Text, room: int) -> list[Json]:
    """Turn spans into rich_text elements of at most `room` characters, addresses included."""
    made: list[Json] = []
    for span in value:
        new = _channel_reference(span) or _spelled_span(span, room)
        room -= sum(map(block_weight, new))
        made += new
        if room <= 1:
            break
    return made


def _channel_reference(span: Span) -> list[Json]:
    """Show a channel of Slack's as Slack does; it keeps its name from who may not see it."""
    found = _CHANNEL.fullmatch(span.channel)
    return [{"type": "channel", "channel_id": found[1]}] if found else []


def _spelled_span(span: Span, room: int) -> list[Json]:
    words, url = tidy_words(span.text), web_link(span.url)
    url = url if text_width(words) + 2 * len(url) <= room else ""
    words = cut_units(words, room)
    return _linked_elements(words, url, span.style) if url else _worded_element(words, span.style)


def _worded_element(words: str, style: Style) -> list[Json]:
    element: Json = {"type": "text", "text": words}
    return [element | ({"style": _STYLES[style]} if _STYLES[style] else {})] if words else []


def _linked_elements(words: str, url: str, style: Style) -> list[Json]:
    """Link the words, but for those that look like another address; one link at least."""
    made: list[Json] = []
    linked = False
    for piece, links in linkable_pieces(words, url):
        carries = links and not linked and any(char.isalnum() for char in piece)
        linked = linked or carries
        made += [_link_element(piece, url, style)] if carries else _worded_element(piece, style)
    if not linked:
        made += [*_worded_element(" ", Style.PLAIN), _link_element(host_of(url), url, style)]
    return made


def _link_element(words: str, url: str, style: Style) -> Json:
    element: Json = {"type": "link", "url": url, "text": words}
    return element | ({"style": _STYLES[style]} if _STYLES[style] else {})


def _body_blocks(paragraphs: Sequence[Text]) -> list[Json]:
    room = _BODY
    parts: list[Json] = []
    for paragraph in paragraphs:
        made = rich_elements(paragraph, min(room, SECTION))
        if not made:
            continue
        quote = any(span.style is Style.QUOTE for span in paragraph)
        parts.append(
            {"type": "rich_text_quote" if quote else "rich_text_section", "elements": made}
        )
        room -= block_weight(made)
        if room < 2:
            break
    return (
        [_rich_block(part) for part in parts]
        if len(parts) <= _PARAGRAPH_BLOCKS
        else _merged_paragraphs(parts)
    )


def _merged_paragraphs(parts: Sequence[Json]) -> list[Json]:
    """Put many short paragraphs together in blocks of at most one section's length."""
    made: list[Json] = []
    for part in parts:
        if made and block_weight(made[-1]) + block_weight(part) <= SECTION:
            made[-1]["elements"].append(part)
        else:
            made.append(_rich_block(part))
    return made


def _field_blocks(fields: Iterable[Field]) -> list[Json]:
    room = _FIELDS
    parts = []
    for field in fields:
        name = cut_units(tidy_words(field.name), BUTTON)
        value = (
            rich_elements(field.value, min(FIELD, room - text_width(name) - 2))
            if room > 100
            else []
        )
        if value:
            parts.append(_rich_section([*_worded_element(f"{name}: ", Style.STRONG), *value]))
            room -= block_weight(parts[-1])
    return _merged_paragraphs(parts)


def _footer_block(footer: Text) -> list[Json]:
    words = cut_units(tidy_words(bare_words(footer)).strip(), FALLBACK // 2)
    return [{"type": "context", "elements": [plain_text(words)]}] if words else []


def _image_block(card: Card) -> list[Json]:
    url = web_link(card.image)
    alt = cut_units(tidy_words(bare_words(card.title)).strip() or host_of(url), HEADER)
    return [{"type": "image", "image_url": url, "alt_text": alt}] if url else []


def _item_blocks(items: Sequence[Item], most: int, room: int) -> list[Json]:
    """Lay items out while they fit; the last line tells how many did not."""
    made: list[Json] = []
    for index, item in enumerate(items):
        rows = _item_block(item, index)
        last = index == len(items) - 1
        if len(made) + len(rows) > most - (not last) or sum(map(block_weight, rows)) > room - 20:
            return [*made, {"type": "context", "elements": [plain_text(f"+{len(items) - index}")]}]
        made += rows
        room -= sum(map(block_weight, rows))
    return made


def _item_block(item: Item, index: int) -> list[Json]:
    parts = [
        _rich_section(
            [*_worded_element("• ", Style.PLAIN), *rich_elements(item.title, SECTION // 3)]
        )
    ]
    if body := rich_elements(item.body, SECTION // 2):
        parts.append(_rich_section(body))
    return [_rich_block(*parts), *_button_rows(item.actions, f"i{index}.")]


def _button_rows(actions: Sequence[Action], prefix: str = "") -> list[Json]:
    buttons = [make_button(action, f"{prefix}{at}") for at, action in enumerate(actions)]
    kept = [made for made in buttons if made]
    return [
        {"type": "actions", "elements": kept[at : at + _ROW_BUTTONS]}
        for at in range(0, len(kept), _ROW_BUTTONS)
    ]


def make_button(action: Action, place: str, page: int = 1) -> Json | None:
    """Make a button; its value is all that is needed to run it, so it outlives a restart."""
    label = cut_units(tidy_words(action.label).strip() or "…", BUTTON)
    made: Json = {"type": "button", "text": plain_text(label)}
    if action.url:
        url = web_link(action.url)
        return made | {"action_id": f"wb:link:{place}", "url": url} if url else None
    value = press_id(action.name, action.argument, page)
    if text_width(value) > VALUE:
        return None
    made |= {"action_id": f"wb:{action.name}:{place}", "value": value}
    return made | ({"style": "danger"} if action.danger else {})


def _paging_row(card: Card, invocation: Invocation | None) -> list[Json]:
    if card.pages <= 1 or invocation is None:
        return []
    argument = format_arguments(invocation)
    made = []
    for arrow, page, place in (("◀", card.page - 1, "back"), ("▶", card.page + 1, "on")):
        if 1 <= page <= card.pages:
            action = Action(f"{arrow} {page}/{card.pages}", invocation.command, argument)
            made.append(make_button(action, f"page-{place}", page))
    row = [one for one in made if one]
    return [{"type": "actions", "elements": row}] if row else []
