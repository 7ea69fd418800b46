"""Pure logic: text in, values out; no I/O, no clock."""
