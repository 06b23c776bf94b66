"""Reviews: markup against an independent reader; the visible page, its markup stripped, against that markup and labels.

A review is right if its text is, after normalisation (letters, digits and marks only, case and compatibility folded): no
partial credit. Truth of a visible page: the texts of its markup that really stand in the stripped page, and those that
benchmarks/labels/reviews.tsv (file, digest of the normalised text) lists because a reader saw them there. Whatever else
is found is false. Pages without any review are measured too: what they yield counts against precision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from benchmarks.scoring.corpus import Counts, Entry, digest, html_entries, short, spread, without_markup
from benchmarks.scoring.reviews_truth import Marked, broken_versions, labels, marked_reviews
from benchmarks.scoring.score import Score, f1
from crawlers.extract.page import Page, parse_page
from crawlers.extract.page.ratings import parse_rating
from crawlers.extract.page.text import key
from crawlers.extract.reviews import extract_reviews, extract_totals
from data.kinds.review import Review

KIND = "reviews"
_BEGINNING = 60
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Result:
    """What one page gave. `layer`: markup, markup_broken, visible, unlabelled (pages with markup, which alone is the
    truth), totals. `ratings`, `days`: of the texts that are
    right and whose markup tells one, how many were read the same."""

    layer: str
    file: str
    language: str
    bodies: Counts
    ratings: Counts = field(default_factory=Counts)
    days: Counts = field(default_factory=Counts)
    diff: str = ""


def scores(corpus: Path) -> list[Score]:
    """Recall of the markup; precision, recall and F1 of the visible page, also per language, and against the markup alone,
    where labels of our own help nothing; ratings, days, totals."""
    listed = html_entries(corpus, "reviews", "faq", "support", "social")
    results = [result for found in spread(_page, corpus, listed) for result in found]
    made = []
    for layer in ("markup", "markup_broken"):
        group = [result for result in results if result.layer == layer]
        total = sum((result.bodies for result in group), Counts())
        made.append(Score(KIND, layer, "*", "recall", total.recall, total.true, "reviews", worst=_worst(group)))
    visible = [result for result in results if result.layer == "visible"]
    made += _visible("*", visible)
    made += _visible("*", [result for result in results if result.layer == "unlabelled"], "unlabelled")
    for language, found in groupby(sorted(visible, key=lambda result: result.language), lambda result: result.language):
        group = list(found)
        if sum(result.bodies.true for result in group):
            made += _visible(language, group)
    for name in ("ratings", "days"):
        total = sum((getattr(result, name) for result in visible), Counts())
        made.append(Score(KIND, "visible", "*", name, total.recall, total.true, "reviews"))
    group = [result for result in results if result.layer == "totals"]
    total = sum((result.bodies for result in group), Counts())
    made.append(Score(KIND, "totals", "*", "precision", total.precision, total.found, "pages", worst=_worst(group)))
    made.append(Score(KIND, "totals", "*", "recall", total.recall, total.true, "pages"))
    return made


def _visible(language: str, group: list[Result], layer: str = "visible") -> list[Score]:
    total = sum((result.bodies for result in group), Counts())
    worst = _worst(group) if language == "*" else ()
    return [
        Score(KIND, layer, language, "precision", total.precision, total.found, "reviews"),
        Score(KIND, layer, language, "recall", total.recall, total.true, "reviews"),
        Score(KIND, layer, language, "f1", f1(total.precision, total.recall), total.true, "reviews", worst=worst),
    ]


def _worst(group: list[Result]) -> tuple[str, ...]:
    wrong = [result for result in group if result.diff]
    wrong.sort(key=lambda result: result.bodies.right * 2 - result.bodies.found - result.bodies.true)
    return tuple(f"{result.file}: {result.bodies.right} right of {result.bodies.found} found, {result.bodies.true} true"
                 f"\n{result.diff}" for result in wrong)  # fmt: skip


def _page(corpus: Path, entry: Entry) -> list[Result]:
    body = (corpus / entry.file).read_bytes()
    if not body.strip():
        return []
    marked = marked_reviews(body) if b"eview" in body else []
    made = []
    page = parse_page(body, entry.url)
    if marked:
        made.append(_markup("markup", entry.file, entry, page, marked))
        for name, broken, within in broken_versions(body):
            where = f"{entry.file} ({name})"
            made.append(_markup("markup_broken", where, entry, parse_page(broken, entry.url), within))
    stripped = parse_page(without_markup(body), entry.url)
    made += _shown(entry, stripped, marked)
    return [*made, *_totals(entry, page, stripped)]


def _markup(layer: str, file: str, entry: Entry, page: Page, marked: list[Marked]) -> Result:
    wanted = {key(review.body): review for review in marked}
    # A review marked up twice, once cut off or with its "Read more", is one: told by how it begins.
    got = {key(review.body)[:_BEGINNING] for review in extract_reviews(page, NOW)}
    missed = [review.body for body, review in wanted.items() if body[:_BEGINNING] not in got]
    counts = Counts(len(wanted) - len(missed), len(got), len(wanted))
    return Result(layer, file, entry.language, counts, diff="\n".join(f"    - {short(text)}" for text in missed[:6]))


def _shown(entry: Entry, page: Page, marked: list[Marked]) -> Iterator[Result]:
    text = key(page.text) if marked else ""
    by_digest = {digest(review.body): review for review in marked if key(review.body) in text}
    wanted = Counter(dict.fromkeys([*by_digest, *labels().get(entry.file, ())], 1))
    reviews = {digest(review.body): review for review in extract_reviews(page, NOW)}
    got = Counter(dict.fromkeys(reviews, 1))
    right = wanted & got
    pairs = [(by_digest[name], reviews[name]) for name in right if name in by_digest]
    lines = [
        f"    - {short(by_digest[name].body) if name in by_digest else name}" for name in wanted if name not in got
    ]
    lines += [f"    + {short(review.body)}" for name, review in reviews.items() if name not in wanted]
    if marked:
        alone = Counts(sum(name in by_digest for name in reviews), len(reviews), len(by_digest))
        extra = [f"    + {short(review.body)}" for name, review in reviews.items() if name not in by_digest]
        yield Result("unlabelled", entry.file, entry.language, alone, diff="\n".join(extra[:8]))
    yield Result(
        "visible",
        entry.file,
        entry.language,
        Counts(right.total(), got.total(), wanted.total()),
        _same([(old, new) for old, new in pairs if old.rating], _same_rating),
        _same([(old, new) for old, new in pairs if old.day], _same_day),
        "\n".join(lines[:8]),
    )


def _same(pairs: list[tuple[Marked, Review]], equal: object) -> Counts:
    assert callable(equal)
    return Counts(sum(bool(equal(old, new)) for old, new in pairs), len(pairs), len(pairs))


def _same_rating(old: Marked, new: Review) -> bool:
    told = parse_rating(old.rating)
    return told is not None and new.rating is not None and abs(told[0] - new.rating) < 0.01


def _same_day(old: Marked, new: Review) -> bool:
    return new.published_at is not None and abs((new.published_at - _day(old.day)).total_seconds()) < 2 * 86_400


def _day(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        return datetime(1, 1, 3)  # noqa: DTZ001  (a day that no review has)


def _totals(entry: Entry, page: Page, stripped: Page) -> list[Result]:
    """The mean shown against the mean in the markup, to the decimals shown; counts differ by what each counts."""
    truth = [total.claimed_rating for total in extract_totals(page) if total.claimed_rating is not None]
    shown = [total.claimed_rating for total in extract_totals(stripped) if total.claimed_rating is not None]
    if len(set(truth)) != 1:
        return []
    right = sum(abs(value - truth[0]) <= 0.051 for value in shown)
    diff = "" if right == len(shown) else f"    - {truth[0]}\n    + {shown[0]}"
    return [Result("totals", entry.file, entry.language, Counts(right, len(shown), 1), diff=diff)]
