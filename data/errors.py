"""Errors that every room may raise and the command line reports."""

from __future__ import annotations


class ConfigError(Exception):
    """A wrong overheard.toml or a wrong call; the message is complete and meant for the user."""
