"""What only the page Overview shows."""
