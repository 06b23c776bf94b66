"""A small, made-up, deterministic build with the tables' real DDL, for tests of the app and the exports.

Figures are computed plainly here (one language, two sources), not by `analysis`, so that these tests stand alone.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from data.warehouse import schema_version
from tests.sample_cycle import add_cycle
from tests.sample_mentions import add_mentions
from tests.sample_texts import CHANNELS, FAQ_INTENTS, NETS, QUESTIONS, SENTENCES, THAI
from tests.sample_topics import add_topics

MIGRATIONS = Path(__file__).parents[1] / "data" / "migrations"
NOW = datetime(2026, 10, 18, 2, 30)
WINDOW = (datetime(2026, 7, 20), datetime(2026, 10, 18))
EDITION, FROZEN = "2026-10", "2026-09"
RUN, OLD_RUN = "20261018T0200", "20261011T0200"
BRANDS = [
    ("northbean", "Northbean Coffee", True, 420),
    ("kettle-crane", "Kettle & Crane", False, 360),
    ("morning-post", "Morning Post Coffee", False, 300),
    ("lotus-roast", "Lotus Roast", False, 34),
]
SOURCES = ["cuppaview.example", "beanbook.example"]
PRIORS = {"response_time": 0.51, "staff_knowledge": 0.47, "ease_of_use": 0.31}
MIN_UNITS = 30
TABLES = [
    "rejects",
    "runs",
    "visits",
    "source_totals",
    "faqs",
    "reviews",
    "rankings",
    "channels",
    "brands",
    "opinions",
    "driver_scores",
    "question_intents",
    "gaps",
    "swot",
    "swot_evidence",
    "leads",
    "signals",
    "signal_evidence",
    "coverage",
    "stated_ranges",
    "editions",
    "edition_values",
    "evaluations",
    "kpis",
    "topic_proposals",
    "topic_examples",
    "persona_proposals",
    "persona_examples",
]
BUILD_INFO = (
    "CREATE TABLE build_info (build VARCHAR, schema_version INTEGER, created_at TIMESTAMP, workspace VARCHAR,"
    " language VARCHAR, timezone VARCHAR, synthetic BOOLEAN, fingerprint VARCHAR)"
)
Rows = dict[str, list[dict[str, Any]]]
Line = tuple[str, dict[str, Any], list[dict[str, Any]]]
"""Table, row and evidence of one line of the SWOT or one lead."""


def write_sample_build(
    state_dir: Path,
    *,
    build: str = "build-20261018T023000.duckdb",
    schema: int | None = None,
    synthetic: bool = True,
    empty: bool = False,
    hostile: str | None = None,
) -> Path:
    """Write `<state_dir>/published/<build>` and point CURRENT at it; returns the file's path.

    `schema` None means the version this program knows; `empty` leaves every table but build_info without rows;
    `hostile` is put into every text a web page could hold."""
    published = state_dir / "published"
    published.mkdir(parents=True, exist_ok=True)
    path = published / build
    con = duckdb.connect(str(path))
    for migration in sorted(MIGRATIONS.glob("*.sql")):
        con.execute(migration.read_text(encoding="utf-8"))
    con.execute(BUILD_INFO)
    con.execute(
        "INSERT INTO build_info VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            build,
            schema_version() if schema is None else schema,
            NOW,
            "Northbean and its rivals",
            "en",
            "Asia/Bangkok",
            synthetic,
            "f" * 16,
        ],
    )
    if not empty:
        rows = sample_rows()
        if hostile is not None:
            _poison(rows, hostile)
        for table, records in rows.items():
            _insert(con, table, records)
    con.close()
    (published / "CURRENT").write_text(build, encoding="utf-8")
    return path


def sample_rows() -> Rows:
    """All rows of the sample by table; the caller's own copy."""
    return {table: [dict(row) for row in rows] for table, rows in _sample_rows().items()}


