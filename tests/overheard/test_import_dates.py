"""`overheard import --from --to`: what a user states that a file covers, from the file to the dates that comparisons rest on."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from analysis.coverage import RATE, STATED, coverage_of
from analysis.pipeline.analyze import analyze
from analysis.tables import frame
from data.clock import utc_now
from data.errors import ConfigError
from data.load import load_landing
from data.views import load_views
from data.warehouse import open_warehouse
from data.workspace import load_workspace
from overheard.commands.importing import ImportRequest, run_import
from tests.overheard.imported import CONFIG, Imported, import_file, import_text

NOW = utc_now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)
BODIES = (
    "The parcel came late.",
    "Lovely people.",
    "Fine tea at a fair price.",
    "The box was broken.",
    "Good as always.",
)


def day(ago: int) -> str:
    return (NOW - timedelta(days=ago)).date().isoformat()


def reviews(days: list[int], source: str = "trust.example") -> str:
    rows = [f"{day(n)},{source},A{n},{BODIES[n % 5]} {n}" for n in days]
    return "\n".join(["date,source,author,text", *rows]) + "\n"


def imported(root: Path, text: str, *options: str, kind: str = "reviews", name: str = "f.csv") -> Imported:
    """What becomes of a file that was made at NOW."""
    return import_file(root, kind, written(root, text, name), "--brand", "Teahouse", *options)


def written(root: Path, text: str, name: str = "f.csv") -> Path:
    root.mkdir(exist_ok=True, parents=True)
    path = root / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    return path


def covered(root: Path, by_analysis: bool = False) -> list[tuple[str, str, str, str]]:
    """(source, first day, last day, how) of the stretches that are found of what was imported, in the workspace's time zone."""
    workspace = load_workspace(root)
    with open_warehouse(workspace.state_dir) as connection:
        load_landing(connection, workspace.state_dir)
        if by_analysis:
            analyze(connection, workspace, NOW)
            rows = connection.execute('SELECT source, start, "end", how FROM coverage ORDER BY ALL').fetchall()
        else:
            load_views(connection)
            frames = {name: frame(connection, name, brands=["teahouse"]) for name in ("reviews", "mentions", "stated")}
            texts = frames["reviews"] if len(frames["reviews"]) else frames["mentions"]
            found = coverage_of(texts, [], frames["stated"], NOW - timedelta(days=270), frame(connection, "readings"))
            rows = [(source, each.start, each.end, each.how) for (_, source), every in found.items() for each in every]
    return [(source, local_day(start), local_day(end), how) for source, start, end, how in rows]


def local_day(moment: datetime) -> str:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Vilnius")).date().isoformat()


HOLED = [*range(3, 15), *range(60, 75)]
"""Days with records, and 45 without: improbable at this rate."""


def test_the_dates_that_a_user_states_are_covered_and_stay_so(tmp_path: Path) -> None:
    plain = imported(tmp_path / "plain", reviews(HOLED))
    assert plain.code == 0
    assert [how for *_, how in covered(tmp_path / "plain")] == [RATE, RATE]

    root = tmp_path / "stated"
    done = imported(root, reviews(HOLED), "--from", day(80), "--to", day(2))
    assert done.code == 0
    assert f"covers {day(80)} to {day(2)}, as stated: teahouse at trust.example" in done.said
    assert covered(root, by_analysis=True) == [("trust.example", day(80), day(2), STATED)]
    assert covered(root) == [("trust.example", day(80), day(2), STATED)], "loaded again"

    later = imported(root, reviews([0, 1]), "--from", day(1), "--to", day(0), name="later.csv")
    assert later.code == 0
    assert [(first, last) for _, first, last, _ in covered(root)] == [(day(80), day(0))], "another file extends"

    again = imported(root, reviews(HOLED), "--from", day(76), "--to", day(3))
    assert again.code == 0
    assert [(first, last) for _, first, last, _ in covered(root)] == [(day(76), day(3)), (day(1), day(0))], (
        "the same file again corrects"
    )


def test_each_brand_and_source_of_the_file_is_covered_and_mentions_are_too(tmp_path: Path) -> None:
    text = "date,network,author,text\n" + "".join(
        f"{day(n)},{'forum' if n % 2 else 'board'},A{n},Teahouse is fine {n}\n" for n in range(3, 40, 9)
    )
    done = imported(tmp_path, text, "--from", day(60), "--to", day(1), kind="mentions")
    assert done.code == 0
    assert covered(tmp_path) == [(name, day(60), day(1), STATED) for name in ("board", "forum")]


