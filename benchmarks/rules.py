"""What each named rule of extraction is worth: how often it fires on real pages, and what is read without it.

    python benchmarks/rules.py --corpus DIR                 # all rooms, on the corpus and on our fixtures
    python benchmarks/rules.py --corpus DIR --only reviews --every 4

A line for each rule of each table (crawlers/extract/page/rules.py): on how many pages it fired (`fires`); on how many of
those that were tried other records are read without it (`changes`; after ENOUGH such pages it is proven and not tried
further); and which figures of benchmarks/extraction.py fall or rise on those pages without it. A rule that changes nothing
on any page earns nothing. This reports; it fails nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from benchmarks import extraction  # noqa: E402
from benchmarks.scoring import corpus as reading  # noqa: E402
from benchmarks.scoring.corpus import entries, html_entries, without_markup  # noqa: E402
from crawlers.extract.channels import extract_channels  # noqa: E402
from crawlers.extract.faqs import extract_faqs  # noqa: E402
from crawlers.extract.faqs.help_centre import answer_links  # noqa: E402
from crawlers.extract.page import Page, parse_page  # noqa: E402
from crawlers.extract.page.condition import block_reason  # noqa: E402
from crawlers.extract.page.rules import tables, watched  # noqa: E402
from crawlers.extract.page.shell import looks_script_driven  # noqa: E402
from crawlers.extract.rankings import read_result_page  # noqa: E402
from crawlers.extract.reviews import extract_reviews, extract_totals  # noqa: E402
from crawlers.extract.site.home import read_home  # noqa: E402
from crawlers.extract.site.links import find_pages  # noqa: E402

FIXTURES = ROOT / "tests" / "fixtures" / "extract"
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC).replace(tzinfo=None)
ENOUGH = 3
"""Pages on which a rule must change what is read to be proven."""


@dataclass(frozen=True)
class Room:
    """What is read in a room, by which tables, and the kinds of benchmarks/extraction.py that score it."""

    tables: tuple[str, ...]
    read: Callable[[Page], object]
    kinds: tuple[str, ...]
    pages: tuple[str, ...] = ("faq", "reviews", "support")
    stripped: bool = False
    """Whether pages are read without their markup too."""


def _dumped(records: Sequence[Any]) -> list[Any]:
    return [record.model_dump(mode="json") for record in records]


ROOMS = {
    "reviews": Room(
        ("reviews.", "dates."),
        lambda page: (_dumped(extract_reviews(page, NOW)), _dumped(extract_totals(page))),
        ("reviews",),
        stripped=True,
    ),
    "faqs": Room(
        ("faqs.", "asking."), lambda page: (_dumped(extract_faqs(page)), answer_links(page)), ("faqs",), stripped=True
    ),
    "channels": Room(("channels.",), lambda page: _dumped(extract_channels(page)), ("channels",)),
    "rankings": Room(("rankings.",), read_result_page, ("rankings",), ("serp",)),
    "site": Room(
        ("site.",),
        lambda page: (
            repr(read_home(page)),
            [find_pages(page, kind) for kind in ("faqs", "reviews", "channels", "about")],
        ),
        ("finding",),
    ),
    "condition": Room(
        ("condition.",),
        lambda page: (block_reason(page, 200), looks_script_driven(page)),
        (),
        ("faq", "reviews", "support", "social", "serp"),
    ),
}


@dataclass
class Earned:
    """What one rule did: pages on which it fired, was left out, and then changed what was read; the files of those."""

    fires: int = 0
    tried: int = 0
    changed: list[str] = field(default_factory=list)


def measure(room: Room, pages: Iterator[tuple[str, bytes, str]]) -> dict[tuple[str, str], Earned]:
    """What each rule of a room's tables did on the pages, given as (file, body, address)."""
    known = {name: table for name, table in tables().items() if name.startswith(room.tables)}
    earned = {(name, rule): Earned() for name, table in known.items() for rule in table.names}
    for file, body, url in pages:
        fired: set[tuple[str, str]] = set()
        with watched(partial(_note, fired)):
            whole = _read(room, body, url)
        for name, rule in sorted(fired & earned.keys()):
            earning = earned[name, rule]
            earning.fires += 1
            if len(earning.changed) < ENOUGH:
                earning.tried += 1
                if _read_without(room, body, url, name, rule) != whole:
                    earning.changed.append(file)
    return earned


def _note(fired: set[tuple[str, str]], name: str, _: object, rules: tuple[str, ...]) -> None:
    fired.update((name, rule) for rule in rules)


def _read(room: Room, body: bytes, url: str) -> object:
    _forget()
    return room.read(parse_page(body, url))


