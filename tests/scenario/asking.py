"""The commands that ask and change nothing, as two tests run them."""

from __future__ import annotations

ASKING = (
    ("feeds", "list"),
    ("feeds", "export"),
    ("watch", "list"),
    ("watch", "add", "Dakar", "--dry-run"),
    ("watch", "test", "ciment"),
    ("subscriptions",),
    ("search", "ciment"),
    ("latest",),
    ("story", "1"),
    ("why", "1"),
    ("trend", "Ciment"),
    ("health",),
    ("check",),
    ("db", "check"),
    ("db", "backup", "copy.db"),
)
