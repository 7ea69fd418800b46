"""Slack: render cards and talk to its API with slack-bolt."""
