"""What is written as a channel is one, or an error that says how one is written."""

from __future__ import annotations

import re

import pytest

from bot.core.channels import ChannelForm, check_channel
from bot.errors import UsageError
from bot.said import say

FORMS = (
    ChannelForm("console", re.compile("console"), say("console")),
    ChannelForm("pager:NUMBER", re.compile(r"pager:\d+"), say("pager:NUMBER")),
    ChannelForm("post:NAME", re.compile(r"post:[a-z]+"), say("post:NAME")),
)


@pytest.mark.parametrize("channel", ["console", "pager:7", "post:bria"])
def test_a_channel_of_any_form_passes(channel: str) -> None:
    check_channel(channel, FORMS)


@pytest.mark.parametrize(
    "channel", ["", "Console", "pager:", "pager:7x", "xconsole", "post:bria\n"]
)
def test_what_is_none_is_refused_with_every_form(channel: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_channel(channel, FORMS)
    assert f'"{channel}" is no channel' in str(caught.value)
    assert str(caught.value.fix) == "write console, pager:NUMBER, or post:NAME"


def test_one_form_alone_is_told_alone() -> None:
    with pytest.raises(UsageError) as caught:
        check_channel("x", FORMS[:1])
    assert str(caught.value.fix) == "write console"
