"""`overheard label --sample` as a user meets it: a random draw that goes on, a file for a spreadsheet, what an analysis reads."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.tables import frame
from dashboard.reports.texts.drawn import draw
from data.clock import utc_now
from data.publish import current_build
from data.state.sample import FILE_NAME, Sampled, append_sample, load_sample, read_sample
from data.views import load_views
from data.warehouse import open_warehouse
from data.workspace import load_workspace
from tests.overheard.command import SECONDS, environment, overheard

CONFIG = """[workspace]
name = "Test"
timezone = "UTC"
language = "en"

[[brand]]
name = "Acme"
own = true
site = "https://www.acme.example/"
[[brand]]
name = "Borealis"
site = "https://www.borealis.example/"
"""
REVIEWS, POSTS = 70, 24
GOODS = ("chair", "lamp", "kettle", "sofa", "drill", "tent", "piano", "rug", "clock", "ladder")


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An analysed workspace: reviews and posts in English, one that would steer the terminal."""
    root = tmp_path_factory.mktemp("market")
    (root / "overheard.toml").write_text(CONFIG, encoding="utf-8")
    day = f"{utc_now():%Y-%m-%d}"
    lines = ["brand,source,id,text,author,date,rating"]
    for n in range(REVIEWS):
        word, colour = "wonderful" if n % 3 else "terrible", "\u202e\x1b[31m " if n % 7 == 0 else ""
        text = f"{colour}The {GOODS[n % 10]} number {n} that I ordered was {word} and I told my neighbours about it."
        lines.append(f"{'Acme' if n % 2 else 'Borealis'},shop.example,{n},{text},author{n},{day},{5 if n % 3 else 1}")
    (root / "r.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["brand,network,id,text,author,date,url"]
    for n in range(POSTS):
        text = f"Acme sold me {GOODS[n % 10]} number {n} and the service was {'lovely' if n % 2 else 'awful'} all along"
        lines.append(f"Acme,reddit,t3_{n},{text},poster{n},{day},https://forum.example/{n}")
    (root / "m.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for arguments in (("import", "reviews", "r.csv"), ("import", "mentions", "m.csv"), ("analyze",)):
        done = overheard(*arguments, cwd=root)
        assert done.returncode == 0, done.stderr
    return root


def label(workspace: Path, typed: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "overheard", "label", "--sample", *arguments],
        cwd=workspace, env=environment(workspace, PYTHONIOENCODING="utf-8"), input=typed, capture_output=True, text=True,
        timeout=SECONDS, check=False, encoding="utf-8",
    )  # fmt: skip


def answers(workspace: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (workspace / ".overheard" / FILE_NAME).read_text().splitlines()]


def judged(text: str) -> str:
    """What a careful reader types."""
    return "-" if re.search("terrible|awful", text) else "+"


def test_a_draw_goes_on_until_there_is_enough(market: Path) -> None:
    first = label(market, "+\nhm\n-\ns\n0\nq\n")
    assert first.returncode == 0, first.stderr
    assert "20 texts drawn at random" in first.stdout
    assert re.findall(r"(\d+) of 60 for reviews in English\n", first.stdout) == ["1", "2", "3", "3", "4"]
    assert "3 texts labelled" in first.stdout
    few = "0 of 60 for posts in English (24 texts: too few to measure a model yet)"
    assert f"  3 of 60 for reviews in English (70 texts)\n  {few}" in first.stdout
    assert not {"\u202e", "\x1b"} & set(first.stdout)
    given = answers(market)
    assert [line["label"] for line in given] == [1, -1, None, 0]
    assert not re.search("ordered|wonderful|terrible", json.dumps(given))

    # A spreadsheet: as many as are missing, written once, read as often as one likes.
    assert label(market, "", "--to", "p.csv", "--n", "200", "--kind", "posts").returncode == 0
    assert label(market, "", "--to", "s.csv", "--n", "200").returncode == 0
    with (market / "s.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["of"] for row in rows] == ["reviews in English"] * 57
    assert not {row["record_id"] for row in rows} & {line["record_id"] for line in given}
    again = label(market, "", "--to", "s.csv")
    assert (again.returncode, "expected a new file" in again.stderr) == (2, True)
    for row in rows[:-1]:
        row["label"] = judged(row["text"])
    write(market / "s.csv", rows)
    for taken in ("56 texts labelled", "0 texts labelled"):
        read = label(market, "", "--from", "s.csv")
        assert read.returncode == 0, read.stderr
        assert taken in read.stdout
    assert "  59 of 60 for reviews in English (70 texts)\n  0 of 60 for posts in English" in read.stdout
    write(market / "p.csv", [rows[0] | {"label": "good"}])
    wrong = label(market, "", "--from", "p.csv")
    assert (wrong.returncode, "p.csv row 2, label: expected +, 0, - or s, found 'good'" in wrong.stderr) == (2, True)
    last = label(market, "+\n" * 50)
    assert "1 text drawn at random" in last.stdout
    assert "enough is labelled of every language and kind of text" in label(market, "").stdout

    done = overheard("analyze", cwd=market)
    assert done.returncode == 0, done.stderr
    assert "on 60 reviews of this workspace, drawn at random and labelled here: macro-F1" in done.stderr
    (shown,) = [line for line in overheard("status", cwd=market).stdout.splitlines() if "labelled here)" in line]
    assert re.search(
        r"en +reviews +customers-en-\w+ +validated +macro-F1 0\.\d\d \(0\.\d\d to .*, n = 60 \(60 reviews", shown
    )
    assert scores(market) == {("shop.example", "ok"), ("reddit", "not enough data"), ("*", "ok")}
    with duckdb.connect(str(market / ".overheard" / "warehouse.duckdb"), read_only=True) as con:
        load_views(con)
        sampled = frame(con, "sampled")
    assert (len(sampled), sampled["label"].count(), set(sampled["stratum"])) == (61, 60, {"en reviews"})
    assert sampled["probability"].round(4).unique().tolist() == [round(61 / 70, 4)]
    assert {"shop.example"} == set(sampled["source"])

    # A workspace's own labels withdraw what is pinned, for their kind of text alone.
    for row in rows:
        row["label"] = {"+": "-", "-": "+"}[judged(row["text"])]
    write(market / "s.csv", rows)
    more = label(market, "0\n" * 50, "--kind", "reviews", "--n", "50")
    assert "\n61 for reviews in English\n" in more.stdout
    assert "9 texts labelled" in more.stdout
    assert label(market, "", "--from", "s.csv").returncode == 0
    done = overheard("analyze", cwd=market)
    assert done.returncode == 0, done.stderr
    cards = "SELECT text_kind, status FROM evaluations WHERE model LIKE 'customers-en%' ORDER BY text_kind"
    assert asked(market, cards) == [("posts", "validated"), ("reviews", "below floor")]
    withdrawn = {("shop.example", "language not validated"), ("reddit", "not enough data"), ("*", "not enough data")}
    assert scores(market) - {("*", "language not validated")} == withdrawn


def asked(workspace: Path, query: str) -> list[tuple[Any, ...]]:
    build = current_build(workspace / ".overheard")
    assert build is not None
    with duckdb.connect(str(build), read_only=True) as con:
        return con.execute(query).fetchall()


def scores(workspace: Path) -> set[tuple[str, str]]:
    """(source, status) of net sentiment on the whole."""
    return set(asked(workspace, "SELECT source, status FROM driver_scores WHERE driver = '*' AND brand = 'acme'"))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--kind", "tweets"), "--kind: expected reviews or posts, found 'tweets'"),
        (("--meant",), "expected --meant or --sample"),
        (("--to", "a.csv", "--from", "a.csv"), "expected one of them"),
        (("--from", "none.csv"), "expected the csv that --to wrote"),
    ],
)
def test_wrong_calls(market: Path, arguments: tuple[str, ...], expected: str) -> None:
    done = label(market, "", *arguments)
    assert (done.returncode, expected in done.stderr) == (2, True), done.stderr


