"""`overheard export`: the published SWOT, or a table of what was found, as a file."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir

import duckdb
from lxml.etree import SerialisationError

from dashboard.exports import FORMATS, export_swot
from dashboard.exports.slides import template_lacks
from dashboard.exports.tables import export_table
from dashboard.reports.deck import NO_MATERIAL
from dashboard.reports.deck.loading import deck_material
from dashboard.reports.queries import Build, NoEditionError, SchemaMismatchError, open_build, swot_report
from dashboard.reports.tables import OF_PERSONAS, subjects, table_report
from data.errors import ConfigError
from data.publish import current_build
from data.state.handed_out import note_handed_out
from data.workspace import Workspace
from overheard.progress import say

SWOT = "swot"
SLIDES = ".pptx"


def export_file(
    workspace: Workspace,
    what: str,
    to: Path,
    *,
    brand: str = "",
    template: Path | None = None,
    edition: str = "",
    persona: str = "",
    full: bool = False,
) -> Path:
    """Write `what` of the published build to `to` (its suffix chooses the format), slides of the SWOT with an appendix where
    `full`. Says what a template lacks. Returns the file's full path.

    Raises ConfigError for an unknown subject, format, brand, edition or persona, for a file that cannot be written, and when
    nothing is published yet.
    """
    _check(what, to, template)
    _check_options(what, to, persona=persona, full=full)
    to = to.resolve()
    path = current_build(workspace.state_dir)
    if path is None:
        raise ConfigError("export: nothing is published yet. Run `overheard run` first.")
    brand_id = workspace.select_brands([brand])[0].id if brand else None
    try:
        build = open_build(path)
        if not to.parent.exists():
            to.parent.mkdir(parents=True)
            say(f"export: made the folder {to.parent}")
        _say_what_lacks(template)
        written = _written(build, what, (brand_id, edition or None, persona), to, template, full=full)
        note_handed_out(workspace.state_dir, "export", written)
        return written
    except (NoEditionError, SchemaMismatchError, ValueError, KeyError) as error:
        raise ConfigError(f"export: {error}") from None
    except OSError as error:
        raise ConfigError(
            f"--to: expected a file that can be written, found {to}: {error.strerror or error}. Free space there or correct its "
            "permissions, or name another."
        ) from None
    except SerialisationError as error:  # spreadsheets are put together in files of their own
        raise ConfigError(
            f"export: expected to be able to write below {gettempdir()} (TMPDIR), found: {error}. Free space there."
        ) from None
    except duckdb.Error as error:
        raise ConfigError(f"export: {path} cannot be read: {error}. `overheard analyze` makes a new build.") from None


def _check(what: str, to: Path, template: Path | None) -> None:
    """Raise ConfigError where the call asks for what there is not."""
    known = (SWOT, *subjects())
    if what not in known:
        raise ConfigError(f"export: expected one of {', '.join(known)}, found {what!r}.")
    if to.suffix.lower() not in FORMATS:
        raise ConfigError(f"--to: expected a file ending in one of {', '.join(FORMATS)}, found {to.name!r}.")
    if template is not None and not template.is_file():
        raise ConfigError(f"--template: expected a .pptx file, found no file {template}.")


def _say_what_lacks(template: Path | None) -> None:
    for lack in template_lacks(template) if template is not None else ():
        say(f"export: {template} lacks {lack}; the slides make up for it")


def _check_options(what: str, to: Path, *, persona: str, full: bool) -> None:
    """Raise ConfigError for an option that what is asked for does not have."""
    if full and (what != SWOT or to.suffix.lower() != SLIDES):
        raise ConfigError(f"--full: expected it with {SWOT} --to FILE{SLIDES}, found it with {what} --to {to.name}.")
    if persona and what == SWOT:
        raise ConfigError(f"--persona: expected it with {' or '.join(OF_PERSONAS)}, found it with {SWOT}.")


def _written(
    build: Build, what: str, of: tuple[str | None, str | None, str], to: Path, template: Path | None, *, full: bool
) -> Path:
    """`of`: brand, edition and persona."""
    brand, edition, persona = of
    if what != SWOT:
        return export_table(table_report(build, what, brand, edition, persona), to, template)
    report = swot_report(build, brand=brand, edition=edition)
    slides = to.suffix.lower() == SLIDES
    material = deck_material(build, report.brand, report.edition) if slides else NO_MATERIAL
    return export_swot(report, to, template, material, full=full)
