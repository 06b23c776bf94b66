"""`overheard export`: the published SWOT, the comparison of the brands or the gaps as a file."""

from __future__ import annotations

from pathlib import Path

import duckdb

from dashboard.exports import FORMATS, export_swot
from dashboard.exports.tables import export_table
from dashboard.queries import NoEditionError, open_build, swot_report
from dashboard.table_report import comparison_report, gaps_report
from data.publish import current_build
from data.workspace import ConfigError, Workspace

SUBJECTS = ("swot", "comparison", "gaps")


def export_file(
    workspace: Workspace, what: str, to: Path, *, brand: str = "", template: Path | None = None, edition: str = ""
) -> Path:
    """Write `what` of the published build to `to` (its suffix chooses the format). Returns the file's full path.

    Raises ConfigError for an unknown subject, format, brand or edition, and when nothing is published yet.
    """
    if what not in SUBJECTS:
        raise ConfigError(f"export: expected one of {', '.join(SUBJECTS)}, found {what!r}.")
    if to.suffix.lower() not in FORMATS:
        raise ConfigError(f"--to: expected a file ending in one of {', '.join(FORMATS)}, found {to.name!r}.")
    if template is not None and not template.is_file():
        raise ConfigError(f"--template: expected a .pptx file, found no file {template}.")
    path = current_build(workspace.state_dir)
    if path is None:
        raise ConfigError("export: nothing is published yet. Run `overheard run` first.")
    brand_id = workspace.select_brands([brand])[0].id if brand else None
    try:
        build = open_build(path)
        to.parent.mkdir(parents=True, exist_ok=True)
        if what == "comparison":
            return export_table(comparison_report(build, edition or None), to.resolve(), template)
        if what == "gaps":
            return export_table(gaps_report(build, brand_id, edition or None), to.resolve(), template)
        return export_swot(swot_report(build, brand=brand_id, edition=edition or None), to.resolve(), template)
    except (NoEditionError, ValueError, KeyError) as error:
        raise ConfigError(f"export: {error}") from None
    except duckdb.Error as error:
        raise ConfigError(f"export: {path} cannot be read: {error}. `overheard analyze` makes a new build.") from None
