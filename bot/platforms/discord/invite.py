"""The link that adds the bot to a server; needs no connection."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import urlencode

from bot.errors import UsageError

PERMISSIONS = {
    "View Channel": 1 << 10,
    "Send Messages": 1 << 11,
    "Embed Links": 1 << 14,
    "Read Message History": 1 << 16,
    "Create Public Threads": 1 << 35,
    "Send Messages in Threads": 1 << 38,
}


def invite_url(application: int | str) -> str:
    """Write the link that adds the bot with exactly the permissions it needs."""
    query = {
        "client_id": str(application),
        "scope": "bot applications.commands",
        "permissions": str(sum(PERMISSIONS.values())),
    }
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"


def invite_link(application: str) -> str:
    """Write the link for an application's id or token; raises UsageError without an id in it."""
    found = application if application.isdigit() else application_id(application)
    if not found:
        raise UsageError(
            "the application id is not known",
            fix="give it as argument (Developer Portal, General Information), or set the token",
        )
    return invite_url(int(found))


def application_id(token: str) -> str:
    """Read the application's id off the first part of its token; empty if it is not there."""
    head = token.strip().partition(".")[0]
    try:
        found = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return found if found.isdigit() else ""
