"""Overheard: competitor and social listening whose every claim opens down to a quote."""

__version__ = "0.1.0"
