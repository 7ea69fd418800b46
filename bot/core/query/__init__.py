"""Watch expressions: grammar, tree, and how they are told to people."""
