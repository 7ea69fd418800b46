"""Chat platforms: each a folder with a pure render and a client."""
