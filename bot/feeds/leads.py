"""Links that only lead on: where they say that they lead, and which of them say nothing.

A redirector is recognised by its own name or by what it calls itself (`/redirect`, `out.`) together
with one address among its values. The address of an archive, a translation or a share page holds
another one as well, but shows something of its own: those stay.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from urllib.parse import SplitResult

_LONGEST = 8_192
"""Characters of an address that are looked at, by hand: twice what is kept of one."""


def word_set(text: str) -> frozenset[str]:
    """Part a text into its words."""
    return frozenset(text.split())


# What redirectors call themselves: the first label of a host, or the last part of a path.
_LABELS = word_set(
    """
    away click clicks exit go l link links lm lnk out outgoing r redir redirect redirector t
    track tracking
    """
)
_WORDS = word_set(
    """
    apiclick away click clk ct cts exit external externallink followlink forward go goto jump l
    leave leaving link linkfilter linkout lnk out outbound outgoing r rd redir redirect
    redirection redirector redirects redirecturl saferedirect track tracking url urlredirect
    visit warning
    """
)
_ENDINGS = re.compile(r"\.(?:php\d?|aspx?|html?|cgi|do|jsp|x?srf)$")
_VALUES = word_set(
    """
    adurl continue dest destination desturl external goto href link out outurl q r redir
    redirect redirect_to redirect_uri redirect_url redirectto redirecturl ru target targeturl to
    u uddg url z
    """
)
"""Names under which redirectors hand their target on."""
_LISTED = re.compile(
    r"(?:(?:www\.)?google\.[a-z.]{2,6}/url|(?:www\.)?bing\.com/(?:news/apiclick\.aspx|ck/a)"
    r"|lm?\.(?:facebook|instagram|messenger)\.com/(?:l\.php)?"
    r"|(?:www\.)?facebook\.com/(?:l|flx/warn)(?:\.php)?/?|(?:www\.|m\.)?youtube\.com/redirect"
    r"|out\.reddit\.com/.{0,40}|t\.umblr\.com/redirect|(?:away\.)?vk\.com/away(?:\.php)?"
    r"|(?:www\.)?linkedin\.com/(?:redir/redirect|safety/go)/?"
    r"|[a-z0-9.-]{0,60}safelinks\.protection\.outlook\.com/.{0,40}|disq\.us/url|medium\.com/r/"
    r"|(?:html\.)?duckduckgo\.com/l/|(?:www\.)?getpocket\.com/redirect|exit\.sc/"
    r"|(?:www\.)?(?:anonym\.to|href\.li|dereferer\.me|nullrefer\.com)/)"
)
_PROOFPOINT = re.compile(r"urldefense(?:\.proofpoint)?\.(?:com|us)")
_YAHOO = re.compile(r"/RU=(https?(?:%3a|:)[^/]{1,4000})/R[KS]=", re.IGNORECASE)
_NEWS_PATH = re.compile(r"/(?:rss/|__i/rss/rd/)?(?:articles|read)/([A-Za-z0-9_=-]{10,4000})")
# Field 4 of what Google News packs into its links: a length in one byte or two, the address.
_NEWS_FIELD = re.compile(
    rb"\x22(?:([\x80-\xff])([\x01-\x3f])|([\x01-\x7f]))(https?://.+)", re.DOTALL
)
_BASE64 = re.compile(r"(?:a1)?(aHR0c[A-Za-z0-9_+/-]{8,4000}={0,2})")
_ADDRESS = re.compile(r"https?://[^\s/?#]{3,}", re.IGNORECASE)

_SHORT = word_set(
    """
    amzn.to apple.co bbc.in bit.ly bitly.com buff.ly cnn.it cutt.ly db.tt dld.bz dlvr.it econ.st
    fb.me flip.it fxn.ws goo.gl gu.com hubs.ly ift.tt is.gd j.mp lat.ms lnkd.in mol.im n.pr
    nyti.ms ow.ly politi.co rb.gy rebrand.ly reut.rs shar.es short.gy shorturl.at smarturl.it
    snip.ly spr.ly t.co t.ly tcrn.ch tiny.cc tinyurl.com trib.al u.afp.com v.gd wapo.st wp.me
    xhne.ws zpr.io
    """
)
"""Services that shorten links: what stands behind one is known to them alone."""
_PROXIES = re.compile(
    r"(?:feeds|feedproxy)\d?\.(?:feedburner|google|feedblitz)\.com|news\.google\.com|rss\.app"
    r"|(?:rd|news)\.search\.yahoo\.com|[a-z0-9-]{1,40}\.list-manage\.com|c\.newsnow\.co\.uk"
)
"""Services that count who reads a feed, and news searches that hide their targets."""
_COUNTED = re.compile(r"/~(?:r|ff)?/")
"""The paths of what counts readers under a publisher's own name."""
_SHORT_HOST = 10
"""Letters of a host that may be a shortener, by hand: what has more says who it is."""
_CODE = re.compile(r"/[A-Za-z0-9_-]{3,12}/?")
_OTHER = re.compile(
    r"/(?:share|sharer|sharing|intent|submit|login|signin|oauth2?|translate|web|wayback|cache|preview|proxy|embed"
    r"|oembed|print|search)\b",
    re.IGNORECASE,
)
"""Paths of pages that are about another page, or do something with it."""
_WALL = re.compile(
    r"//(?:consent|login|accounts?|auth|signin|sso|captcha|myprivacy|privacy)\."
    r"|/(?:consent|login|signin|sign-in|captcha|blocked|unsupported)(?:[/?.]|$)",
    re.IGNORECASE,
)


