"""What bringing deliveries to their channels stands on: the past of channels, what is under way."""
