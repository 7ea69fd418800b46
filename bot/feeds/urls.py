"""URLs: one canonical form for each article, hosts, and links that may be shown."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from bot.feeds.leads import named_target, word_set

_MAX = 4096
"""Characters of an address that are kept, by hand: bounds what is stored and compared."""
_WRAPPED = 3
"""Redirectors around one another, by hand: two are seen in newsletters."""
_SERVERS = 4096
"""Addresses whose server is remembered, by hand: a poll asks for it five times."""


# Names (lower case) that only say how a reader came to the page. `id`, `v`, `p` and the like say
# which page it is and must never be listed.
_TRACKERS = word_set(
    """
    xtor xtref xts xtcr fbclid gclid gclsrc dclid msclkid twclid ttclid yclid wbraid gbraid igshid
    igsh mc_cid mc_eid mkt_tok cmpid cmp ocid ncid smid smtyp cid_source ito icid echobox
    __twitter_impression _hsenc _hsmi __hssc __hstc hsctatracking vero_id vero_conv wickedid
    oly_anon_id oly_enc_id s_cid spm scm ref_src ref_url sr_share sfnsn s_kwcid taid tpcc
    li_fat_id epik rss_id traffic_source cx_testid cx_testvariant cx_artpos cx_experienceid
    guccounter guce_referrer guce_referrer_sig _ga _gl
    """
)
_TRACKER_PREFIXES = (
    "utm_",
    "at_",
    "pk_",
    "mtm_",
    "piwik_",
    "matomo_",
    "hsa_",
    "ns_",
    "itm_",
    "wt.",
)

# Names that mean something elsewhere, and the values with which they only name the channel.
_CHANNEL_NAMES = word_set("source ref origin from feature campaign partner")
_CHANNEL_VALUES = word_set(
    "rss feed rssfeed rss_feed feedburner newsletter twitter facebook whatsapp telegram"
)
_AMP_VALUES = frozenset({("amp", "1"), ("amp", "true"), ("amp", ""), ("outputtype", "amp")})

# Places of a page, not pages. Any other anchor may be an item of its own (release notes, lives).
_IDLE_ANCHORS = word_set("comments comment respond disqus_thread top content main")

_AMP_PATH = re.compile(r"(?<=[^/]{12})/amp/?$")
_GOOGLE_AMP = re.compile(r"^/amp/s/([^/]+\.[^/]+/.*)$")
_AMP_CACHE = re.compile(r"^/[cv]/s/([^/]+\.[^/]+/.*)$")

# What a writer of links leaves out or writes twice; where no name of a host follows, a path is
# meant. Any other host without a scheme looks like a file, but for the feed's own.
_NAME = r"(?:[^\W_](?:[\w-]{0,62}[^\W_])?\.){1,8}(?!\d)[^\W_]{2,24}(?::\d{1,5})?(?=[/?#]|\Z)"
_TWICE = re.compile(r"\Ahttps?:/{1,3}(?=https?:/)", re.IGNORECASE)
_SLASHES = re.compile(rf"\A(https?)(?::[/\\]{{0,4}}|[/\\]{{2}})(?={_NAME})", re.IGNORECASE)
_BARE = re.compile(
    rf"(?:www\.{_NAME}|(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:com|org|net)(?=/))", re.IGNORECASE
)
_BREAK = re.compile(r"[ \t]*[\r\n]\s*")

_READER = re.compile(r"^feed:(?://)?((?=https?:))?", re.IGNORECASE)


def link_url(url: str) -> str:
    """Return the URL when a reader can follow it (http or https with a host), else an empty one."""
    url = re.sub(r"[\x00-\x20\x7f]+", _escape_space, url.strip())
    parts = _split_url(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return url


def meant_link(written: str, base: str = "") -> str:
    """Return a link with the scheme, the slashes or the whole line that its writer left out.

    `base` is what it stands in: a host without a scheme is known by `www.`, by the commonest
    endings, or because it is the one of the base.
    """
    link = _BREAK.sub("", written.strip())
    if link.startswith(("/", "?", "#")):
        return link
    link = _SLASHES.sub(r"\1://", _TWICE.sub("", link))
    own = host_of(base)
    if _BARE.match(link) or (own and "." in own and _is_under(link, own)):
        return f"https://{link}"
    return link


def _is_under(link: str, host: str) -> bool:
    """Tell whether a link without a scheme begins with a host, or its `www.`, and a path."""
    return link.lower().removeprefix("www.").startswith(f"{host}/")


def led_url(url: str) -> str:
    """Return where a reader ends up by what the link says; empty when nobody can follow it."""
    url = link_url(url)
    for _ in range(_WRAPPED if len(url) <= _MAX else 0):
        url = link_url(named_target(url)) or url
    return url


def feed_address(written: str) -> str:
    """Return the http or https address that is meant, empty where there is none.

    feed: is an old way to write that a link opens in a reader.
    """
    return link_url(_READER.sub(_plain_scheme, written.strip(), count=1))


def _plain_scheme(found: re.Match[str]) -> str:
    return "http://" if found[0].endswith("//") and found[1] is None else ""


def host_of(url: str) -> str:
    """Return the host in lower case, in ASCII form and without `www.`; empty when there is none."""
    parts = _split_url(url.strip())
    name = ((parts.hostname if parts else "") or "").rstrip(".")
    return _ascii_name(name).removeprefix("www.")


@lru_cache(maxsize=_SERVERS)
def server_of(url: str) -> str:
    """Return the host with its port where that is not the usual one; empty when there is none."""
    parts = _split_url(url.strip())
    try:
        port = parts.port if parts else None
    except ValueError:
        return ""
    name = host_of(url)
    return f"{name}:{port}" if name and port not in {None, 80, 443} else name


def house_of(url: str) -> str:
    """Return the registrable site that an address belongs to, the host where there is none.

    What the public suffix list does not know (`.test`, intranets) counts by its last two names.
    """
    from courlan import extract_domain  # a client for HTTP comes with it

    return extract_domain(url) or extract_domain(url, fast=True) or host_of(url)


def join_url(base: str, url: str) -> str:
    """Resolve a link against a base; unreadable ones come back as they are."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url


