"""What is kept for the day that something went wrong, and what is given back."""
