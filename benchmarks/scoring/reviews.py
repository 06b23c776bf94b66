"""Reviews: markup against an independent reader; the visible page, its markup stripped, against that markup and labels.

A review is right if its text is, after normalisation (letters, digits and marks only, case and compatibility folded): no
partial credit. Truth of a visible page: the texts of its markup that really stand in the stripped page, and those that
benchmarks/labels/reviews.tsv (file, digest of the normalised text) lists because a reader saw them there. Whatever else
is found is false. Pages without any review are measured too: what they yield counts against precision.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
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
    right and whose markup tells one, how many were read the same; `read`: how many ratings were read at all, and
    `right`: of these, how many the same."""

    layer: str
    file: str
    language: str
    bodies: Counts
    ratings: Counts = field(default_factory=Counts)
    read: Counts = field(default_factory=Counts)
    right: Counts = field(default_factory=Counts)
    days: Counts = field(default_factory=Counts)
    diff: str = ""


def scores(corpus: Path) -> list[Score]:
    """Recall of the markup; precision, recall and F1 of the visible page, also per language, and against the markup alone,
    where labels of our own help nothing; ratings, days, totals."""
    listed = html_entries(corpus, "reviews", "faq", "support", "social")
    by_layer: dict[str, list[Result]] = defaultdict(list)
    for found in spread(_page, corpus, listed):
        for result in found:
            by_layer[result.layer].append(result)
    visible = by_layer["visible"]
    return [
        *(_markup_score(layer, by_layer[layer]) for layer in ("markup", "markup_broken")),
        *_visible("*", visible),
        *_visible("*", by_layer["unlabelled"], "unlabelled"),
        *_by_language(visible),
        *(_read_alike(name, visible) for name in ("ratings", "read", "right", "days")),
        *_total_scores(by_layer["totals"]),
    ]


def _markup_score(layer: str, group: list[Result]) -> Score:
    total = sum((result.bodies for result in group), Counts())
    return Score(KIND, layer, "*", "recall", total.recall, total.true, "reviews", worst=_worst(group))


def _by_language(visible: list[Result]) -> Iterator[Score]:
    """Of the languages with a review that could be found."""
    for language, found in groupby(sorted(visible, key=lambda result: result.language), lambda result: result.language):
        group = list(found)
        if sum(result.bodies.true for result in group):
            yield from _visible(language, group)


def _read_alike(name: str, visible: list[Result]) -> Score:
    total = sum((getattr(result, name) for result in visible), Counts())
    called = {"read": "ratings_read", "right": "ratings_right"}.get(name, name)
    return Score(KIND, "visible", "*", called, total.recall, total.true, "reviews")


def _total_scores(group: list[Result]) -> list[Score]:
    total = sum((result.bodies for result in group), Counts())
    return [
        Score(KIND, "totals", "*", "precision", total.precision, total.found, "pages", worst=_worst(group)),
        Score(KIND, "totals", "*", "recall", total.recall, total.true, "pages"),
    ]


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
    # A review marked up twice, once cut off or with its "Read more", is one: known by how it begins.
    got = {key(review.body)[:_BEGINNING] for review in extract_reviews(page, NOW)}
    missed = [review.body for body, review in wanted.items() if body[:_BEGINNING] not in got]
    counts = Counts(len(wanted) - len(missed), len(got), len(wanted))
    return Result(layer, file, entry.language, counts, diff="\n".join(f"    - {short(text)}" for text in missed[:6]))


def _shown(entry: Entry, page: Page, marked: list[Marked]) -> Iterator[Result]:
    text = key(page.text) if marked else ""
    by_digest = {digest(review.body): review for review in marked if key(review.body) in text}
    reviews = {digest(review.body): review for review in extract_reviews(page, NOW)}
    if marked:
        alone = Counts(sum(name in by_digest for name in reviews), len(reviews), len(by_digest))
        yield Result("unlabelled", entry.file, entry.language, alone, diff="\n".join(_false(reviews, by_digest)[:8]))
    wanted = dict.fromkeys([*by_digest, *labels().get(entry.file, ())])
    right = [name for name in wanted if name in reviews]
    pairs = _pairs(right, marked, by_digest, reviews)
    rated = [(old, new) for old, new in pairs if old.rating]
    read = [(old, new) for old, new in rated if new.rating is not None]
    yield Result(
        "visible",
        entry.file,
        entry.language,
        Counts(len(right), len(reviews), len(wanted)),
        _same(rated, _same_rating),
        Counts(len(read), len(rated), len(rated)),
        _same(read, _same_rating),
        _same([(old, new) for old, new in pairs if old.day], _same_day),
        "\n".join([*_missed(wanted, reviews, by_digest), *_false(reviews, wanted)][:8]),
    )


def _pairs(
    right: list[str], marked: list[Marked], by_digest: Mapping[str, Marked], reviews: Mapping[str, Review]
) -> list[tuple[Marked, Review]]:
    """What the markup and what the page says of each text that is right; of one that several customers wrote ("Great!") it
    is not known whose was read."""
    count = Counter(digest(review.body) for review in marked)
    return [(by_digest[name], reviews[name]) for name in right if name in by_digest and count[name] == 1]


def _missed(wanted: Iterable[str], reviews: Mapping[str, Review], by_digest: Mapping[str, Marked]) -> Iterator[str]:
    for name in wanted:
        if name not in reviews:
            yield f"    - {short(by_digest[name].body) if name in by_digest else name}"


def _false(reviews: Mapping[str, Review], wanted: Container[str]) -> list[str]:
    return [f"    + {short(review.body)}" for name, review in reviews.items() if name not in wanted]


def _same(pairs: list[tuple[Marked, Review]], equal: object) -> Counts:
    assert callable(equal)
    return Counts(sum(bool(equal(old, new)) for old, new in pairs), len(pairs), len(pairs))


def _same_rating(old: Marked, new: Review) -> bool:
    stated = parse_rating(old.rating)
    return stated is not None and new.rating is not None and abs(stated[0] - new.rating) < 0.01


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
