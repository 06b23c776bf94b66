"""`overheard label --meant` as a user meets it: piped input, what it writes, what the next analysis makes of it."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.clock import utc_now
from data.load import load_landing
from data.publish import current_build, failed_checks, publish
from data.state.meant import FILE_NAME, Meant, append_meant, load_meant, read_meant
from data.warehouse import migrate, open_warehouse
from data.workspace import load_workspace
from overheard.commands.label.meant import SHOWN, excerpt, sample
from tests.overheard.command import SECONDS, environment, overheard

CONFIG = """[workspace]
name = "Test"
timezone = "UTC"

[[brand]]
name = "Acme"
own = true
site = "https://www.acme.example/"
aliases = ["อะคมี"]
[[brand]]
name = "Borealis"
site = "https://www.borealis.example/"
"""
HEAD = "brand,network,id,text,author,date,url\n"
ACME, BOREALIS = 36, 4
DAY = date(2026, 3, 14)
NOW = utc_now()


def csv(more: str = "") -> str:
    """Mentions of two brands: a Thai one, one that would steer the terminal, one too long to show."""
    texts = [f"Acme answered call {n} late" for n in range(ACME)]
    texts[3], texts[5] = "แชทของอะคมีตอบช้ามาก", "Acme \u202e\x1b[31mis red"
    texts[7] = "word " * 400 + "here is acme at last" + " word" * 400
    texts += [f"Borealis was fine on visit {n}" for n in range(BOREALIS)]
    days = [f"{NOW - timedelta(days=1 + n % 9):%Y-%m-%dT%H:%M:%SZ}" for n in range(len(texts))]
    rows = (
        f"{'Acme' if n < ACME else 'Borealis'},reddit,t3_{n},{text}{more},author{n},{day},https://forum.example/{n}\n"
        for n, (text, day) in enumerate(zip(texts, days, strict=True))
    )
    return HEAD + "".join(rows)


@pytest.fixture
def market(tmp_path: Path) -> Path:
    """A workspace with imported mentions, loaded and published but not analysed."""
    (tmp_path / "overheard.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "m.csv").write_text(csv(), encoding="utf-8")
    done = overheard("import", "mentions", "m.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    workspace = load_workspace(tmp_path)
    with open_warehouse(workspace.state_dir) as con:
        assert load_landing(con, workspace.state_dir).records == ACME + BOREALIS
        publish(con, workspace, "test")
    return tmp_path


def label(workspace: Path, typed: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "overheard", "label", "--meant", *arguments],
        cwd=workspace, env=environment(workspace, PYTHONIOENCODING="utf-8"), input=typed, capture_output=True, text=True,
        timeout=SECONDS, check=False, encoding="utf-8",
    )  # fmt: skip


def answers(workspace: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (workspace / ".overheard" / FILE_NAME).read_text().splitlines()]


def rows(workspace: Path, query: str) -> list[tuple[Any, ...]]:
    """The answer of the published build."""
    build = current_build(workspace / ".overheard")
    assert build is not None
    with duckdb.connect(str(build), read_only=True) as con:
        return con.execute(query).fetchall()


def brands_of(workspace: Path) -> set[tuple[str, str]]:
    return set(rows(workspace, "SELECT mention_id, brand FROM mention_brands"))


def test_answers_take_mentions_out_and_measure_precision(market: Path) -> None:
    before = brands_of(market)
    done = label(market, "n\nhm\n\nN\n" + "yes\n" * 32 + "q\n", "--brand", "acme", "--n", "50")
    assert done.returncode == 0, done.stderr
    assert "36 mentions drawn at random" in done.stdout
    assert "34 labelled, 2 of them not meant" in done.stdout
    assert "Borealis" not in done.stdout
    urls = re.findall(r"/36 reddit (https://forum\.example/\d+)", done.stdout)
    assert len(urls) == len(set(urls)) == 35
    given_answers = answers(market)
    assert [line["meant"] for line in given_answers] == [False, False] + [True] * 32
    assert all(line.keys() == {"mention_id", "brand", "meant", "labelled_at"} for line in given_answers)
    wrong = {(line["mention_id"], line["brand"]) for line in given_answers if not line["meant"]}
    assert wrong < before

    rest = label(market, "y\n" * 9, "--n", "50")
    assert "6 mentions drawn at random" in rest.stdout
    assert "6 labelled, 0 of them not meant" in rest.stdout
    assert not set(re.findall(r"https://forum\.example/\d+", rest.stdout)) & set(urls[:34])

    assert rows(market, "SELECT count(*) FROM mentions WHERE contains(body, chr(8238))") == [(0,)]
    assert "is red" in done.stdout + rest.stdout
    assert not {"\u202e", "\x1b"} & set(done.stdout + rest.stdout)

    # The same mentions once more, edited since: a newer reading names the brand again.
    (market / "m.csv").write_text(csv(" indeed"), encoding="utf-8")
    assert overheard("import", "mentions", "m.csv", cwd=market).returncode == 0
    done = overheard("analyze", cwd=market)
    assert done.returncode == 0, done.stderr
    assert "2 mentions taken out of a brand as labelled" in done.stdout + done.stderr
    assert len(rows(market, "SELECT 1 FROM mentions WHERE body LIKE '%indeed'")) == ACME + BOREALIS
    assert brands_of(market) == before - wrong
    by_id = sorted(wrong)[0][0]
    assert rows(market, f"SELECT 1 FROM opinions WHERE record_id = '{by_id}'") == []
    voice = "SELECT DISTINCT n FROM kpis WHERE kpi = 'share_of_voice' AND source = '*'"
    assert rows(market, voice) == [(ACME + BOREALIS - 2,)]

    query = "SELECT * EXCLUDE edition FROM kpis WHERE kpi = 'mention_precision' ORDER BY brand"
    for found, brand, hits, n, status in zip(
        rows(market, query), ("acme", "borealis"), (34, 4), (36, 4), ("ok", "not enough data"), strict=True
    ):
        assert found[:5] == (brand, "mention_precision", "*", "share of a labelled sample", n)
        assert found[5:8] == pytest.approx((hits / n, *wilson(hits, n)))
        assert found[8] == status
    told = (
        "in a labelled sample: Acme 94% (82% to 98%, n = 36, ok); Borealis 100% (51% to 100%, n = 4, not enough data)"
    )
    assert told in overheard("status", cwd=market).stdout

    (market / ".overheard" / FILE_NAME).unlink()
    again = label(market, "", "--n", "50")
    assert "no customers' mentions of Acme, Borealis that are not labelled yet" in again.stdout, (
        "the build knows them too"
    )


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson (1927): the interval of a share, from the closed form."""
    z, share = 1.959963984540054, hits / n
    centre, half = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def test_without_labels_nothing_is_claimed(market: Path) -> None:
    assert rows(market, "SELECT 1 FROM kpis WHERE kpi = 'mention_precision'") == []
    assert "mentions that mean their brand: not observed" in overheard("status", cwd=market).stdout
    assert label(market, "").stdout.count("does it mean") == 1
    assert not (market / ".overheard" / FILE_NAME).exists()


