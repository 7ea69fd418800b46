"""The use cases: everything that the scheduler, the command line and the commands call."""
