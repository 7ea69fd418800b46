from __future__ import annotations

import pytest

from tests.quality.feeds_table import FEEDS, rows


@pytest.mark.skipif(not FEEDS.is_dir(), reason="no folder of real feeds beside the project")
async def test_entry_counts_equal_feedparsers_on_real_feeds():
    table = await rows()
    assert len(table) > 50
    assert [row for row in table if row.differs] == []
