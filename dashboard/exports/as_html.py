"""The SWOT, or a table of a build, as one HTML page: no script, nothing loaded from anywhere, printable.

The pages are Jinja templates. Autoescaping is on, and every text passes the filter `text`, which also drops what no reader sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard.reports import unmeasured, words
from dashboard.reports.messages import t
from dashboard.reports.safety import clean, host_of, one_line, safe_url
from dashboard.reports.swot import QUADRANTS, SwotReport

if TYPE_CHECKING:
    from dashboard.reports.tables import TableReport  # reads builds, which the SWOT exports do not

TEMPLATES = Path(__file__).with_name("templates")


def as_html(report: SwotReport) -> bytes:
    """The SWOT's page as UTF-8, with its style inside and a policy that lets a browser load nothing else."""
    rivals = ", ".join(words.rivals_of(report))
    facts = [
        t("export.deck.edition", edition=one_line(report.edition), status=words.status_of(report)),
        t("export.deck.window", start=words.day(report.window_start), end=words.day(report.window_end)),
        t("export.deck.compared", rivals=rivals) if rivals else t("export.deck.compared_none"),
        t("export.deck.made", workspace=one_line(report.workspace), build=one_line(report.build)),
    ]
    facts += filter(None, [words.changes(report)])
    title = t("export.deck.name", brand=one_line(report.brand_name), edition=one_line(report.edition))
    return _page("swot.html.j2", title, report=report, facts=facts, quadrants=QUADRANTS)


def table_as_html(report: TableReport, facts: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A table's page as UTF-8. `facts`: what it rests on, a line each; `rows`: its cells in words."""
    return _page("table.html.j2", one_line(report.title), report=report, facts=facts, rows=rows)


def _page(template: str, title: str, **fields: Any) -> bytes:
    return _templates().get_template(template).render(title=title, **fields).encode("utf-8")


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.globals.update(t=t, words=words, unmeasured=unmeasured)
    found.filters.update(
        text=_text, numbers=words.figures, on_scale=_on_scale, host_of=host_of, one_line=one_line, safe_url=safe_url
    )
    return found


def _text(text: str | None) -> Markup:
    return Markup(escape(clean(text), quote=True))  # noqa: S704 - escaped here


def _on_scale(value: float) -> str:
    """A difference of −1 to 1 as a place on the drawing, 0 to 200."""
    return f"{max(-1.0, min(1.0, value)) * 100 + 100:.1f}"
