"""How well what the cells of a column hold fits a field: 0 where they cannot be it, whatever the column is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.cells.words import words
from data.imports.choosing.names import WHOLE, tokens
from data.imports.choosing.profile import Profile
from data.kinds import IMPORTS
from data.record import importing as f

WAYS = 0.34
"""Share of cells that say how a row was collected from which no column says where it was written."""
MOST, SOME = 0.8, 0.55
"""Shares of a column's cells that make it of a kind; of cells that a name explains too."""
UNSEEN = 0.75
"""How well a column fits that is empty in the rows looked at: nothing contradicts its name."""
CALLED, PLAIN = 0.98, 0.7
"""A field's own name, and how well its column fits whatever it holds."""
OWN = 0.999
_ONLY_BY_CELLS = frozenset({"source", "network", "author", "respondent", "edited_at"})
_LONG = 18.0
"""Characters on average from which a column may hold what somebody wrote."""
SCALES = {"nps": (0, 10), "csat": (0, 100), "ces": (0, 100), "rating": (0, 100), "score": (0, 100), "quality": (0, 100)}
"""Between what the numbers of a field are."""
_NUMBERED = frozenset(
    {"id", "uuid", "guid", "recommendationid", "key", "no", "nr", "number", "count", "ip", "phone", "zip"}
)
"""Words of names of columns whose numbers measure nothing."""
PROSE = frozenset({"body", "reply_body", "comment", "notes", "answer"})
"""Fields of what people wrote."""
PEOPLE = frozenset({"author", "respondent"})
IDS = frozenset({"native_id", "parent_id"})
ONCE, TWICE = 0.9, 0.5
"""Shares of different cells from which a column holds ids; where its name says so a file may have most records twice."""
MEANT = frozenset({"metric", "voice"})
"""Fields of a few words whose meaning is known."""
WHERE = frozenset({"source", "network"})


@dataclass(frozen=True)
class _Asked:
    """A column called `column` with these `cells` for a `field`; `by_name` is the score of its name."""

    field: str
    column: str
    cells: Profile
    by_name: float


def fit(kind: str, field: str, column: str, cells: Profile, by_name: float) -> float:
    """From 0 to about 1 for a column of which `by_name` is the score of its name."""
    type_ = IMPORTS[kind].cells[field]
    if type_ == f.EDITED and by_name < WHOLE:
        return 0.0  # a part of the name may be of the reply, the order, the product
    if not cells.texts:
        return UNSEEN if by_name else 0.0
    found = _BY_TYPE[type_](_Asked(field, column, cells, by_name))
    # What no cell reads as is reported row by row where the column is plainly called so.
    plain = by_name >= (OWN if field in MEANT else CALLED) and field not in _ONLY_BY_CELLS
    return max(found, PLAIN) if plain else found


def _share(share: float) -> float:
    return share if share >= SOME else 0.0


def _text(asked: _Asked) -> float:
    field, cells, by_name = asked.field, asked.cells, asked.by_name
    if max(cells.dates, cells.urls, cells.emails) >= SOME or (cells.flags >= MOST and by_name < 0.9):
        return 0.0
    if cells.numbers >= MOST and field in PROSE and by_name < 0.98:
        return 0.0
    if by_name < 0.5 and field != "keyword":
        return cells.prose if cells.length >= _LONG else 0.0
    if field == "product" and cells.numbers >= MOST:
        return 0.6
    if field not in PROSE:
        return 1.0 - 0.3 * (field in ("title", "product") and cells.length > 120)
    return 0.55 + 0.25 * cells.prose + 0.2 * (cells.distinct > 0.5) * min(cells.filled + 0.4, 1.0)


def _word(asked: _Asked) -> float:
    field, cells = asked.field, asked.cells
    if cells.dates >= MOST and not cells.ids >= MOST:
        return 0.0
    if field in PEOPLE:
        return _person(cells, asked.by_name)
    if field in IDS:
        return _id(cells, asked.by_name)
    if field in WHERE:
        return _where(field, cells)
    if field in MEANT:
        return _share(cells.share(lambda text: text.casefold() in words(field)))
    if field == "language":
        return 1.0 if cells.languages >= SOME or cells.length > 3 else 0.3
    return 0.0 if cells.prose > 0.5 or cells.urls >= MOST else 1.0


