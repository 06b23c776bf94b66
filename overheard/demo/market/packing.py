"""Packing planted units into reviews: every unit exactly once, no driver twice in a review, moods that go together."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

SIZES = {1: 0.45, 2: 0.35, 3: 0.2}
"""Share of reviews that speak of one, two or three drivers."""
SAME_MOOD_SHARE = 0.75


def pack(counts: Mapping[tuple[str, int], int], rng: random.Random) -> Iterator[tuple[tuple[str, int], ...]]:
    """Reviews as tuples of (driver, label) that use up `counts` of each pair exactly, in random order."""
    left = {unit: n for unit, n in counts.items() if n}
    while left:
        size = rng.choices(list(SIZES), weights=list(SIZES.values()))[0]
        review: list[tuple[str, int]] = []
        while len(review) < size:
            unit = _draw(left, review, rng)
            if unit is None:
                break
            review.append(unit)
            left[unit] -= 1
            if not left[unit]:
                del left[unit]
        yield tuple(review)


def _draw(
    left: Mapping[tuple[str, int], int], review: list[tuple[str, int]], rng: random.Random
) -> tuple[str, int] | None:
    """A remaining unit on a driver the review does not speak of yet, mostly in the review's first mood."""
    spoken = {driver for driver, _ in review}
    open_units = [unit for unit in left if unit[0] not in spoken]
    if review and rng.random() < SAME_MOOD_SHARE:
        open_units = [unit for unit in open_units if unit[1] == review[0][1]] or open_units
    return rng.choices(open_units, weights=[left[unit] for unit in open_units])[0] if open_units else None
