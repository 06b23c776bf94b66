"""What is new for an alert: its signals that no message has spoken of yet, and whether its digest is due."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from analysis.figures.signals.signal import COMPLAINTS, SENTIMENT
from dashboard.reports.signals import SignalReport
from data.state.alerts import FAILED, Message, SentSignal
from data.thresholds import THRESHOLDS
from data.workspace import Workspace
from data.workspace.alerts import WEEKDAYS, Alert

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Hashed:
    """Keyed hashes of what the file of messages must not name."""

    key: bytes

    def of(self, *parts: str) -> str:
        """The hash of some words, 16 hexadecimal digits."""
        return hmac.new(self.key, "\x1f".join(("alert", *parts)).encode(), hashlib.sha256).hexdigest()[:16]

    def signal(self, signal: SignalReport) -> SentSignal:
        """A signal as the file of messages holds it."""
        return SentSignal(
            place=self.of(signal.kind, signal.brand, signal.topic), first_day=signal.first_day, last_day=signal.last_day
        )


def wanted(workspace: Workspace, alert: Alert, signals: Iterable[SignalReport]) -> list[SignalReport]:
    """The signals that an alert names."""
    brands = {brand.id for brand in workspace.select_brands(list(alert.brands))}
    return [
        signal
        for signal in signals
        if (not alert.kinds or signal.kind in alert.kinds)
        and signal.brand in brands
        and (alert.whose == "all" or signal.own == (alert.whose == "own"))
        and (not alert.drivers or signal.kind not in (COMPLAINTS, SENTIMENT) or signal.topic in alert.drivers)
    ]


def new_of(
    signals: Iterable[SignalReport], messages: Sequence[Message], hashed: Hashed, today: date, over_too: bool = False
) -> list[SignalReport]:
    """The signals that go on (`over_too`: or were over lately) and that no message spoke of. What was sent stays sent when a late
    import or a forgotten record moves its days, or takes it away and something brings it back."""
    pause = timedelta(days=2 * THRESHOLDS.signal_pause_days)
    told = [each for message in messages if message.state != FAILED for each in message.signals]

    def is_new(signal: SignalReport) -> bool:
        this = hashed.signal(signal)
        return not any(
            each.place == this.place
            and this.first_day <= each.last_day + pause
            and each.first_day <= this.last_day + pause
            for each in told
        )

    return [
        signal for signal in signals
        if (signal.is_open or (over_too and signal.last_day >= today - pause)) and is_new(signal)
    ]  # fmt: skip


def today_of(workspace: Workspace, now: datetime) -> date:
    """The day of `now` (naive UTC) in the workspace's time zone."""
    return now.replace(tzinfo=UTC).astimezone(ZoneInfo(workspace.timezone)).date()


def due(alert: Alert, messages: Sequence[Message], today: date) -> date | None:
    """The day of the digest that is to be sent today; None where none is. The first one waits for its weekday; one that a night
    missed, or a receiver refused, is made up for."""
    last = today - timedelta(days=(today.weekday() - WEEKDAYS.index(alert.weekday)) % 7)
    done = [message.due for message in messages if message.due is not None and message.state != FAILED]
    begun = any(message.due is not None for message in messages)
    if not begun:
        return last if last == today else None
    return None if last in done or (done and max(done) > last) else last
