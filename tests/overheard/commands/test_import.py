"""`overheard import` as a user calls it: the good rows in, the bad ones told and mended, twice the same, killed or not."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from data.load import load_landing
from data.publish import current_build, failed_checks
from data.warehouse import open_warehouse
from tests.conftest import ROOT
from tests.overheard.command import SECONDS, environment, landed, overheard

CONFIG = """
[workspace]
name = "Acme and Borealis"
timezone = "Asia/Bangkok"
[[brand]]
name = "Acme"
own = true
site = "https://www.acme.example/"
[[brand]]
name = "Borealis"
site = "https://www.borealis.example/"
"""
FILES = {
    "reviews": "Brand;วันที่;คะแนน;รีวิว;ชื่อ\nAcme;13/4/2567;4,5;ดีมาก โทร 081 234 5678;สมชาย ใจดี\nBorealis;1/5/2567;2;ช้า;Jo\n",
    "mentions": "brand,network,id,text,author,date,likes\nAcme,reddit,t3_a,Acme is slow,jo,2026-03-01T10:00:00Z,5\n",
    "surveys": "brand,email,date,NPS,CSAT,comment\nAcme,jo@mail.example,2026-03-01,9,4,Call 081 234 5678\n",
    "mystery-shops": "brand,channel,asked,question,answered,resolved\nAcme,chat,2026-03-01 10:00,Open?,2026-03-01 10:07,yes\n",
    "keywords": "keyword\tvolume\tmarket\tmonth\nกาแฟดริป\t1,900\tth-TH\t2026-03\n",
    "goals": "brand,metric,target,due,owner\nAcme,NPS,45,2027-12-31,Ana\n",
}
TABLES = (
    "reviews",
    "mentions",
    "surveys",
    "mystery_shops",
    "keywords",
    "goals",
    "rejects",
    "mention_metrics",
    "mention_brands",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "overheard.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    return {table: sorted(map(repr, connection.execute(f"FROM {table}").fetchall())) for table in TABLES}


def load(root: Path) -> dict[str, list[str]]:
    with open_warehouse(root / ".overheard") as connection:
        assert load_landing(connection, root / ".overheard").rejected == 0
        assert failed_checks(connection) == []
        return tables(connection)


def test_all_kinds_come_in_once_and_are_published(root: Path) -> None:
    for kind, text in FILES.items():
        path = root / f"{kind}.csv"
        path.write_bytes(text.encode("cp874" if kind == "reviews" else "utf-16" if kind == "keywords" else "utf-8"))
        done = overheard("import", kind, path.name, cwd=root)
        assert done.returncode == 0, done.stderr
        assert "next: overheard analyze" in done.stdout
    runs = [json.loads(path.read_text()) for path in (root / ".overheard" / "runs").glob("*.json")]
    assert {run["command"] for run in runs} == {f"import {kind}" for kind in FILES}
    assert {run["status"] for run in runs} == {"done"}
    first = load(root)
    assert {table: len(rows) for table, rows in first.items()} == {
        "reviews": 2, "mentions": 1, "surveys": 2, "mystery_shops": 1, "keywords": 1, "goals": 1, "rejects": 0,
        "mention_metrics": 1, "mention_brands": 1,
    }  # fmt: skip
    for personal in ("5678", "ใจดี", "mail.example"):
        assert personal not in str(landed(root, "review") + landed(root, "survey"))
    assert overheard("import", "reviews", "reviews.csv", cwd=root).returncode == 0
    assert overheard("import", "surveys", "surveys.csv", cwd=root).returncode == 0
    assert load(root) == first, "importing twice adds nothing"
    done = overheard("analyze", cwd=root)
    assert done.returncode == 0, done.stderr
    build = current_build(root / ".overheard")
    assert build is not None
    with duckdb.connect(str(build), read_only=True) as connection:
        assert connection.execute(
            "SELECT rating, rating_max, published_at::DATE::VARCHAR FROM reviews ORDER BY rating"
        ).fetchall() == [
            (2, 5, "2024-05-01"),
            (4.5, 5, "2024-04-13"),
        ]
        assert connection.execute("SELECT asked_at::VARCHAR FROM mystery_shops").fetchall() == [
            ("2026-03-01 03:00:00",)
        ]
        assert connection.execute("SELECT keyword, volume FROM keywords").fetchall() == [("กาแฟดริป", 1900)]


def test_bad_rows_are_told_mended_and_imported_again(root: Path) -> None:
    path = root / "r.csv"
    path.write_text(
        "text,author,date,stars\nfine,Jo Bloggs,2026-02-30,4\ngood,Al,2026-02-03,4\nno,Bo,2026-02-03,lots\n"
    )
    done = overheard("import", "reviews", "r.csv", "--brand", "acme", cwd=root)
    assert done.returncode == 1
    assert "line 2" in done.stderr
    assert "1 of 3 rows" in done.stderr
    assert "found 'lots'" in done.stderr, "it costs the rating, not the review"
    assert "Bloggs" not in done.stderr
    found = load(root)
    assert (len(found["reviews"]), len(found["rejects"])) == (2, 1)
    assert "Bloggs" not in str(found)
    mended = root / "r.rejected.csv"
    mended.write_text(mended.read_text(encoding="utf-8-sig").replace("2026-02-30", "2026-02-28"))
    assert overheard("import", "reviews", "r.rejected.csv", "--brand", "acme", cwd=root).returncode == 0
    assert len(load(root)["reviews"]) == 3


def test_a_wrong_call_touches_nothing(root: Path) -> None:
    (root / "r.csv").write_text("a,b\n1,2\n")
    for arguments, told in [
        (("reviews", "r.csv"), "--mapping auto"),
        (("reviews", "none.csv"), "none.csv: expected a file"),
        (("revews", "r.csv"), "expected one of actions"),
        (("reviews", "r.csv", "--mapping", "talkwaker"), "did you mean 'talkwalker'"),
        (("reviews", "r.csv", "--brand", "Acm"), "did you mean 'Acme'"),
    ]:
        done = overheard("import", *arguments, cwd=root)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert told in done.stderr
        assert "Traceback" not in done.stderr
    assert not (root / ".overheard").exists()


def test_a_dry_run_with_a_proposed_mapping_writes_nothing(root: Path) -> None:
    (root / "m.csv").write_text("who,c2,when\nAcme,the chat never answers and nobody calls back,2026-03-01\n")
    done = overheard("import", "mentions", "m.csv", "--mapping", "auto", "--dry-run", cwd=root)
    assert done.returncode == 0, done.stderr
    assert 'body = ["c2"]' in done.stdout
    assert "would import 1 mention, reject 0" in done.stdout
    assert not (root / ".overheard").exists()
    assert [path.name for path in sorted(root.iterdir())] == ["m.csv", "overheard.toml"]


@pytest.mark.parametrize("when", ["half", "after"])
def test_killed_while_landing_the_next_import_completes_it(root: Path, when: str) -> None:
    rows = "".join(f"Acme,reddit,t3_{n},Text {n}\n" for n in range(12_000))
    (root / "m.csv").write_text("brand,network,id,text\n" + rows)
    target = "os:write" if when == "half" else "data.landing:LandingWriter.write_lines"
    # The first of os.write writes the key, the run's file is no os.write; of the chunks the second is hit.
    command = [
        sys.executable,
        "-m",
        "tests.overheard.kill_at",
        target,
        "2",
        when,
        "import",
        "mentions",
        str(root / "m.csv"),
    ]
    killed = subprocess.run(
        [*command, "--workspace", str(root)],
        cwd=ROOT,
        env=environment(root),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert 0 < len(load(root)["mentions"]) < 12_000
    assert overheard("import", "mentions", "m.csv", cwd=root).returncode == 0
    assert len(load(root)["mentions"]) == 12_000


def test_one_typo_does_not_rescale_a_file_and_the_scale_can_be_said(root: Path) -> None:
    (root / "r.csv").write_text("text,rating\n" + "".join(f"t{n},{n % 5 + 1}\n" for n in range(20)) + "typo,99\n")
    done = overheard("import", "reviews", "r.csv", "--brand", "acme", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "rating: taken as of 5" in done.stderr
    assert "rating: 1 refused, for above 5; the rest of the row is kept (such as '99')" in done.stderr
    assert {row.get("rating_max") for row in landed(root, "review")} == {5, None}
    (root / "s.csv").write_text("text,rating\nsaid,4\n")
    assert overheard("import", "reviews", "s.csv", "--brand", "acme", "--scale", "10", cwd=root).returncode == 0
    assert [row["rating_max"] for row in landed(root, "review") if row["body"] == "said"] == [10]
    for kind, scale, told in [("reviews", "0", "--scale: expected"), ("goals", "5", "--scale: expected a kind with")]:
        done = overheard("import", kind, "s.csv", "--brand", "acme", "--scale", scale, cwd=root)
        assert done.returncode == 2
        assert told in done.stderr


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_a_mended_row_is_read_as_the_whole_file_was(root: Path, suffix: str) -> None:
    rows = [("9,5", "4/13/2026", "a"), ("8", "5/14/2026", "b"), ("4", "3/44/2026", "mended")]
    names = ("rating", "date", "text")
    lines = [json.dumps(dict(zip(names, row, strict=True))) for row in rows]
    text = "\n".join(lines if suffix == "jsonl" else [";".join(row) for row in (names, *rows)])
    (root / f"r.{suffix}").write_text(text + "\n")
    assert overheard("import", "reviews", f"r.{suffix}", "--brand", "acme", cwd=root).returncode == 1
    path = root / f"r.rejected.{suffix}"
    left = path.read_text(encoding="utf-8-sig")
    assert "scale=10 dates.published_at=mdy decimal.rating=," in left
    # Rejected once more, by another mistake, the reading stays with the row.
    path.write_text(left.replace("3/44/2026", "3/45/2026"))
    assert overheard("import", "reviews", path.name, "--brand", "acme", cwd=root).returncode == 1
    path.write_text(path.read_text(encoding="utf-8-sig").replace("3/45/2026", "3/4/2026"))
    done = overheard("import", "reviews", path.name, "--brand", "acme", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "read as the file it comes from" in done.stderr
    (row,) = (row for row in landed(root, "review") if row["body"] == "mended")
    assert (row["rating"], row["rating_max"], row["published_at"][:10]) == (4, 10, "2026-03-04")


def test_rows_of_two_files_of_rejected_rows_are_not_read_alike(root: Path) -> None:
    (root / "r.csv").write_text("reject_read_as,text,rating\nscale=10,a,4\nscale=5,b,4\n")
    done = overheard("import", "reviews", "r.csv", "--brand", "acme", cwd=root)
    assert done.returncode == 2
    assert "reject_read_as: expected the same in all rows" in done.stderr


def test_what_was_read_is_no_claim_of_what_is_new_and_no_rows_are_told(root: Path) -> None:
    (root / "r.csv").write_text("text,rating\nfine,4\n")
    for _ in range(2):
        done = overheard("import", "reviews", "r.csv", "--brand", "acme", cwd=root)
        assert "read 1 review from r.csv (those already known add nothing); next: overheard analyze" in done.stdout
    (root / "h.csv").write_text("text,rating\n\n")
    done = overheard("import", "reviews", "h.csv", "--brand", "acme", cwd=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert "h.csv: expected rows below the header, found none" in done.stderr


def test_mentions_that_name_no_brand_are_matched_by_their_text(root: Path) -> None:
    rows = ["id,text,brand,date", "1,Acme is slow,,2026-03-01", "2,Borealis or Acme?,,2026-03-01", "3,So slow,,2026-03-01",
            "4,So slow,Borealis,2026-03-01", "5,Acme is slow,Borealis,2026-03-01"]  # fmt: skip
    (root / "m.csv").write_text("\n".join(rows), encoding="utf-8")
    done = overheard("import", "mentions", "m.csv", cwd=root)
    assert done.returncode == 1, done.stderr
    assert "3 rows without a brand: 2 matched by what the text names, 1 rejected" in done.stderr
    brands = {mention["native_id"]: mention["brands"] for mention in landed(root, "mention")}
    assert brands == {"1": ["acme"], "2": ["acme", "borealis"], "4": ["borealis"], "5": ["borealis"]}
    mended = root / "m.rejected.csv"
    text = mended.read_text(encoding="utf-8-sig")
    mended.write_text(text.replace("So slow,,", "So slow,Acme,"), encoding="utf-8")
    assert overheard("import", "mentions", mended.name, cwd=root).returncode == 0, text
    assert {"3": ["acme"]}.items() <= {m["native_id"]: m["brands"] for m in landed(root, "mention")}.items()
    (root / "n.csv").write_text("id,text\n6,Borealis is fast\n7,So slow\n", encoding="utf-8")
    dry = overheard("import", "mentions", "n.csv", "--dry-run", cwd=root)
    assert "would import 1 mention, reject 1" in dry.stdout, dry.stderr
    assert "1 matched by what the text names" in dry.stderr
    one = overheard("import", "mentions", "n.csv", "--brand", "Acme", cwd=root)
    assert (one.returncode, "name no brand" in one.stderr) == (0, False), one.stderr


def test_people_without_a_name_who_say_the_same_are_as_many_as_they_are(root: Path) -> None:
    rows = [f"Acme,{author},2026-03-0{day},{stars},{text}" for author, day, stars, text in (
        ("", 1, 5, ""), ("", 1, 5, ""), ("", 1, 4, ""), ("Guest", 2, 5, "Good"), ("Guest", 2, 5, "Good"), ("Jo", 3, 5, "Good"),
        ("Jo", 3, 5, "Good"),
    )]  # fmt: skip
    (root / "r.csv").write_text("\n".join(["brand,author,date,rating,body", *rows]), encoding="utf-8")
    said = ["brand,network,author,date,text", *["Acme,forum,,2026-03-01,Acme is slow"] * 3]
    (root / "m.csv").write_text("\n".join(said), encoding="utf-8")
    for _ in range(2):
        for kind, name in (("reviews", "r.csv"), ("mentions", "m.csv")):
            assert overheard("import", kind, name, cwd=root).returncode == 0
        kept = load(root)
        assert (len(kept["reviews"]), len(kept["mentions"])) == (6, 3), "one person said one thing once"
    rows.append(rows[0])
    (root / "r.csv").write_text("\n".join(["brand,author,date,rating,body", *rows]), encoding="utf-8")
    assert overheard("import", "reviews", "r.csv", cwd=root).returncode == 0
    assert len(load(root)["reviews"]) == 7


def test_a_copy_of_a_survey_is_no_other_survey(root: Path) -> None:
    rows = ["brand,date,NPS", "Acme,2026-03-01,9", "Acme,2026-03-01,9", "Acme,2026-03-32,10", "Acme,2026-03-03,3"]
    (root / "spring.csv").write_text("\n".join(rows), encoding="utf-8")
    assert overheard("import", "surveys", "spring.csv", cwd=root).returncode == 1
    mended = (root / "spring.rejected.csv").read_text(encoding="utf-8-sig").replace("2026-03-32", "2026-03-02")
    (root / "spring.rejected.csv").write_text(mended, encoding="utf-8")
    (root / "spring (1).csv").write_text("\n".join(rows).replace("2026-03-32", "2026-03-02"), encoding="utf-8")
    for name in ("spring.rejected.csv", "spring (1).csv"):
        assert overheard("import", "surveys", name, cwd=root).returncode == 0
    kept = load(root)["surveys"]
    assert len(kept) == 4, kept
    assert all("'spring'" in row for row in kept)


def test_a_proposal_without_texts_is_shown_and_not_imported(root: Path) -> None:
    (root / "x.csv").write_text(
        "Firma;Sterne;Datum;Spalte7\nAcme;5;3.4.2026;ok\nAcme;1;13.4.2026;na\n", encoding="utf-8"
    )
    done = overheard("import", "reviews", "x.csv", "--mapping", "auto", cwd=root)
    assert done.returncode == 2
    assert "expected a column of texts, recognised none; left out: Spalte7" in done.stderr
    assert 'rating = ["Sterne"]' in done.stdout + done.stderr
    assert landed(root, "review") == []
    (root / "x.csv").write_text("Firma;Sterne;Datum;Kommentar\nAcme;5;3.4.2026;Gut\n", encoding="utf-8")
    assert overheard("import", "reviews", "x.csv", "--mapping", "auto", cwd=root).returncode == 0
    assert [review["body"] for review in landed(root, "review")] == ["Gut"]
