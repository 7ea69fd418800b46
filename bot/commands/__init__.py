"""What people can ask: each command declared once, with a thin handler that returns a card."""