@pytest.mark.parametrize(
    ("kind", "first", "last", "expected"),
    [
        ("reviews", day(3), day(9), f"--to: expected a day not before --from {day(3)}, found {day(9)}"),
        ("reviews", day(9), "", f"--to: expected the other end of the dates that the file covers, found --from {day(9)} alone"),
        ("reviews", "", day(9), f"--from: expected the other end of the dates that the file covers, found --to {day(9)} alone"),
        ("reviews", day(9), day(-30), "--to: expected a day not after today"),
        ("reviews", day(9), day(-1), f"--to: expected a day not after the file was made ({day(0)})"),
        ("reviews", "March", day(0), "--from: expected a day such as 2026-11-20, found 'March'"),
        ("reviews", day(9), "31/12/2025", "--to: expected a day such as 2026-11-20, found '31/12/2025'"),
        ("surveys", day(9), day(0), "--from, --to: expected mentions or reviews, found surveys"),
    ],
)  # fmt: skip
def test_dates_that_cannot_be_true_are_errors_and_nothing_lands(
    tmp_path: Path, kind: str, first: str, last: str, expected: str
) -> None:
    (tmp_path / "overheard.toml").write_text(CONFIG, encoding="utf-8")
    text = "date,metric,score,respondent\n2026-01-01,nps,9,1\n" if kind == "surveys" else reviews([3, 4])
    request = ImportRequest(kind, written(tmp_path, text), "Teahouse", covers_from=first, covers_to=last)
    with pytest.raises(ConfigError, match=re.escape(expected)):
        run_import(load_workspace(tmp_path), request)
    assert not list((tmp_path / ".overheard").rglob("*.jsonl"))


def lines(done: Imported) -> list[dict[str, Any]]:
    return [row for row in done.rows if "digest" in row]


def test_records_outside_of_the_dates_are_imported_and_reported(tmp_path: Path) -> None:
    some = imported(tmp_path / "some", reviews([*range(3, 9), 50, 51]), "--from", day(20), "--to", day(1))
    assert some.code == 0
    assert f"2 records lie outside of --from {day(20)} --to {day(1)} ({day(51)} to {day(50)})" in some.said
    assert len(lines(some)) == 1
    assert [how for *_, how in covered(tmp_path / "some")] == [RATE, STATED], "outside, the records show what was seen"

    none = imported(tmp_path / "none", reviews([50, 60]), "--from", day(20), "--to", day(1))
    assert none.code == 1
    assert "is not kept: no record of a third party's page lies within" in none.said
    assert not lines(none)

    apart = imported(
        tmp_path / "apart", reviews([3, 4]) + reviews([90], "old.example").split("\n", 1)[1], "--from", day(9), "--to", day(1)
    )  # fmt: skip
    assert [row["source"] for row in lines(apart)] == ["trust.example"], (
        "a source without a record within is not stated"
    )


def test_a_file_with_many_rejected_rows_covers_nothing_until_it_is_corrected(tmp_path: Path) -> None:
    broken = reviews([3, 4, 5]) + "the 40th,trust.example,X,Fine\n"
    done = imported(tmp_path, broken, "--from", day(9), "--to", day(1))
    assert done.code == 1
    assert "is not kept: 1 of 4 rows were rejected; import the corrected file with the same dates" in done.said
    assert not lines(done)
    dry = imported(tmp_path / "dry", reviews([3]), "--from", day(9), "--to", day(1), "--dry-run")
    assert (dry.code, dry.rows) == (0, [])
    assert "as stated" in dry.said


@pytest.mark.parametrize("zone", ["Asia/Bangkok", "America/New_York", "UTC"])
def test_days_are_whole_whatever_the_time_zone(tmp_path: Path, zone: str) -> None:
    """The first and last day hold moments of the user's own zone, and days alone."""
    config = CONFIG.replace("Europe/Vilnius", zone)
    text = (
        "date,author,text\n"
        + f"{day(9)} 00:10,A,One\n{day(9)},B,Two\n{day(5)},C,Three\n{day(5)} 23:50,D,Four\n{day(10)} 11:00,E,Five\n"
    )
    done = import_text(tmp_path, "reviews", text, "--from", day(9), "--to", day(5), config=config)
    assert "1 record lies outside" in done.said
    (stated,) = lines(done)
    assert datetime.fromisoformat(stated["start"]) <= NOW - timedelta(days=9)
