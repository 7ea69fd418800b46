"""Watches as tests write them: a query and its settings, nothing else."""

from typing import Any

from bot.core.watch.compile import WantedWatch, Watch, compile_watch, wanted_watch
from bot.models import OPERATOR, Watchlist


def compiled(query: str, *, name: str = "watch", **settings: Any) -> Watch:
    """Compile a query with its settings; raises QueryError."""
    return compile_watch(Watchlist(0, OPERATOR, name, query, **settings))


def sought(query: str, *, name: str = "watch", **settings: Any) -> WantedWatch:
    """Give a query with its settings in the one form that is compiled."""
    return wanted_watch(Watchlist(0, OPERATOR, name, query, **settings))
