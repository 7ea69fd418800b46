"""What libraries log with a traceback, kept for a test to look at."""

from __future__ import annotations

import logging
from types import TracebackType


class LoggedTraces(logging.Handler):
    """Keeps each error that is logged with its trace while it is in use as a context."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the error of a line."""
        if record.exc_info and record.exc_info[1]:
            self.errors.append(record.exc_info[1])

    def __enter__(self) -> LoggedTraces:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        logging.getLogger().removeHandler(self)
