"""Feed documents of any kind to entries; OPML; discovery."""
