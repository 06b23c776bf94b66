"""`overheard why` prints all that a line rests on: whoever reads it can compute the line's figure again."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from statistics import fmean
from typing import Any

import duckdb
import pytest

from analysis.figures.gaps import READING
from analysis.pipeline.analyze import analyze, freeze
from analysis.tables import insert
from data.errors import ConfigError
from data.publish import publish
from overheard.commands.why import as_json, as_text, why_report
from tests.analysis.builder import FAQ, NOW, SENTENCES, Reviews, faq, rows_of, site, visit, warehouse, workspace
from tests.analysis.pipeline.test_labelled_gaps import BRANDS as LABELLED_BRANDS
from tests.analysis.pipeline.test_labelled_gaps import sampled
from tests.overheard.command import overheard

BRANDS = ("acme", "beta", "gamma", "delta")
Lines = dict[tuple[str, str, str, str], dict[str, Any]]
"""rule, kind, topic, rival -> the line."""
Unit = dict[str, Any]


def market() -> Reviews:
    """A market with a line of every kind of test, in two sources."""
    reviews = Reviews()
    reviews.old(BRANDS)
    for brand in BRANDS[:3]:
        own = brand == "acme"
        for days_ago, delivery in ((10.5, (8, 6, 41) if own else (40, 6, 9)), (100.25, (40, 6, 9))):
            for source in ("trust.example", "other.example"):
                more: dict[str, Any] = {"source": source, "rating": 2 if own else 4, "rating_max": 5}
                reviews.plant(brand, "delivery", delivery, days_ago=days_ago, **more)
                reviews.plant(brand, "loyalty", (3, 2, 25), days_ago=days_ago, **more)
                reviews.plant(brand, "empathy", (30, 3, 2), days_ago=days_ago, **more)
        reviews.plant(brand, "billing", (3, 1, 2), author=None)
        for number in range(40):
            at = NOW - timedelta(days=20)
            answered = number < (8 if own else 36)
            reply = {"reply_body": "Thanks.", "replied_at": at + timedelta(days=2)} if answered else {}
            reviews.add(brand, "It is a shop.", published_at=at, **reply)
    return reviews


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published market with an older edition that is frozen."""
    root = tmp_path_factory.mktemp("market")
    con = warehouse(root)
    reviews = market()
    for row in reviews.rows:
        row["author_key"] = row["author_key"] and sha256(row["author_key"].encode()).hexdigest()[:16]
    reviews.save(con)
    insert(con, "faqs", [faq(brand, text, n) for brand in BRANDS for n, text in enumerate(FAQ, 1)])
    insert(con, "faqs", [faq(brand, "Do you sell gift cards?", 9) for brand in BRANDS[1:]])
    insert(con, "visits", [visit(brand, "faqs") for brand in BRANDS] + [row for brand in BRANDS for row in site(brand)])
    place = workspace(root, BRANDS)
    analyze(con, place, NOW - timedelta(days=25))
    freeze(con, "2026-10")
    analyze(con, place, NOW)
    con.execute("UPDATE opinions SET label = -label WHERE published_at < TIMESTAMP '2026-10-15'")
    publish(con, place, "f" * 16)
    con.close()
    return root


def lines(root: Path, edition: str = "2026-11") -> Lines:
    path = next((root / ".overheard" / "published").glob("*.duckdb"))
    with duckdb.connect(str(path), read_only=True) as con:
        found = [row for table in ("swot", "leads") for row in rows_of(con, table, f"edition = '{edition}'")]
    return {
        (row["rule"], row["kind"], row["topic"], row["rival"]): row for row in found if row["brand"] in ("acme", "*")
    }


def shown(root: Path, line_id: str, edition: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_json(why_report(workspace(root, BRANDS), line_id, edition)))
    return found


