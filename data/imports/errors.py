"""What can be wrong with a file to import as a whole."""

from __future__ import annotations


class ImportFileError(Exception):
    """The file as a whole cannot be imported: nothing was touched. The message names the file, what was expected and found."""