@cache
def _sample_rows() -> Rows:
    rng = random.Random(7)
    rows: Rows = {table: [] for table in TABLES}
    _observations(rows, rng)
    _reviews(rows, rng)
    units = _units(rows)
    _driver_scores(rows, units)
    _kpis(rows, rng)
    _gaps(rows, units)
    add_mentions(rows, [(brand, name) for brand, name, *_ in BRANDS], RUN, EDITION, NOW - timedelta(hours=1), weeks=9)
    _swot(rows)
    _editions(rows)
    _edition_values(rows)
    _coverage(rows)
    add_topics(rows, [brand for brand, *_ in BRANDS], WINDOW, NOW)
    add_cycle(rows, WINDOW[1])
    return rows


def _insert(con: duckdb.DuckDBPyConnection, table: str, records: list[dict[str, Any]]) -> None:
    if not records:
        return
    columns = [row[0] for row in con.execute(f'SELECT column_name FROM (DESCRIBE "{table}")').fetchall()]
    data = pd.DataFrame(
        [[record.get(column) for column in columns] for record in records], columns=columns, dtype=object
    )
    con.register("incoming", data)
    con.execute(f'INSERT INTO "{table}" SELECT * FROM incoming')
    con.unregister("incoming")


def _poison(rows: Rows, text: str) -> None:
    for table, columns in {
        "reviews": ["title", "body", "reply_body", "product"],
        "journey": ["pain", "delight"],
        "questions": ["text"],
        "question_answers": ["passage"],
        "changes": ["topic", "before", "after"],
        "goals": ["owner", "wording"],
        "actions": ["title", "owner", "notes"],
        "surveys": ["survey", "question", "comment"],
        "mystery_shops": ["question", "answer", "notes"],
        "faqs": ["question", "answer", "category"],
        "channels": ["address", "vendor"],
        "stated_ranges": ["file"],
        "swot": ["statement"],
        "leads": ["statement", "needed"],
        "swot_evidence": ["quote"],
        "signals": ["topic"],
        "signal_evidence": ["quote"],
        "visits": ["reason"],
        "rejects": ["reason", "payload"],
        "brands": ["name"],
        "mentions": ["title", "body"],
        "evaluations": ["measured_on"],
        "topic_proposals": ["name"],
    }.items():
        for row in rows[table]:
            row.update(dict.fromkeys(columns, text))
    for table in ("reviews", "faqs", "channels", "visits", "swot_evidence", "signal_evidence", "mentions"):
        for row in rows[table]:
            row["url"] = "javascript:alert(document.domain)"


def _observations(rows: Rows, rng: random.Random) -> None:
    _runs(rows)
    for position, (brand, name, own, n) in enumerate(BRANDS, 1):
        site = f"https://{brand}.example/"
        rows["brands"].append({"brand": brand, "name": name, "own": own, "site": site, "position": position})
        _visits(rows, brand, site, n)
        _source_totals(rows, brand, n, rng)
        _faqs(rows, brand, site)
        _channels(rows, brand, site)
    for index in range(3):
        rows["rejects"].append(
            {
                "file": f"{RUN}/site.jsonl", "line": 40 + index, "kind": "review", "rejected_at": NOW,
                "reason": "published_at: expected a date, found '31 Smarch'", "payload": '{"kind": "review"}',
            }
        )  # fmt: skip


def _runs(rows: Rows) -> None:
    """One that ended before its time and, a week later, one that did all."""
    of_all: dict[str, Any] = {"command": "run"}
    killed = {"status": "killed", "items": 1102, "error": "the process ended before the run did"}
    done = {"status": "done", "items": 1180, "error": None}
    for run, finished, outcome in ((OLD_RUN, NOW - timedelta(days=7), killed), (RUN, NOW, done)):
        times = {"started_at": finished - timedelta(minutes=30), "finished_at": finished}
        rows["runs"].append(of_all | {"run_id": run} | times | outcome)


