"""The SWOT as a file to hand on: slides, spreadsheet, csv, Markdown, HTML or JSON.

Input is always a `dashboard.reports.swot.SwotReport`, for slides a `Material` of `dashboard.reports.deck` too; nothing here
reads a database or knows Streamlit. Collected text is
hostile: each format escapes or neutralises it, and only http(s) addresses become links.
"""

from __future__ import annotations

from pathlib import Path

from dashboard.exports.as_csv import as_csv
from dashboard.exports.as_html import as_html
from dashboard.exports.as_json import as_json
from dashboard.exports.as_markdown import as_markdown
from dashboard.exports.as_xlsx import as_xlsx
from dashboard.exports.files import known_suffix, write_whole
from dashboard.exports.slides import as_pptx
from dashboard.reports.deck import NO_MATERIAL, Material
from dashboard.reports.swot import SwotReport

__all__ = ["FORMATS", "export_swot", "swot_bytes"]

_SLIDES = ".pptx"
_WRITERS = {
    ".xlsx": as_xlsx,
    ".csv": as_csv,
    ".md": as_markdown,
    ".html": as_html,
    ".json": as_json,
}

FORMATS: tuple[str, ...] = (_SLIDES, *_WRITERS)
"""The suffixes that can be written, with their dot."""


def swot_bytes(report: SwotReport, suffix: str, material: Material = NO_MATERIAL) -> bytes:
    """The file of that `suffix` ('.pptx' or 'pptx', any case) as bytes; `material` is what slides show beside the SWOT.
    ValueError for a suffix not in FORMATS."""
    known = known_suffix(suffix, FORMATS)
    return as_pptx(report, None, material) if known == _SLIDES else _WRITERS[known](report)


def export_swot(
    report: SwotReport,
    path: Path,
    template: Path | None = None,
    material: Material = NO_MATERIAL,
    *,
    full: bool = False,
) -> Path:
    """Write the report to `path` in the format of its suffix, whole or not at all; returns `path`.

    `template` is a .pptx whose master, theme and slide size the slides take; `material` is what slides show beside the SWOT; with
    `full` they have an appendix with every finding. The three go with .pptx only. ValueError for an unknown suffix or a template
    that cannot be used, FileNotFoundError where the folder of `path` does not exist.
    """
    suffix = known_suffix(path.suffix, FORMATS)
    if template is not None and suffix != _SLIDES:
        raise ValueError(f"{template}: a template is used for .pptx only, not for {path.name}; leave it out")
    content = as_pptx(report, template, material, full=full) if suffix == _SLIDES else _WRITERS[suffix](report)
    write_whole(path, content)
    return path
