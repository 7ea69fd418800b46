"""The command line: thin commands over the Service; exit status 0 done, 1 failed, 2 usage."""

from __future__ import annotations

import os
import sys

from rich.console import Console

from bot.errors import InputError, UsageError, WirebellError


def main(arguments: list[str] | None = None) -> None:
    """Run one command; a user's mistake ends with a line that says what to do, no traceback."""
    from bot.cli.root import app

    try:
        app(args=arguments, standalone_mode=True)
    except WirebellError as error:
        _explain(error)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        # The reader of our output went away; say nothing more, also at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _explain(error: WirebellError) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    where = f"line {error.line}: " if isinstance(error, InputError) and error.line else ""
    fix = f" [dim](fix: {_safe(error.fix)})[/]" if error.fix else ""
    console.print(f"[bold red]error:[/] {_safe(where + str(error))}{fix}")


def _safe(text: str) -> str:
    return " ".join(text.split()).replace("[", r"\[")
