"""What can be wrong with a file to import, or with one row of it."""

from __future__ import annotations


class ImportFileError(Exception):
    """The file as a whole cannot be imported: nothing was touched. The message names the file, what was expected and found."""


class RowError(ValueError):
    """One row is no record; the message names the column, what was expected and found."""
