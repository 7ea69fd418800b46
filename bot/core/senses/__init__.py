"""Homonyms: the evidence around a hit and the verdict."""
