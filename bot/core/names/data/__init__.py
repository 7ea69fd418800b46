"""Tables that the core reads; each file says at its top how a line is written."""
