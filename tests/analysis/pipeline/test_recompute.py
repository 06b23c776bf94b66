"""Every figure of a published build computed again from `reviews` and `opinions` by the design's words, with plain pandas and
scipy: nothing of `analysis` is called here."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, product
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.analysis.pipeline.rich_market import BRANDS, TRUST, rich

READ = {"en"}
DRIVER_MINIMUM, SIDE = 5, 30
Units = pd.DataFrame
"""Columns author (who is one unit), stratum, value."""
Dates = dict[str, list[tuple[datetime, datetime]]]
"""Source -> stretches of time."""


@dataclass
class Facts:
    """The build's tables and what they hold once copies are gone."""

    tables: dict[str, pd.DataFrame]
    start: datetime
    end: datetime
    reviews: pd.DataFrame
    sentences: pd.DataFrame

    def stretch(self, brands: tuple[str, ...], start: datetime | None = None, end: datetime | None = None) -> Dates:
        """Source -> the stretches of a window (by default the edition's) that are covered for all of `brands`."""
        third = self.reviews[~self.reviews["first_party"] & self.reviews["published_at"].notna()]
        # A source is looked at from a window before the previous one on.
        third = third[third["published_at"] >= self.start - 2 * (self.end - self.start)]
        totals = self.tables["source_totals"]
        held_back = {(t.brand, t.source) for t in totals.itertuples() if t.truncated is True} | {("gamma", TRUST)}
        out: Dates = {}
        for source in third["source"].unique():
            shared = [(start or self.start, end or self.end)]
            for brand in brands:
                rows = third[(third["brand"] == brand) & (third["source"] == source)]
                mine = covered(rows, (brand, source) in held_back) if len(rows) else []
                shared = [(max(a, c), min(b, d)) for a, b in shared for c, d in mine if max(a, c) <= min(b, d)]
            if shared:
                out[source] = shared
        return out

    def units(self, brand: str, driver: str, dates: Dates) -> Units:
        """One row an author and stratum: the mean of that author's labels."""
        rows = self.sentences
        rows = rows[(rows["brand"] == brand) & (rows["driver"] == driver) & rows["language"].isin(READ)]
        if driver == "*":
            rows = self.sentences[(self.sentences["brand"] == brand) & self.sentences["language"].isin(READ)]
            rows = rows.drop_duplicates(["record_id", "start"])
        rows = rows[rows["label"].notna() & within(rows, dates)]
        means = rows.groupby(["author", "source", "language", "market"])["label"].mean().reset_index(name="value")
        return means.assign(stratum=means["source"] + "|" + means["language"] + "|" + means["market"])


