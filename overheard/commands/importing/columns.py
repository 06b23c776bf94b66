"""`overheard import KIND --columns`: what a file of a kind may hold, with an example, generated from the kind itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from data.errors import ConfigError
from data.imports.choosing.names import known_names
from data.imports.mapping import builtin_mappings
from data.kinds import IMPORTS
from data.record import importing as f
from data.record.importing import Import
from overheard.progress import show

MEANINGS = {
    f.TEXT: "text", f.WORD: "a word, name or id", f.TIME: "a date or time", f.NUMBER: "a number", f.COUNT: "a whole number",
    f.FLAG: "yes or no", f.RATING: "a number, may state its scale: 4/5", f.BRAND: "a brand of overheard.toml",
    f.BRANDS: "brands, parted by ;", f.DAY: "a date", f.MONTH: "a month", f.NAME: "a name such as nps or response_time",
    f.URL: "a web address", f.VOLUME: "searches a month, or a range", f.PERIOD: "a year, month or day",
    f.SCORE: "a score, may have its label: 5 - Very good",
    f.EDITED: "a date or time",
    f.FIGURE: "a number, may be in %", f.DURATION: "minutes, or 2:05:00", f.HOURS: "hours, or 2:05:00",
}  # fmt: skip
"""What the cells of a field may be."""
EXAMPLES = {
    f.TEXT: "Some words", f.WORD: "a1", f.TIME: "2026-10-03 09:30", f.NUMBER: "5", f.COUNT: "12", f.FLAG: "yes", f.RATING: "4",
    f.BRAND: "Acme", f.BRANDS: "Acme;Borealis", f.DAY: "2026-12-31", f.MONTH: "2026-10", f.NAME: "nps",
    f.URL: "https://acme.example/1", f.VOLUME: "1300", f.PERIOD: "2026-10", f.SCORE: "4",
    f.EDITED: "2026-10-05", f.FIGURE: "3.2%", f.DURATION: "95", f.HOURS: "2",
}  # fmt: skip
SPECIAL = {
    "rating_max": "5", "quality_max": "5", "scale_max": "10", "source": "example.com", "network": "reddit", "voice": "customer",
    "language": "en", "market": "th-TH", "author": "Sample A", "metric": "nps", "nps": "9", "csat": "4", "ces": "6", "score": "9",
    "channel": "email", "question": "Where is my parcel?", "answer": "It left on Monday", "keyword": "tea by post",
    "content_kind": "text", "answered_at": "2026-10-03 11:05", "replied_at": "2026-10-04", "first_party": "no", "n": "480",
    "value": "3.2%", "target": "40", "baseline": "31", "respondent": "1001", "body": "The parcel came a day early",
    "responded_at": "2026-10-03 11:05", "resolved_at": "2026-10-04 16:00",
}  # fmt: skip
"""Example cells of fields that are told by more than what they hold."""
LEFT = frozenset({"fetched_at", "parent_id", "utc_offset", "brands"})
"""Fields that the example file does without."""
_NAMES = 4
"""Other names of a column that are shown."""


def show_columns(kind: str) -> None:
    """Print the columns that a kind takes, an example file, and the exports that are known. Raises ConfigError."""
    if kind not in IMPORTS:
        raise ConfigError(f"import: expected one of {', '.join(IMPORTS)}, found {kind!r}.")
    for line in column_lines(IMPORTS[kind]):
        show(line)


def column_lines(kind: Import) -> Iterator[str]:
    """What is printed of a kind."""
    needed = " and ".join(" or ".join(group) for group in kind.required)
    brand = "; a brand a row, or --brand NAME for all" if kind.has_brand else ""
    yield f"A file of {kind.name} needs a column for {needed}{brand}."
    yield "Columns may be in any order, and called so in any language; others are left out."
    yield ""
    width = max(map(len, kind.cells))
    for field, type_ in kind.cells.items():
        also = [name for name in known_names(kind.name)[field][1:] if name != field.replace("_", " ")][:_NAMES]
        yield f"  {field:<{width}}  {MEANINGS[type_]}" + (f"; also called {', '.join(also)}" if also else "")
    yield ""
    yield f"Example ({kind.name}.csv):"
    yield ""
    yield from example(kind).splitlines()
    exports = [name for name, mapping in builtin_mappings().items() if mapping.kind == kind.name]
    if exports:
        yield ""
        yield f"Exports that are recognised: {', '.join(exports)}"


def example(kind: Import) -> str:
    """A file of one row that can be imported."""
    # Measures may be columns of their own instead of one column of measures and one of values.
    single = {name for group in kind.required if group[0] in ("value", "score", "period") for name in group[1:]}
    fields = [name for name in kind.cells if name not in LEFT | single]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [fields, [SPECIAL.get(name, EXAMPLES[kind.cells[name]]) for name in fields]]
    )
    return out.getvalue()