def _read_without(room: Room, body: bytes, url: str, name: str, rule: str) -> object:
    """What is read of a page without a rule, or the error that it kept away: the rules behind it may rest on it."""
    with tables()[name].without(rule):
        try:
            return _read(room, body, url)
        except Exception as error:  # noqa: BLE001
            return repr(error)


def _forget() -> None:
    """Empty the caches that hold what rules decided before: those of a limited size."""
    for name, module in list(sys.modules.items()):
        if name.startswith("crawlers.extract"):
            for thing in vars(module).values():
                if hasattr(thing, "cache_parameters") and thing.cache_parameters()["maxsize"] is not None:
                    thing.cache_clear()


def pages_of(room: Room, corpus: Path, every: int) -> Iterator[tuple[str, bytes, str]]:
    """The room's pages of the corpus, each `every`-th, and our fixtures."""
    listed = [(entry.file, corpus / entry.file, entry.url) for entry in html_entries(corpus, *room.pages)][::every]
    fixtures = [(path.name, path, _address(path)) for path in sorted(FIXTURES.rglob("*.html"))]
    for file, path, url in (*listed, *fixtures):
        body = path.read_bytes()
        if body.strip():
            yield file, body, url
            if room.stripped:
                yield file, without_markup(body), url


def _address(fixture: Path) -> str:
    """Where a fixture says that it was read."""
    expected = fixture.with_name(fixture.name.removesuffix(".html") + ".expected.json")
    return str(json.loads(expected.read_text(encoding="utf-8"))["url"])


def scored_without(room: Room, corpus: Path, name: str, rule: str, files: Sequence[str]) -> list[str]:
    """The figures that differ on these files without a rule, as "figure: with -> without"."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        small = part_of(corpus, Path(folder), set(files))
        before = _scores(small, room)
        stack.enter_context(tables()[name].without(rule))
        after = _scores(small, room)
    return [f"{key}: {before[key]:.3f} -> {after[key]:.3f}" for key in before if abs(before[key] - after[key]) > 1e-9]


def _scores(corpus: Path, room: Room) -> dict[str, float]:
    _forget()
    entries.cache_clear()
    return {score.key: score.value for score in extraction.measure(corpus, room.kinds) if score.layer != "unlabelled"}


def part_of(corpus: Path, folder: Path, files: set[str]) -> Path:
    """A corpus that lists only some files of another, which it links to."""
    for path in corpus.iterdir():
        if path.name != "INDEX.tsv":
            (folder / path.name).symlink_to(path)
    head, *lines = (corpus / "INDEX.tsv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split("\t")[1] in files]
    (folder / "INDEX.tsv").write_text("\n".join([head, *kept, ""]), encoding="utf-8")
    return folder


def report(room: Room, corpus: Path, earned: dict[tuple[str, str], Earned], scores: bool) -> Iterator[str]:
    """A line a rule, those of one table together in its order."""
    for (name, rule), earning in earned.items():
        changed = f"{len(earning.changed)}{'+' if len(earning.changed) >= ENOUGH else ''}"
        line = f"{name:<44} {rule:<44} {earning.fires:>6} {changed:>8}"
        files = [file for file in earning.changed if (corpus / file).exists()]
        if scores and files and room.kinds:
            line += "  " + "; ".join(scored_without(room, corpus, name, rule, files)[:3])
        yield line


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. 0; 2: wrong call."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with INDEX.tsv")
    parser.add_argument("--only", action="append", default=[], choices=sorted(ROOMS), help="one room; may be repeated")
    parser.add_argument("--every", type=int, default=1, help="each so many-th page of the corpus only")
    parser.add_argument(
        "--scores", action="store_true", help="also which figures differ without each rule; takes longer"
    )
    asked = parser.parse_args(arguments)
    if not (asked.corpus / "INDEX.tsv").is_file():
        print(f"--corpus: expected a folder with INDEX.tsv, found none in {asked.corpus}", file=sys.stderr)
        return 2
    reading.WORKERS = 1  # a rule is left out in this process
    corpus = asked.corpus.resolve()
    idle: dict[str, list[str]] = {}
    for name in asked.only or ROOMS:
        started, room = time.perf_counter(), ROOMS[name]
        earned = measure(room, pages_of(room, corpus, asked.every))
        print(f"\n{name:<44} {'rule':<44} {'fires':>6} {'changes':>8}", flush=True)
        for line in report(room, corpus, earned, asked.scores):
            print(line, flush=True)
        idle[name] = [f"{table}: {rule}" for (table, rule), earning in earned.items() if not earning.changed]
        print(f"{len(earned)} rules in {time.perf_counter() - started:.0f} s", flush=True)
    for name, rules in idle.items():
        for rule in rules:
            print(f"changes nothing in {name}: {rule}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
