"""Result pages: whose page it is and in what state, the order of the first ten organic results, and the other kinds.

Truth: for Google the corpus's reviewed `.html.yml` and `.parsed.json`; for other engines `labels/rankings.tsv` (file,
position, host, first 12 hex digits of the address's SHA-256), taken from the page's raw
list by one selector per layout, apart from the readers; for all pages
`labels/rankings_pages.tsv` (file, engine, status).
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from pathlib import Path
from urllib.parse import unquote

from benchmarks.scoring.corpus import LABELS, Counts, Entry, html_entries, spread
from benchmarks.scoring.score import Score, f1
from crawlers.extract.page import parse_page
from crawlers.extract.page.text import key
from crawlers.extract.rankings import read_result_page
from crawlers.extract.rankings.result_page import ResultPage

KIND = "rankings"
FIRST = 10
KINDS = {
    "ad": "ad",
    "shopping_ads": "shopping",
    "local_results": "local",
    "videos": "video",
    "top_stories": "top_stories",
    "people_also_ask": "paa",
}
"""Types of the parsed truth -> kinds that are scored."""


@dataclass(frozen=True)
class Organic:
    """A result as the truth states it: what it leaves open is None. `digest`: see labels/rankings.tsv."""

    url: str | None = None
    title: str | None = None
    digest: str | None = None


@dataclass(frozen=True)
class Result:
    """What one page gave. `order`: whether its first ten are right, None without truth; `kinds`: agreement per kind."""

    file: str
    language: str
    engine: str
    recognised: bool
    order: bool | None
    organic: Counts
    kinds: dict[str, Counts] = field(default_factory=dict)
    diff: str = ""


def scores(corpus: Path) -> list[Score]:
    """Per engine: share of pages whose first ten are right and how many are wrong; F1 of other kinds; states found."""
    results = spread(measure, corpus, html_entries(corpus, "serp"))
    ordered = [result for result in results if result.order is not None]
    return [
        _share("page_status", "*", [(r.recognised, r) for r in results], "accuracy"),
        *_engine_scores(ordered),
        *_language_scores(ordered),
        *(_kind_score(kind, [r for r in results if kind in r.kinds]) for kind in sorted(set(KINDS.values()))),
    ]


def _engine_scores(ordered: list[Result]) -> Iterator[Score]:
    for engine in sorted({result.engine for result in ordered}):
        group = [result for result in ordered if result.engine == engine]
        yield _share(engine, "*", [(bool(r.order), r) for r in group], "first_ten")
        wrong = sum(not result.order for result in group)
        yield Score(KIND, engine, "*", "wrong_pages", wrong, len(group), "pages", higher_is_better=False)
        total = sum((result.organic for result in group), Counts())
        yield Score(KIND, engine, "*", "f1", f1(total.precision, total.recall), total.true, "results")


def _language_scores(ordered: list[Result]) -> Iterator[Score]:
    for language in sorted({result.language for result in ordered}):
        chosen = [(bool(result.order), result) for result in ordered if result.language == language]
        yield _share("organic", language, chosen, "first_ten")


def _kind_score(kind: str, results: list[Result]) -> Score:
    """`results`: of the pages whose truth tells of entries of this kind."""
    total = sum((result.kinds[kind] for result in results), Counts())
    worst = tuple(f"{result.file}: {result.kinds[kind]}" for result in results if _is_off(result.kinds[kind]))
    value = f1(total.precision, total.recall)
    return Score(KIND, f"google_{kind}", "*", "f1", value, total.true, "entries", worst=worst)


def _share(layer: str, language: str, marked: list[tuple[bool, Result]], metric: str) -> Score:
    worst = tuple(f"{result.file}\n{result.diff}" for right, result in marked if not right)
    value = sum(right for right, _ in marked) / len(marked) if marked else 1.0
    return Score(KIND, layer, language, metric, value, len(marked), "pages", worst=worst)


def _is_off(counts: Counts) -> bool:
    return counts.right < max(counts.found, counts.true)


def measure(corpus: Path, entry: Entry) -> Result:
    """Read one page of the corpus and compare it with all that is known of it."""
    page = parse_page((corpus / entry.file).read_bytes(), entry.url)
    result = read_result_page(page, "mobile" if "mobile" in entry.file else "desktop")
    engine, status = page_labels().get(entry.file, (result.engine, result.status))
    recognised = (result.engine, result.status) == (engine, status)
    truth = organic_truth(corpus, entry.file)
    diff = "" if recognised else f"  expected {engine} {status}, found {result.engine} {result.status}: {result.reason}"
    if truth is None:
        return Result(entry.file, entry.language, engine, recognised, None, Counts(), {}, diff)
    right = is_right(result, truth)
    found = [ranking for ranking in result.rankings if ranking.kind == "organic"]
    if truth[0].digest is not None:  # labels hold the first ten only
        found = found[: len(truth)]
    agreed = sum(any(_same(o, r.url, r.title) for o in truth) for r in found[: len(truth)])
    counts = Counts(min(agreed, len(truth)), len(found), len(truth))
    diff = diff or ("" if right else _diff(result, truth))
    return Result(
        entry.file, entry.language, engine, recognised, right, counts, _kinds(corpus, entry.file, result), diff
    )


def is_right(result: ResultPage, truth: list[Organic]) -> bool:
    """Whether the first ten organic results are the true ones, in order; where truth has fewer, all of them."""
    found = [ranking for ranking in result.rankings if ranking.kind == "organic"]
    if len(found[:FIRST]) != len(truth[:FIRST]) or (len(truth) < FIRST and len(found) != len(truth)):
        return False
    return all(_same(o, r.url, r.title) for o, r in zip(truth[:FIRST], found[:FIRST], strict=True))


def _same(truth: Organic, url: str, title: str) -> bool:
    if truth.digest is not None:
        return truth.digest == address_digest(url)
    same_url = truth.url is None or unquote(truth.url) == unquote(url)
    return same_url and (truth.title is None or key(truth.title) == key(title))


def _diff(result: ResultPage, truth: list[Organic]) -> str:
    found = [ranking for ranking in result.rankings if ranking.kind == "organic"]
    lines = []
    for number, (true, got) in enumerate(zip_longest(truth[:FIRST], found[:FIRST]), 1):
        if true is None or got is None or not _same(true, got.url, got.title):
            stated = (true.url or true.digest or true.title) if true is not None else None
            lines.append(f"  {number}. expected {stated}, found {got.url if got is not None else None}")
    if not lines:
        lines.append(f"  expected {len(truth)} in all, found {len(found)}")
    return "\n".join(lines)


def organic_truth(corpus: Path, file: str) -> list[Organic] | None:
    """The organic results in order; None where nothing is known of them."""
    parsed, listed = corpus / f"{file}.parsed.json", corpus / f"{file}.yml"
    if parsed.exists():
        entries = json.loads(parsed.read_text(encoding="utf-8"))["results"]
        general = [entry for entry in entries if entry["type"] == "general"]
        return [Organic(entry.get("url"), entry.get("title")) for entry in general] or None
    if listed.exists():
        return _from_yaml(listed.read_text(encoding="utf-8")) or None
    return labelled().get(file)


def _from_yaml(text: str) -> list[Organic]:
    """The entries under `results:` whose types name CLASSICAL: as much YAML as these files use."""
    _, _, results = text.partition("\nresults:")
    organic = []
    for entry in re.split(r"\n {2}- types:", results)[1:]:
        if re.search(r"^ +- CLASSICAL", entry, re.MULTILINE):
            url = re.search(r"^ {6}url: *(\S+)$", entry, re.MULTILINE)
            organic.append(Organic(url[1].strip("'\"") if url else None))
    return organic


def _kinds(corpus: Path, file: str, result: ResultPage) -> dict[str, Counts]:
    parsed = corpus / f"{file}.parsed.json"
    if not parsed.exists():
        return {}
    true: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS.values()}
    for entry in json.loads(parsed.read_text(encoding="utf-8"))["results"]:
        kind = KINDS.get(entry["type"])
        if kind == "paa":
            true[kind].update(key(question) for question in (entry.get("details") or {}).get("items", []))
        elif kind is not None:
            true[kind][unquote(entry.get("url") or "")] += 1
    return {kind: _agreement(expected, _found(result, kind)) for kind, expected in true.items()}


def _found(result: ResultPage, kind: str) -> Iterable[str]:
    for ranking in result.rankings:
        if ranking.kind == kind:
            yield key(ranking.title) if kind == "paa" else unquote(ranking.url)


def _agreement(true: Counter[str], found: Iterable[str]) -> Counts:
    got = Counter(found)
    return Counts((true & got).total(), got.total(), true.total())


def address_digest(url: str) -> str:
    """What labels hold of an address."""
    return hashlib.sha256(url.encode()).hexdigest()[:12]


@cache
def labelled() -> dict[str, list[Organic]]:
    """labels/rankings.tsv: file -> its first organic results in order."""
    found: dict[str, list[Organic]] = {}
    for row in _rows("rankings.tsv"):
        found.setdefault(row["file"], []).append(Organic(digest=row["url_sha256"]))
    return found


@cache
def page_labels() -> dict[str, tuple[str, str]]:
    """labels/rankings_pages.tsv: file -> engine (`unknown` for those not read) and status."""
    return {row["file"]: (row["engine"], row["status"]) for row in _rows("rankings_pages.tsv")}


def _rows(name: str) -> list[dict[str, str]]:
    with (LABELS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
