"""The use cases: everything that the scheduler, the command line and the commands call."""

from bot.service.core import PollSummary, Service

__all__ = ["PollSummary", "Service"]
