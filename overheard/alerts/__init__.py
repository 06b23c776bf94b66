"""Signals sent to people: what is new for whom, in which words, by which way, and what became of it."""
