"""Who ranks above a brand for a keyword, and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

Places = Mapping[str, int]
"""Brand -> its best organic place on one result page; a brand that is not on the page is not in it."""


@dataclass(frozen=True)
class Above:
    """`rival` is above on the newest result page, as on all of the `days` pages since `since`. `place` is its place there;
    `from_first`: no older page is known, so it may have been above before. `alone`: the brand itself is not on the page."""

    rival: str
    place: int
    since: date
    days: int
    from_first: bool
    alone: bool


def above(pages: Sequence[tuple[date, Places]], brand: str) -> list[Above]:
    """Who is above `brand` on the newest of `pages` (one a day, oldest first; days without a page are not among them), best
    first."""
    if not pages:
        return []
    newest = pages[-1][1]
    found = []
    for rival, place in sorted(newest.items(), key=lambda of: (of[1], of[0])):
        if rival == brand or not _is_above(newest, rival, brand):
            continue
        days = 0
        for _, places in reversed(pages):
            if not _is_above(places, rival, brand):
                break
            days += 1
        found.append(Above(rival, place, pages[-days][0], days, days == len(pages), brand not in newest))
    return found


def _is_above(places: Places, rival: str, brand: str) -> bool:
    """A brand that is not on the page is below all that are."""
    return rival in places and (brand not in places or places[rival] < places[brand])
