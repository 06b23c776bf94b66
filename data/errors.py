"""Errors that every room may raise and the command line reports."""

from __future__ import annotations


class ConfigError(Exception):
    """A wrong overheard.toml or a wrong call; the message is complete and meant for the user."""


class RefusedError(ValueError):
    """A step that cannot be undone was refused, for only one witness speaks for it; the message says what disagrees and what to
    type."""
