"""Review platforms and the review widgets of shops."""
