"""The invite link, and permissions as Discord computes them."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.platforms.discord.doctor import permissions_in
from bot.platforms.discord.invite import PERMISSIONS, application_id, invite_url

GUILD = {"id": "1", "owner_id": "9", "roles": [{"id": "1", "permissions": "1024"}]}


def test_the_link_asks_for_exactly_what_is_needed():
    query = parse_qs(urlsplit(invite_url(123)).query)
    assert query["client_id"] == ["123"]
    assert query["scope"] == ["bot applications.commands"]
    assert int(query["permissions"][0]) == sum(PERMISSIONS.values()) == 309237730304


@pytest.mark.parametrize("number", ["1", "12", "123456789012345678"])
def test_the_application_is_read_off_the_token(number):
    head = base64.urlsafe_b64encode(number.encode()).decode().rstrip("=")
    assert application_id(f"{head}.abc.def") == number


@pytest.mark.parametrize("token", ["", "wrong", "é.a.b", "////.a", "Zm9v.a.b"])
def test_what_is_no_token_names_no_application(token):
    assert application_id(token) == ""


@pytest.mark.parametrize(
    ("roles", "overwrites", "user", "rights"),
    [
        ([], [], "5", 1024),
        ([], [("1", 2048, 1024)], "5", 2048),
        (["2"], [("1", 0, 1024), ("2", 1024, 0)], "5", 1024),
        (["2"], [("2", 2048, 0), ("5", 0, 2048)], "5", 1024),
        (["3"], [("1", 0, 1024)], "5", (1 << 60) - 1),
        ([], [("1", 0, 1024)], "9", (1 << 60) - 1),
    ],
)
def test_permissions_are_computed_in_order(roles, overwrites, user, rights):
    guild = {**GUILD, "roles": [*GUILD["roles"], {"id": "3", "permissions": "8"}]}
    channel = {
        "permission_overwrites": [
            {"id": key, "allow": str(allow), "deny": str(deny)} for key, allow, deny in overwrites
        ]
    }
    assert permissions_in(channel, guild, {"roles": roles}, user) == rights
