"""Where something was asked: workspace, person, channel, and the ways to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """A question's origin; `replaces` is set for a paging button of an answer.

    `home` is set when it was asked on the home page, `thread` when in a thread.
    """

    team: str
    user: str
    channel: str = ""
    response_url: str = ""
    trigger: str = ""
    thread: str = ""
    replaces: bool = False
    home: bool = False

    def metadata(self) -> dict[str, str]:
        """Write what a modal has to remember, so that its answer goes to the same place."""
        kept = {"channel": self.channel, "answer": self.response_url, "thread": self.thread}
        return {key: value for key, value in kept.items() if value}

    def within(self, metadata: Mapping[str, str]) -> QuestionSource:
        """Go back to where a modal was opened."""
        return replace(
            self,
            channel=metadata.get("channel", ""),
            response_url=metadata.get("answer", ""),
            thread=metadata.get("thread", ""),
        )


def source_of(body: Json) -> QuestionSource:
    """Read the origin of a command, an interaction or an event."""
    if "event" in body:
        return QuestionSource(
            team=_text_of(body, "team_id"), user=_text_of(body["event"], "user"), home=True
        )
    if "command" in body:
        return QuestionSource(
            team=_text_of(body, "team_id"),
            user=_text_of(body, "user_id"),
            channel=_text_of(body, "channel_id"),
            response_url=_text_of(body, "response_url"),
            trigger=_text_of(body, "trigger_id"),
        )
    return _interaction_source(body)


def _interaction_source(body: Json) -> QuestionSource:
    user = body.get("user") or {}
    team = _text_of(body.get("team") or {}, "id") or _text_of(user, "team_id")
    container = body.get("container") or {}
    view = body.get("view") or {}
    action = (body.get("actions") or [{}])[0]
    paging = ":page-" in str(action.get("action_id", ""))
    return QuestionSource(
        team=team,
        user=_text_of(user, "id"),
        channel=_text_of(body.get("channel") or {}, "id"),
        response_url=_text_of(body, "response_url"),
        trigger=_text_of(body, "trigger_id"),
        thread=_text_of(body.get("message") or {}, "thread_ts"),
        replaces=paging and bool(container.get("is_ephemeral")),
        home=view.get("type") == "home",
    )


def _text_of(values: Json, key: str) -> str:
    return str(values.get(key) or "")
