"""Reasons why a fetch failed: what mends each, and what chat is told of those from the inside.

Whoever may add feeds in a chat could otherwise read which names and addresses there are inside the
operator's network: that a name is refused and that there is none have to read the same. What mends
a fault is the operator's business, so chat is told none of it.
"""

from __future__ import annotations

from bot.said import NOTHING, Said, Words, say

BLOCKED = say('{address} is {kind}; to allow it, add "{address}" to allow_hosts under [fetch]')
NO_NAME = say("the name {host} cannot be found")
PROXY_LEADS_NOT = say("the proxy {proxy} does not lead to {host} ({answer})")
PROXY_NAMELESS = say("the name of the proxy {proxy} cannot be found")
PROXY_AWAY = say("the proxy {proxy} cannot be reached")
PROXY_REFUSES_LOGIN = say("the proxy {proxy} does not accept its login")
PROXY_WANTS_LOGIN = say("the proxy {proxy} asks for a login")
TOO_LARGE = say(
    "{host}: {problem}; to take it, raise max_bytes under [fetch], or for this feed under [[feeds]]"
)
UNREADABLE = say("{host}: {problem}")
"""An answer that cannot be taken; what mends it goes by the problem."""

NO_ADDRESS = say("this is no http or https address")
ODD_ADDRESS = say("{host} has an address that cannot be used")
TOO_OFTEN = say("{host} redirects more than {n} times")
IN_A_CIRCLE = say("{host} redirects in a circle")
LEADS_NOWHERE = say("{host} redirects to something that is no http or https address")
NO_PAGE = say("{host} sent {kind}, which is not a page")
FEED_CHECK = say("{host} sent a bot check, not a feed")
PAGE_CHECK = say("{host} sent a bot check, not a page")
LATE = say("{host} did not finish its answer within {n} s")
BAD_CERTIFICATE = say("the certificate of {host} is not valid: {reason}")
NO_TLS = say("no secure connection to {host} can be made")
BROKE_OFF = say("{host} broke off before the end of its answer")
NO_HTTP = say("{host} sent something that is not proper HTTP")
UNREACHED = say("no connection to {host} can be made")
REFUSES = say("{host} refuses connections")
CUT = say("{host} cut the connection")
NO_NETWORK = say("the network of {host} is out of reach")
AWAY = say("{host} is out of reach")
SILENT = say("{host} does not answer")
LOGIN = say("{host} asks for a login (401)")
PAYMENT = say("{host} asks for payment (402)")
FORBIDDEN = say("{host} refuses access (403)")
NOTHING_THERE = say("there is nothing at this address of {host} any more (404)")
GONE = say("{host} says that this is gone for good (410)")
TOO_MANY = say("{host} asks for fewer requests (429)")
BANNED = say("{host} may not show this here for legal reasons (451)")
OVERLOADED = say("{host} is overloaded or under repair (503)")
EMPTY = say("{host} has nothing to show ({answer})")
A_PART = say("{host} sent a part of the document only (206)")
NO_CHANGE = say("{host} says that nothing changed since an answer that we never got (304)")
FAULT = say("{host} has a fault ({answer})")
ERROR = say("{host} answered with an error ({answer})")
PAUSE = say("{host} asked for a pause")
TURNED_AWAY = say("{host} turned us away a moment ago")
USED_UP = say("{host} used up its time a moment ago")
SLOW_START = say("no answer began within {n} s")
STALLED = say("nothing came for {n} s")
DRIPS = say("it sends fewer than {n} bytes a second")
NOT_ASKED = say("the answer is packed as {name}, which was not asked for")
NOT_INSTALLED = say("the answer is packed as {name}, for which a package is missing")
BROKEN_OFF = say("the packed answer breaks off")
BROKEN = say("the packed answer cannot be unpacked")

_OF_TARGET = frozenset({BLOCKED.text, NO_NAME.text, PROXY_LEADS_NOT.text})
_OF_WAY = frozenset(
    {PROXY_NAMELESS.text, PROXY_AWAY.text, PROXY_REFUSES_LOGIN.text, PROXY_WANTS_LOGIN.text}
)

