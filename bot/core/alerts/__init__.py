"""Who hears of a story, when, and what the card says."""
