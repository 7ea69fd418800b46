"""Condensing an article to whole sentences of its own."""
