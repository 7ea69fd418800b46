"""Matching: one automaton over all watches, verification, evaluation."""
