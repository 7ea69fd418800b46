"""Reasons that tell of the operator's network, and what chat is told instead.

Whoever may add feeds in a chat could otherwise read which names and addresses there are inside:
that a name is refused and that there is none have to read the same.
"""

from __future__ import annotations

from bot.said import Said, Words, say

BLOCKED = say('{address} is {kind}; to allow it, add "{address}" to allow_hosts under [fetch]')
NO_NAME = say("the name {host} cannot be found")
PROXY_LEADS_NOT = say("the proxy {proxy} does not lead to {host} ({answer})")
PROXY_NAMELESS = say("the name of the proxy {proxy} cannot be found")
PROXY_AWAY = say("the proxy {proxy} cannot be reached")
PROXY_REFUSES_LOGIN = say("the proxy {proxy} does not accept its login")
PROXY_WANTS_LOGIN = say("the proxy {proxy} asks for a login")
TOO_LARGE = say("{host}: {problem}; to take it, raise max_bytes under [fetch]")

_OF_TARGET = frozenset({BLOCKED.text, NO_NAME.text, PROXY_LEADS_NOT.text})
_OF_WAY = frozenset(
    {PROXY_NAMELESS.text, PROXY_AWAY.text, PROXY_REFUSES_LOGIN.text, PROXY_WANTS_LOGIN.text}
)


def filled(said: Said, **values: str | int | Said) -> Said:
    """Fill the gaps of one of the texts above."""
    return Said(said.text, tuple(values.items()))


def told_outside(reason: Words) -> Words:
    """Give what chat is told of a failed fetch: nothing of addresses, proxies or settings."""
    if not isinstance(reason, Said):
        return reason
    if reason.text in _OF_WAY:
        return say("the bot's way to the internet is disturbed; its operator sees why")
    if reason.text == TOO_LARGE.text:
        return Said(say("{host}: {problem}").text, reason.values)
    if reason.text not in _OF_TARGET:
        return reason
    host = dict(reason.values).get("host", "")
    if not host:
        return say("this address cannot be found on the internet")
    return say("{host} cannot be found on the internet", host=host)
