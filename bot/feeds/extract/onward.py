"""Find where a page sends its reader by itself: Refresh header, meta refresh, script, frames.

Such pages stand where others answer with a redirect. Only what sends everybody on at once counts:
a script that asks for something first is not followed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.feeds.extract.body import container as page_pick
from bot.feeds.urls import join_url, link_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

LITTLE_TEXT = 250
"""Characters of text from which a page is read and not left, by hand: "You are being taken to ...
If nothing happens, click here." in any language stays below it."""
SOON = 10
"""Seconds within which a page sends on; what takes longer renews a page or waits for its reader. By
hand.
"""
MAX_SCRIPT = 1_000
"""Characters of a script that does nothing else; a page's own program is longer. By hand."""

# The delay (a page that names an address alone means at once), then what the HTML standard lets
# stand between it and the address.
_REFRESH = re.compile(
    r"\s{0,9}+(?:(\d{1,9}+)[\d.]{0,9}+|(?=[.;,\s]{0,9}url\s{0,9}=))[\s;,.]{0,9}+"
    r"(?:url\s{0,9}=\s{0,9})?+(?:\"([^\"]*)|'([^']*)|([^\s\"'].*))",
    re.IGNORECASE | re.DOTALL,
)
_PLACE = r"(?:(?:window|document|self|top|parent|this)\s?\.\s?){0,3}location"
_MOVE = re.compile(
    rf"(?<![\w.$]){_PLACE}(?:\s?\.\s?href)?\s{{0,9}}"
    rf"(?:=\s{{0,9}}|\.\s?(?:replace|assign)\s?\(\s{{0,9}})"
    r"(?:\"([^\"\n]{1,4096})\"|'([^'\n]{1,4096})'|`([^`\n$]{1,4096})`)(?!\s{0,9}[+.?])"
)
_STRING = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`")
# What makes the step depend on something, and names that only look like the page's place.
_ASKS = re.compile(
    r"\b(?:if|else|switch|case|catch|while|for|prompt|confirm|fetch|addEventListener|onclick)\b"
    r"|&&|\|\||\?|\b(?:var|let|const)\s{1,9}location\b"
)
# What only waits until the page is there.
_READY = re.compile(
    r"addEventListener(?=\s{0,9}\(\s{0,9}[\"'](?:DOMContentLoaded|load|pageshow)[\"'])"
)
_NAMED = re.compile(
    r"\b(?:var|let|const)\s{1,9}(\w{1,40})\s{0,9}=\s{0,9}(\"[^\"\n]{1,4096}\"|'[^'\n]{1,4096}')"
)
MAX_NAMES = 5
"""Names of a script that stand for an address, by hand: bounds the cost."""
_WAIT = re.compile(r",\s{0,9}(\d{1,9})\s{0,9}\)")
_COMMENT = re.compile(r"/\*.{0,1000}?\*/|<!--|(?<![:\"'/`])//[^\n\"']*$", re.DOTALL | re.MULTILINE)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))")


def onward_target(root: HtmlElement, url: str, refresh: str = "") -> str:
    """Return the http(s) address that a page sends on to, empty for none and for itself."""
    base = join_url(url, _base_address(root))
    said = [
        _refresh_target(refresh, url),
        *(_refresh_target(value, base) for value in _refresh_metas(root)),
    ]
    said += [_script_target(script, base) for script in _script_texts(root)]
    said.append(_resolved_address(_largest_frame(root), base))
    return next((found for found in said if found and not _same_page(found, url)), "")


def by_header(refresh: str, url: str) -> str:
    """Return the address that a Refresh header sends on to, empty for none and for the page."""
    found = _refresh_target(refresh, url)
    return "" if _same_page(found, url) else found


def says_enough(text: str) -> bool:
    """Tell whether a page has a text of its own and so is read, wherever it sends its reader."""
    return page_pick.text_weight(text) >= LITTLE_TEXT


def _same_page(found: str, url: str) -> bool:
    return found.partition("#")[0] == url.partition("#")[0]


def _base_address(root: HtmlElement) -> str:
    return next((base.get("href") or "" for base in root.iter("base")), "")


def _refresh_metas(root: HtmlElement) -> Iterator[str]:
    for meta in root.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() == "refresh":
            yield meta.get("content") or ""


def _script_texts(root: HtmlElement) -> Iterator[str]:
    for element in root.iter("script", "body"):
        yield (element.text if element.tag == "script" else element.get("onload")) or ""


def _refresh_target(content: str, base: str) -> str:
    found = _REFRESH.match(content[:8192])
    if not found or int(found[1] or 0) > SOON:
        return ""
    return _resolved_address(found[2] or found[3] or found[4] or "", base)


def _script_target(script: str, base: str) -> str:
    if len(script) > MAX_SCRIPT or "location" not in script:
        return ""
    plain = _with_values(_READY.sub("", _COMMENT.sub("", script)))
    found, code = list(_MOVE.finditer(plain)), _STRING.sub('""', plain)
    waits = any(int(wait) > 1000 * SOON for wait in _WAIT.findall(code))
    if len(found) != 1 or waits or _ASKS.search(code):
        return ""
    return _resolved_address(
        _ESCAPE.sub(_escaped_character, next(filter(None, found[0].groups()))), base
    )


def _with_values(script: str) -> str:
    """Put the text of a name where it is used as an address."""
    for name, value in _NAMED.findall(script)[:MAX_NAMES]:
        script = _with_value(script, name, value)
    return script


def _with_value(script: str, name: str, value: str) -> str:
    used = re.compile(rf"([=(]\s{{0,9}}){name}(?=\s{{0,9}}[;)}}\n]|\s{{0,9}}$)")
    return used.sub(lambda hit: f"{hit[1]}{value}", script)


def _largest_frame(root: HtmlElement) -> str:
    """Give the address of the frame that takes most of a page made of frames."""
    here = next(root.iter("frameset"), None)
    while here is not None and here.tag == "frameset":
        parts = [part for part in here if part.tag in ("frame", "frameset")]
        sizes = (here.get("cols") or here.get("rows") or "").split(",")
        sizes += ["0"] * (len(parts) - len(sizes)) if len(sizes) > 1 else ["*"] * len(parts)
        here = max(zip(parts, sizes, strict=False), key=_frame_size, default=(None, ""))[0]
    return "" if here is None else here.get("src") or ""


def _frame_size(sized: tuple[HtmlElement, str]) -> float:
    """Order frames: shares before the rest that is left, that before a number of pixels."""
    size = sized[1].strip()
    bare = size.rstrip("%*")
    number = float(bare) if bare.isdecimal() else 1.0
    return 50 * number if size.endswith("*") else number if size.endswith("%") else 0.0


def _escaped_character(hit: re.Match[str]) -> str:
    code = hit[1] or hit[2]
    return chr(int(code, 16)) if code else hit[3]


def _resolved_address(written: str, base: str) -> str:
    return link_url(join_url(base, written)) if written.strip() else ""
