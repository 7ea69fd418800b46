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

CHANGING = {
    *{"subscribe", "unsubscribe", "watch remove", "feeds add", "feeds remove", "feeds import"},
    *{"feeds poll", "db migrate", "config apply", "run", "once"},
}
"""Commands that change the store."""

APART = {
    *{"demo", "healthcheck", "match", "stories", "extract", "summarize", "init"},
    *{"discord invite", "slack manifest", "feeds discover"},
}
"""Commands that open no database of ours."""
