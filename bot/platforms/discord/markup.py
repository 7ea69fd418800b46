"""Text into Discord's Markdown: escaped, cut at a sentence, links that say where they go.

Lengths count UTF-16 units: never less than what Discord counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from bot.cards import Span, Style, Text
from bot.core.language.text import clean_text
from bot.platforms.common.addresses import web_link
from bot.platforms.common.cutting import ELLIPSIS, cut_text, text_width

ARROW = "→"
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_~|<>[]@#"})
_SITUATED = re.compile(r":(?=\S)|(?<=\])\(")
"""Signs that mean something only beside others: a colon of an emoji, a link's goal."""
_LINE_START = re.compile(r"^([^\S\n]*)([-+]|\d{1,9}(?=[.)]))", re.MULTILINE)
_ADDRESS = re.compile(
    r"(?:https?|ftp)\s?:\s?/"
    r"|(?<![\w.．。｡․-])(?:[\w-]{1,63}[.．。｡․]){1,20}(?:[^\W\d_]{2,63}|xn--[\w-]{1,59})(?!\w)"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])",
    re.IGNORECASE,
)
_NO_CODE = re.compile(r"[`<>@\\]|://")  # nothing can be escaped inside code
_LOOKED_AT = 4096  # characters, as many as an embed's text holds
_READ = 20_000
"""Characters of a text that are looked at; far more than any message can hold."""

_CHANNEL = re.compile(r"discord:([0-9]{1,20})")
_MARKS = {Style.STRONG: "**", Style.EMPHASIS: "*"}


def escape_markdown(text: str) -> str:
    """Take a text's power to format, link, mention or draw emoji; it shows as it stands."""
    escaped = _SITUATED.sub(lambda found: f"\\{found[0]}", text.translate(_ESCAPED))
    return _LINE_START.sub(_escape_line, escaped)


def _escape_line(match: re.Match[str]) -> str:
    blanks, mark = match.groups()
    return f"{blanks}\\{mark}" if mark in "-+" else f"{blanks}{mark}\\"


def one_line(text: str) -> str:
    """Make a text safe to show and put it on one line."""
    return " ".join(clean_text(text[:_READ]).split())


def names_address(text: str) -> bool:
    """Tell whether a reader could take part of a text for a web address."""
    text = text[:_LOOKED_AT]  # normalising a heap of combining marks costs the square
    return bool(_ADDRESS.search(unicodedata.normalize("NFKC", text))) or bool(_ADDRESS.search(text))


def write_markdown(text: Text, room: int) -> str:
    """Write spans as Markdown into so many units; a link stands whole or not at all."""
    spans = _merged_spans(text)
    quoted = bool(spans) and spans[0].style is Style.QUOTE
    room = room - 2 if quoted else room
    written = ""
    for span in spans:
        piece = _write_span(span)
        left = room - text_width(written)
        if text_width(piece) > left:
            written += _write_part(span, left)
            break
        written += piece
    return "> " + written.replace("\n", " ") if quoted and written else written


def _merged_spans(text: Text) -> list[Span]:
    """Clean spans and join neighbours of one kind, so that their marks cannot run together."""
    spans: list[Span] = []
    for span in text:
        shown = replace(
            span, text=clean_text(span.text[:_READ]), url=web_link(span.url) if span.url else ""
        )
        last = spans[-1] if spans else None
        plain = last and not (last.channel or shown.channel)
        if last and plain and last.style is shown.style and last.url == shown.url:
            spans[-1] = replace(last, text=last.text + shown.text)
        elif shown.text:
            spans.append(shown)
    return spans


def _write_span(span: Span) -> str:
    if reference := _CHANNEL.fullmatch(span.channel):
        return _wrap_marks(f"<#{reference[1]}>", span.style)
    if not span.url:
        return _styled_text(span.text, span.style)
    label = " ".join(span.text.split())
    goal = span.url.replace("(", "%28").replace(")", "%29")
    if names_address(label):
        return f"{_styled_text(label, span.style)} [{ARROW}]({goal})"
    return _wrap_marks(f"[{escape_markdown(label)}]({goal})", span.style)


def _write_part(span: Span, room: int) -> str:
    if span.url or span.channel or room < 8:
        return ELLIPSIS if room > 0 else ""
    return cut_text(span.text, room, lambda part: _styled_text(part, span.style))


def _styled_text(text: str, style: Style) -> str:
    if style is Style.CODE and text.strip() and not _NO_CODE.search(text):
        return f"`{' '.join(text.split())}`"
    return _wrap_marks(escape_markdown(text), style)


def _wrap_marks(markdown: str, style: Style) -> str:
    """Put marks around a text but not around the blanks at its ends, where they mean nothing."""
    mark = _MARKS.get(style, "")
    core = markdown.strip()
    if not mark or not core:
        return markdown
    start = markdown.index(core)
    return f"{markdown[:start]}{mark}{core}{mark}{markdown[start + len(core) :]}"


def join_fitting(parts: Iterable[Text], room: int, *, between: str = "\n") -> str:
    """Write one text after the other while there is room."""
    written = ""
    for part in parts:
        lead = between if written else ""
        left = room - text_width(written) - len(lead)
        if left < 8:
            break
        piece = write_markdown(part, left)
        written += lead + piece if piece else ""
    return written