def test_wrong_calls_touch_nothing(tmp_path: Path) -> None:
    (tmp_path / "overheard.toml").write_text(CONFIG, encoding="utf-8")
    for arguments, told in [
        (("--meant",), "run `overheard run`"),
        (("--meant", "--brand", "Acm"), "did you mean 'Acme'"),
        (("--meant", "--language", "th"), "--language: expected none with --meant"),
        (("--brand", "Acme"), "--brand: expected --meant"),
    ]:
        done = overheard("label", *arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert told in done.stderr
    assert not (tmp_path / ".overheard" / FILE_NAME).exists()


def test_a_build_of_another_version_is_told(market: Path) -> None:
    build = current_build(market / ".overheard")
    assert build is not None
    with duckdb.connect(str(build)) as con:
        con.execute("UPDATE build_info SET schema_version = 6")
    done = label(market, "y\n")
    assert done.returncode == 2
    assert "found 6: run `overheard analyze`" in done.stderr


def test_a_draw_is_random_by_day_and_reproducible(market: Path) -> None:
    state = market / ".overheard"
    build = current_build(state)
    assert build is not None
    brands = ["acme", "borealis"]
    draw = sample(build, state, brands, 10, DAY)
    assert sample(build, state, brands, 10, DAY) == draw
    everything = sample(build, state, brands, 100, DAY)
    assert everything[:10] == draw
    assert len(everything) == ACME + BOREALIS
    days = [sample(build, state, brands, 4, DAY + timedelta(days=day)) for day in range(100)]
    drawn = [candidate.mention_id for found in days for candidate in found]
    times = [drawn.count(candidate.mention_id) for candidate in everything]
    # Each is drawn Binomial(100, 1/10) times, which leaves these bounds about once in a thousand sets of 40 fair draws.
    assert min(times) >= 1
    assert max(times) <= 26
    append_meant(state, [answer(draw[0].mention_id, draw[0].brand, True, 0)])
    assert sample(build, state, brands, 9, DAY) == draw[1:]


def answer(mention: str, brand: str, meant: bool, second: int) -> Meant:
    at = datetime(2026, 3, 1) + timedelta(seconds=second)
    return Meant(mention_id=mention, brand=brand, meant=meant, labelled_at=at)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    migrate(con, tmp_path_factory.mktemp("warehouse"))
    yield con
    con.close()


@given(
    st.lists(
        st.tuples(st.sampled_from(["m1", "m2", "gone"]), st.sampled_from(["a", "b"]), st.booleans(), st.integers(0, 5)),
        max_size=12,
    ),
    st.integers(0, 12),
)
@settings(max_examples=25, deadline=None)
def test_the_newest_answer_stands_however_it_is_loaded(
    warehouse: duckdb.DuckDBPyConnection,
    tmp_path_factory: pytest.TempPathFactory,
    said: list[tuple[str, str, bool, int]],
    half: int,
) -> None:
    state = tmp_path_factory.mktemp("state")
    for table in ("mentions", "mention_brands", "meant_labels"):
        warehouse.execute(f"DELETE FROM {table}")
    warehouse.execute("INSERT INTO mentions (mention_id) VALUES ('m1'), ('m2')")
    crawled = {("m1", "a"), ("m1", "b"), ("m2", "a")}
    expected: dict[tuple[str, str], tuple[int, bool]] = {}
    brands: list[tuple[str, str]] = []
    for mention, brand, meant, second in said:
        if second >= expected.get((mention, brand), (0, True))[0]:
            expected[mention, brand] = (second, meant)
    for part in (said[:half], said[half:], []):
        append_meant(state, [answer(*one) for one in part])
        warehouse.execute("DELETE FROM mention_brands")  # a crawl names its brands again
        warehouse.executemany("INSERT INTO mention_brands VALUES (?, ?)", sorted(crawled))
        loaded = load_meant(warehouse, state)
        brands = warehouse.execute("SELECT mention_id, brand FROM mention_brands").fetchall()
        again = load_meant(warehouse, state)
        assert (again.kept, again.taken_out, again.put_back, again.told) == (loaded.kept, 0, 0, ())
        assert sorted(warehouse.execute("SELECT mention_id, brand FROM mention_brands").fetchall()) == sorted(brands)
    rows = warehouse.execute("SELECT mention_id, brand, meant FROM meant_labels").fetchall()
    assert sorted(rows) == sorted((*key, meant) for key, (_, meant) in expected.items())
    right = {key for key, (_, meant) in expected.items() if meant and key[0] != "gone"}
    wrong = {key for key, (_, meant) in expected.items() if not meant}
    assert len(brands) == len(set(brands))
    assert set(brands) == (crawled | right) - wrong
    assert failed_checks(warehouse) == []
    (state / FILE_NAME).unlink(missing_ok=True)
    assert load_meant(warehouse, state).kept == len(expected), "rows stay if the file is gone"


def test_damaged_lines_are_named_and_a_torn_one_is_mended(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    append_meant(tmp_path, [answer("m1", "a", True, 0)])
    with path.open("ab") as file:
        file.write(b'{"mention_id": "m2", "brand": "a", "meant": "yes", "labelled_at": "2026-03-01T00:00:00"}\n\xff\n')
        file.write(b'{"mention_id": "m3", "br')
    assert [found.mention_id for found in read_meant(tmp_path)[0]] == ["m1"]
    append_meant(tmp_path, [answer("m4", "a", False, 0)])
    found, problems = read_meant(tmp_path)
    assert [one.mention_id for one in found] == ["m1", "m4"]
    named = [problem.removeprefix(f"{path} line ")[:8] for problem in problems]
    assert named == ["2: meant", "3: line:", "4: line:"]
    assert path.stat().st_mode & 0o777 == 0o600


@given(
    st.text(max_size=40), st.integers(0, 3000), st.integers(0, 3000), st.sampled_from(["Acme", "อะคมี", "C++ (Shop)"])
)
@settings(max_examples=100, deadline=None)
def test_an_excerpt_is_short_and_shows_the_name(fill: str, before: int, after: int, name: str) -> None:
    text = (fill * before)[:before] + name.upper() + (fill * after)[:after]
    shown = excerpt(text, ["Nobody Else", name])
    assert len(shown) <= SHOWN + 2
    assert shown.strip("…") in text or shown == text
    assert re.search(re.escape(name), shown, re.IGNORECASE)
