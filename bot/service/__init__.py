"""The use cases: everything that the scheduler, the command line and the commands call."""

from bot.service.service import PollSummary, Service

__all__ = ["PollSummary", "Service"]
