"""A year of nights: `overheard` as cron calls it, night after night by a clock of the test, on a market that changes.

usage: python -m tests.overheard.soak.nights FOLDER [--nights N] [--seed N] [--to NIGHT]

A call goes on where the one before in the same FOLDER ended, for N nights, at most to night NIGHT, and says what it found.
Nobody helps: no option that confirms, no file touched. Each night is checked: the exit code is 1 only for what is new that
night, and the build of the night opens and shows what the sites that can be read show. Every CHECK_EVERY nights, and at the end,
all that landed since the beginning, loaded and analysed at once in another folder, gives the same figures.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from data.publish import build_info, current_build, failed_checks
from tests.conftest import ROOT
from tests.overheard.command import SECONDS, environment
from tests.overheard.soak.market import BRANDS, Condition, Market, Sites

ZONE = ZoneInfo("Europe/Vilnius")
BEGINS = datetime(2026, 10, 20, 3, 30)  # by the clock on the wall, which is put back five days later
NIGHTLY = ("run", "--quiet", "--if-older-than", "12h")
CATCH_UP = ("run", "--quiet", "--if-missed", "27h")
CHECK_EVERY = 30
RETENTION_DAYS = 150
NIGHT_SECONDS = 10.0
"""Processor seconds of a night, at the median: the most are those of nights with more than one command."""
NOT_COMPARED = {
    "visits", "runs", "ledger", "build_info", "migrations", "editions", "changes", "swot", "swot_evidence", "leads", "stale",
    "signals", "signal_evidence",
}  # fmt: skip
"""Tables that say when something ran or was first seen, which one run over all cannot know."""
TIMES = (
    "run_id",
    "window_start",
    "window_end",
    "collected_n",  # counted before what is old is deleted, here of one night and there of all
    "oldest",
    "fetched_at",
    "first_seen",
    "last_seen",
    "loaded_at",
    "seen_until",
    "removed_at",
    "start",
    "end",
    "created_at",
)


@dataclass
class Progress:
    """How far a soak has come; kept in its folder."""

    seed: int
    ports: list[int]
    night: int = 0
    known_trouble: dict[str, str] = field(default_factory=dict)
    sizes: list[tuple[int, int, int]] = field(default_factory=list)
    """(night, bytes, rows)."""
    seconds: list[float] = field(default_factory=list)
    """Processor seconds of each night."""
    events: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    """Runs that a restored backup took back."""


class Soak:
    """A soak in `folder`, which is made if it is not there. `plan`: night -> brand -> its condition, and `events`: night -> what
    happens to the machine, in the place of chance."""

    def __init__(
        self,
        folder: Path,
        seed: int = 1,
        plan: dict[int, dict[str, Condition]] | None = None,
        events: dict[int, str] | None = None,
    ) -> None:
        self.root, self.landed, self.file = folder / "workspace", folder / "landed", folder / "progress.json"
        self.backup = folder / "backup.zip"
        self.plan, self.events = plan, events
        if self.file.exists():
            self.progress = Progress(**json.loads(self.file.read_text()))
            self.sites = Sites(self.progress.ports)
        else:
            self.root.mkdir(parents=True)
            self.sites = Sites()
            ports = [int(host.netloc.rpartition(":")[2]) for host in self.sites.hosts.values()]
            self.progress = Progress(seed, ports)
            self.sites.write_workspace(self.root, f"page_seconds = 5\nretention_days = {RETENTION_DAYS}")
        self.market = Market(self.progress.seed, BEGINS, plan)

    @property
    def state(self) -> Path:
        return self.root / ".overheard"

    def go_on(self, nights: int) -> None:
        """So many nights more. Raises AssertionError at the first that is not as it should be."""
        try:
            for _ in range(nights):
                self._night(self.progress.night)
                self.progress.night += 1
                self.file.write_text(json.dumps(asdict(self.progress)))
        finally:
            self.sites.stop()

    def _night(self, night: int) -> None:
        chance = random.Random(f"{self.progress.seed} machine {night}")
        event = self.events.get(night, "") if self.events is not None else _event(night, chance)
        self.progress.events[event] = self.progress.events.get(event, 0) + 1
        self.market.advance(night)
        now = utc(BEGINS + timedelta(days=night))
        self.sites.show(self.market, now)
        began = _processor()
        getattr(self, f"_{event or 'usual'}")(night, now, chance)
        self.progress.seconds.append(_processor() - began)
        if not event.startswith("wrong") and event != "off":
            self._check(night)

    def _usual(self, night: int, now: datetime, _: random.Random) -> None:
        self._run(night, now, *NIGHTLY)
        if (BEGINS + timedelta(days=night)).replace(tzinfo=ZONE).utcoffset() != _offset(night + 1):
            builds = current_build(self.state)
            self._call(now + timedelta(hours=1), *NIGHTLY)  # the clock is put back, and cron calls twice
            assert current_build(self.state) == builds

    def _off(self, night: int, now: datetime, _: random.Random) -> None:
        """The machine is off."""

    def _late(self, night: int, now: datetime, _: random.Random) -> None:
        """The machine was off at the hour, and is asked each hour after whether the night was missed."""
        since = timedelta(hours=5)
        self._run(night, now + since, *CATCH_UP)
        build = current_build(self.state)
        self._call(now + since + timedelta(hours=1), *CATCH_UP)
        assert current_build(self.state) == build

    def _killed(self, night: int, now: datetime, chance: random.Random) -> None:
        """A power cut, and the hourly question after it."""
        command = self._command(now, *NIGHTLY)
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(self.root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=chance.uniform(0.5, 6.0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._stamp(now)
        self._run(night, now + timedelta(hours=1), *NIGHTLY)

    def _wrong_far(self, night: int, now: datetime, _: random.Random) -> None:
        """The clock is a year and more ahead: nothing is done."""
        self._refused(now + timedelta(days=400))

    def _wrong_near(self, night: int, now: datetime, _: random.Random) -> None:
        """It is ten days ahead, which the files cannot tell: the sites do."""
        self._refused(now + timedelta(days=10))

    def _wrong_back(self, night: int, now: datetime, _: random.Random) -> None:
        """It is ten days behind."""
        self._refused(now - timedelta(days=10))

    def _refused(self, now: datetime) -> None:
        before, rows = current_build(self.state), self._rows()
        done = self._call(now, *NIGHTLY)
        assert done.returncode == 1, done.stderr
        assert "the clock says" in done.stderr, done.stderr
        assert (current_build(self.state), self._rows()) == (before, rows)

    def _backed_up(self, night: int, now: datetime, _: random.Random) -> None:
        self._run(night, now, *NIGHTLY)
        self._expect_done(self._call(now + timedelta(hours=1), "backup", str(self.backup)))

    def _restored(self, night: int, now: datetime, _: random.Random) -> None:
        """The disk is lost, and the newest backup is put back."""
        if not self.backup.exists():
            self._usual(night, now, _)
            return
        shutil.rmtree(self.state)
        self._expect_done(self._call(now, "restore", str(self.backup)))
        kept = {path.name for path in (self.state / "landing").iterdir()}
        tables = self._ledger()
        for path in list(self.landed.iterdir()):
            if path.name not in kept and path.name not in tables:
                shutil.rmtree(path)
        self._run(night, now + timedelta(hours=1), *NIGHTLY, restored=True)

    def _run(self, night: int, now: datetime, *arguments: str, restored: bool = False) -> None:
        """A night's run, and whether what it reports is what is new."""
        done = self._call(now, *arguments)
        trouble = {name: str(condition) for name, condition in self.market.trouble().items()}
        new = any(self.progress.known_trouble.get(name) != condition for name, condition in trouble.items())
        self.progress.known_trouble = trouble
        assert done.returncode in (0, 1), done.stderr
        assert done.returncode == 0 or new or restored, f"night {night}: a failure that is not new: {done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr

    def _command(self, now: datetime, *arguments: str) -> list[str]:
        ahead = (now - datetime.now(UTC).replace(tzinfo=None)).total_seconds()
        module = "tests.overheard.soak.at_moment"
        return [sys.executable, "-m", module, f"{ahead:.0f}", *arguments, "--workspace", str(self.root)]

    def _call(self, now: datetime, *arguments: str) -> subprocess.CompletedProcess[str]:
        self.sites.now = max(self.sites.now, now) if abs(now - self.sites.now) < timedelta(days=1) else self.sites.now
        done = subprocess.run(
            self._command(now, *arguments), cwd=ROOT, env=environment(self.root), capture_output=True, text=True,
            timeout=SECONDS, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        self._stamp(now)
        return done

    def _expect_done(self, done: subprocess.CompletedProcess[str]) -> None:
        assert done.returncode == 0, done.stderr

    def _stamp(self, now: datetime) -> None:
        """Give the files that were written by the machine's clock the time of the test's, and keep what landed."""
        machine = time.time()
        last = (self.file.parent / "stamped").stat().st_mtime if (self.file.parent / "stamped").exists() else 0.0
        (self.file.parent / "stamped").touch()
        moment = now.replace(tzinfo=UTC).timestamp()
        for path in self.state.rglob("*"):
            changed = path.lstat().st_mtime
            if last - 1 <= changed <= machine + 1:
                os.utime(path, (moment, moment))
        for folder in (self.state / "landing").glob("*"):
            shutil.copytree(folder, self.landed / folder.name, dirs_exist_ok=True)

    def _rows(self) -> int:
        """All rows of the warehouse that were collected."""
        with duckdb.connect(str(self.state / "warehouse.duckdb"), read_only=True) as connection:
            counts = [
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()
                for table in ("reviews", "review_versions", "faqs", "faq_versions", "channels", "visits", "opinions")
            ]
        return sum(int(count[0]) for count in counts if count)

    def _ledger(self) -> set[str]:
        with duckdb.connect(str(self.state / "warehouse.duckdb"), read_only=True) as connection:
            return {str(row[0]).partition("/")[0] for row in connection.execute("SELECT file FROM ledger").fetchall()}

    def _check(self, night: int) -> None:
        build = current_build(self.state)
        assert build is not None
        with duckdb.connect(str(build), read_only=True) as connection:
            self._check_shown(night, connection)
        with duckdb.connect(str(self.state / "warehouse.duckdb")) as connection:
            assert failed_checks(connection) == []
            rejects = connection.execute("SELECT * FROM rejects LIMIT 3").fetchall()
            assert not rejects, rejects
        size = sum(path.stat().st_size for path in self.state.rglob("*") if path.is_file())
        self.progress.sizes.append((night, size, self._rows()))
        if night and night % CHECK_EVERY == 0:
            self.check_at_once(night)

    def _check_shown(self, night: int, connection: duckdb.DuckDBPyConnection) -> None:
        """Whether the build shows what the sites show, as far as they can be read."""
        for name, place in self.market.places.items():
            if place.condition != "up":
                continue
            brand = name.lower()
            faqs = connection.execute(
                "SELECT question, answer FROM faqs WHERE brand = $1 AND removed_at IS NULL"
                " AND last_seen = (SELECT max(last_seen) FROM faqs WHERE brand = $1)",
                [brand],
            ).fetchall()
            asked = sorted((f"How do I {action}?", answer) for action, answer in place.faq.items())
            assert sorted((str(q), str(a)) for q, a in faqs) == asked, (night, name)
            # A question that is gone is called so when the next night does not find it either.
            gone = connection.execute(
                "SELECT question FROM faqs WHERE brand = $1 AND removed_at IS NULL"
                " AND last_seen < (SELECT max(last_seen) FROM faqs WHERE brand = $1) - INTERVAL 12 DAY",
                [brand],
            ).fetchall()
            assert not gone, (night, name, gone)
            found = connection.execute("SELECT body, rating FROM reviews WHERE brand = ?", [brand]).fetchall()
            twice = connection.execute(
                "SELECT count(*) - count(DISTINCT author_key) FROM reviews WHERE brand = ?", [brand]
            ).fetchone()
            assert twice == (0,), (night, name, "reviews that count twice", twice)
            missing = {(each.text, float(each.stars)) for each in place.reviews} - {
                (str(b), float(r)) for b, r in found
            }
            assert not missing, (night, name, missing)

    def check_at_once(self, night: int) -> None:
        """Whether one run over all that landed gives the same figures."""
        other = self.file.parent / "at once"
        shutil.rmtree(other, ignore_errors=True)
        (other / ".overheard").mkdir(parents=True)
        shutil.copy(self.root / "overheard.toml", other)
        shutil.copy(self.state / "key", other / ".overheard")
        shutil.copytree(self.landed, other / ".overheard" / "landing")
        shutil.copytree(self.state / "runs", other / ".overheard" / "runs")
        made = current_build(self.state)
        assert made is not None
        now = build_info(made).created_at  # what is old enough to be deleted is so by the hour
        ahead = (now - datetime.now(UTC).replace(tzinfo=None)).total_seconds()
        command = [sys.executable, "-m", "tests.overheard.soak.at_moment", f"{ahead:.0f}", "analyze", "--confirm"]
        done = subprocess.run(
            [*command, "--workspace", str(other)], cwd=ROOT, env=environment(other), capture_output=True, text=True,
            timeout=SECONDS, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        builds = current_build(self.state), current_build(other / ".overheard")
        assert None not in builds
        nightly, at_once = (tables(path) for path in builds if path is not None)
        assert set(nightly) == set(at_once)
        different = {
            name: differences(nightly[name], at_once[name]) for name in nightly if nightly[name] != at_once[name]
        }
        assert not different, f"night {night}: {different}"
        shutil.rmtree(other)

    def check_growth(self) -> None:
        """A night takes its time, and storage grows as the data does: bytes a row at the end are not half as much again as when
        landing was first full."""
        assert sorted(self.progress.seconds)[len(self.progress.seconds) // 2] <= NIGHT_SECONDS
        settled = [size / rows for night, size, rows in self.progress.sizes if 95 <= night <= 125]
        if settled and self.progress.night > 150:
            _, size, rows = self.progress.sizes[-1]
            assert size / rows < 1.5 * max(settled), self.progress.sizes[-1]


def utc(wall: datetime) -> datetime:
    """A time on the wall as naive UTC."""
    return wall.replace(tzinfo=ZONE).astimezone(UTC).replace(tzinfo=None)


def _offset(night: int) -> timedelta | None:
    return (BEGINS + timedelta(days=night)).replace(tzinfo=ZONE).utcoffset()


def _event(night: int, chance: random.Random) -> str:
    """What happens to the machine in a night, by chance; '' in most."""
    if night < 3:
        return ""
    if night % 45 == 20:
        return "backed_up"
    if night % 45 == 24 and chance.random() < 0.5:
        return "restored"
    drawn = chance.random()
    for share, event in (
        (0.02, "off"), (0.05, "late"), (0.08, "killed"), (0.09, "wrong_far"), (0.10, "wrong_near"), (0.11, "wrong_back"),
    ):  # fmt: skip
        if drawn < share:
            return event
    return ""


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tables(build: Path) -> dict[str, list[str]]:
    """What a build says, without times and the tables that are about runs."""
    with duckdb.connect(str(build), read_only=True) as connection:
        names = [str(row[0]) for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        found = {}
        for name in sorted(set(names) - NOT_COMPARED):
            columns = [str(row[0]) for row in connection.execute(f'DESCRIBE "{name}"').fetchall()]
            kept = [f'"{column}"' for column in columns if column not in TIMES]
            newest = "WHERE edition = (SELECT max(edition) FROM editions)" if "edition" in columns else ""
            rows = connection.execute(f'SELECT {", ".join(kept)} FROM "{name}" {newest}').fetchall()
            found[name] = sorted(repr(row) for row in rows)
    return found


def differences(one: list[str], other: list[str]) -> dict[str, Any]:
    """The first rows of each that the other has not."""
    return {
        "n": (len(one), len(other)),
        "nightly only": sorted(set(one) - set(other))[:3],
        "at once only": sorted(set(other) - set(one))[:3],
    }


def report(progress: Progress) -> list[str]:
    """What a soak has done so far, in lines for a person."""
    seconds = sorted(progress.seconds)
    _, size, rows = progress.sizes[-1]
    return [
        f"{progress.night} nights of seed {progress.seed}, {len(BRANDS)} sites: {rows:,} rows, {size / 1024**2:,.1f} MiB",
        f"processor seconds a night: median {seconds[len(seconds) // 2]:.1f}, most {seconds[-1]:.1f}",
        "nights: " + ", ".join(f"{count} {event or 'usual'}" for event, count in sorted(progress.events.items())),
    ]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--to", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    soak = Soak(options.folder, options.seed)
    soak.go_on(max(0, min(options.nights, options.to - soak.progress.night)))
    soak.check_growth()
    if soak.progress.night >= options.to:
        soak.check_at_once(soak.progress.night - 1)
    for line in report(soak.progress):
        print(line)  # noqa: T201  # a command


if __name__ == "__main__":
    main()
