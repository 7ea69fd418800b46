"""Logs on standard error: plain or JSON lines, never with a secret in them.

What writes the lines is loaded with the first of them: most commands end without one.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from functools import cached_property
from html.entities import codepoint2name
from pathlib import PurePath
from threading import Lock
from types import ModuleType
from typing import Any

from bot.core.addresses import SHORTEST, veiled_text

FRAMES, WORDS = 5, 240
"""Places of a library's error, and characters of any, that are told: enough to find it again."""
READ = 20_000
"""Characters of a library's error that are looked at, by hand: far more than are told, so that no
secret is cut in two before it is known for one."""
HIDDEN = "[hidden]"
LEAST_BASE64 = 6
"""Signs of base64 that count as a secret's, by hand: four occur in any text."""
MOST_BACKSLASHES = 16
"""Backslashes before a sign that are one escape's, by hand: JSON four times in itself has them."""
SHORT = {" ": r"|\+", "\n": "|n", "\r": "|r", "\t": "|t"}
"""How addresses write a space, and what follows the backslash of white space."""
URL_SAFE = str.maketrans("+/", "-_")
OURS = ("bot", "wirebell")


class LateLogger:
    """A logger of ours; the library is loaded when something is said on it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, level: str) -> Any:
        return getattr(_load_library().get_logger(self._name), level)


def get_logger(name: str) -> LateLogger:
    """Give the logger of a module of ours."""
    return LateLogger(name)


_waiting: list[Callable[[], None]] = []
_loading = Lock()


def _load_library() -> ModuleType:
    """Load the library and set it up as was asked before it was there."""
    with _loading:
        import structlog

        while _waiting:
            _waiting.pop()()
    return structlog


def set_up(level: str, *, as_json: bool = False, secrets: Iterable[str] = ()) -> None:
    """Send our own and the libraries' logs to standard error, with secrets blotted out."""
    style = _Style(as_json, tuple(secrets))
    _waiting[:] = [style.configure]
    if "structlog" in sys.modules:
        _load_library()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_LateFormatter(style))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # What libraries say at their lower levels holds whole requests.
    root.setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    # It warns of every tick that is late; how late they are is told by health.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class _LateFormatter(logging.Formatter):
    """Writes a line as it was set up, which is done for the first one."""

    def __init__(self, style: _Style) -> None:
        super().__init__()
        self._looks = style

    def format(self, record: logging.LogRecord) -> str:
        return self._made.format(record)

    @cached_property
    def _made(self) -> logging.Formatter:
        _load_library()
        return self._looks.formatter()


class _Style:
    """How lines look and what is blotted out of them."""

    def __init__(self, as_json: bool, secrets: tuple[str, ...]) -> None:
        self._as_json = as_json
        self._secrets = secrets

    @cached_property
    def _hide(self) -> _Hide:
        return _Hide(self._secrets)

    def _shared(self) -> list[Any]:
        import structlog

        return [
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            self._hide,
            _shortened,
        ]

    def configure(self) -> None:
        """Set the library up for what is said on our own loggers."""
        import structlog

        structlog.configure(
            processors=[
                *self._shared(),
                structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
            ],
            logger_factory=structlog.stdlib.LoggerFactory(),
            wrapper_class=structlog.stdlib.BoundLogger,
            cache_logger_on_first_use=False,
        )

    def formatter(self) -> logging.Formatter:
        """Make what writes lines, those of libraries too."""
        import structlog

        last: Any = (
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if self._as_json
            else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        )
        made: logging.Formatter = structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), _in_one_line, *self._shared()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                self._hide,
                last,
            ],
        )
        return made


def _in_one_line(
    logger: Any, name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Tell an error that a library met in a line: it repeats it while a network is away."""
    error = (event.pop("exc_info", None) or (None, None))[1]
    if isinstance(error, BaseException):
        told = " ".join(str(error).split())[:READ]
        event["error"] = f"{type(error).__name__}: {told}" if told else type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        places = [f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames]
        event["trace"] = " < ".join(reversed(places))
    return event


def _shortened(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut what an error says, once its secrets are blotted out: half of one would tell of it."""
    if isinstance(event.get("error"), str):
        event["error"] = event["error"][:WORDS]
    return event


class _Hide:
    """Blot out every secret in every value of a log line, however it is written."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._forms = tuple(re.compile(_however_escaped(form)) for form in longest_first)

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
            text = form.sub(HIDDEN, text)
        return veiled_text(text)


def _forms(secret: str) -> Iterator[str]:
    """Give a secret as it may stand in a line: as it is, and what of its base64 is its own."""
    yield secret
    data = secret.encode("utf-8", "replace")
    for before in range(3):
        # Three bytes make four signs; those that share a byte with a neighbour are left out.
        whole = b64encode(bytes(before) + data).decode()
        part = whole[-(-8 * before // 6) : 8 * (before + len(data)) // 6]
        if len(part) >= LEAST_BASE64:
            yield part
            yield part.translate(URL_SAFE)


def _however_escaped(form: str) -> str:
    """Write an expression for a form in which each sign may be escaped in a way of its own."""
    # A run of backslashes is one sign: two open repeats side by side would try each parting.
    return "".join(map(_any_escape, re.findall(r"\\+|[^\\]", form)))


def _any_escape(sign: str) -> str:
    """Match a sign as JSON, repr, HTML and addresses write it, one within the other too."""
    if sign.isascii() and sign.isalnum():
        return sign
    times, code = len(sign), ord(sign[0])
    before = rf"\\{{0,{MOST_BACKSLASHES}}}"
    escaped = rf"\\{{1,{MOST_BACKSLASHES}}}"
    if sign[0] == "\\":
        plain = rf"\\{{{times},{MOST_BACKSLASHES * times}}}"
    else:
        plain = f"{before}(?:{re.escape(sign)}{SHORT.get(sign, '')})"
    parts = [f"{byte:02x}" for byte in sign.encode("utf-8", "replace")]
    units = re.findall("....", sign.encode("utf-16-be", "surrogatepass").hex())
    name = f"|{codepoint2name[code]}" if code in codepoint2name else ""
    ways = (
        plain,
        "".join(f"%(?:25)*{part}" for part in parts),
        "".join(f"{escaped}x{part}" for part in parts),
        "".join(f"{escaped}u{unit}" for unit in units),
        rf"{escaped}(?:x{code:02x}|U{code:08x})",
        f"(?:{before}&(?:amp;)*(?:#x0*{code:x}|#0*{code}{name});)" + f"{{{times}}}",
    )
    return f"(?:{'|'.join(f'(?i:{way})' for way in ways)})"
