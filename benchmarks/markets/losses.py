"""Where lines are lost that people's labels prove: by what is read otherwise than people say, and by the condition that fails.

The SWOT is made again of readings between people's and ours, each with one more thing read as the product reads it:

- told apart: an aspect that allows several drivers ("service") counts for those that the words of the text name, not for all;
- missed: it counts on a driver only where the product names one that it allows;
- sentiment: its label is that of the parts which name that driver, or of the text where none does;
- as read: with what the product reads on drivers that people say nothing of.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.figures.gaps import TESTED, GapRow
from benchmarks.markets.labelled import Row
from benchmarks.markets.people import Claim, Made, Reviews
from data.thresholds import THRESHOLDS

Found = Callable[[Claim, Sequence[Claim]], bool]
"""A line of people's labels, lines -> whether they hold it."""
Alike = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Between:
    """Readings between people's and ours."""

    reviews: Reviews

    @cached_property
    def named(self) -> Mapping[str, Mapping[str, Sequence[int]]]:
        """review_id -> driver -> the labels of the parts that name it."""
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row in self.reviews.read:
            labels = found[row["record_id"]][row["driver"]]
            if row["label"] is not None:
                labels.append(row["label"])
        return found

    @cached_property
    def wholes(self) -> Mapping[str, int | None]:
        """review_id -> how it is read as a whole."""
        return {row["record_id"]: row["text_label"] for row in self.reviews.read}

    def opinions(self, *, apart: bool = False, missed: bool = False, sentiment: bool = False) -> Iterator[Row]:
        """People's labels, with what is named read as we read it."""
        for review, aspects in self.reviews.said.items():
            named = self.named.get(review, {})
            for place, (allowed, label) in enumerate(aspects):
                hit = tuple(driver for driver in allowed if driver in named)
                drivers = allowed
                if missed or (apart and hit):
                    drivers = hit
                elif apart:
                    drivers = allowed[:1]
                judged = self._judged(review, hit) if sentiment else label
                for driver in drivers or ("",):
                    yield self.reviews.opinion(review, place, driver, judged)

    def _judged(self, review: str, drivers: Sequence[str]) -> int | None:
        labels = [label for driver in drivers for label in self.named[review][driver]]
        if not labels:
            return self.wholes.get(review)
        return (sum(labels) > 0) - (sum(labels) < 0)


def stages(reviews: Reviews) -> Iterator[tuple[str, Made]]:
    """What is made of each reading on the way from people's to ours, and of some alone."""
    between = Between(reviews)
    yield "people's labels, drivers told apart", reviews.made_of(between.opinions(apart=True))
    yield "... and missed", reviews.made_of(between.opinions(apart=True, missed=True))
    yield "... and our sentiment", reviews.made_of(between.opinions(apart=True, missed=True, sentiment=True))
    yield "as read", reviews.made_of(reviews.read)
    yield "as read, each night by itself", reviews.made_of(reviews.read, nights=False)
    yield "of people's labels, our sentiment alone", reviews.made_of(between.opinions(sentiment=True))
    yield "... and told apart", reviews.made_of(between.opinions(sentiment=True, apart=True))


def why_not(line: Claim, ours: Made, alike: Alike) -> str:
    """The condition that a line of people's labels fails in our reading, on the driver that fails last."""
    sign = 1 if line.rule == "S1" else -1
    rows = [ours.gaps.get((line.kind, line.brand, line.rival, driver)) for driver in sorted(alike[line.topic])]
    return max((_failed(row, sign) for row in rows), default=(0, "never compared"))[1]


def _failed(row: GapRow | None, sign: int) -> tuple[int, str]:
    if row is None:
        return 0, "never compared"
    if row.status != TESTED:
        return 1, row.status
    tried = (
        (row.direction * sign < 0, "the opposite"),
        (row.direction * sign == 0, "the interval holds zero"),
        ((row.q if row.q is not None else 1.0) >= THRESHOLDS.alpha, "q"),
        (row.beyond * sign <= 0, "too small to matter"),
        (not row.entered, "never beyond doubt"),
    )
    return next(((place, why) for place, (fails, why) in enumerate(tried, 2) if fails), (9, "another rival is named"))


def report(reviews: Reviews, proven: Sequence[Claim], alike: Alike, found: Found) -> None:
    """Print where of `proven` lines how many are lost; `found` says whether lines hold one. What is proven once drivers are told
    apart is counted beside it: people's label of an aspect then counts on one driver, not on each that it allows."""
    topics = Counter(line.topic for line in proven)
    print(f"{'':45} lines  found of {len(proven)}   by topic ({_listed(topics, topics)})")
    ours, apart = Made([], {}), Made([], {})
    for name, made in stages(reviews):
        each = Counter(line.topic for line in proven if found(line, made.lines))
        print(f"{name:45} {len(made.lines):5}  {each.total():5}          {_listed(topics, each)}")
        ours = made if name == "as read" else ours
        apart = apart if apart.lines else made
    once = [line for line in apart.lines if line.topic in alike]
    print(f"of {len(once)} lines proven with drivers told apart: {sum(found(line, ours.lines) for line in once)} found")
    reasons = Counter(why_not(line, ours, alike) for line in proven if not found(line, ours.lines))
    print("not found because of: " + ", ".join(f"{why} {n}" for why, n in reasons.most_common()))


def _listed(topics: Counter[str], counts: Counter[str]) -> str:
    return ", ".join(f"{topic} {counts[topic]}" for topic in sorted(topics))