def computed(report: dict[str, Any]) -> tuple[float, int, int]:
    """gap and n of both sides, from the units and dates of the report alone."""
    sides = {(side["brand"], side["part"]): side["units"] for side in report["sides"]}
    gaps, own_units, other_units = [], set(), set()
    for each in report["comparisons"]:
        own = strata_of(sides[tuple(each["own"])], each["covered_own"], each["own"][1])
        other = strata_of(sides[tuple(each["other"])], each["covered_other"], each["other"][1])
        shared = [place for place in own if place in other and min(len(own[place]), len(other[place])) >= 5]
        weights = {
            place: len(own[place]) * len(other[place]) / (len(own[place]) + len(other[place])) for place in shared
        }
        total = sum(weights.values())
        gaps.append(
            sum(w / total * (fmean(own[place].values()) - fmean(other[place].values())) for place, w in weights.items())
        )
        own_units |= {(each["own"][0], name) for place in shared for name in own[place]}
        other_units |= {(each["other"][0], name) for place in shared for name in other[place]}
    return fmean(gaps), len(own_units), len(other_units)


def strata_of(units: list[Unit], covered: list[dict[str, Any]], part: str) -> dict[tuple[str, ...], dict[str, float]]:
    """Stratum -> unit -> its mean over what was published on dates that count; by driver first where all are taken together."""
    found: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for unit in units:
        values = defaultdict(list)
        for value in unit["values"]:
            if any(c["source"] == unit["source"] and c["start"] <= value["published_at"] <= c["end"] for c in covered):
                values[value["driver"] if part == "on everything else" else ""].append(value["value"])
        if values:
            mean = fmean(fmean(each) for each in values.values())
            found[(unit["source"], unit["language"], unit["market"])][unit["name"]] = mean
    return found


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a driver against all rivals", lambda key: key[1] == "driver" and key[3] == "*"),
        ("the brand as a whole", lambda key: key[1:3] == ("overall", "net_sentiment")),
        ("stars", lambda key: key[1:3] == ("overall", "stars")),
        ("answers", lambda key: key[1] == "response"),
        ("a trend", lambda key: key[1] == "trend"),
        ("a need of the whole market", lambda key: key[1] == "unmet"),
    ],
)
def test_the_figure_follows_from_what_is_printed(
    root: Path, name: str, wanted: Callable[[tuple[str, str, str, str]], bool]
) -> None:
    compared = [line for key, line in lines(root).items() if wanted(key) and line["gap"] is not None]
    for line in compared:
        report = shown(root, line["line_id"])
        gap, n_own, n_other = computed(report)
        assert (n_own, n_other) == (line["n_own"], line["n_other"])
        assert gap == pytest.approx(line["gap"], abs=1e-9)
        assert report["same"] is True
    assert compared, name


def test_the_text_holds_the_figure_too(root: Path) -> None:
    line = next(line for key, line in lines(root).items() if key[1] == "driver" and key[3] == "*")
    text = "\n".join(as_text(why_report(workspace(root, BRANDS), line["line_id"][:9])))
    assert line["headline"] in text
    assert line["statement"] in text
    rivals = []
    for name in re.findall(r"^comparison \d+: Acme and (\w+): gap", text, re.MULTILINE):
        own, other = (printed(text, side) for side in ("Acme", name))
        shared = {place for place in own if place in other and min(len(own[place]), len(other[place])) >= 5}
        weights = {p: len(own[p]) * len(other[p]) / (len(own[p]) + len(other[p])) for p in shared}
        means = [w * (fmean(own[p]) - fmean(other[p])) for p, w in weights.items()]
        rivals.append(sum(means) / sum(weights.values()))
    assert fmean(rivals) == pytest.approx(line["gap"], abs=5e-4)
    assert sum(len(units) for units in printed(text, "Acme").values()) == line["n_own"]
    assert "the same" in text
    assert re.search(r"“.+” \(\w.*2026-\d\d-\d\d, https://trust.example/", text)


def printed(text: str, side: str) -> dict[str, list[float]]:
    """Stratum -> the units' values of a side, as printed."""
    block = re.search(rf"^{side} \(\d+ units\):\n((?:  .*\n)+)", text, re.MULTILINE)
    found: dict[str, list[float]] = defaultdict(list)
    for place, value in re.findall(r"^  \S+(?: \(unsigned\))?, (.+): (\S+)$", block[1] if block else "", re.MULTILINE):
        found[place].append(float(value.replace("\u2212", "-")))
    return found


def test_a_frozen_edition_is_walked_by_what_it_kept(root: Path) -> None:
    line = next(line for key, line in lines(root, "2026-10").items() if key[1] in ("driver", "unmet") and line["gap"])
    report = shown(root, line["line_id"], "2026-10")
    assert (report["edition_status"], report["same"]) == ("frozen", True)
    assert computed(report)[0] == pytest.approx(line["gap"], abs=1e-9)


