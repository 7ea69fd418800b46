"""A fetch that gave nothing says why, and no address is in it."""

from __future__ import annotations

import errno
import ssl

import aiohttp
import pytest

from bot.feeds.fetch import failures
from bot.feeds.fetch.bodies.decompress import Unpacker, UnpackError
from bot.feeds.fetch.reasons import told_outside
from bot.said import say

HOST = "bria.example"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "asks for a login (401)"),
        (404, "any more (404)"),
        (418, "answered with an error (418 "),
        (429, "asks for fewer requests"),
        (502, "has a fault (502 Bad Gateway)"),
        (599, "has a fault (599)"),
        (299, "has nothing to show (299)"),
        (204, "has nothing to show (204 No Content)"),
        (418, "answered with an error"),
        (304, "nothing changed since an answer that we never got"),
    ],
)
def test_a_status_is_told_in_words_with_its_number(status: int, words: str) -> None:
    failed = failures.of_status(status, HOST, None)
    assert words in str(failed.reason)
    assert HOST in str(failed.reason)
    assert failed.status == status


def test_only_gone_is_gone_and_a_pause_is_kept() -> None:
    assert failures.of_status(410, HOST, None).gone
    assert not failures.of_status(404, HOST, None).gone
    assert failures.of_status(503, HOST, 90.0).retry_after == 90.0


def test_a_blocked_address_names_the_setting_that_allows_it() -> None:
    failed = failures.of_block("10.0.0.7", say("a private address"), "wiki.corp.test")
    assert '"10.0.0.7" to allow_hosts under [fetch]' in str(failed.reason)


def unpack_error() -> UnpackError:
    with pytest.raises(UnpackError) as caught:
        Unpacker("compress", 1)
    return caught.value


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError(), "did not finish its answer within 20 s"),
        (TimeoutError(), "within 20 s"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "refuses connections"),
        (OSError(errno.EHOSTUNREACH, "x"), "is out of reach"),
        (OSError("https://me:secret@bria.example/"), "no connection to bria.example can be made"),
        (ssl.SSLError("x"), "no secure connection"),
        (aiohttp.ServerDisconnectedError(), "broke off before the end"),
        (aiohttp.ClientPayloadError("secret"), "broke off before the end"),
        (unpack_error, "packed as compress"),
        (aiohttp.InvalidURL("https://me:secret@/"), "an address that cannot be used"),
        (ValueError("secret"), "an address that cannot be used"),
    ],
)
def test_an_exception_becomes_a_reason_without_its_text(error, words: str) -> None:
    failed = failures.of_error(error() if callable(error) else error, HOST, 20)
    assert words in str(failed.reason)
    assert HOST in str(failed.reason)
    assert "secret" not in str(failed.reason)


def test_a_body_that_is_too_large_names_the_setting_and_chat_hears_the_size_alone() -> None:
    with pytest.raises(UnpackError) as caught:
        Unpacker("", 500).expect(501)
    failed = failures.of_error(caught.value, HOST, 20)
    assert str(failed.reason) == (
        f"{HOST}: the answer is larger than 500 bytes; to take it, raise max_bytes under [fetch],"
        " or for this feed under [[feeds]]"
    )
    outside = told_outside(failed.reason)
    assert str(outside) == f"{HOST}: the answer is larger than 500 bytes"