def covered(rows: pd.DataFrame, held_back: bool) -> list[tuple[datetime, datetime]]:
    """From the oldest record to the last reading; of a source that held records back, parted where a gap is too long for the
    days with records that lie closer together."""
    read = rows["fetched_at"].max()
    if not held_back:
        return [(rows["published_at"].min(), read)]
    days = sorted(set(rows["published_at"].dt.normalize()))
    gaps = sorted((b - a).days for a, b in pairwise(days))
    limit = math.inf
    for k in range(max(1, len(gaps) // 2), len(gaps)):
        empty = 1 - k / (sum(gaps[:k]) + 1)
        if gaps[k] > 7 and empty ** gaps[k] * len(gaps) < 0.01:
            limit = gaps[k]
            break
    short = [gap for gap in gaps if gap < limit]
    usual = timedelta(days=min(7, round(np.mean(short))) if short else 0)
    ends = [i for i, (a, b) in enumerate(pairwise(days)) if (b - a).days >= limit]
    blocks = zip([0, *(i + 1 for i in ends)], [*ends, len(days) - 1], strict=True)
    found = [(days[a] - usual, days[b] + usual + timedelta(days=1, microseconds=-1)) for a, b in blocks]
    found[-1] = (found[-1][0], read)
    return found


def within(rows: pd.DataFrame, dates: Dates) -> pd.Series:
    keep = [
        any(start <= at <= end for start, end in dates.get(s, ()))
        for s, at in zip(rows["source"], rows["published_at"], strict=True)
    ]
    return pd.Series(keep, index=rows.index, dtype=bool)


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(ch for ch in folded if ch.isalnum() or unicodedata.category(ch).startswith("M"))


def shingles(text: str) -> set[str]:
    return {text[i : i + 5] for i in range(max(1, len(text) - 4))}


def without_copies(reviews: pd.DataFrame) -> pd.DataFrame:
    """Of equal and nearly equal long texts of a brand one stays; of short ones one an author."""
    ordered = reviews.assign(late=reviews["published_at"].isna())
    ordered = ordered.sort_values(["brand", "first_party", "late", "published_at", "review_id"], kind="stable")
    keep: list[str] = []
    kept: dict[str, list[tuple[str, str | None, set[str]]]] = {}
    for row in ordered.itertuples():
        text = plain(row.body)
        letters = sum(ch.isalpha() for ch in text)
        mine = kept.setdefault(row.brand, [])
        long = letters >= 40
        grams = shingles(text) if long else set()
        author = row.author_key if isinstance(row.author_key, str) else None
        copy = any(
            (text == other if not long else bool(seen) and len(grams & seen) / len(grams | seen) >= 0.9)
            and (long or (author is not None and author == by))
            for other, by, seen in mine
        )
        if not text or not copy:
            keep.append(row.review_id)
        if text and not copy:
            mine.append((text, author, grams))
    return reviews[reviews["review_id"].isin(keep)]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    con, path = rich(tmp_path_factory.mktemp("rich"))
    con.close()
    names = (
        "reviews",
        "opinions",
        "gaps",
        "driver_scores",
        "kpis",
        "editions",
        "source_totals",
        "faqs",
        "swot",
        "channels",
    )
    with duckdb.connect(str(path), read_only=True) as build:
        tables = {name: build.execute(f"SELECT * FROM {name}").df() for name in names}
    edition = tables["editions"].iloc[0]
    reviews = tables["reviews"].assign(body=tables["reviews"]["body"].fillna(""))
    reviews = without_copies(reviews.assign(first_party=reviews["first_party"].astype(bool)))
    reviews = reviews.assign(market=reviews["market"].fillna(""), language=reviews["language"].fillna("und"))
    authors = reviews["author_key"].where(reviews["author_key"].notna(), reviews["review_id"])
    third = reviews.assign(author=authors)[~reviews["first_party"] & reviews["published_at"].notna()]
    told = tables["opinions"][["record_id", "start", "driver", "label"]]
    sentences = told.merge(third, left_on="record_id", right_on="review_id")
    return Facts(
        tables, edition["window_start"].to_pydatetime(), edition["window_end"].to_pydatetime(), reviews, sentences
    )


@dataclass
class Gap:
    """One comparison: the figures, and (side, stratum, author) -> how much that unit moves the gap."""

    own: float
    other: float
    gap: float
    own_authors: set[str]
    other_authors: set[tuple[str, str]]
    parts: dict[tuple[str, str, bool], tuple[pd.Series, float]]


def gap_of(own: Units, other: Units, own_name: str, other_name: str) -> Gap | None:
    """Σ w (own − other) / Σ w over strata in which both have at least five units, w = n₁n₂/(n₁+n₂)."""
    sizes = {
        s: ((own["stratum"] == s).sum(), (other["stratum"] == s).sum())
        for s in set(own["stratum"]) & set(other["stratum"])
    }
    weights = {s: a * b / (a + b) for s, (a, b) in sizes.items() if min(a, b) >= DRIVER_MINIMUM}
    if not weights:
        return None
    total = sum(weights.values())
    found = Gap(0.0, 0.0, 0.0, set(), set(), {})
    for stratum, weight in weights.items():
        for mine, name, rows in ((True, own_name, own), (False, other_name, other)):
            part = rows[rows["stratum"] == stratum].set_index("author")["value"]
            share = (1 if mine else -1) * weight / total
            found.parts[(name, stratum, mine)] = (share * (part - part.mean()) / len(part), share)
            if mine:
                found.own += weight / total * part.mean()
                found.own_authors |= set(part.index)
            else:
                found.other += weight / total * part.mean()
                found.other_authors |= {(name, author) for author in part.index}
    found.gap = found.own - found.other
    return found


def mean_of(gaps: list[Gap]) -> Gap:
    """The unweighted mean; own units that several gaps share move all of them at once."""
    out = Gap(*(float(np.mean([getattr(g, k) for g in gaps])) for k in ("own", "other", "gap")), set(), set(), {})
    for gap in gaps:
        out.own_authors |= gap.own_authors
        out.other_authors |= gap.other_authors
        for key, (moves, share) in gap.parts.items():
            known, before = out.parts.get(key, (pd.Series(dtype=float), 0.0))
            out.parts[key] = (known.add(moves / len(gaps), fill_value=0.0), before + share / len(gaps))
    return out


def interval_of(gap: Gap) -> tuple[float, float, float]:
    """Welch and Satterthwaite on units: low, high, p. A cell's variance is at least that of one deviating unit."""
    variances = []
    for moves, share in gap.parts.values():
        n = len(moves)
        variances.append((max(float((moves**2).sum()) * n / (n - 1), (share / n) ** 2), n))
    total = sum(v for v, _ in variances)
    df = total**2 / sum(v**2 / (n - 1) for v, n in variances)
    half = stats.t.ppf(0.975, df) * math.sqrt(total)
    return gap.gap - half, gap.gap + half, 2 * stats.t.sf(abs(gap.gap) / math.sqrt(total), df)


def signed(rows: Units) -> Units:
    """Those whose author is known: others are called by their record."""
    return rows[~rows["author"].str.contains(r"(?:^|\|)r\d{6}$")]


def alike(gaps: list[Gap]) -> float:
    """p that gaps of one brand to several rivals are the same: Wald's test of their differences."""
    k = len(gaps)
    covariance = np.zeros((k, k))
    for i, j in product(range(k), range(k)):
        for key, (moves, share) in gaps[i].parts.items():
            if i == j and not key[2]:
                n = len(moves)
                covariance[i, j] += max(float((moves**2).sum()) * n / (n - 1), (share / n) ** 2)
            elif key[2] and any(key in gap.parts for gap in [gaps[j]]):
                n = len(set().union(*(set(gap.parts[key][0].index) for gap in gaps if key in gap.parts)))
                both = (moves * gaps[j].parts[key][0]).dropna()
                covariance[i, j] += float(both.sum()) * n / (n - 1)
    contrast = np.eye(k)[1:] - np.eye(k)[0]
    apart = contrast @ np.array([gap.gap for gap in gaps])
    return float(stats.chi2.sf(apart @ np.linalg.inv(contrast @ covariance @ contrast.T) @ apart, k - 1))


def status_of(gaps: list[Gap], known: list[Gap | None], last: datetime, facts: Facts) -> str:
    """Of a pair, or of several pairs taken together."""
    sides = [(len(gap.own_authors), len(gap.other_authors)) for gap in gaps]
    if min(min(side) for side in sides) < SIDE:
        return "not enough data"
    if last < facts.end - timedelta(days=30):
        return "no common dates lately"
    for side, some in zip(sides, known, strict=True):
        without = (0, 0) if some is None else (len(some.own_authors), len(some.other_authors))
        if without != side and min(without) < SIDE:
            return "rests on unsigned records"
    return "the rivals differ" if len(gaps) > 1 and alike(gaps) < 0.05 else "tested"


def check(row: pd.Series, gap: Gap | None, known: Gap | None = None, status: str | None = None) -> None:
    """`known`: the gap without unsigned units; `status`: what it must be, where the numbers of units do not say it."""
    where = (row["kind"], row["brand"], row["rival"], row["topic"])
    if gap is None:
        assert pd.isna(row["gap"]), where
        assert pd.isna(row["p"]), where
        return
    n = (len(gap.own_authors), len(gap.other_authors))
    assert (row["own"], row["other"], row["gap"]) == pytest.approx((gap.own, gap.other, gap.gap)), where
    assert (row["n_own"], row["n_other"]) == n, where
    assert row["status"] == (status or ("not enough data" if min(n) < SIDE else "tested")), where
    low, high, p = interval_of(gap)
    assert (row["low"], row["high"]) == pytest.approx((low, high)), where
    if row["status"] != "tested":
        assert pd.isna(row["p"]), where
    else:
        assert row["p"] == pytest.approx(max(p, interval_of(known)[2] if known else 0.0)), where


def rows_of(facts: Facts, kind: str) -> pd.DataFrame:
    rows = facts.tables["gaps"]
    return rows[(rows["kind"] == kind) & (rows["topic"] != "*")]


@dataclass
class Compared:
    gap: Gap
    known: Gap | None
    last: datetime


def driver_pair(facts: Facts, brand: str, rival: str, topic: str) -> Compared | None:
    """The gap, with and without unsigned units, and the last moment that it rests on."""
    dates = facts.stretch((brand, rival))
    own, other = (facts.units(name, topic, dates) for name in (brand, rival))
    gap = gap_of(own, other, brand, rival)
    if gap is None:
        return None
    last = max(end for _, stratum, _ in gap.parts for _, end in dates[stratum.split("|")[0]])
    return Compared(gap, gap_of(signed(own), signed(other), brand, rival), last)


def driver_gap(facts: Facts, brand: str, rival: str, topic: str) -> Gap | None:
    found = driver_pair(facts, brand, rival, topic)
    return found and found.gap


def test_the_market_is_rich_enough(facts: Facts) -> None:
    rows = facts.tables["gaps"]
    assert set(rows["status"]) >= {"tested", "not enough data", "observed, not tested", "not observed"}
    assert {"overall", "driver", "response", "trend", "unmet", "faq_intent", "channel"} == set(rows["kind"])
    assert len(rows_of(facts, "driver")) > 40
    assert facts.sentences["market"].nunique() == 3
    assert facts.sentences["language"].nunique() >= 2


def test_units_and_net_sentiment(facts: Facts) -> None:
    scores = facts.tables["driver_scores"]
    window = {source: [(facts.start, facts.end)] for source in facts.reviews["source"].unique()}
    seen = set()
    for row in scores[scores["language"] == "en"].to_dict("records"):
        units = facts.units(row["brand"], row["driver"], window)
        units = units if row["source"] == "*" else units[units["source"] == row["source"]]
        rows = facts.sentences[facts.sentences["brand"] == row["brand"]]
        rows = rows[(rows["driver"] == row["driver"]) | (row["driver"] == "*")].drop_duplicates(["record_id", "start"])
        rows = rows[rows["language"].isin(READ) & within(rows, window) & rows["label"].notna()]
        rows = rows if row["source"] == "*" else rows[rows["source"] == row["source"]]
        values = rows.groupby("author")["label"].mean().to_numpy(dtype=float)
        assert row["n"] == len(values) == units["author"].nunique(), row
        assert row["net"] == pytest.approx(values.mean()), row
        assert row["neutral_share"] == pytest.approx((values == 0).mean()), row
        if len(values) > 1:
            half = stats.t.ppf(0.975, len(values) - 1) * math.sqrt(
                max(values.var(ddof=1), 1 / len(values)) / len(values)
            )
            ends = (max(-1.0, values.mean() - half), min(1.0, values.mean() + half))
            assert (row["low"], row["high"]) == pytest.approx(ends), row
        assert row["status"] == ("ok" if len(values) >= SIDE else "not enough data"), row
        seen.add((row["brand"], row["driver"], row["source"]))
    rows = facts.sentences[within(facts.sentences, window) & facts.sentences["language"].isin(READ)]
    rows = rows[rows["driver"] != ""]
    assert seen >= set(rows[["brand", "driver", "source"]].itertuples(index=False, name=None))
    other = scores[scores["language"] != "en"]
    assert len(other)
    assert set(other["status"]) == {"language not validated"}
    assert other["net"].isna().all()


def test_gaps_between_two_brands(facts: Facts) -> None:
    rows = rows_of(facts, "driver")
    pairs = rows[rows["rival"] != "*"]
    for _, row in pairs.iterrows():
        pair = driver_pair(facts, row["brand"], row["rival"], row["topic"])
        status = status_of([pair.gap], [pair.known], pair.last, facts) if pair else None
        check(row, pair and pair.gap, pair and pair.known, status)
    drivers = set(facts.sentences["driver"]) - {""}
    compared = {("acme", "beta"), ("acme", "gamma"), ("acme", "delta"), ("gamma", "delta")}
    told = set(pairs[["brand", "rival", "topic"]].itertuples(index=False, name=None))
    for brand, rival in compared:
        for topic in drivers:
            if driver_gap(facts, brand, rival, topic) is not None:
                assert {(brand, rival, topic), (rival, brand, topic)} <= told


def lately(facts: Facts, brand: str, topic: str) -> list[Compared]:
    """The pairs of which something recent is known or, where there are none, all."""
    found = [driver_pair(facts, brand, rival, topic) for rival in BRANDS if rival != brand]
    pairs = [pair for pair in found if pair is not None]
    recent = [p for p in pairs if status_of([p.gap], [p.known], p.last, facts) != "no common dates lately"]
    return recent or pairs


def test_gaps_to_the_rivals_together(facts: Facts) -> None:
    rows = rows_of(facts, "driver")
    for _, row in rows[rows["rival"] == "*"].iterrows():
        pairs = lately(facts, row["brand"], row["topic"])
        if not pairs:
            check(row, None)
            continue
        gaps, known = [pair.gap for pair in pairs], [pair.known for pair in pairs]
        status = status_of(gaps, known, max(pair.last for pair in pairs), facts)
        check(row, mean_of(gaps), mean_of([some or gap for some, gap in zip(known, gaps, strict=True)]), status)


def test_a_brand_without_texts_is_compared_with_nobody(facts: Facts) -> None:
    rows = facts.tables["gaps"]
    rows = rows[(rows["kind"] == "driver") & ((rows["brand"] == "empty") | (rows["rival"] == "empty"))]
    assert set(rows["topic"]) == {"*"}
    assert set(rows["status"]) == {"not enough data"}
    assert rows["gap"].isna().all()


def answered(facts: Facts, brand: str) -> pd.DataFrame:
    """Third-party reviews in the window, at least seven days old when last read, at sources that show answers."""
    rows = facts.reviews[~facts.reviews["first_party"]]
    showing = set(rows.loc[rows["reply_body"].notna() | rows["replied_at"].notna(), "source"])
    rows = rows[(rows["brand"] == brand) & rows["source"].isin(showing)]
    rows = rows[(rows["published_at"] >= facts.start) & (rows["published_at"] <= facts.end)]
    week = timedelta(days=7)
    rows = rows[rows["fetched_at"] - rows["published_at"] >= week]
    value = (rows["replied_at"] - rows["published_at"] <= week).astype(float)
    stratum = rows["source"] + "|" + rows["language"] + "|" + rows["market"]
    return rows.assign(value=value, stratum=stratum, author=rows["review_id"])


def test_answers(facts: Facts) -> None:
    kpis = facts.tables["kpis"]
    kpis = kpis[(kpis["kpi"] == "response_rate") & (kpis["source"] == "*")].set_index("brand")
    for brand in BRANDS[:4]:
        rows = answered(facts, brand)
        n, p, z = len(rows), rows["value"].mean(), stats.norm.ppf(0.975)
        middle, half = (
            (p + z * z / 2 / n) / (1 + z * z / n),
            z * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n),
        )
        row = kpis.loc[brand]
        assert (row["n"], row["value"]) == (n, pytest.approx(p))
        assert (row["low"], row["high"]) == pytest.approx((middle - half, middle + half))
    assert kpis.loc["empty", "status"] == "not observed"
    for _, row in rows_of(facts, "response").iterrows():
        gaps = []
        for rival in BRANDS if row["rival"] == "*" else [row["rival"]]:
            if rival in (row["brand"], "empty"):
                continue
            dates = facts.stretch((row["brand"], rival))
            own, other = (part[within(part, dates)] for part in (answered(facts, row["brand"]), answered(facts, rival)))
            gaps.append(gap_of(own, other, row["brand"], rival))
        known = [gap for gap in gaps if gap is not None]
        status = status_of(known, list(known), facts.end, facts) if known else None
        check(row, (mean_of(known) if row["rival"] == "*" else known[0]) if known else None, None, status)


def test_trends(facts: Facts) -> None:
    days = facts.end - facts.start
    told = set()
    for _, row in rows_of(facts, "trend").iterrows():
        dates = facts.stretch((row["brand"],))
        now = facts.units(row["brand"], row["topic"], dates)
        earlier = facts.stretch((row["brand"],), facts.start - days, facts.start - timedelta(microseconds=1))
        then = facts.units(row["brand"], row["topic"], earlier)
        gap, known = gap_of(now, then, "now", "before"), gap_of(signed(now), signed(then), "now", "before")
        last = max(end for stretches in dates.values() for _, end in stretches)
        check(row, gap, known, status_of([gap], [known], last, facts) if gap else None)
        told.add((row["brand"], row["topic"]))
    assert {("acme", "delivery"), ("beta", "price_value"), ("gamma", "empathy")} <= told


def unmet_sides(facts: Facts, brand: str, topic: str) -> tuple[Units, Units]:
    """A brand's units on a driver, and the mean over the other drivers of everybody who speaks of any."""
    window = facts.stretch((brand,))
    drivers = set(facts.sentences.loc[facts.sentences["brand"] == brand, "driver"]) - {"", topic}
    others = pd.concat([facts.units(brand, driver, window) for driver in sorted(drivers)])
    keys = ["author", "stratum"]
    return facts.units(brand, topic, window), others.groupby(keys)["value"].mean().reset_index()


def test_unmet_needs(facts: Facts) -> None:
    rows = rows_of(facts, "unmet")
    market = rows[rows["brand"] == "*"]
    assert len(market)
    for topic, part in rows.groupby("topic"):
        gaps, known = {}, {}
        for brand in BRANDS[:4]:
            on, off = unmet_sides(facts, brand, str(topic))
            gap = gap_of(on, off, f"{brand} on", f"{brand} off")
            if gap is not None:
                gaps[brand], known[brand] = gap, gap_of(signed(on), signed(off), f"{brand} on", f"{brand} off")
        for _, row in part.iterrows():
            if row["brand"] == "*":
                several = [*gaps.values()]
                status = status_of(several[:1], [*known.values()][:1], facts.end, facts)
                for gap, some in zip(gaps.values(), known.values(), strict=True):
                    alone = status_of([gap], [some], facts.end, facts)
                    status = alone if "not enough data" in (alone, status) and status != "not enough data" else status
                    status = alone if status == "tested" else status
                mean = mean_of([some or gap for some, gap in zip(known.values(), several, strict=True)])
                check(row, mean_of(several), mean, status)
            else:
                assert row["gap"] == pytest.approx(gaps[row["brand"]].gap)
                assert pd.isna(row["p"])
                assert row["status"] == "part of the market's test"


def test_q_over_the_tests_of_the_edition(facts: Facts) -> None:
    """A comparison seen from both of its ends is one test, and so is that with "the rivals" where there is but one."""
    rows = facts.tables["gaps"]
    tested = rows[rows["p"].notna()].to_dict("records")
    p_of: dict[Any, float] = {}
    key_of = []
    for row in tested:
        rivals = [row["rival"]]
        if row["kind"] in ("driver", "response") and row["rival"] == "*":
            compare = driver_gap if row["kind"] == "driver" else None
            if compare is not None:
                rivals = [
                    r for r in BRANDS if r != row["brand"] and compare(facts, row["brand"], r, row["topic"]) is not None
                ]
            else:
                rivals = list(BRANDS)
        ends = tuple(sorted((row["brand"], rivals[0]))) if len(rivals) == 1 else (row["brand"], "the rivals")
        key = (row["kind"], row["topic"], ends)
        p_of[key] = row["p"]
        key_of.append(key)
    values = sorted(p_of.values())
    adjusted: dict[float, float] = {}
    smallest = 1.0
    for rank in range(len(values), 0, -1):
        smallest = min(smallest, values[rank - 1] * len(values) / rank)
        adjusted[values[rank - 1]] = smallest
    for row, key in zip(tested, key_of, strict=True):
        assert row["q"] == pytest.approx(adjusted[p_of[key]]), key


def test_presence(facts: Facts) -> None:
    rows = facts.tables["gaps"]
    rows = rows[rows["kind"] == "faq_intent"].set_index(["brand", "topic"])
    assert (rows.loc[("acme", "gift_cards"), "own"], rows.loc[("acme", "gift_cards"), "other"]) == (0.0, 1.0)
    # What was read shows what a brand has, also where the rest of its pages failed (delta); only an absence needs them all.
    assert rows.loc[("acme", "gift_cards"), "n_other"] == 3
    assert pd.isna(rows.loc[("delta", "bulk_orders"), "own"])
    assert rows.loc[("delta", "gift_cards"), "own"] == 1.0
    assert rows.loc[("empty", "gift_cards"), "status"] == "not observed"


def test_lines_follow_from_the_rows(facts: Facts) -> None:
    """Tested lines are exactly those of rows with q < 0.05 and an interval beyond ±0.05."""
    rows, swot = facts.tables["gaps"], facts.tables["swot"]
    proven = rows[(rows["q"] < 0.05) & ((rows["low"] > 0.05) | (rows["high"] < -0.05))]
    for brand, topic in product(BRANDS, ("delivery", "empathy")):
        mine = proven[(proven["kind"] == "driver") & (proven["brand"] == brand) & (proven["topic"] == topic)]
        lines = swot[(swot["brand"] == brand) & (swot["topic"] == topic) & swot["rule"].isin(["S1", "W1"])]
        assert bool(len(mine)) == bool(len(lines)), (brand, topic)
        for line in lines.itertuples():
            row = mine[mine["rival"] == line.rival].iloc[0]
            assert (line.rule == "S1") == (row["gap"] > 0)
