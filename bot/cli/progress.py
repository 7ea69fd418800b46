"""A progress bar on standard error for long work; nothing where nobody watches."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

from bot.cli.root import options
from bot.platforms.common.terminal import may_draw


@contextlib.contextmanager
def show_progress(title: str, total: int) -> Iterator[Callable[[str], None]]:
    """Show how far a piece of work is; call the yielded function with each finished item."""
    if options.quiet or total < 2 or not may_draw(sys.stderr):
        yield lambda item: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[item]}"),
    )
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(title, total=total, item="")
        yield lambda item: bar.update(task, advance=1, item=item.replace("[", r"\[")[:40])
