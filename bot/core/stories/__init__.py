"""Event detection: features, similarity, constraints, near duplicates, the index."""
