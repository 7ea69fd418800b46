"""Processes that do the heavy work of an entry and may be killed at any moment."""
