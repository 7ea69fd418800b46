"""Wirebell: self-hosted news alerts for Discord and Slack, one message a story."""

__version__ = "0.1.0"