def _id(cells: Profile, by_name: float) -> float:
    least = TWICE if by_name >= WHOLE else ONCE
    return 0.0 if cells.prose > 0.3 or (len(cells.texts) > 2 and cells.distinct < least) else 1.0


def _person(cells: Profile, by_name: float) -> float:
    """A column that is the same in every row names no person: it is a saved search, a shop, a campaign."""
    if len(cells.texts) > 2 and cells.constant and by_name < WHOLE:
        return 0.0
    if cells.prose > 0.3 or cells.flags >= MOST or cells.urls >= MOST:
        return 0.0
    return 0.6 if cells.constant else 1.0


def _where(field: str, cells: Profile) -> float:
    """Where something was written; not how it was collected (web, email, api), nor by which number."""
    collected = cells.share(lambda text: text.casefold() in words("collected"))
    if collected >= WAYS or cells.numbers >= SOME or cells.prose > 0.3:
        return 0.0
    return 0.0 if field == "source" and cells.urls >= SOME else 1.0


def _number(asked: _Asked) -> float:
    field, cells, by_name = asked.field, asked.cells, asked.by_name
    if field not in SCALES:
        return _share(max(cells.numbers, cells.ratings))
    if (set(tokens(asked.column)) & _NUMBERED and by_name < 0.98) or cells.ratings < SOME or cells.dates >= MOST:
        return 0.0
    low, high = SCALES[field]
    inside = sum(low <= value <= high for value in cells.values) / len(cells.values)
    if inside < 0.7 or (cells.counts_up and by_name < WHOLE):
        return 0.0
    return cells.ratings * inside if by_name >= 0.5 else _by_numbers_alone(cells)


def _by_numbers_alone(cells: Profile) -> float:
    """How well a column fits a rating whose name says nothing: whole numbers up to 10, some of them several times."""
    whole = [value for value in cells.values if value == int(value) and 0 <= value <= 10]
    return cells.ratings if len(whole) >= MOST * len(cells.texts) and cells.distinct < 0.7 else 0.0


def _count(asked: _Asked) -> float:
    return 0.0 if set(tokens(asked.column)) & {"id", "rate", "percent"} else _share(asked.cells.numbers)


def _span(asked: _Asked) -> float:
    return _share(asked.cells.spans)


def _time(asked: _Asked) -> float:
    if asked.by_name < 0.5 and asked.cells.numbers >= MOST:
        return 0.0  # numbers may be seconds since 1970, and ids too
    return _share(asked.cells.dates)


def _period(asked: _Asked) -> float:
    return _share(max(asked.cells.dates, asked.cells.periods))


def _name(asked: _Asked) -> float:
    return 0.0 if max(asked.cells.numbers, asked.cells.dates) >= SOME or asked.cells.prose > 0.5 else 1.0


def _brand(asked: _Asked) -> float:
    return _share(asked.cells.named_brands)


_BY_TYPE: dict[str, Callable[[_Asked], float]] = {
    f.TEXT: _text,
    f.WORD: _word,
    f.NAME: _name,
    f.TIME: _time,
    f.EDITED: _time,
    f.DAY: _time,
    f.MONTH: _period,
    f.PERIOD: _period,
    f.NUMBER: _number,
    f.RATING: _number,
    f.SCORE: _number,
    f.FIGURE: _number,
    f.COUNT: _count,
    f.DURATION: _span,
    f.HOURS: _span,
    f.VOLUME: lambda asked: _share(asked.cells.volumes) * (asked.cells.dates < SOME),
    f.FLAG: lambda asked: _share(asked.cells.flags),
    f.BRAND: _brand,
    f.BRANDS: _brand,
    f.URL: lambda asked: _share(asked.cells.urls),
}
