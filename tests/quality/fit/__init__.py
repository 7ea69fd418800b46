"""Fit the numbers that decide what people see: `make fit`, or `python -m tests.quality.fit [NAME]`.

Each fit has a data file beside the code that uses it. Above the line `MARK` stand the header and
what was fitted, written by the command; below it stands what was set by hand, with the reason and
the case that it was set for, and the command leaves that as it is.
"""
