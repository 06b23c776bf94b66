"""The dates that a file covers, as its user states them (`--from`, `--to`): what is wrong with them, which of its records lie
within, and what is kept of the statement.

A statement says that the file holds everything that its sources have of its brands between the two days. So it is kept only
where the file's records do not speak against it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from data.imports.errors import ImportFileError
from data.kinds import IMPORTS
from data.kinds.stated_range import StatedRange
from data.record.importing import Import
from data.record.model import Place, Record
from data.thresholds import THRESHOLDS
from data.wording import counted


@dataclass
class Placed:
    """How many records lie within the dates by brand and source, how many before or after, and the first and last day of
    these."""

    within: Counter[Place] = field(default_factory=Counter)
    outside: int = 0
    first: date | None = None
    last: date | None = None

    def update(self, other: Placed) -> None:
        """Add what another block found."""
        self.within.update(other.within)
        self.outside += other.outside
        for day in filter(None, (other.first, other.last)):
            self._extend(day)

    def leave_out(self, day: date) -> None:
        """Count one more record outside."""
        self.outside += 1
        self._extend(day)

    def _extend(self, day: date) -> None:
        self.first = min(self.first or day, day)
        self.last = max(self.last or day, day)


@dataclass(frozen=True)
class Covers:
    """What is stated of one file: the days, and the moments (naive UTC, both included) at which they begin and end."""

    first: date
    last: date
    start: datetime
    end: datetime
    digest: str

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"

    def place(self, record: Record, placed: Placed) -> None:
        """Count a record in `placed`; one without a date says nothing."""
        at: datetime | None = getattr(record, "published_at", None)
        if at is None:
            return
        if self.start <= at <= self.end:
            placed.within.update(record.places())
        else:
            placed.leave_out(at.date())

    def warnings(self, placed: Placed) -> list[str]:
        """What to say of records that lie outside of the dates; they are imported all the same."""
        if not placed.outside:
            return []
        verb = "lies" if placed.outside == 1 else "lie"
        return [
            f"{counted(placed.outside, 'record')} {verb} outside of --from {self.first} --to {self.last} "
            f"({placed.first} to {placed.last}): imported, but of days outside only the records themselves show what was seen"
        ]

    def doubt(self, placed: Placed, rows: int, rejected: int) -> str:
        """Why the statement cannot be kept; '' if it can. `rows` of the file, `rejected` of them."""
        stated = f"--from {self.first} --to {self.last} is not kept: "
        if rejected > (1 - THRESHOLDS.understood_share) * rows:
            return f"{stated}{rejected} of {counted(rows, 'row')} were rejected; import the corrected file with the same dates"
        if not placed.within:
            return f"{stated}no record of a third party's page lies within; expected dates that the file has records of"
        return ""

    def records(self, kind: Import, file: str, placed: Placed, now: datetime) -> list[StatedRange]:
        """What is kept: a statement for each brand and source of which records lie within."""
        return [
            StatedRange.model_validate(
                {
                    "brand": brand, "source": source, "record_kind": kind.model.kind_name, "start": self.start,
                    "end": self.end, "file": file, "digest": self.digest, "fetched_at": now,
                }
            )
            for brand, source in sorted(placed.within)
        ]  # fmt: skip


def stated_covers(
    kind: Import, path: Path, first: str, last: str, zone: ZoneInfo, seen_at: datetime, now: datetime
) -> Covers | None:
    """What --from and --to (days, '' if not given) state of a file made at `seen_at`; None where they state nothing. `zone` is
    of times that state none. Raises ImportFileError where the dates cannot be true."""
    if not first and not last:
        return None
    if not kind.model.is_covered:
        known = " or ".join(name for name, found in IMPORTS.items() if found.model.is_covered)
        raise ImportFileError(f"--from, --to: expected {known}, found {kind.name}, whose dates are never compared.")
    if not first or not last:
        missing, given = ("--from", f"--to {last}") if not first else ("--to", f"--from {first}")
        raise ImportFileError(
            f"{missing}: expected the other end of the dates that the file covers, found {given} alone."
        )
    opens, closes = _day("--from", first), _day("--to", last)
    if closes < opens:
        raise ImportFileError(f"--to: expected a day not before --from {opens}, found {closes}.")
    today = _local(now, zone)
    if closes > today:
        raise ImportFileError(
            f"--to: expected a day not after today ({today}), found {closes}: nobody has seen it yet."
        )
    made = max(_local(seen_at, zone), seen_at.date())
    if closes > made:
        raise ImportFileError(
            f"--to: expected a day not after the file was made ({made}), found {closes}. If it was made later, say when: "
            "--as-of DAY."
        )
    # A day alone is kept as that day's midnight, a moment as UTC: the first day holds both.
    midnight = datetime.combine(opens, time.min)
    start = min(midnight, _utc(midnight, zone))
    # What came later on the day on which the file was made is not in it; of one made on a day alone nobody knows when.
    until = now if seen_at.time() == time.min else seen_at
    end = max(midnight, min(_utc(datetime.combine(closes, time.max), zone), until))
    return Covers(opens, closes, start, end, _digest(path))


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ImportFileError(f"{option}: expected a day such as 2026-11-20, found {text!r}.") from None


def _local(moment: datetime, zone: ZoneInfo) -> date:
    return moment.replace(tzinfo=UTC).astimezone(zone).date()


def _utc(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
