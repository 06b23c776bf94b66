"""A real local web on port 0 for tests."""
