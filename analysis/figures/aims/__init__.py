"""What a brand aims at and does: goals against the figures, and what finished actions moved."""
