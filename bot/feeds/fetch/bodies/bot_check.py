"""Know the page that a server shows to a robot in place of what was asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SEEN = 16_384
"""Bytes of an answer that are looked at, by hand: title and script of a check stand in front."""

_HEADERS = {"cf-mitigated": ("challenge",), "x-amzn-waf-action": ("challenge", "captcha")}
_HTML = re.compile(
    rb"\s{0,99}(?:\xef\xbb\xbf)?\s{0,99}(?:<!--|<!doctype\s{1,9}html|<html|<head)", re.IGNORECASE
)
# What the widespread checks call their page, the whole title; some are translated.
_TITLE = re.compile(
    rb"<title[^<>]{0,100}>\s{0,99}(?:just a moment|un instant|nur einen moment|"
    rb"einen moment|un momento|one moment, please|attention required! \| cloudflare|"
    rb"ddos-guard|checking your browser|"
    rb"pardon our interruption|are you a robot|robot or human|human verification|bot verification|"
    rb"verify(?:ing)? (?:that )?you are (?:a )?human|"
    rb"making sure you(?:\'|&#39;|\xe2\x80\x99)re not a bot|"
    rb"vercel security checkpoint|security check(?:point)?|client challenge|captcha)"
    rb"(?:\.{3}|\xe2\x80\xa6|&hellip;|[?!.\s]){0,9}</title",
    re.IGNORECASE,
)
# What stands in the script of a check and in no other page.
_MARK = re.compile(
    rb"_cf_chl_opt|captcha-delivery\.com|px-captcha|sucuri_cloudproxy_js|incapsula incident id|"
    rb"awswafcookiedomainlist|\.well-known/\.?within\.website/x/cmd/anubis|ddos-guard/js-challenge",
    re.IGNORECASE,
)


def is_bot_check(headers: Mapping[str, str], start: bytes) -> bool:
    """Tell a bot check by what its headers, its title or its script say."""
    if any(headers.get(name, "").lower() in values for name, values in _HEADERS.items()):
        return True
    head = start[:SEEN]
    return bool(_HTML.match(head) and (_TITLE.search(head) or _MARK.search(head)))
