"""What was forgotten is in no byte that is kept, and nothing brings it back: no crawl, no import, no restore, no kill."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from data.clock import utc_now
from data.errors import ConfigError
from data.landing import LandingWriter, landing_path
from data.landing.forgotten import is_forgetting
from data.load import load_landing
from data.privacy import load_key
from data.publish import failed_checks
from data.warehouse import FILE_NAME, open_warehouse
from overheard.cli import app
from tests.conftest import ROOT
from tests.overheard.command import SECONDS, environment

CONFIG = """
[workspace]
name = "Acme"
[[brand]]
name = "Acme"
own = true
site = "https://www.acme.example/"
[[brand]]
name = "Borealis"
site = "https://borealis.example/"
"""
SITE = "stars.example"
WORDS = ("Quixotic kettle", "Zanzibar teapot", "Wombat")
KILL_POINTS = (
    ("data.landing.forgotten:append_answers", 1, "before"),
    ("data.forgetting.sweeping:drop_answers", 1, "before"),
    ("data.forgetting.sweeping:apply_rewrites", 1, "before"),
    ("overheard.analyze:publish", 1, "before"),
    ("overheard.analyze:compact", 1, "before"),
    ("overheard.analyze:drop_builds", 1, "before"),
)


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def said(done: Result) -> str:
    return done.output + str(done.exception or "")


def made(root: Path, rows: int = 36) -> Path:
    """A workspace whose reviews, mentions and surveys have one person's words among them, analysed."""
    root.mkdir(exist_ok=True)
    (root / "overheard.toml").write_text(CONFIG)
    now = utc_now()
    lines = ["id,brand,source,author,date,rating,text"]
    for n in range(rows):
        brand, at = ("Acme", "Borealis")[n % 2], now - timedelta(days=n)
        lines.append(
            f"{n},{brand},{SITE},customer {n},{at:%Y-%m-%d},{1 + n % 5},The delivery of order {n} was late but kind."
        )
    lines += [
        f"901,Acme,{SITE},Quinby Farrow,{now:%Y-%m-%d},1,Quixotic kettle leaked on my floor and support was rude.",
        f"902,Borealis,{SITE},Quinby Farrow,{now:%Y-%m-%d},5,Quixotic kettle of theirs is great and cheap.",
        f"903,Acme,other.example,Quinby Farrow,{now:%Y-%m-%d},2,Zanzibar teapot came broken.",
    ]
    (root / "reviews.csv").write_text("\n".join(lines) + "\n")
    (root / "mentions.csv").write_text(
        "url,network,author,date,text,brand\n"
        f"https://net.example/1,mastodon,@quinby,{now:%Y-%m-%d},Wombat says the Acme kettle is bad,Acme\n"
        f"https://net.example/2,mastodon,@someone,{now:%Y-%m-%d},The Acme kettle is fine,Acme\n"
    )
    (root / "surveys.csv").write_text(
        "respondent,date,nps,comment,brand\n"
        f"quinby@mail.example,{now:%Y-%m-%d},2,Wombat was not amused at all,Acme\nx@mail.example,{now:%Y-%m-%d},9,Fine,Acme\n"
    )
    for kind in ("reviews", "mentions", "surveys"):
        done = call("import", kind, root / f"{kind}.csv", "-w", root)
        assert done.exit_code == 0, said(done)
    done = call("analyze", "-w", root)
    assert done.exit_code == 0, said(done)
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return made(tmp_path / "w")


