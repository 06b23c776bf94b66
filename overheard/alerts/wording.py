"""Messages about signals: plain text that chats show as it is, and a digest as HTML mail. What was collected is hostile here
too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from dashboard.reports.messages import t
from dashboard.reports.queries import Row
from dashboard.reports.safety import one_line, safe_url
from dashboard.reports.signals import SignalReport, days

MOST = 20
"""Signals that one message lists."""
LONGEST_TITLE, LONGEST_QUOTE = 120, 280
_LOOKALIKES = str.maketrans("<>[]*_`~|@#&", "＜＞［］＊＿｀～｜＠＃＆")
"""Signs by which chats format, link, or call people."""
_LINK = re.compile(r"(?<=\w):(?=//)|(?<=\w)\.(?=[^\W\d_])")
"""Where a chat or mail program would make a link of collected words."""


@dataclass(frozen=True)
class Told:
    """A signal and the quotes that are sent along, none unless the alert says so: rows of signal_evidence."""

    signal: SignalReport
    quotes: Sequence[Row] = ()


@dataclass(frozen=True)
class Moved:
    """A figure that moved since the digest before, in words."""

    name: str
    before: str
    now: str


def harmless(text: str | None, most: int = 400) -> str:
    """Collected words as one line that no chat or mail program takes for markup, a link or a call."""
    flat = _LINK.sub(lambda found: {":": "：", ".": "․"}[found[0]], one_line(text)).translate(_LOOKALIKES)
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


def title_of(workspace: str, told: Sequence[Told]) -> str:
    """One line: the only signal, or how many there are."""
    name = harmless(workspace, 60)
    if len(told) == 1:
        return _short(f"{name}: {harmless(told[0].signal.headline)}")
    return _short(t("alerts.title", workspace=name, n=len(told)))


def text_of(told: Sequence[Told], link: str) -> str:
    """The new signals as plain text, with their figures, and the way to the app."""
    parts = [_told_in_text(each) for each in told[:MOST]]
    if len(told) > MOST:
        parts.append(t("alerts.more", n=len(told) - MOST))
    if address := safe_url(link):
        parts.append(t("alerts.open_app", link=address))
    return "\n\n".join(parts)


def digest_title(workspace: str, day: date) -> str:
    """The subject of a digest."""
    return _short(t("alerts.digest_title", workspace=harmless(workspace, 60), day=f"{day:%Y-%m-%d}"))


def digest_html(
    workspace: str, day: date, told: Sequence[Told], going_on: Sequence[SignalReport], moved: Sequence[Moved], link: str
) -> str:
    """A digest: new signals, figures that moved, and what still goes on. No picture, no script, nothing loaded."""
    address = safe_url(link)
    parts = [f"<h1>{escape(digest_title(workspace, day))}</h1>"]
    parts.append(_section("new", [_told_in_html(each, address) for each in told[:MOST]]))
    if len(told) > MOST:
        parts.append(f"<p>{escape(t('alerts.more', n=len(told) - MOST))}</p>")
    parts.append(_section("moved", [_moved_in_html(each) for each in moved]))
    parts.append(_section("going_on", [_linked(each, address) for each in going_on[:MOST]]))
    if address:
        parts.append(f'<p><a href="{escape(address)}">{escape(t("alerts.open_label"))}</a></p>')
    return f"<html><body>{''.join(parts)}</body></html>"


def _section(name: str, items: Sequence[str]) -> str:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f"<h2>{escape(t(f'alerts.{name}'))}</h2><ul>{listed}</ul>" if items else ""


def _told_in_text(told: Told) -> str:
    signal = told.signal
    lines = [harmless(signal.headline), f"{days(signal.first_day, signal.last_day)}: {signal.detail}"]
    lines += [t("alerts.quote", quote=harmless(row["quote"], LONGEST_QUOTE)) for row in told.quotes]
    return "\n".join(lines)


def _told_in_html(told: Told, address: str | None) -> str:
    quotes = [t("alerts.quote", quote=harmless(row["quote"], LONGEST_QUOTE)) for row in told.quotes]
    return _linked(told.signal, address) + "".join(f"<br><i>{escape(quote)}</i>" for quote in quotes)


def _linked(signal: SignalReport, address: str | None) -> str:
    name = escape(harmless(signal.headline))
    shown = f'<a href="{escape(address.rstrip("/"))}/tables?table=signals">{name}</a>' if address else name
    return f"<b>{shown}</b><br>{escape(days(signal.first_day, signal.last_day))}: {escape(signal.detail)}"


def _moved_in_html(moved: Moved) -> str:
    return f"{escape(harmless(moved.name))}: {escape(moved.before)} → {escape(moved.now)}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"