_PLAIN = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[A-Za-z0-9_-]+)+(?:\.[a-z]{3,4})?/?\Z")
_SPECIAL = ("amp", "google", "bing", "xn--")
"""What stands in addresses that lead to another one, and in hosts that are written otherwise."""


def canonical_url(url: str) -> str:
    """Return the one form under which an article is known; empty unless http or https.

    Canonical by w3lib, normalised by courlan, tracking parameters out of query and fragment,
    AMP caches and the redirects of news searches unwrapped. Applied twice it changes nothing.
    """
    # Half of all addresses have nothing that could be written otherwise.
    if len(url) <= _MAX and _PLAIN.match(url) and not any(part in url for part in _SPECIAL):
        return url
    return unified_url(url)


def unified_url(url: str) -> str:
    """Return the canonical form of an address whatever it looks like."""
    url = link_url(url)[:_MAX]
    for _ in range(4 if url else 0):
        known = _canonical_form(url)
        if known == url:
            break
        url = known
    return url


def _canonical_form(url: str) -> str:
    # Few addresses come here, and a client for HTTP and calendars come with courlan.
    from courlan import normalize_url
    from w3lib.url import canonicalize_url

    try:
        parts = urlsplit(canonicalize_url(url, keep_fragments=True))
        inner = link_url(named_target(url)) or _unwrapped_target(parts)
        if inner:
            return inner
        netloc = parts.netloc.rpartition("@")[2]
        path = _AMP_PATH.sub("", parts.path)
        # courlan would also drop queries such as `cid=` or `source=`: it only sees the address.
        address = normalize_url(SplitResult(parts.scheme, netloc, path, "", ""), strict=False)
        query, fragment = _clean_query(parts.query), _clean_fragment(parts.fragment)
        return urlunsplit(urlsplit(address)._replace(query=query, fragment=fragment))
    except (ValueError, UnicodeError):
        return url


def _unwrapped_target(parts: SplitResult) -> str:
    name, path = parts.netloc.removeprefix("www."), parts.path
    cached = (
        _GOOGLE_AMP.match(path)
        if name.startswith("google.")
        else _AMP_CACHE.match(path)
        if name.endswith(".cdn.ampproject.org")
        else None
    )
    if cached:
        return link_url(f"https://{cached[1]}{'?' + parts.query if parts.query else ''}")
    return ""


def _clean_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [
        (name, value) for name, value in pairs if not _tracks_reader(name.lower(), value.lower())
    ]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _clean_fragment(fragment: str) -> str:
    if fragment.lower() in _IDLE_ANCHORS:
        return ""
    if "=" not in fragment or "/" in fragment.partition("=")[0]:
        return fragment
    return _clean_query(fragment)


def _tracks_reader(name: str, value: str) -> bool:
    return (
        name in _TRACKERS
        or name.startswith(_TRACKER_PREFIXES)
        or (name in _CHANNEL_NAMES and value in _CHANNEL_VALUES)
        or (name, value) in _AMP_VALUES
    )


def _split_url(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        # Both are only checked when they are asked for.
        _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts


def _ascii_name(name: str) -> str:
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _escape_space(hit: re.Match[str]) -> str:
    # Tabs and newlines are typing accidents that browsers ignore; blanks beside a newline indent.
    return "" if "\n" in hit[0] or "\r" in hit[0] else quote(hit[0].replace("\t", ""))