def test_what_was_observed_names_the_pages(root: Path) -> None:
    line = lines(root)["W2", "faq_intent", "gift_cards", "*"]
    report = shown(root, line["line_id"])
    assert (report["figure"], report["same"], report["sides"]) == (None, None, [])
    assert {visit["brand_name"] for visit in report["visits"]} == {brand.title() for brand in BRANDS}
    assert any(
        "https://acme.example/faq: observed, 10 items" in text
        for text in as_text(why_report(workspace(root, BRANDS), line["line_id"]))
    )


def test_an_unknown_id_names_the_nearest(root: Path) -> None:
    place = workspace(root, BRANDS)
    known = next(iter(lines(root).values()))
    wrong = known["line_id"][:-1] + ("0" if known["line_id"][-1] != "0" else "1")
    with pytest.raises(
        ConfigError,
        match=rf"expected the id of a line of edition 2026-11, found '{wrong}'; the nearest: {known['line_id']}",
    ):
        why_report(place, wrong)
    with pytest.raises(ConfigError, match="expected one of the editions 2026-11, 2026-10"):
        why_report(place, known["line_id"], "2026-09")
    with pytest.raises(ConfigError, match="expected the id of a line"):
        why_report(place, "")
    now = {line["line_id"] for line in lines(root).values()}
    gone = {line["line_id"] for line in lines(root, "2026-10").values()} - now
    for line_id in gone:
        with pytest.raises(ConfigError, match="add --edition 2026-10"):
            why_report(place, line_id)


def test_the_command(root: Path) -> None:
    text = '[workspace]\nname = "Test"\n[[brand]]\nname = "Acme"\nown = true\nsite = "https://acme.example/"\n'
    (root / "overheard.toml").write_text(text, encoding="utf-8")
    line = next(iter(lines(root).values()))
    done = overheard("why", line["line_id"], cwd=root)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, line["headline"]), done.stderr
    assert json.loads(overheard("why", line["line_id"], "--json", cwd=root).stdout)["schema"] == "overheard.why/1"
    missing = overheard("why", "nothing", cwd=root)
    assert (missing.returncode, "the nearest: " in missing.stderr) == (2, True)


def test_a_gap_that_labels_correct_is_computed_both_ways(tmp_path: Path) -> None:
    con = warehouse(tmp_path)
    reviews = Reviews()
    for brand, counts in LABELLED_BRANDS.items():
        for label, count in zip((1, 0, -1), counts, strict=True):
            for number in range(count):
                reviews.add(brand, SENTENCES["delivery"][label], days_ago=number % 80, rating=4, rating_max=5)
    reviews.old(LABELLED_BRANDS)
    for row in reviews.rows:
        row["author_key"] = row["author_key"] and sha256(row["author_key"].encode()).hexdigest()[:16]
    reviews.save(con)
    place = workspace(tmp_path)
    analyze(con, place, NOW)
    sampled(
        con, 0.5, "CASE WHEN r.brand = 'acme' AND o.label = -1 AND hash(r.review_id) % 2 = 0 THEN 1 ELSE o.label END"
    )
    analyze(con, place, NOW)
    publish(con, place, "e" * 16)
    where = "kind = 'overall' AND topic = 'net_sentiment' AND brand = 'acme'"
    ids = [row["line_id"] for table in ("swot", "leads") for row in rows_of(con, table, where)]
    con.close()

    assert ids
    for line_id in ids:
        report = why_report(place, line_id)
        assert report.figure is not None
        assert report.recomputed is not None
        assert report.figure["interval_holds"] == READING
        assert report.same is True
        assert report.recomputed.corrected == pytest.approx(report.figure["gap"])
        assert report.recomputed.gap < report.recomputed.corrected - 0.1, "half of the complaints were read wrongly"
        text = "\n".join(as_text(report))
        assert re.search(r"computed from the values below: gap \S+, n = \d+ and \d+, as the texts were read\n", text)
        assert re.search(
            r"corrected by what people say of the texts they labelled \(\d+ and \d+ customers\): gap \S+: the same",
            text,
        )
        assert json.loads(as_json(report))["recomputed"]["corrected"] == report.recomputed.corrected
