"""The file, its connections and threads, its schema."""