def _visits(rows: Rows, brand: str, site: str, n: int) -> None:
    for kind, url, (status, http_status, reason) in _outcomes(brand, site):
        rows["visits"].append(
            {
                "run_id": RUN, "url": url, "kind": kind, "brand": brand, "spider": "site", "status": status,
                "http_status": http_status, "items": 0 if status in ("blocked", "failed") else n // 4,
                "reason": reason, "fetched_at": NOW, "rendered": False, "page_hash": "0" * 16,
            }
        )  # fmt: skip


def _outcomes(brand: str, site: str) -> list[tuple[str, str, tuple[str, int | None, str | None]]]:
    """(kind, address, (status, HTTP status, reason)) of each visit: one brand blocks and fails, one is read in part."""
    observed = ("observed", 200, None)
    faqs, channels, second = observed, observed, observed
    if brand == "lotus-roast":
        faqs = ("blocked", 403, "HTTP 403, left alone")
        channels = ("failed", None, "no answer within 60 seconds, tried 3 times")
    if brand == "kettle-crane":
        second = ("partial", 200, "stopped at page 20 of 31: daily limit reached")
    return [
        ("faqs", f"{site}faq", faqs),
        ("channels", site, channels),
        ("reviews", f"https://{SOURCES[0]}/{brand}", observed),
        ("reviews", f"https://{SOURCES[1]}/{brand}", second),
    ]


def _source_totals(rows: Rows, brand: str, n: int, rng: random.Random) -> None:
    for source, share in zip(SOURCES, (0.6, 0.4), strict=True):
        rows["source_totals"].append(
            {
                "run_id": RUN, "brand": brand, "source": source, "claimed_n": int(n * share * 1.7) + 9,
                "claimed_rating": round(rng.uniform(3.6, 4.6), 1), "claimed_rating_max": 5.0,
                "collected_n": int(n * share), "oldest": WINDOW[0], "newest": NOW,
                "truncated": brand == "kettle-crane" and source == SOURCES[1],
            }
        )  # fmt: skip


def _faqs(rows: Rows, brand: str, site: str) -> None:
    for index, intent in enumerate(FAQ_INTENTS[brand], 1):
        question, answer = QUESTIONS[intent]
        faq_id = f"faq-{brand}-{intent}"
        rows["faqs"].append(
            {
                "faq_id": faq_id, "brand": brand, "url": f"{site}faq", "category": "Orders", "question": question,
                "answer": answer, "language": "en", "layer": "recipe" if brand == "kettle-crane" else "jsonld", "confidence": 1.0,
                "position": index,
                "first_seen": NOW - timedelta(days=120), "last_seen": NOW,
            }
        )  # fmt: skip
        rows["question_intents"].append({"record_kind": "faq", "record_id": faq_id, "brand": brand, "intent": intent})


def _channels(rows: Rows, brand: str, site: str) -> None:
    for kind, vendor, address, clicks in CHANNELS[brand]:
        rows["channels"].append(
            {
                "brand": brand, "kind": kind, "vendor": vendor, "address": address, "url": site,
                "clicks_from_home": clicks, "hours": "Mon-Sun 8-20" if kind == "phone" else None,
                "first_seen": NOW - timedelta(days=120), "last_seen": NOW,
            }
        )  # fmt: skip


def _reviews(rows: Rows, rng: random.Random) -> None:
    for brand, _, _, n in BRANDS:
        for index in range(n):
            _add_review(rows, brand, index, rng)