def named_target(url: str) -> str:
    """Give the address that a redirector's link names, empty for any other link."""
    try:
        parts = urlsplit(url[:_LONGEST])
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if host == "news.google.com":
        return _news_target(parts.path)
    if _PROOFPOINT.fullmatch(host):
        return _proofpoint_target(parts)
    if host.endswith("search.yahoo.com") and (found := _YAHOO.search(parts.path)):
        return _as_address(unquote(found[1]))
    if not parts.query or not _calls_itself_one(parts, host):
        return ""
    return _only_target(parts.query)


def hides_target(url: str) -> bool:
    """Tell a link of which its redirector alone knows where it leads."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return False
    if host in _SHORT or _PROXIES.fullmatch(host) or _COUNTED.match(parts.path):
        return True
    return _calls_itself_one(parts, host) or (
        len(host) <= _SHORT_HOST and bool(_CODE.fullmatch(parts.path))
    )


def is_wall(url: str) -> bool:
    """Tell an address to which readers are sent instead of what they asked for."""
    return bool(_WALL.search(url))


def _calls_itself_one(parts: SplitResult, host: str) -> bool:
    if _OTHER.search(parts.path):
        return False
    if _LISTED.fullmatch(host + parts.path):
        return True
    last = _ENDINGS.sub("", parts.path.rstrip("/").rpartition("/")[2].lower())
    label, _, rest = host.partition(".")
    return last in _WORDS or (label in _LABELS and "." in rest)


def _only_target(query: str) -> str:
    """Find the one address among the values; two would leave it open which is meant."""
    bare = _as_address(unquote(query))
    if bare and _ADDRESS.match(query):
        return bare
    pairs = parse_qsl(query, max_num_fields=200) if query.count("&") < 200 else []
    found = {
        address
        for name, value in pairs
        if name.lower() in _VALUES and (address := _as_address(_plain(value)))
    }
    return found.pop() if len(found) == 1 else ""


def _plain(value: str) -> str:
    """Undo base64 where an address is packed in it."""
    packed = _BASE64.fullmatch(value)
    return _unpacked(packed[1]).decode("utf-8", "replace") if packed else value


def _news_target(path: str) -> str:
    """Read the address that Google News packed into its links until 2024; later ones hold none."""
    found = _NEWS_PATH.match(path)
    field = _NEWS_FIELD.search(_unpacked(found[1])) if found else None
    if field is None:
        return ""
    low, high, small, rest = field.groups()
    length = small[0] if small else (low[0] & 0x7F) | high[0] << 7
    return _as_address(rest[:length].decode("utf-8", "replace")) if length <= len(rest) else ""


def _proofpoint_target(parts: SplitResult) -> str:
    """Undo what Proofpoint makes of addresses: its second form by a query, its third by a path."""
    if parts.path.startswith("/v3/__"):
        inner = parts.path.removeprefix("/v3/__").partition("__;")[0]
        # What it replaced by a star stands packed behind: then the rest is not the whole.
        return "" if "*" in inner else _as_address(re.sub(r"^(https?):/{1,2}", r"\1://", inner))
    given = dict(parse_qsl(parts.query)).get("u", "")
    if parts.path.startswith("/v2"):
        given = unquote(given.replace("-", "%").replace("_", "/"))
    return _as_address(given)


def _unpacked(text: str) -> bytes:
    plain = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return b""


def _as_address(text: str) -> str:
    return text if _ADDRESS.match(text) and "\ufffd" not in text else ""
