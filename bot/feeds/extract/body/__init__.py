"""The text of a page without what surrounds it."""
