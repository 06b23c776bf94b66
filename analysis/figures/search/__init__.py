"""What result pages show: ranks, questions people also ask, visibility."""