def _add_review(rows: Rows, brand: str, index: int, rng: random.Random) -> None:
    """A review and the opinions in it. The order of the draws makes the sample what it is."""
    source = SOURCES[0] if rng.random() < 0.6 else SOURCES[1]
    record = f"rev-{brand}-{index}"
    published = WINDOW[0] - timedelta(days=20) + timedelta(minutes=rng.randrange(110 * 24 * 60 - 600))
    thai = brand == "lotus-roast" or rng.random() < 0.08
    parts = [(None, None, rng.choice(THAI))] if thai else _pick(brand, rng)
    person = f"{brand}:{source}:{index - 1 if index % 11 == 3 else index}"
    base = {
        "brand": brand, "source": source, "language": "th" if thai else "en", "published_at": published,
        "author_key": sha256(person.encode()).hexdigest()[:16],
    }  # fmt: skip
    body = _add_opinions(rows, record, base, parts, rng)
    mean = np.mean([label for _, label, _ in parts if label is not None] or [0.3])
    rating = float(np.clip(round(3.2 + 1.6 * mean + (index % 3 - 1) * thai), 1, 5))
    replied = brand != "morning-post" and rng.random() < 0.4
    rows["reviews"].append(
        base
        | {
            "review_id": record, "first_party": False, "url": f"https://{source}/{brand}/{index}", "rating": rating,
            "rating_max": 5.0, "title": None, "body": body, "layer": "jsonld",
            "fetched_at": NOW - timedelta(minutes=index % 50),
            "reply_body": "Thank you, we are on it." if replied else None,
            "replied_at": published + timedelta(days=2) if replied else None,
        }
    )  # fmt: skip


def _add_opinions(
    rows: Rows,
    record: str,
    base: dict[str, Any],
    parts: list[tuple[str | None, int | None, str]],
    rng: random.Random,
) -> str:
    """One opinion a part; returns the text that the parts make together."""
    body = ""
    for driver, label, sentence in parts:
        start = len(body) + (1 if body else 0)
        body = f"{body} {sentence}".strip()
        rows["opinions"].append(
            base
            | {
                "record_kind": "review", "record_id": record, "start": start, "end": start + len(sentence),
                "driver": driver or "", "stage": "retention", "label": label,
                "score": None if label is None else round(label * rng.uniform(0.3, 0.9), 3),
                "model": "none" if base["language"] == "th" else "vader-3.3.2",
            }
        )  # fmt: skip
    return body


def _pick(brand: str, rng: random.Random) -> list[tuple[str | None, int | None, str]]:
    parts: list[tuple[str | None, int | None, str]] = []
    for driver, (share, nets) in NETS.items():
        if rng.random() < share:
            net = nets[brand]
            label = rng.choices([1, 0, -1], [(0.85 + net) / 2, 0.15, (0.85 - net) / 2])[0]
            sentences = SENTENCES[driver][label] or SENTENCES[driver][-1]
            parts.append((driver, label if SENTENCES[driver][label] else -1, rng.choice(sentences)))
    return parts or [("", 0, "I order a bag now and then.")]


def _units(rows: Rows) -> pd.DataFrame:
    data = pd.DataFrame(rows["opinions"])
    data = data[(data["published_at"] >= WINDOW[0]) & (data["published_at"] < WINDOW[1])]
    everything = data.assign(driver="*")
    data = pd.concat([data[data["driver"] != ""], everything])
    keys = ["brand", "driver", "language", "source", "author_key"]
    return data.groupby(keys, as_index=False).agg(value=("label", lambda labels: labels.astype(float).mean()))


