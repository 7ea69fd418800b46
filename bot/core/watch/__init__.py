"""A watch compiled: the forms that are looked for, the expression for search."""
