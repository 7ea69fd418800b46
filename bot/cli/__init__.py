"""The command line: thin commands over the Service; exit status 0 done, 1 failed, 2 usage."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from bot.core.memory import collect_rarely
from bot.errors import InputError, UsageError, WirebellError
from bot.ports.private import OTHERS

if TYPE_CHECKING:
    from typer import Typer


def main(arguments: list[str] | None = None) -> None:
    """Run one command; a user's mistake ends with a line that says what to do, no traceback."""
    # No plugin of pydantic is wanted; to look for some it reads the metadata of every package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Most of what is loaded for a command stays until its end.
    collect_rarely()
    from bot.cli.root import app

    given = sys.argv[1:] if arguments is None else arguments
    # Whatever we write is for its owner: databases and backups hold what people watch.
    os.umask(OTHERS)
    try:
        _refuse_broken(given)
        app(args=shared_first(given), standalone_mode=True)
    except WirebellError as error:
        _explain_error(error)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        # The reader of our output went away; say nothing more, also at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _refuse_broken(arguments: Sequence[str]) -> None:
    """Refuse bytes that are no text in this locale: nothing could store or show them.

    A file that is there may be called so.
    """
    for word in arguments:
        if any("\ud800" <= char <= "\udfff" for char in word) and not os.path.exists(word):
            shown = word[:60].encode("ascii", "backslashreplace").decode()
            raise UsageError(f"{shown}: this is no text", fix="write it in UTF-8")


def whole_app() -> Typer:
    """Return the root command with the commands of every module loaded."""
    from bot.cli.root import COMMANDS, app

    for module in dict.fromkeys(module for module, _ in COMMANDS.values()):
        import_module(f"bot.cli.{module}")
    return app


def shared_first(arguments: Sequence[str]) -> list[str]:
    """Move the shared options to the front, so that they may stand behind a command too.

    `subscribe` has a --quiet of its own, for quiet hours.
    """
    flags = {"--json"} if "subscribe" in arguments else {"--json", "--quiet"}
    front: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for word in left:
        if word == "--":
            rest += [word, *left]
        elif word in flags or word.startswith("--config="):
            front.append(word)
        elif word == "--config":
            front += [word, *([value] if (value := next(left, None)) is not None else [])]
        else:
            rest.append(word)
    return front + rest


def _explain_error(error: WirebellError) -> None:
    """Write an error in the language of the settings, English when they were not read."""
    from rich.console import Console

    from bot.cli.root import options
    from bot.i18n import translator_for

    _ = translator_for(options.language)
    message, fix = error.told(_)
    if isinstance(error, InputError) and error.line:
        message = _("line {n}: {message}").format(n=error.line, message=message)
    shown = f"[bold red]{_('error:')}[/] {_safe_markup(message)}"
    if fix:
        shown += f" [dim]({_('fix: {fix}').format(fix=_safe_markup(fix))})[/]"
    Console(stderr=True, highlight=False, soft_wrap=True).print(shown)


def _safe_markup(text: str) -> str:
    return " ".join(text.split()).replace("[", r"\[")
