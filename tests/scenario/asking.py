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
    ("tenant", "list"),
    ("tenant", "show", "discord:1"),
    ("tenant", "export", "discord:1", "copy.json"),
)

CHANGING = {
    *{"subscribe", "unsubscribe", "watch remove", "feeds add", "feeds remove", "feeds import"},
    *{"feeds poll", "db migrate", "db restore", "config apply", "run", "once", "tenant delete"},
}
"""Commands that change the store."""

APART = {
    *{"demo", "healthcheck", "match", "stories", "extract", "summarize", "init"},
    *{"discord invite", "slack manifest", "feeds discover"},
}
"""Commands that open no database of ours."""
