"""The end of `overheard run`: new signals and due digests go out, each once, and what became of them is kept.

The order makes it at most once: a message is written down before it is sent and again after; killed between, it counts as
sent, and `status` says that it may not have arrived. What a receiver refuses is tried again by the next run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.queries import Build, Row
from dashboard.reports.signals import SignalReport, quotes_of, signal_reports
from dashboard.reports.words import interval, number
from data.clock import utc_now
from data.privacy import load_key
from data.state.alerts import FAILED, NOTHING, SENDING, SENT, Message, note_message, of_alert, read_messages
from data.thresholds import THRESHOLDS
from data.workspace import Workspace
from data.workspace.alerts import WEEKLY, Alert
from overheard.alerts.choosing import Hashed, due, new_of, today_of, wanted
from overheard.alerts.receiver import Words, problem_of, send
from overheard.alerts.wording import Moved, Told, digest_html, digest_title, text_of, title_of
from overheard.progress import say

QUOTES = 2
"""Quotes a signal, where an alert asks for them."""
_ADDRESS = "address"
"""What a failure is of that kept anything from being sent."""
_FIGURES = {
    "net": THRESHOLDS.interval_beyond,
    "rating": THRESHOLDS.rating_step,
    "response_rate": THRESHOLDS.interval_beyond,
}
"""Figures of a digest, and by how much they must move to be told."""


@dataclass(frozen=True)
class _Night:
    """What a run has to tell of."""

    workspace: Workspace
    build: Build
    hashed: Hashed
    now: datetime

    @property
    def today(self) -> date:
        return today_of(self.workspace, self.now)


def send_alerts(workspace: Workspace) -> list[str]:
    """Send what is new since the last time, from the published build. Returns new failures, one line each."""
    if not workspace.alerts:
        return []
    build = queries.latest_build(workspace.state_dir)
    if build is None:
        return []
    night = _Night(workspace, build, Hashed(load_key(workspace.state_dir)), utc_now())
    signals = signal_reports(build)
    messages, _ = read_messages(workspace.state_dir)
    found = []
    for alert in workspace.alerts:
        problem = _serve(night, alert, wanted(workspace, alert, signals), of_alert(messages, alert.name))
        if problem:
            found.append(problem)
    return found


def alert_lines(workspace: Workspace) -> Iterator[str]:
    """What `status` says of each alert: when something was sent last, and what did not arrive."""
    messages, problems = read_messages(workspace.state_dir)
    yield from problems
    for alert in workspace.alerts:
        mine = of_alert(messages, alert.name)
        sent = [message for message in mine if message.state == SENT]
        yield f"{alert.name} ({alert.when}): " + (
            f"sent last {sent[-1].at:%Y-%m-%d %H:%M} UTC" if sent else "nothing sent yet"
        )
        if failing := _failing(mine):
            yield f"  fails since {failing[0].at:%Y-%m-%d}: {failing[-1].problem}; the next run tries again"
        for message in mine:
            if message.state == SENDING:
                cut = f"the message of {message.at:%Y-%m-%d %H:%M} UTC was cut off"
                yield f"  {cut} and may not have arrived; it is not sent again"


def _failing(messages: Sequence[Message]) -> list[Message]:
    """The failures since the last message that was sent, oldest first."""
    found: list[Message] = []
    for message in reversed(messages):
        if message.state != FAILED:
            break
        found.insert(0, message)
    return found


def _serve(night: _Night, alert: Alert, signals: list[SignalReport], messages: list[Message]) -> str:
    """Send an alert what it has not had. Returns a failure that is new, or ''."""
    state_dir = night.workspace.state_dir
    address = Message(alert=alert.name, message=_ADDRESS, state=FAILED, at=night.now)
    if problem := problem_of(alert):
        return _failed(night, address, messages, problem)
    if any(message.message == _ADDRESS and message.state == FAILED for message in messages):
        note_message(state_dir, address.model_copy(update={"state": NOTHING}))
    planned = _planned(night, alert, signals, messages)
    if planned is None:
        return ""
    message, words = planned
    note_message(state_dir, message)
    if words is None:
        return ""
    if problem := send(alert, words):
        return _failed(night, message, messages, problem)
    note_message(state_dir, message.model_copy(update={"state": SENT, "at": utc_now()}))
    say(f"alert {alert.name}: sent")
    return ""


def _failed(night: _Night, message: Message, messages: list[Message], problem: str) -> str:
    """Write down that a message was not taken. Returns the failure if it is new, '' if the run before had it too."""
    was = _failing(messages)
    known = bool(was) and was[-1].problem == problem
    if not known or message.message != _ADDRESS:
        ended = {"state": FAILED, "problem": problem, "at": utc_now()}
        note_message(night.workspace.state_dir, message.model_copy(update=ended))
    if known:
        say(f"  still: alert {message.alert}: {problem} (since {was[0].at:%Y-%m-%d})")
        return ""
    return f"alert {message.alert}: not sent: {problem}; the next run tries again"


def _planned(
    night: _Night, alert: Alert, signals: list[SignalReport], messages: list[Message]
) -> tuple[Message, Words | None] | None:
    """What is to be sent now, as it will be written down; without words: a digest that has nothing to say. None: nothing is
    due."""
    if alert.when == WEEKLY:
        day = due(alert, messages, night.today)
        return None if day is None else _digest(night, alert, signals, messages, day)
    new = new_of(signals, messages, night.hashed, night.today)
    if not new:
        return None
    told = _told(night, alert, new)
    message = _message(night, alert, f"{night.now:%Y%m%dT%H%M%S%f}", new)
    return message, Words(title_of(night.workspace.name, told), text_of(told, alert.link))


def _digest(
    night: _Night, alert: Alert, signals: list[SignalReport], messages: list[Message], day: date
) -> tuple[Message, Words | None]:
    new = new_of(signals, messages, night.hashed, night.today, over_too=True)
    told = _told(night, alert, new)
    before = [message for message in messages if message.figures and message.state != FAILED]
    figures, moved = _figures(night, alert, before[-1].figures if before else {})
    message = _message(night, alert, f"digest-{day:%Y-%m-%d}", new)
    message = message.model_copy(update={"due": day, "figures": figures})
    if not told and not moved:
        return message.model_copy(update={"state": NOTHING}), None
    names = {signal.signal_id for signal in new}
    going_on = [signal for signal in signals if signal.is_open and signal.signal_id not in names]
    html = digest_html(night.workspace.name, day, told, going_on, moved, alert.link)
    return message, Words(digest_title(night.workspace.name, day), html, html=True)


def _message(night: _Night, alert: Alert, name: str, new: Sequence[SignalReport]) -> Message:
    sent = tuple(night.hashed.signal(signal) for signal in new)
    return Message(alert=alert.name, message=name, state=SENDING, at=night.now, signals=sent)


def _told(night: _Night, alert: Alert, new: Sequence[SignalReport]) -> list[Told]:
    return [Told(signal, quotes_of(night.build, signal.signal_id)[:QUOTES] if alert.quotes else ()) for signal in new]


def _figures(night: _Night, alert: Alert, before: dict[str, float]) -> tuple[dict[str, float], list[Moved]]:
    """The brands' figures now, by hash, and those that moved since `before`."""
    editions = queries.editions(night.build)
    if not editions:
        return {}, []
    found: dict[str, float] = {}
    moved = []
    chosen = {brand.id for brand in night.workspace.select_brands(list(alert.brands))}
    for row in queries.rows(night.build, "brand_summaries", edition=editions[0]["edition"]):
        if row["brand"] not in chosen or (alert.whose != "all" and bool(row["own"]) != (alert.whose == "own")):
            continue
        for name, least in _FIGURES.items():
            value = row[name]
            if value is None:
                continue
            key = night.hashed.of("figure", row["brand"], name)
            found[key] = float(value)
            if key in before and abs(before[key] - value) > least:
                moved.append(_moved(row, name, before[key]))
    return found, moved


def _moved(row: Row, name: str, before: float) -> Moved:
    low, high = (row["low"], row["high"]) if name == "net" else (row[f"{name}_low"], row[f"{name}_high"])
    n = row[{"net": "n_units", "rating": "n_rated", "response_rate": "n_replies_base"}[name]]
    return Moved(t(f"alerts.{name}", brand=row["name"]), number(before), f"{interval(row[name], low, high)}, n = {n:,}")
