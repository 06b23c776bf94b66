"""FAQs: markup against an independent reader; the visible page against sidecars, gold fragments, and its own markup.

A pair is right if question and answer are both right after normalisation (letters, digits and marks only, case and
compatibility folded): no partial credit.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

from benchmarks.scoring.corpus import (
    LABELS,
    Counts,
    Entry,
    digest,
    entries,
    html_entries,
    short,
    spread,
    without_markup,
)
from benchmarks.scoring.faq_truth import broken_versions, gold_pages, marked_pairs, plain
from benchmarks.scoring.score import Score, f1
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import parse_page
from crawlers.extract.page.text import key

KIND = "faqs"
Pair = tuple[str, str]


@dataclass(frozen=True)
class Result:
    """What one page gave. `layer`: markup, markup_broken, sidecar, stripped, labelled, gold_page, gold_pair."""

    layer: str
    file: str
    language: str
    pairs: Counts
    questions: Counts
    layers: Counter[str] = field(default_factory=Counter)
    diff: str = ""


def scores(corpus: Path) -> list[Score]:
    """Recall of the markup; precision, recall and F1 of the visible page per source and language, and of all of it."""
    results = [result for found in spread(_page, corpus, html_entries(corpus)) for result in found]
    files = [entry for entry in entries(corpus, "faq-gold") if entry.file.endswith(".jsonl")]
    results += [result for found in spread(_gold, corpus, files, 1) for result in found]
    made = _markup_scores(results)
    visible = [result for result in results if not result.layer.startswith("markup")]
    own = [result for result in visible if result.layer in ("sidecar", "stripped", "labelled")]
    made += _visible_scores("visible", "*", own)
    for layer, group in groupby(sorted(visible, key=lambda result: result.layer), lambda result: result.layer):
        made += _visible_scores(layer, "*", list(group))
    for language, group in groupby(sorted(own, key=lambda result: result.language), lambda result: result.language):
        made += _visible_scores("visible", language, list(group))
    return made + _layer_scores(own)


def _layer_scores(results: list[Result]) -> list[Score]:
    """The precision of each way in which pairs are found."""
    fired: dict[str, Counts] = defaultdict(Counts)
    for result in results:
        for layer, number in result.layers.items():
            name, _, right = layer.partition("/")
            fired[name] += Counts(number * (right == "right"), number, 0)
    return [
        Score(KIND, f"by_{name}", "*", "precision", counts.precision, counts.found, "pairs")
        for name, counts in sorted(fired.items())
    ]


def _markup_scores(results: list[Result]) -> list[Score]:
    made = []
    for layer in ("markup", "markup_broken"):
        group = [result for result in results if result.layer == layer]
        total = sum((result.pairs for result in group), Counts())
        made.append(Score(KIND, layer, "*", "recall", total.recall, total.true, "pairs", worst=_worst(group)))
    return made


def _visible_scores(layer: str, language: str, group: list[Result]) -> list[Score]:
    pairs = sum((result.pairs for result in group), Counts())
    questions = sum((result.questions for result in group), Counts())
    measured = (
        ("precision", pairs.precision, pairs.found),
        ("recall", pairs.recall, pairs.true),
        ("f1", f1(pairs.precision, pairs.recall), pairs.true),
        ("question_f1", f1(questions.precision, questions.recall), questions.true),
    )
    worst = _worst(group) if language == "*" else ()
    return [
        Score(KIND, layer, language, metric, value, n, "pairs", worst=worst if metric == "f1" else ())
        for metric, value, n in measured
    ]


def _worst(group: list[Result]) -> tuple[str, ...]:
    wrong = [result for result in group if result.diff]
    wrong.sort(key=lambda result: result.pairs.right * 2 - result.pairs.found - result.pairs.true)
    return tuple(f"{result.file}: {result.pairs.right} right of {result.pairs.found} found, {result.pairs.true} true"
                 f"\n{result.diff}" for result in wrong)  # fmt: skip


def _page(corpus: Path, entry: Entry) -> list[Result]:
    body = (corpus / entry.file).read_bytes()
    made = []
    if entry.file in labelled():
        made.append(_compare_digests(entry, body))
    for sidecar in entry.sidecars:
        if sidecar.endswith(".faq.json"):
            pairs = json.loads((corpus / entry.file).with_name(sidecar).read_text(encoding="utf-8"))["pairs"]
            truth = [(pair["question"].rstrip("+").strip(), pair["answer"]) for pair in pairs]
            made.append(compare("sidecar", entry.file, entry.language, without_markup(body), entry.url, truth))
    if b"Question" not in body:
        return made
    truth = marked_pairs(body)
    if truth:
        made.append(compare("markup", entry.file, entry.language, body, entry.url, truth))
        if not entry.sidecars:
            stripped = without_markup(body)
            text = key(parse_page(stripped, entry.url).text)
            shown = [(question, answer) for question, answer in truth if key(question) in text and key(answer) in text]
            if shown:
                made.append(compare("stripped", entry.file, entry.language, stripped, entry.url, shown))
        for name, broken, within in broken_versions(body):
            made.append(compare("markup_broken", f"{entry.file} ({name})", entry.language, broken, entry.url, within))
    return made


@cache
def labelled(path: Path = LABELS / "faqs.tsv") -> dict[str, tuple[Pair, ...]]:
    """Pages without markup, read and checked by eye: file -> digests of each question and its answer."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), key=lambda row: row["file"])
    return {
        file: tuple((row["question"], row["answer"]) for row in group)
        for file, group in groupby(rows, lambda row: row["file"])
    }


