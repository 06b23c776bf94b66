"""Search over time: who ranks where for one keyword, day by day, and who is above whom since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analysis.figures.search.places import Above, above
from dashboard.reports import queries
from dashboard.reports.queries import Build, Row


@dataclass(frozen=True)
class Place:
    """A keyword on one engine, market and device. `days` it was looked up on, `missed` those on which others were and it was
    not."""

    keyword: str
    engine: str
    market: str
    device: str
    days: int
    missed: int

    @property
    def name(self) -> str:
        """Engine, market and device as the reader sees them."""
        return " · ".join(filter(None, (self.engine, self.market, self.device)))


@dataclass(frozen=True)
class History:
    """The rows of rank_history.sql of one place, oldest first."""

    rows: tuple[Row, ...]

    @property
    def newest(self) -> list[Row]:
        """One row a brand: the newest day with a result page. Empty where there is none."""
        observed = [row for row in self.rows if row["observed"]]
        return [row for row in observed if row["day"] == observed[-1]["day"]]

    def above(self, brand: str) -> list[Above]:
        """Who is above a brand on the newest result page, and since when."""
        pages: dict[date, dict[str, int]] = {}
        for row in self.rows:
            if row["observed"]:
                page = pages.setdefault(row["day"], {})
                if row["position"] is not None:
                    page[row["brand"]] = row["position"]
        return above(list(pages.items()), brand)


def places(build: Build) -> list[Place]:
    """All that is looked up, by keyword."""
    columns = ("keyword", "engine", "market", "device", "days", "missed")
    return [Place(*(row[name] for name in columns)) for row in queries.rows(build, "search_places")]


def history(build: Build, place: Place) -> History:
    """The places of all brands for one keyword, as far back as changes are kept."""
    asked = {"keyword": place.keyword, "engine": place.engine, "market": place.market, "device": place.device}
    return History(tuple(queries.rows(build, "rank_history", **asked)))
