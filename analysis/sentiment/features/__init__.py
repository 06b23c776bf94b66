"""The numbers a learned model sees of a text."""
