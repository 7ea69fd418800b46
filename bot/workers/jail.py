"""The trade that turns what strangers send into plain text: feeds, pages, the HTML of entries."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from bot import said
from bot.errors import ParseError
from bot.feeds.extract.body.fragment import html_to_text
from bot.feeds.extract.page import read_with_lines
from bot.feeds.parse.forms.selected import read_selected
from bot.feeds.parse.parser import parse_feed
from bot.workers import values
from bot.workers.bounds import TEXT, bounded_feed, bounded_page

if TYPE_CHECKING:
    from bot.workers.protocol import Message


class Jail:
    """Reads one document at a time and keeps nothing of it."""

    version = 0

    def learn(self, head: dict[str, Any], body: bytes) -> None:
        """Take in nothing: it reads the same way whoever asks."""

    def answer(self, head: dict[str, Any], body: bytes) -> Message:
        """Read a document; what cannot be read comes back as an error with its fix."""
        try:
            return _READERS[head["do"]](head, body), b""
        except ParseError as error:
            message, fix = error.said
            return {"error": said.keep_words(message), "fix": said.keep_words(fix)}, b""
        except MemoryError:
            # Whatever is left of this process is not worth keeping.
            os._exit(1)
        # A fault of ours or of a library on this document alone: the next one is read.
        except Exception as error:  # noqa: BLE001
            problem = said.say("it cannot be read ({reason})", reason=type(error).__name__)
            return {"error": said.keep_words(problem)}, b""


def _answer_feed(head: dict[str, Any], body: bytes) -> dict[str, Any]:
    url, charset, most = head["url"], head["charset"], head["most"]
    feed = (
        read_selected(body, charset, url, head["select"], most)
        if head.get("select")
        else parse_feed(body, head["type"], charset, url=url, slow=head["slow"], most=most)
    )
    return values.feed_head(bounded_feed(feed))


def _answer_page(head: dict[str, Any], body: bytes) -> dict[str, Any]:
    repeated = frozenset(head["repeated"])
    said_by_http = {"charset": head["charset"], "refresh": head["refresh"]}
    reading = read_with_lines(body, head["url"], repeated=repeated, **said_by_http)
    return values.page_head(bounded_page(reading))


def _answer_texts(head: dict[str, Any], _: bytes) -> dict[str, Any]:
    return {"texts": [html_to_text(text)[:TEXT] for text in head["texts"]]}


_READERS = {"feed": _answer_feed, "page": _answer_page, "texts": _answer_texts}


def trade() -> Jail:
    """Return the trade; everything that it needs is imported."""
    return Jail()
