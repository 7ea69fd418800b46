"""Answers for one person: at the message, in a modal, or by direct message."""

from __future__ import annotations

from bot.cards import Card
from bot.commands.declared.spec import Invocation
from bot.logs import get_logger
from bot.models import Sent
from bot.platforms.slack.answering.modals import result_view
from bot.platforms.slack.answering.sources import QuestionSource
from bot.platforms.slack.api import SlackWire
from bot.platforms.slack.delivery import SlackPoster
from bot.platforms.slack.installing.workspaces import Workspace
from bot.platforms.slack.outcomes import FAILURES
from bot.platforms.slack.render import Json, render, render_plain

log = get_logger(__name__)


class SlackAnswers:
    """Gives a card to the person who asked; nobody else sees it."""

    def __init__(self, wire: SlackWire) -> None:
        self._wire = wire
        self._poster = SlackPoster(wire, 0.0)

    async def give(
        self,
        workspace: Workspace,
        card: Card,
        invocation: Invocation | None,
        source: QuestionSource,
        language: str,
    ) -> None:
        """Answer in the first way that works."""
        if source.response_url and await self._respond(card, invocation, source):
            return
        if source.trigger and await self._open(workspace, card, source, language):
            return
        outcome = await self._poster.message(workspace, source.user, card)
        if not isinstance(outcome, Sent):
            log.warning("slack answer lost", user=source.user, reason=outcome.reason)

    async def _respond(
        self, card: Card, invocation: Invocation | None, source: QuestionSource
    ) -> bool:
        """Answer at the message, plainly when the rich form is refused."""
        more: Json = {"response_type": "ephemeral", "replace_original": source.replaces}
        more |= {"thread_ts": source.thread} if source.thread else {}
        forms = (render(card, invocation, image=False), render_plain(card))
        return await self._post(source, forms[0] | more) or await self._post(
            source, forms[1] | more
        )

    async def _post(self, source: QuestionSource, body: Json) -> bool:
        try:
            url = source.response_url
            async with self._wire.session(url).post(url, json=body) as answer:
                return answer.status == 200
        except (*FAILURES, ValueError) as failure:
            # ValueError: the address that a body named for the answer is none.
            log.warning("slack answer failed", reason=type(failure).__name__)
            return False

    async def _open(
        self, workspace: Workspace, card: Card, source: QuestionSource, language: str
    ) -> bool:
        try:
            await self._wire.call(
                workspace.token,
                "views_open",
                trigger_id=source.trigger,
                view=result_view(card, language),
            )
        except FAILURES:
            return False
        return True
