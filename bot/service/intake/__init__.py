"""From a feed's address to rows in the archive and the outbox."""