def holding(root: Path, *words: str) -> list[str]:
    """The files of the state whose bytes hold a word (or, of a backup, would), in whichever of the usual encodings."""
    found = []
    for path in sorted((root / ".overheard").rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        if any(word.encode(coding) in content for word in words for coding in ("utf-8", "utf-16-le")):
            found.append(path.relative_to(root).as_posix())
    return found


def texts(root: Path) -> set[str]:
    with duckdb.connect(str(root / ".overheard" / FILE_NAME), read_only=True) as connection:
        assert failed_checks(connection) == []
        rows = connection.execute("SELECT body FROM reviews UNION SELECT body FROM mentions").fetchall()
    return {str(row[0]) for row in rows}


def test_a_person_goes_from_every_byte_and_does_not_come_back(root: Path, tmp_path: Path) -> None:
    assert call("backup", tmp_path / "before.zip", "-w", root).exit_code == 0
    for what, name in (
        ("swot", "swot.json"),
        ("swot", "swot.xlsx"),
        ("swot", "swot.pptx"),
        ("comparison", "comparison.csv"),
    ):
        assert call("export", what, "--to", tmp_path / name, "-w", root).exit_code == 0
    (tmp_path / "swot.json").write_text('{"quote": "Quixotic kettle leaked on my floor\\u0020and support was rude."}')
    assert len(holding(root, "Quixotic kettle")) > 2, "or this test could not fail"
    others = {text for text in texts(root) if not text.startswith(("Quixotic", "Wombat"))}
    done = call("forget", "--author", "quinby  FARROW", "--source", SITE, "-w", root)
    assert done.exit_code == 0, said(done)
    assert "forgotten: 2 records, 2 landed lines" in done.output
    assert holding(root, "Quixotic kettle") == []
    assert "Zanzibar teapot" in str(texts(root)), "of another source, where the name may be another's"
    for name, listed in (
        ("before.zip", True),
        ("swot.json", True),
        ("swot.pptx", True),
        ("swot.xlsx", True),
        ("comparison.csv", False),
    ):
        assert (str(tmp_path / name) in done.output) is listed, name
    assert call("forget", "--author", "@quinby", "--source", "mastodon", "-w", root).exit_code == 0
    assert call("forget", "--author", "quinby@mail.example", "--source", "surveys", "-w", root).exit_code == 0
    assert holding(root, "Quixotic kettle", "Wombat") == []
    assert texts(root) == others
    assert not is_forgetting(root / ".overheard")
    for kind in ("reviews", "mentions", "surveys"):  # the file of the user's still has it
        assert call("import", kind, root / f"{kind}.csv", "-w", root).exit_code == 0
        assert holding(root, "Quixotic kettle", "Wombat") == [], "not even in landing"
    restored = call("restore", tmp_path / "before.zip", "-w", root)
    assert restored.exit_code == 0, said(restored)
    assert "forgotten since were taken out again" in restored.output
    assert holding(root, "Quixotic kettle", "Wombat") == []
    assert texts(root) == others


def test_a_record_and_a_brand(root: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(root / ".overheard" / FILE_NAME), read_only=True) as connection:
        (record,) = connection.execute("SELECT review_id FROM reviews WHERE body LIKE 'Zanzibar%'").fetchall()
    assert call("forget", "--record", record[0], "-w", root).exit_code == 0
    assert holding(root, "Zanzibar teapot") == []
    with pytest.raises(ConfigError, match="so the next crawl would bring it back"):
        raise call("forget", "--brand", "Borealis", "-w", root).exception or AssertionError
    config = (root / "overheard.toml").read_text()
    (root / "overheard.toml").write_text(config.partition('[[brand]]\nname = "Borealis"')[0])
    done = call("forget", "--brand", "Borealis", "-w", root)
    assert done.exit_code in (0, 1), said(done)
    assert holding(root, "Quixotic kettle of theirs") == []
    assert not any("borealis" in name for name in _brands(root))
    (root / "overheard.toml").write_text(config)
    later = call("import", "reviews", root / "reviews.csv", "-w", root)
    assert later.exit_code == 0, said(later)
    assert call("analyze", "-w", root).exit_code == 0
    assert "borealis" not in _brands(root), "what was written before"
    os.utime(root / "reviews.csv")
    assert call("import", "reviews", root / "reviews.csv", "-w", root).exit_code == 0
    with open_warehouse(root / ".overheard") as connection:
        load_landing(connection, root / ".overheard")
    assert "borealis" in _brands(root), "a brand that is taken up again begins anew"


def _brands(root: Path) -> set[str]:
    with duckdb.connect(str(root / ".overheard" / FILE_NAME), read_only=True) as connection:
        return {
            str(row[0])
            for row in connection.execute(
                "SELECT DISTINCT brand FROM reviews UNION SELECT brand FROM opinions"
            ).fetchall()
        }


def test_wrong_calls_touch_nothing(root: Path) -> None:
    for options, words in (
        ((), "expected one of"),
        (("--author", "Jo"), "together"),
        (("--author", "Jo", "--source", "nowhere"), f"{SITE}"),
        (("--record", "x", "--brand", "y"), "expected one of"),
        (("--record", "none"), "expected the id"),
        (("--brand", "Zed"), "acme"),
    ):
        done = call("forget", *options, "-w", root)
        assert isinstance(done.exception, ConfigError), options
        assert words in str(done.exception), options
    assert not (root / ".overheard" / "forgotten.jsonl").exists()
    (root / ".overheard" / "forgotten.jsonl").write_text("garbage\n")
    refused = call("analyze", "-w", root)
    assert (refused.exit_code, "forgotten.jsonl line 1" in refused.output) == (1, True), (
        "or who is on it comes back in silence"
    )


def test_killed_anywhere_the_next_analysis_does_the_rest(tmp_path: Path) -> None:
    pristine = made(tmp_path / "pristine", rows=4)
    for point in KILL_POINTS:
        root = tmp_path / "w"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(pristine, root)
        target, nth, when = point
        command = [sys.executable, "-m", "tests.overheard.kill_at", target, str(nth), when, "forget"]
        command += ["--author", "Quinby Farrow", "--source", SITE, "-w", str(root)]
        done = subprocess.run(
            command, cwd=ROOT, env=environment(tmp_path), capture_output=True, timeout=SECONDS, check=False
        )
        assert done.returncode == -signal.SIGKILL, (point, done.stderr)
        again = call("analyze", "-w", root)
        assert again.exit_code == 0, (point, said(again))
        if point == KILL_POINTS[0]:  # before it was on the list: it was never asked
            assert call("forget", "--author", "Quinby Farrow", "--source", SITE, "-w", root).exit_code == 0
        assert holding(root, "Quixotic kettle") == [], point
        assert len(texts(root)) == 4 + 1 + 2, point
        assert not list((root / ".overheard" / "landing").rglob(".*")), point
        with open_warehouse(root / ".overheard") as connection:
            assert load_landing(connection, root / ".overheard").problems == [], point


def test_retention_reaches_free_blocks_landing_and_builds(root: Path) -> None:
    state = root / ".overheard"
    with duckdb.connect(str(state / FILE_NAME)) as connection:
        connection.execute("UPDATE reviews SET fetched_at = fetched_at - INTERVAL 30 DAY WHERE body LIKE 'Zanzibar%'")
        connection.execute("UPDATE ledger SET loaded_at = loaded_at - INTERVAL 30 DAY")
    (root / "overheard.toml").write_text(CONFIG.replace("[[brand]]", "[crawl]\nretention_days = 10\n[[brand]]", 1))
    assert call("analyze", "-w", root).exit_code == 0
    assert holding(root, "Zanzibar teapot") == []
    assert len(list((state / "published").glob("*.duckdb"))) == 1


def test_a_landed_line_of_a_forgotten_person_is_not_loaded(root: Path) -> None:
    """As an older version of this program, or a file put back by hand, would have it."""
    from data.kinds.review import Review
    from data.landing.protect import protect

    state = root / ".overheard"
    assert call("forget", "--author", "Quinby Farrow", "--source", SITE, "-w", root).exit_code == 0
    words = Review(
        brand="acme", source=SITE, url="u", body="Back again.", author="Quinby Farrow", fetched_at=utc_now(), layer="x"
    )
    with LandingWriter(landing_path(state, "r9", "site")) as writer:
        writer.write(protect(words, load_key(state)))
        writer.write(protect(words.model_copy(update={"author": "Another", "body": "Not hers."}), load_key(state)))
    with open_warehouse(state) as connection:
        load_landing(connection, state)
        rows = connection.execute("SELECT body FROM reviews WHERE layer = 'x'").fetchall()
    assert rows == [("Not hers.",)]
