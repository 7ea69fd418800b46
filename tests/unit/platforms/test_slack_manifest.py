import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.platforms.slack.installing.manifest import EVENTS, SCOPES, write_manifest
from tests.fakes.slack import ALL_SCOPES
from tests.fakes.slack_schemas import AVAILABLE, SPECS


def errors(text: str) -> list[str]:
    schema = json.loads((SPECS / "slack_manifest" / "manifest.schema.1.0.0.json").read_text())
    return [error.message for error in Draft7Validator(schema).iter_errors(yaml.safe_load(text))]


@pytest.mark.skipif(not AVAILABLE, reason="Slack's schemas are not at hand")
@pytest.mark.parametrize(
    "more",
    [{}, {"base_url": "https://bot.example"}, {"base_url": "https://x.example/", "oauth": True}],
)
def test_the_manifest_is_valid(more: dict[str, Any]) -> None:
    assert errors(write_manifest(**more)) == []


def test_socket_mode_needs_no_address_and_http_mode_has_one() -> None:
    socket = yaml.safe_load(write_manifest())
    assert socket["settings"]["socket_mode_enabled"] is True
    assert "url" not in socket["features"]["slash_commands"][0]
    http = yaml.safe_load(write_manifest(base_url="https://bot.example/", oauth=True))
    assert http["settings"]["socket_mode_enabled"] is False
    url = "https://bot.example/slack/events"
    assert http["settings"]["interactivity"]["request_url"] == url
    assert http["features"]["slash_commands"][0]["url"] == url
    redirects = http["oauth_config"]["redirect_urls"]
    assert redirects == ["https://bot.example/slack/oauth_redirect"]


def test_scopes_are_what_the_tests_run_with_each_with_its_reason() -> None:
    made = write_manifest()
    assert yaml.safe_load(made)["oauth_config"]["scopes"]["bot"] == ALL_SCOPES.split(",")
    for name, reason in (SCOPES | EVENTS).items():
        assert f"- {name} # {reason}" in made
