"""Names of the world: countries, places, people, organisations, and what they are called."""