def _compare_digests(entry: Entry, body: bytes) -> Result:
    faqs = extract_faqs(parse_page(without_markup(body), entry.url))
    wanted = set(labelled()[entry.file])
    found = [(faq, (digest(faq.question), digest(faq.answer))) for faq in faqs]
    got = {pair for _, pair in found}
    asked, read = {question for question, _ in wanted}, {question for question, _ in got}
    fired = Counter(f"{faq.layer}/{'right' if pair in wanted else 'wrong'}" for faq, pair in found)
    lines = [f"    - {question} => {answer}" for question, answer in sorted(wanted - got)]
    lines += [f"    + {short(faq.question)} => {short(faq.answer)}" for faq, pair in found if pair not in wanted]
    pairs = Counts(len(wanted & got), len(got), len(wanted))
    questions = Counts(len(asked & read), len(read), len(asked))
    return Result("labelled", entry.file, entry.language, pairs, questions, fired, "\n".join(lines[:6]))


def _gold(corpus: Path, entry: Entry) -> list[Result]:
    return [compare(layer, f"{entry.file} {name}", language, body, entry.url, pairs)
            for layer, name, language, body, pairs in gold_pages(corpus / entry.file)]  # fmt: skip


def compare(layer: str, file: str, language: str, body: bytes, url: str, truth: list[Pair]) -> Result:
    """What `extract_faqs` finds in the page against the true pairs."""
    faqs = extract_faqs(parse_page(body, url))
    wanted = Counter((key(question), key(answer)) for question, answer in truth)
    wanted = Counter(dict.fromkeys(wanted, 1))
    got = Counter({(key(faq.question), key(faq.answer)): 1 for faq in faqs})
    pairs = Counts((wanted & got).total(), got.total(), wanted.total())
    asked, found = {question for question, _ in wanted}, {question for question, _ in got}
    fired = Counter(
        f"{faq.layer}/{'right' if (key(faq.question), key(faq.answer)) in wanted else 'wrong'}" for faq in faqs
    )
    lines = [*_differences("-", truth, got), *_differences("+", [(faq.question, faq.answer) for faq in faqs], wanted)]
    return Result(layer, file, language, pairs, Counts(len(asked & found), len(found), len(asked)), fired,
                  "\n".join(lines[:6]) if not layer.startswith("markup") or pairs.right < pairs.true else "")  # fmt: skip


def _differences(sign: str, pairs: list[Pair], others: Counter[Pair]) -> Iterator[str]:
    for question, answer in pairs:
        if (key(question), key(answer)) not in others:
            yield f"    {sign} {short(plain(question))} => {short(plain(answer), 110)} [{len(key(answer))}]"
