"""Dates of items from their date elements alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.feeds.parse.days import Days, told_days

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
RSS = (
    "<rss><channel><item><title>Crue à Bria</title>"
    "<pubDate>Sun, 01 Mar 2026 12:00:00 GMT</pubDate></item>"
    "<item><guid>20260302</guid></item></channel></rss>"
)


def test_an_item_has_the_date_that_it_says_and_one_without_has_none() -> None:
    assert told_days(RSS) == [Days(published=DAY), Days()]


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    assert told_days(RSS.replace("</channel></rss>", ""))[0].published == DAY


@pytest.mark.parametrize("text", ["", "no feed", "<" * 100_000, "<a>" * 30_000])
def test_what_is_no_feed_has_no_items(text: str) -> None:
    assert told_days(text) == []
