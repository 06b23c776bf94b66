"""What can be wrong with one cell or row."""

from __future__ import annotations


class RowError(ValueError):
    """One row is no record; the message names the column, what was expected and found."""


def expected(what: str, found: object) -> RowError:
    """The error of a cell: at most 40 characters of what was found, and none of an address."""
    text = str(found)
    return RowError(f"expected {what}, found {text[:40] + '…' if len(text) > 40 else text!r}")