def _interval(values: np.ndarray) -> tuple[float, float, float]:
    mean = float(values.mean())
    half = float(stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return mean, mean - half, mean + half


def _driver_scores(rows: Rows, units: pd.DataFrame) -> None:
    both = pd.concat([units, units.assign(source="*")])
    for (brand, driver, language, source), part in both.groupby(["brand", "driver", "language", "source"]):
        row = {"edition": EDITION, "brand": brand, "driver": driver, "language": language, "source": source}
        row["n"] = len(part)
        if language != "en":
            row["status"] = "language not validated"
        elif len(part) < MIN_UNITS:
            row["status"] = "not enough data"
        else:
            values = part["value"].to_numpy(dtype=float)
            row["net"], row["low"], row["high"] = _interval(values)
            row["neutral_share"], row["status"] = float((np.abs(values) < 0.05).mean()), "ok"
        rows["driver_scores"].append(row)


def _kpis(rows: Rows, rng: random.Random) -> None:
    reviews = pd.DataFrame(rows["reviews"])
    for (brand,), part in reviews.groupby(["brand"]):
        mean, low, high = _interval(part["rating"].to_numpy(dtype=float))
        for kpi, unit, values in (
            ("rating", "stars of 5", (mean, max(1.0, low), min(5.0, high))),
            ("response_rate", "share", None if brand == "morning-post" else (0.41, 0.36, 0.46)),
            ("response_time", "days", None if brand == "morning-post" else (2.0 + rng.random(), None, None)),
        ):
            rows["kpis"].append(
                {
                    "edition": EDITION, "brand": brand, "kpi": kpi, "source": "*", "unit": unit, "n": len(part),
                    "value": values and values[0], "low": values and values[1], "high": values and values[2],
                    "status": "ok" if values else "not observed",
                }
            )  # fmt: skip


def _gaps(rows: Rows, units: pd.DataFrame) -> None:
    base = {"edition": EDITION, "window_start": WINDOW[0], "window_end": WINDOW[1]}
    gaps = _driver_gaps(units)
    tested = [row for row in gaps if "p" in row]
    for row, q in zip(tested, multipletests([row["p"] for row in tested], method="fdr_bh")[1], strict=True):
        row["q"] = float(q)
    rows["gaps"] = [base | row for row in (*gaps, *_faq_gaps())]


def _driver_gaps(units: pd.DataFrame) -> list[dict[str, Any]]:
    """Each brand against each other one and against all others together, driver by driver."""
    english = units[(units["language"] == "en") & (units["driver"] != "*")]
    names = [brand for brand, *_ in BRANDS]
    gaps = []
    for topic in NETS:
        values = {
            name: english[(english["brand"] == name) & (english["driver"] == topic)]["value"].to_numpy(dtype=float)
            for name in names
        }
        pairs = [(a, b, values[a], values[b]) for x, y in combinations(names, 2) for a, b in ((x, y), (y, x))]
        pairs += [(a, "*", values[a], np.concatenate([values[b] for b in names if b != a])) for a in names]
        for brand, rival, own, other in pairs:
            row = {"kind": "driver", "metric": "net", "unit": "net sentiment", "brand": brand, "rival": rival}
            gaps.append(row | {"topic": topic} | _compared(own, other))
    return gaps


def _compared(own: np.ndarray, other: np.ndarray) -> dict[str, Any]:
    """What the test says of two brands' units; that there are not enough of them, where it is so."""
    row: dict[str, Any] = {"n_own": len(own), "n_other": len(other)}
    if min(len(own), len(other)) < MIN_UNITS:
        return row | {"status": "not enough data"}
    test = stats.ttest_ind(own, other, equal_var=False)
    interval = test.confidence_interval()
    row |= {"own": own.mean(), "other": other.mean(), "gap": own.mean() - other.mean(), "p": test.pvalue}
    return row | {"low": interval.low, "high": interval.high, "status": "ok"}


def _faq_gaps() -> list[dict[str, Any]]:
    """Whether each brand whose FAQ was read answers what the other ones' do."""
    observed = [brand for brand, *_ in BRANDS if FAQ_INTENTS[brand]]
    gaps = []
    for brand in observed:
        others = [name for name in observed if name != brand]
        for intent in QUESTIONS:
            share = sum(intent in FAQ_INTENTS[name] for name in others) / len(others)
            own = float(intent in FAQ_INTENTS[brand])
            gaps.append(
                {
                    "kind": "faq_intent", "metric": "present", "unit": "share of brands", "brand": brand, "rival": "*",
                    "topic": intent, "own": own, "other": share, "gap": own - share, "n_own": 1,
                    "n_other": len(others), "status": "observed, not tested",
                }
            )  # fmt: skip
    return gaps


def _quotes(rows: Rows, brand: str, driver: str, label: int, count: int) -> list[dict[str, Any]]:
    reviews = {row["review_id"]: row for row in rows["reviews"]}
    found = [
        row
        for row in rows["opinions"]
        if (row["brand"], row["driver"], row["label"]) == (brand, driver, label) and row["published_at"] >= WINDOW[0]
    ]
    quotes = []
    for row in found[:count]:
        review = reviews[row["record_id"]]
        quotes.append(
            {
                "record_kind": "review", "record_id": row["record_id"], "url": review["url"],
                "quote": review["body"][row["start"] : row["end"]], "fetched_at": review["fetched_at"],
                "form": "quote", "stars": review["rating"], "published_at": review["published_at"],
            }
        )  # fmt: skip
    return quotes


def _swot(rows: Rows) -> None:
    for brand, *_ in BRANDS:
        rivals = [name for name, *_ in BRANDS if name not in (brand, "lotus-roast")]
        found = [*_driver_lines(rows, brand, rivals), *_faq_lines(brand, rivals)]
        if brand == "northbean":
            found += _outlook(rows)
        found.sort(key=lambda item: not item[1]["tested"])
        _add_lines(rows, brand, found)


def _add_lines(rows: Rows, brand: str, found: list[Line]) -> None:
    """A brand's lines, ranked by table and quadrant in the order given, and their evidence."""
    times = {"first_seen": NOW - timedelta(days=30), "expires_at": WINDOW[1] + timedelta(days=90)}
    ranks: Counter[tuple[str, str]] = Counter()
    for table, line, evidence in found:
        key = (table, line["quadrant"])
        ranks[key] += 1
        line_id = f"{brand}-{line['rule']}-{line['topic']}"
        rows[table].append({"edition": EDITION, "brand": brand, "line_id": line_id, "rank": ranks[key]} | times | line)
        for position, quote in enumerate(evidence, 1):
            rows["swot_evidence"].append({"edition": EDITION, "line_id": line_id, "position": position} | quote)


def _driver_lines(rows: Rows, brand: str, rivals: list[str]) -> Iterator[Line]:
    """Drivers on which a brand differs from all others: lines where a test says so, leads where too few speak of it."""
    for row in rows["gaps"]:
        if (row["brand"], row["rival"], row["kind"]) != (brand, "*", "driver"):
            continue
        line = {key: row.get(key) for key in ("topic", "kind", "rival", "gap", "low", "high", "q", "n_own", "n_other")}
        line["prior_weight"] = PRIORS.get(row["topic"], 0.38)
        if row["status"] != "ok":
            yield _too_few(rows, row, line)
        elif _differs(row):
            yield _difference(rows, row, line, rivals)


def _differs(row: dict[str, Any]) -> bool:
    """Whether a gap is significant and its interval is, on one side, farther than 0.05 from none."""
    near = min(abs(row["low"]), abs(row["high"]))
    return bool(row["q"] < 0.05 and near > 0.05 and row["low"] * row["high"] > 0)


def _too_few(rows: Rows, row: dict[str, Any], line: dict[str, Any]) -> Line:
    name = next(name for brand, name, *_ in BRANDS if brand == row["brand"])
    words = row["topic"].replace("_", " ")
    line |= {
        "rule": "S1", "quadrant": "strength", "status": "not enough data", "tested": False,
        "needed": f"{max(0, MIN_UNITS - row['n_own'])} more reviews of {name} that speak of {words}",
        "statement": f"Too few customers speak of {words} to compare.",
    }  # fmt: skip
    return "leads", line, _quotes(rows, row["brand"], row["topic"], -1, 1)


def _difference(rows: Rows, row: dict[str, Any], line: dict[str, Any], rivals: list[str]) -> Line:
    rule, quadrant, how, sign = ("S1", "strength", "higher", 1) if row["gap"] > 0 else ("W1", "weakness", "lower", -1)
    words = row["topic"].replace("_", " ")
    line |= {"rule": rule, "quadrant": quadrant, "tested": True}
    line["statement"] = (
        f"Customers rate our {words} {how} than our rivals' ({row['own']:.2f} against {row['other']:.2f})."
    )
    quotes = _quotes(rows, row["brand"], row["topic"], sign, 4)
    for rival in rivals[:2]:
        quotes += _quotes(rows, rival, row["topic"], -sign, 2)
    return "swot", line, quotes


def _faq_lines(brand: str, rivals: list[str]) -> Iterator[Line]:
    """Questions that only the brand's FAQ answers, and those that at least two rivals' do and its own does not."""
    own = FAQ_INTENTS[brand]
    if not own:
        return
    for intent in sorted({i for rival in rivals for i in FAQ_INTENTS[rival]} ^ set(own)):
        having = [rival for rival in rivals if intent in FAQ_INTENTS[rival]]
        words = intent.replace("_", " ")
        if intent in own and not having:
            yield _faq_line("S2", "strength", intent, f"Only our FAQ answers questions about {words}.", brand)
        elif intent not in own and len(having) >= 2:
            share = f"{len(having)} of {len(rivals)} observed rivals"
            statement = f"{share} answer questions about {words}; our FAQ does not."
            yield _faq_line("W2", "weakness", intent, statement, having[0])


def _faq_line(rule: str, quadrant: str, intent: str, statement: str, shown: str) -> Line:
    """`shown`: the brand whose FAQ is the evidence."""
    line = {
        "rule": rule, "quadrant": quadrant, "kind": "faq_intent", "topic": intent, "rival": "*", "tested": False,
        "prior_weight": 0.31, "statement": statement,
    }  # fmt: skip
    quote = {
        "record_kind": "faq", "record_id": f"faq-{shown}-{intent}", "quote": " ".join(QUESTIONS[intent]),
        "url": f"https://{shown}.example/faq", "fetched_at": NOW, "form": "quote", "stars": None, "published_at": None,
    }  # fmt: skip
    return "swot", line, [quote]


def _outlook(rows: Rows) -> list[Line]:
    """Northbean's opportunity, threat and a lead in a language no model reads."""
    billing = {
        "rule": "O1", "quadrant": "opportunity", "kind": "unmet", "topic": "billing", "rival": "*", "tested": True,
        "prior_weight": 0.38, "gap": -0.58, "low": -0.71, "high": -0.45, "q": 0.0003, "n_own": 52, "n_other": 96,
        "statement": "Nobody gets billing right: the whole market is rated far below its own average.",
    }  # fmt: skip
    search = {
        "rule": "T3", "quadrant": "threat", "kind": "ranking", "topic": "coffee subscription", "rival": "kettle-crane",
        "tested": False, "prior_weight": 0.38, "n_own": 6, "n_other": 6,
        "statement": "Kettle & Crane ranks above us for “coffee subscription”: in 6 of 6 result pages.",
    }  # fmt: skip
    thai = {
        "rule": "W1", "quadrant": "weakness", "kind": "driver", "topic": "delivery", "rival": "lotus-roast",
        "tested": False, "prior_weight": 0.38, "n_own": 30, "n_other": 34, "status": "language not validated",
        "needed": "a measured model for Thai: run the evaluation on at least 300 labelled Thai reviews",
        "statement": "Thai reviews of Lotus Roast may be kinder about delivery than those about us.",
    }  # fmt: skip
    page = {
        "record_kind": "ranking", "record_id": f"{RUN}|searxng||desktop|coffee subscription|1", "fetched_at": NOW,
        "quote": "Coffee subscription | Kettle & Crane", "url": "https://kettle-crane.example/subscribe",
        "form": "quote", "stars": None, "published_at": None,
    }  # fmt: skip
    quotes = _quotes(rows, "northbean", "billing", -1, 2) + _quotes(rows, "kettle-crane", "billing", -1, 2)
    return [("swot", billing, quotes), ("swot", search, [page]), ("leads", thai, [])]


def _coverage(rows: Rows) -> None:
    """All was read of the first source but for three weeks of one brand; of the second a file's user states what it holds."""
    whole = [WINDOW]
    holed = [(WINDOW[0], datetime(2026, 8, 10)), (datetime(2026, 8, 31), WINDOW[1])]
    for position, (brand, *_) in enumerate(BRANDS):
        known = [(SOURCES[0], each, "crawl") for each in (holed if position == 1 else whole)] + [
            (SOURCES[1], WINDOW, "rate, stated")
        ]
        rows["coverage"] += [
            {"brand": brand, "source": source, "kind": "texts", "start": start, "end": end, "how": how}
            for source, (start, end), how in known
        ]
        rows["stated_ranges"].append(
            {
                "brand": brand, "source": SOURCES[1], "record_kind": "review", "start": WINDOW[0], "end": WINDOW[1],
                "file": "beanbook.csv", "digest": "d1", "run_id": RUN, "stated_at": NOW,
            }
        )  # fmt: skip


def _edition_values(rows: Rows) -> None:
    """What the figures of the edition are made of: the sentences that a model read, by review."""
    reviews = {row["review_id"]: row for row in rows["reviews"]}
    for row in rows["opinions"]:
        if row["record_kind"] == "review" and row["label"] is not None:
            same = {
                name: row[name] for name in ("record_kind", "record_id", "start", "end", "brand", "source", "language")
            }
            rows["edition_values"].append(
                same
                | {
                    "edition": EDITION, "kind": "text", "topic": row["driver"], "market": "", "signed": True,
                    "unit": reviews[row["record_id"]]["author_key"], "value": row["label"], "comparable": True,
                    "text_value": None, "confidence": row.get("confidence"),
                    "model": row["model"], "published_at": row["published_at"],
                }
            )  # fmt: skip


def _editions(rows: Rows) -> None:
    coverage = {brand: {"reviews": n, "in_window": int(n * 0.8)} for brand, _, _, n in BRANDS}
    for edition, status, shift in ((FROZEN, "frozen", 30), (EDITION, "provisional", 0)):
        rows["editions"].append(
            {
                "edition": edition, "status": status, "window_start": WINDOW[0] - timedelta(days=shift),
                "window_end": WINDOW[1] - timedelta(days=shift), "created_at": NOW - timedelta(days=shift),
                "parameters": json.dumps({"window_days": 90, "min_units": MIN_UNITS, "min_stratum_units": 5}),
                "models": json.dumps({"en": {"model": "vader-3.3.2", "status": "validated"}}),
                "coverage": json.dumps(coverage),
            }
        )  # fmt: skip
    for table in ("driver_scores", "kpis", "gaps", "swot", "swot_evidence", "leads"):
        rows[table] += [dict(row, edition=FROZEN) for row in rows[table]]
    rows["evaluations"] = [
        {
            "language": "en", "text_kind": "reviews", "model": "vader-3.3.2",
            "measured_on": "made-up set of 2000 sentences", "n": 2000,
            "accuracy": 0.71, "macro_f1": 0.64, "low": 0.62, "high": 0.66, "floor": 0.6, "status": "validated",
            "confusion": json.dumps([[400, 60, 40], [90, 500, 110], [60, 120, 620]]),
        },
        {
            "language": "en", "text_kind": "reviews", "model": "learned-en-5f21c0",
            "n": 812, "accuracy": 0.68, "macro_f1": 0.61, "low": 0.57,
            "high": 0.65, "floor": 0.6, "status": "not chosen", "measured_on": "cross-validation by author",
            "confusion": json.dumps([[210, 40, 30], [60, 90, 72], [20, 40, 250]]),
        },
        {
            "language": "lt", "text_kind": "reviews", "model": "lexicon-lt-1",
            "n": 300, "accuracy": 0.62, "macro_f1": 0.55, "low": 0.49,
            "high": 0.6, "floor": 0.55, "status": "below floor", "measured_on": "300 made-up sentences",
            "confusion": json.dumps([[60, 20, 20], [15, 60, 25], [10, 24, 66]]),
        },
        {"language": "th", "text_kind": "reviews", "model": "none", "n": 0, "status": "never measured"},
    ]  # fmt: skip
