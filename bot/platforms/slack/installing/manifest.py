"""The app manifest: what to paste at api.slack.com/apps for an app with just what it needs."""

from __future__ import annotations

import yaml

from bot.commands.declared.spec import COMMANDS, ROOT, ROOT_DESCRIPTION
from bot.errors import UsageError
from bot.platforms.slack.answering.interactions import SHORTCUT

SCOPES = {
    "commands": "the /news command and the message shortcut",
    "chat:write": "post alerts and change them when more outlets join",
    "channels:join": "enter a public channel that was subscribed, since only members may read back",
    "channels:read": "tell whether a public channel still exists and which workspace has it",
    "groups:read": "the same for private channels that the app was invited to",
    "channels:history": "look up whether an alert arrived after a cut connection",
    "groups:history": "the same in private channels",
    "users:read": "the language of whoever asks, and whether they are an admin",
    "im:write": "one direct message to whoever subscribed when a channel is lost",
}
"""Bot scopes and what each is for; without the two history scopes a doubtful alert is repeated."""

EVENTS = {
    "app_home_opened": "show watches, subscriptions and health on the home page",
    "app_uninstalled": "forget the workspace and its token",
    "tokens_revoked": "the same when only the token goes",
}

PATHS = {
    "events": "/slack/events",
    "install": "/slack/install",
    "redirect": "/slack/oauth_redirect",
}


def asked_manifest(url: str, *, oauth: bool) -> str:
    """Write the manifest for a public address, or for Socket Mode; raises UsageError."""
    if oauth and not url:
        raise UsageError("--oauth needs --url", fix="Slack leads people back to that address")
    if url and not url.startswith("https://"):
        raise UsageError(f"{url} is no public address", fix="Slack asks for https://")
    return write_manifest(base_url=url, oauth=oauth)


def write_manifest(*, base_url: str = "", oauth: bool = False) -> str:
    """Write the manifest as YAML.

    `base_url` is the public address for HTTP mode, empty for Socket Mode; `oauth` adds the
    redirect address that several workspaces need.
    """
    base = base_url.rstrip("/")
    redirect = {"redirect_urls": [base + PATHS["redirect"]]} if oauth and base else {}
    made = {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Wirebell",
            "description": ROOT_DESCRIPTION["en"],
            "background_color": "#1d2a44",
        },
        "features": _app_features(base),
        "oauth_config": redirect | {"scopes": {"bot": list(SCOPES)}},
        "settings": _app_settings(base),
    }
    return _comment_lines(yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=100))


def _app_features(base: str) -> dict[str, object]:
    command = {
        "command": f"/{ROOT}",
        "description": ROOT_DESCRIPTION["en"],
        "usage_hint": " | ".join(command.name for command in COMMANDS),
        "should_escape": True,
    }
    shortcut = {
        "name": "Watch this",
        "type": "message",
        "callback_id": SHORTCUT,
        "description": "Watch for what this message is about",
    }
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": True,
        },
        "bot_user": {"display_name": "Wirebell", "always_online": True},
        "shortcuts": [shortcut],
        "slash_commands": [command | ({"url": base + PATHS["events"]} if base else {})],
    }


def _app_settings(base: str) -> dict[str, object]:
    url = {"request_url": base + PATHS["events"]} if base else {}
    menus = {"message_menu_options_url": base + PATHS["events"]} if base else {}
    return {
        "event_subscriptions": url | {"bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True, **url, **menus},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not base,
        "token_rotation_enabled": False,
    }


def _comment_lines(text: str) -> str:
    """Say behind each scope and event what it is for."""
    reasons = SCOPES | EVENTS
    lines = []
    for line in text.splitlines():
        name = line.strip().removeprefix("- ")
        lines.append(f"{line} # {reasons[name]}" if name in reasons else line)
    return "\n".join(lines) + "\n"
