"""The store on one SQLite file."""

from bot.core.libraries import without

# For rows with numbers of numpy, which ours never have, it would load all of it.
with without("numpy"):
    import sqlite_utils  # noqa: F401
