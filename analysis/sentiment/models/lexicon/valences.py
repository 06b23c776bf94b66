"""Reads tables of valences: `entry<TAB>valence` a line; empty lines and lines that begin with `# ` are skipped."""

from __future__ import annotations

from importlib.resources.abc import Traversable

LOWEST, HIGHEST = -4.0, 4.0


class LexiconFileError(ValueError):
    """A words.tsv or rules.toml that breaks its format; the message names the file and the line or key."""


def read_valences(path: Traversable) -> dict[str, float]:
    """Entry -> valence −4..4. Raises LexiconFileError at a line of another shape, a valence out of range or an entry
    that is given twice with different valences."""
    valences: dict[str, float] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith(("# ", "#\t")) or line == "#":
            continue
        entry, tab, value = line.partition("\t")
        entry = entry.strip()
        try:
            valence = float(value)
        except ValueError:
            valence = float("nan")
        if not tab or not entry or not LOWEST <= valence <= HIGHEST:
            raise LexiconFileError(
                f"{path}:{number}: expected entry<TAB>valence with a valence {LOWEST:g}..{HIGHEST:g}, found {line!r}"
            )
        if valences.setdefault(entry, valence) != valence:
            raise LexiconFileError(
                f"{path}:{number}: {entry!r} stands twice, with {valences[entry]:g} and {valence:g}: keep one"
            )
    return valences
