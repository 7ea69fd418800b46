"""How much a tenant may have: what the operator grants to servers and workspaces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TenantLimits:
    """What a tenant may have of its own, and change in an hour; 0 is no limit.

    What comes from the operator's file or command line does not count.
    """

    feeds: int = 0
    watches: int = 0
    subscriptions: int = 0
    changes_an_hour: int = 0
