"""`overheard import`: a file of the user's own into a landing file, the bad rows reported; the next analyze loads it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from data.clock import utc_now
from data.errors import ConfigError
from data.imports.by_text import NAMES_NONE, summary
from data.imports.columns import Facts
from data.imports.convert import Plan
from data.imports.covered import Placed
from data.imports.errors import ImportFileError
from data.imports.noted import Noted
from data.imports.pipeline import Rated, Result, convert
from data.imports.read_as import ReadAs
from data.imports.reading import Table
from data.imports.rejected import RejectedFile
from data.kinds import IMPORTS
from data.kinds.stated_range import StatedRange
from data.kinds.visit import IMPORTED, Visit
from data.landing import LandingWriter, landing_path
from data.state import locks
from data.state.runs import Run, finish_run, start_run
from data.witnesses import check_clock
from data.wording import counted
from data.workspace import Workspace
from overheard.commands.importing.columns import show_columns
from overheard.commands.importing.prepare import ImportRequest, prepare
from overheard.progress import say, show

__all__ = ["ImportRequest", "run_import", "show_columns"]

DONE, REJECTED, FAILED = 0, 1, 1
KEPT = "what has landed is kept; import the file again, nothing is taken twice"
SPIDER = "import"
SHOWN = 5
"""Rejected rows that are printed; the file of rejected rows holds all."""
WAIT_SECONDS = 600.0
"""For the lock of imports: they may run beside a crawl and an analysis, one at a time."""


def run_import(workspace: Workspace, request: ImportRequest) -> int:
    """`overheard import`. Returns the exit code. Raises ConfigError, nothing touched, where the file as a whole is wrong."""
    try:
        table, plan, facts = prepare(workspace, request)
    except ImportFileError as error:
        raise ConfigError(str(error)) from None
    if request.dry_run:
        return _dry_run(table, plan, facts)
    try:
        # What lands under a wrong clock would bear witness for it.
        check_clock(workspace.state_dir, utc_now())
        with locks.hold(workspace.state_dir, locks.IMPORT, wait_seconds=WAIT_SECONDS):
            run = start_run(workspace.state_dir, f"import {request.kind}")
            return _import(workspace, table, plan, facts, run)
    except locks.BusyError as error:
        say(f"import: {error} Import the file again when that is done.")
        return REJECTED


@dataclass
class Tally:
    """What is reported of a file whose rows were read."""

    records: int = 0
    by_text: int = 0
    unnamed: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    noted: Noted = field(default_factory=Noted)
    placed: Placed = field(default_factory=Placed)
    rated: Rated = field(default_factory=Rated)

    def add(self, result: Result) -> None:
        """Count one more block."""
        self.records += result.records
        self.by_text += result.by_text
        self.unnamed += sum(reason.startswith(NAMES_NONE) for _, _, reason in result.rejected)
        self.left_out += result.left_out
        self.noted.update(result.noted)
        self.placed.update(result.placed)
        self.rated.update(result.rated)

    def visits(self, plan: Plan) -> list[Visit]:
        """Of each brand whose reviews state ratings: how many were read and how many refused, as of a page that is visited."""
        return [
            Visit(
                brand=brand, url=f"{plan.file}#{brand}", kind=IMPORTED, spider=SPIDER, status="observed", fetched_at=plan.seen_at,
                items=self.rated.reviews[brand], ratings=stated, ratings_unread=self.rated.unread[brand],
            )
            for brand, stated in sorted(self.rated.ratings.items())
            if stated
        ]  # fmt: skip

    def report(self) -> None:
        """Print it, but for the records; also the rows that say of themselves that they are not to be counted."""
        if brands := summary(self.by_text, self.unnamed):
            say(f"import: {brands}")
        for note in self.noted.lines():
            say(f"import: {note}")
        if self.left_out:
            why = _listed([f"{said} ({n})" for said, n in self.left_out.most_common()])
            say(f"import: {counted(self.left_out.total(), 'row')} left out, not to be counted: {why}")

    def stated(self, plan: Plan, rows: int, rejected: int) -> tuple[list[StatedRange], str]:
        """What is kept of the dates that the file covers, which is reported, and why nothing is ('' where it is)."""
        covers = plan.covers
        if covers is None:
            return [], ""
        for warning in covers.warnings(self.placed):
            say(f"import: {warning}")
        if doubt := covers.doubt(self.placed, rows, rejected):
            return [], doubt
        kept = covers.records(IMPORTS[plan.kind], plan.file, self.placed, plan.now)
        say(f"import: covers {covers}, as stated: {_listed([f'{each.brand} at {each.source}' for each in kept])}")
        return kept, ""


def _listed(parts: list[str]) -> str:
    more = len(parts) - SHOWN
    return ", ".join(parts[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _dry_run(table: Table, plan: Plan, facts: Facts) -> int:
    bad, tally = 0, Tally()
    for result in convert(table, plan, facts):
        tally.add(result)
        for line, _, reason in result.rejected:
            bad += 1
            if bad <= SHOWN:
                say(f"import: {table.path}: line {line}: {reason}")
    tally.report()
    _, doubt = tally.stated(plan, facts.rows, bad)
    if doubt:
        say(f"import: {doubt}")
    would = f"would import {_counted(tally.records, plan.kind)}, reject {bad}; nothing was written"
    show(f"{table.path.name}: {counted(facts.rows, 'row')}: {would}")
    return REJECTED if bad or doubt else DONE


def _counted(n: int, kind: str) -> str:
    """`1 goal`, `2 mystery shops`: records of an import kind."""
    return counted(n, kind.removesuffix("s").replace("-", " "))


def _import(workspace: Workspace, table: Table, plan: Plan, facts: Facts, run: Run) -> int:
    read_as = str(ReadAs(plan.scale, plan.orders, plan.decimals))
    target = landing_path(workspace.state_dir, run.run_id, SPIDER)
    tally = Tally()
    try:
        with LandingWriter(target) as writer, RejectedFile(table, read_as) as rejected:
            for result in convert(table, plan, facts):
                writer.write_lines(result.lines)
                tally.add(result)
                run.items = tally.records
                for line, cells, reason in result.rejected:
                    rejected.add(cells, reason)
                    if rejected.rows <= SHOWN:
                        run.failures.append(f"{table.path.name}: line {line}: {reason}")
            kept, doubt = tally.stated(plan, facts.rows, rejected.rows)
            for record in (*kept, *tally.visits(plan)):
                writer.write(record)
            if doubt:
                run.failures.append(f"{table.path.name}: {doubt}")
    except (OSError, ImportFileError) as error:
        finish_run(workspace.state_dir, run, error=f"{error}; {KEPT}")
        say(f"import: stopped: {error}; {KEPT}")
        return FAILED
    except BaseException as error:
        finish_run(workspace.state_dir, run, error=f"{type(error).__name__} {error}; {KEPT}")
        raise
    finish_run(workspace.state_dir, run)
    for failure in run.failures:
        say(f"import: {failure}")
    tally.report()
    if rejected.rows:
        say(f"import: {rejected.rows} of {counted(facts.rows, 'row')} rejected; fix and import {rejected.path}")
    show(
        f"read {_counted(run.items, plan.kind)} from {table.path.name} (those already known add nothing); "
        f"next: overheard analyze --workspace {workspace.root}"
    )
    return REJECTED if rejected.rows or doubt else DONE