def test_the_order_is_of_chance_and_stays(market: Path) -> None:
    """Lots of a stratum know nothing of brand, label or time; a text that comes later takes its place among them."""
    workspace = load_workspace(market)
    build = next((workspace.state_dir / "published").glob("*.duckdb"))
    drawn = draw(build, market / "nowhere", "", "reviews", 40)
    assert drawn == draw(build, market / "nowhere", "", "reviews", 40)
    assert drawn[:10] == draw(build, market / "nowhere", "", "reviews", 10)
    numbers = [int(re.search(r"number (\d+)", text.body).group(1)) for text in drawn]  # type: ignore[union-attr]
    assert numbers != sorted(numbers)
    assert 8 <= sum(number % 2 for number in numbers) <= 32


def test_loading_keeps_the_newest_label_and_forgets_no_row(tmp_path: Path) -> None:
    con = open_warehouse(tmp_path)

    def one(label: int | None, second: int) -> Sampled:
        at = utc_now().replace(second=second, microsecond=0)
        return Sampled(
            record_kind="review", record_id="r1", text_hash="0" * 32, drawn_at=at, label=label, labelled_at=at
        )

    def rows() -> list[tuple[Any, ...]]:
        return con.execute("SELECT record_id, label FROM text_sample").fetchall()

    append_sample(tmp_path, [one(1, 5), one(-1, 9), one(0, 7)])
    for _ in range(2):
        assert load_sample(con, tmp_path) == ()
        assert rows() == [("r1", -1)]
    (tmp_path / FILE_NAME).write_text("{}\n", encoding="utf-8")
    assert "record_kind: Field required" in load_sample(con, tmp_path)[0]
    assert rows() == [("r1", -1)]
    append_sample(tmp_path, [one(None, 30)])
    load_sample(con, tmp_path)
    assert rows() == [("r1", None)]
    assert len(read_sample(tmp_path)[0]) == 1
