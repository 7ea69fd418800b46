"""Logs on standard error: plain or JSON lines, never with a secret in them."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from html import escape
from pathlib import PurePath
from typing import Any
from urllib.parse import quote, quote_plus

import structlog

from bot.core.addresses import SHORTEST, veiled_text

FRAMES, WORDS = 5, 200
"""Places and characters that are told of a library's error: enough to find it again."""
HIDDEN = "[hidden]"
LEAST_BASE64 = 6
"""Signs of base64 that count as a secret's, by hand: four occur in any text."""
URL_SAFE = str.maketrans("+/", "-_")
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
    """Blot out every secret in every value of a log line, however it is written."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)}
        self._forms = tuple(sorted(forms, key=len, reverse=True))

    def __call__(
        self, logger: Any, name: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        for key, value in event.items():
            if not key.startswith("_"):
                event[key] = self._cleaned(value)
        return event

    def _cleaned(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {self.clean(str(key)): self._cleaned(part) for key, part in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._cleaned(part) for part in value]
        return self.clean(value if isinstance(value, str) else str(value))

    def clean(self, text: str) -> str:
        """Replace the secrets in a text, and what addresses in it may hold of others'."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, HIDDEN)
        return veiled_text(text)


def _forms(secret: str) -> Iterator[str]:
    """Give a secret as it may stand in a line: plain, escaped, percent-encoded, in base64."""
    yield secret
    yield json.dumps(secret)[1:-1]
    yield repr(secret)[1:-1]
    yield escape(secret)
    for safe in ("", "/", "/:", ":/?&=@"):
        yield quote(secret, safe=safe, errors="replace")
    yield quote_plus(secret, errors="replace")
    data = secret.encode("utf-8", "replace")
    for before in range(3):
        # Three bytes make four signs; those that share a byte with a neighbour are left out.
        whole = b64encode(bytes(before) + data).decode()
        part = whole[-(-8 * before // 6) : 8 * (before + len(data)) // 6]
        if len(part) >= LEAST_BASE64:
            yield part
            yield part.translate(URL_SAFE)
