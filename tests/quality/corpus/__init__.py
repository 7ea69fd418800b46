"""Invented pages and feeds in twelve languages, in the markup of real ones, with what is right."""
