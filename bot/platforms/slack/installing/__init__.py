"""Workspaces: manifest, installation, tokens."""
