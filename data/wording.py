"""Numbers with what they count, as a person writes them: the one formatter of messages on the command line and in logs."""

from __future__ import annotations


def number(value: float) -> str:
    """`1,204`, `0.5`, `15` for 15.0."""
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def counted(n: float, noun: str, plural: str = "") -> str:
    """`1 goal`, `2 goals`, `0 entries` with plural='entries'; nouns without a plural of their own take an s."""
    return f"{number(n)} {noun if n == 1 else plural or noun + 's'}"
