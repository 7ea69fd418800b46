"""The parsers that are fed, by name."""

from __future__ import annotations

from tests.proof.fuzz.answers import LED, PACKED
from tests.proof.fuzz.commands import COMMANDS_ASKED
from tests.proof.fuzz.configuration import CONFIGURATION
from tests.proof.fuzz.discord import DISCORD
from tests.proof.fuzz.feeds import FEEDS
from tests.proof.fuzz.json_lines import JSON_LINES
from tests.proof.fuzz.opml import OPML
from tests.proof.fuzz.pages import PAGES
from tests.proof.fuzz.queries import QUERIES, WATCHES
from tests.proof.fuzz.slack import SLACK

TARGETS = {
    target.name: target
    for target in (
        QUERIES,
        WATCHES,
        OPML,
        JSON_LINES,
        CONFIGURATION,
        SLACK,
        DISCORD,
        COMMANDS_ASKED,
        FEEDS,
        PAGES,
        PACKED,
        LED,
    )
}
