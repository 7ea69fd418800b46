"""Logs on standard error: plain or JSON lines, never with a secret in them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

HIDDEN = "[hidden]"
OURS = ("bot", "wirebell")


def set_up(level: str, *, as_json: bool = False, secrets: Iterable[str] = ()) -> None:
    """Send our own and the libraries' logs to standard error, with secrets blotted out."""
    hide = _Hide(secrets)
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide,
    ]
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # What libraries say at their lower levels holds whole requests.
    root.setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    # It warns of every tick that is late; how late they are is told by health.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class _Hide:
    """Blot out every secret in every value of a log line."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(sorted((item for item in secrets if len(item) > 3), key=len)[::-1])

    def __call__(
        self, logger: Any, name: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        for key, value in event.items():
            if isinstance(value, str) and not key.startswith("_"):
                event[key] = self.clean(value)
            elif key == "event" and not isinstance(value, str):
                event[key] = self.clean(str(value))
        return event

    def clean(self, text: str) -> str:
        """Replace the secrets in a text."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text