_BROWSER = say(
    "open it in a browser; where it shows well there, give the feed the user_agent, cookies or"
    " headers that it asks for, under [[feeds]]"
)
_WAITS = say("nothing to set: it is asked again later, and slower")
_AGAIN = say("nothing to set: it is asked again; tell the publisher where it goes on")
_TIME = say("give it more time: timeout under [fetch], or for this feed under [[feeds]]")
_LOGS_IN = say(
    "write its login into the address, or the header or cookie of a subscriber under [[feeds]]"
)
_SEARCH = say("`wirebell feeds discover URL` finds the feeds of a site; else remove this one")
_REMOVE = say("remove it, or look for its new address")
_ELSEWHERE = say("reach it from elsewhere: a proxy of this feed under [[feeds]]; else remove it")
_END_ADDRESS = say("write the address that a browser ends up at; it may want a cookie as well")
_CHECK_ADDRESS = say("correct the address; it has a scheme (https or http), a host and a path")
_CHECK_NAME = say("look at its spelling, and whether this machine can look names up")
_CHECK_WAY = say("look whether this machine reaches it; a firewall may want a proxy, under [fetch]")
_CHECK_CLOCK = say(
    "look at this machine's clock and certificates; else its operator has to renew it"
)
_CHECK_TLS = say("try it by http without TLS; else its operator has to allow TLS 1.2 or later")
_CHECK_PORT = say(
    "look at the port, and at what `curl -v` shows: HTTP/2 alone or a wrong Content-Length cannot"
    " be read"
)
_PACKAGE = say("install wirebell[encodings]")
WRITE_LOGIN = say(
    "write the user, a colon, the password and @ before its host (other signs as %40 and the like)"
)
START_PROXY = say("start it, correct its address, or write none for the straight way")
SEE_RULES = say("see the proxy's rules and log, and whether its machine reaches that host")

_FIXES = {
    reason.text: fix
    for fix, reasons in (
        (_BROWSER, (FEED_CHECK, PAGE_CHECK, FORBIDDEN, ERROR, EMPTY, A_PART, PAYMENT)),
        (_WAITS, (TOO_MANY, OVERLOADED, PAUSE, TURNED_AWAY, USED_UP)),
        (_AGAIN, (BROKE_OFF, CUT, FAULT, NO_CHANGE, BROKEN_OFF, BROKEN, STALLED, DRIPS, NOT_ASKED)),
        (_TIME, (LATE, SLOW_START)),
        (_LOGS_IN, (LOGIN,)),
        (_SEARCH, (NOTHING_THERE, NO_PAGE)),
        (_REMOVE, (GONE,)),
        (_ELSEWHERE, (BANNED,)),
        (_END_ADDRESS, (TOO_OFTEN, IN_A_CIRCLE, LEADS_NOWHERE)),
        (_CHECK_ADDRESS, (NO_ADDRESS, ODD_ADDRESS)),
        (_CHECK_NAME, (NO_NAME,)),
        (_CHECK_WAY, (UNREACHED, REFUSES, NO_NETWORK, AWAY, SILENT)),
        (_CHECK_CLOCK, (BAD_CERTIFICATE,)),
        (_CHECK_TLS, (NO_TLS,)),
        (_CHECK_PORT, (NO_HTTP,)),
        (_PACKAGE, (NOT_INSTALLED,)),
        (WRITE_LOGIN, (PROXY_WANTS_LOGIN, PROXY_REFUSES_LOGIN)),
        (START_PROXY, (PROXY_AWAY, PROXY_NAMELESS)),
        (SEE_RULES, (PROXY_LEADS_NOT,)),
    )
    for reason in reasons
}
_WITH_FIX = say("{reason} (fix: {fix})")


def filled(said: Said, **values: str | int | Said) -> Said:
    """Fill the gaps of one of the texts above."""
    return Said(said.text, tuple(values.items()))


def fix_of(reason: Words) -> Words:
    """Say what mends a failed fetch; empty where the reason itself says it."""
    if not isinstance(reason, Said):
        return ""
    problem = dict(reason.values).get("problem") if reason.text == UNREADABLE.text else reason
    return _FIXES.get(problem.text, NOTHING) if isinstance(problem, Said) else NOTHING


def with_fix(reason: Words, fix: Words) -> Words:
    """Put what mends a fault behind it, for the operator."""
    return filled(_WITH_FIX, reason=reason, fix=fix) if fix else reason


def without_fix(told: Words) -> tuple[Words, Words]:
    """Part a reason from what mends it, which is empty where nothing is said."""
    if not isinstance(told, Said) or told.text != _WITH_FIX.text:
        return told, ""
    values = dict(told.values)
    return _as_words(values["reason"]), _as_words(values["fix"])


def _as_words(value: str | int | Said) -> Words:
    return value if isinstance(value, Said) else str(value)


def told_outside(reason: Words) -> Words:
    """Give what chat is told of a failed fetch: nothing of addresses, proxies or settings."""
    reason, _ = without_fix(reason)
    if not isinstance(reason, Said):
        return reason
    if reason.text in _OF_WAY:
        return say("the bot's way to the internet is disturbed; its operator sees why")
    if reason.text == TOO_LARGE.text:
        return Said(UNREADABLE.text, reason.values)
    if reason.text not in _OF_TARGET:
        return reason
    host = dict(reason.values).get("host", "")
    if not host:
        return say("this address cannot be found on the internet")
    return say("{host} cannot be found on the internet", host=host)
