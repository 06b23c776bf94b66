"""What only the page Health shows."""
