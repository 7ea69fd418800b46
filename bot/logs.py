"""Logs on standard error: plain or JSON lines, never with a secret in them."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterable, MutableMapping
from pathlib import PurePath
from typing import Any

import structlog

FRAMES, WORDS = 5, 200
"""Places and characters that are told of a library's error: enough to find it again."""
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
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), _in_one_line, *shared],
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


def _in_one_line(
    logger: Any, name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Tell an error that a library met in a line: it repeats it while a network is away."""
    error = (event.pop("exc_info", None) or (None, None))[1]
    if isinstance(error, BaseException):
        told = " ".join(str(error).split())[:WORDS]
        event["error"] = f"{type(error).__name__}: {told}" if told else type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        places = [f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames]
        event["trace"] = " < ".join(reversed(places))
    return event


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
