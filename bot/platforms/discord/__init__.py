"""Discord: render cards and talk to its API with discord.py."""
