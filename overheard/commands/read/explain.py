"""What is read off a page, and why: each record with the rules that were asked of it, and what was refused, in short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.condition import block_reason
from crawlers.extract.page.rules import Decision, tables, watched
from crawlers.extract.page.shell import looks_script_driven
from crawlers.extract.page.stand_in import stand_in
from crawlers.extract.page.text import key, one_line, text_of
from crawlers.extract.rankings import UNKNOWN, read_result_page
from crawlers.extract.rankings.result_page import ResultPage
from crawlers.extract.reading import CHANNELS, FAQS, REVIEWS, TOTALS, PageRead, read_page
from data.record.model import Record
from data.workspace.recipes import Recipe
from overheard.commands.read.stated import canonical

RANKINGS = "rankings"
MAX_ASKED = 40_000
"""Questions to rules that are kept of one page."""
MAX_WHY = 12
MAX_MISSES = 8
_SHOWN = 160
_LEAST = 4
"""Letters of a text that are enough to tell that a rule was asked of a record."""
ROOMS = {
    FAQS: ("faqs.", "asking."), REVIEWS: ("reviews.",), TOTALS: ("reviews.",), CHANNELS: ("channels.",), RANKINGS: ("rankings.",),
}  # fmt: skip
"""Kind -> how the tables begin that decide it."""
_MAIN = {FAQS: ("question",), REVIEWS: ("body", "title"), CHANNELS: ("address",), RANKINGS: ("title",)}
"""Kind -> the fields of a record by which a question to the rules is known to be about it."""
GATES = frozenset({
    "reviews.is a review", "channels.is a contact form", "faqs.lines of one look are questions", "faqs.panel is an answer",
    "faqs.line is an entry of a list of questions", "faqs.what follows is the answer", "rankings.page is an engine's",
})  # fmt: skip
"""Tables whose "no" leaves out what may have been a record."""
REFUSING = frozenset({"faqs.question is the page's own to its reader"})
"""Tables whose "yes" does."""
_TEXTS = ("body", "text", "question", "label", "title", "url", "path")
_HOLDERS = ("parts", "line", "where", "toggle")
_ELEMENTS = ("element", "box", "form", "panel")


@dataclass(frozen=True)
class Asked:
    """A question to a table of rules: of which text and element, what fired, and whether the answer was yes."""

    table: str
    fired: tuple[str, ...]
    yes: bool
    text: str
    element: etree._Element | None = None

    def as_dict(self) -> dict[str, object]:
        """The rules that fired, with their weights where they have any ("yes" and "no" for those that settle it)."""
        table = tables()[self.table]
        weights = table.weights if isinstance(table, Decision) else {}
        rules = [
            {"rule": name, "weight": _weight(weights[name])} if name in weights else {"way": name}
            for name in self.fired
        ]
        return {"table": self.table, "answer": "yes" if self.yes else "no", "rules": rules}


def _weight(weight: float) -> float | str:
    return weight if abs(weight) != float("inf") else ("settles: yes" if weight > 0 else "settles: no")


class Watcher:
    """Notes what rules are asked while a page is read."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.left_out = 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While this lasts, questions are noted."""
        with watched(self._note):
            yield

    def _note(self, name: str, subject: Any, fired: tuple[str, ...]) -> None:
        if len(self.asked) >= MAX_ASKED:
            self.left_out += 1
            return
        table = tables()[name]
        yes = True
        if isinstance(table, Decision):
            yes = sum(table.weights[rule] for rule in fired) >= table.needs
        self.asked.append(Asked(name, fired, yes, _text(subject), _element(subject)))


def _text(subject: Any, depth: int = 0) -> str:
    """What a rule was asked of, as a reader would name it."""
    if isinstance(subject, str):
        return subject[:_SHOWN]
    if isinstance(subject, etree._Element):
        return one_line(text_of(subject))[:_SHOWN]
    if depth > 2:
        return ""
    if isinstance(subject, tuple | list) and not hasattr(subject, "_fields"):
        return " · ".join(filter(None, (_text(part, depth + 1) for part in subject[:6])))[:_SHOWN]
    return _held(subject, depth) or _said(subject) or _listed(subject, depth)


def _held(subject: Any, depth: int) -> str:
    """The text of what a subject is made around: its line, its parts."""
    held = (getattr(subject, name, None) for name in _HOLDERS)
    return next(filter(None, (_text(inner, depth + 1) for inner in held if inner is not None)), "")


def _said(subject: Any) -> str:
    said = (getattr(subject, name, None) for name in _TEXTS)
    return next((one_line(text)[:_SHOWN] for text in said if isinstance(text, str) and text), "")


def _listed(subject: Any, depth: int) -> str:
    """The text of a subject's members, else of its element."""
    members = getattr(subject, "members", None) or getattr(subject, "texts", None)
    if isinstance(members, list):
        return _text(members, depth + 1)
    element = _element(subject)
    return _text(element, depth + 1) if element is not None else ""


def _element(subject: Any, depth: int = 0) -> etree._Element | None:
    """Where on the page it is; None if that is not known."""
    if isinstance(subject, etree._Element):
        return subject
    for name in _ELEMENTS:
        if isinstance(found := getattr(subject, name, None), etree._Element):
            return found
    if isinstance(subject, tuple | list) and subject and depth < 2:
        return _element(subject[0], depth + 1)
    line = getattr(subject, "line", None)
    return _element(line, depth + 1) if line is not None and depth < 2 else None


@dataclass
class Entry:
    """A record and the questions that were asked of it."""

    record: Record
    why: list[Asked] = field(default_factory=list)


@dataclass
class Miss:
    """What was considered and left out: by which rules, how often, and what it says."""

    table: str
    rules: tuple[str, ...]
    n: int
    examples: list[str]


@dataclass
class Explained:
    """All of it. Without a `page` none came, and `reason` says why."""

    url: str
    requested: str = ""
    status: str = "read"
    reason: str = ""
    fetched_at: datetime | None = None
    http_status: int | None = None
    rendered: bool = False
    page: Page | None = None
    body: bytes = b""
    wall: str = ""
    instead: str = ""
    """What came in the place of the page, where nothing was read: "a soft 404: ..."."""
    script_driven: bool = False
    canonical: str = ""
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    misses: dict[str, list[Miss]] = field(default_factory=dict)
    recipes: dict[str, dict[str, object]] = field(default_factory=dict)
    results: ResultPage | None = None
    visits: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """As JSON holds it."""
        page = self.page
        about: dict[str, object] = {
            "url": self.url, "requested": self.requested or None, "status": self.status, "reason": self.reason or None,
            "fetched_at": self.fetched_at.isoformat() if self.fetched_at else None, "http_status": self.http_status,
            "rendered": self.rendered,
        }  # fmt: skip
        if page is None:
            return about
        about |= {
            "title": page.title, "language": page.language, "canonical": self.canonical or None, "encoding": page.encoding,
            "text_length": page.text_length, "wall": self.wall or None,
            "instead": self.instead or None, "script_driven": self.script_driven,
            "visits": self.visits, "notes": self.notes,
        }  # fmt: skip
        if self.results is not None:
            results = self.results
            about["result_page"] = {
                "engine": results.engine, "query": results.query, "status": results.status, "reason": results.reason,
            }  # fmt: skip
        about["kinds"] = {
            kind: {
                "recipe": self.recipes.get(kind),
                "records": [
                    {**_fields(entry.record), "why": [asked.as_dict() for asked in entry.why]} for entry in entries
                ],
                "refused": [
                    {"table": miss.table, "rules": miss.rules, "n": miss.n, "examples": miss.examples}
                    for miss in self.misses.get(kind, ())
                ],
            }
            for kind, entries in self.entries.items()
        }
        return about


def _fields(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_none=True, exclude={"fetched_at", "brand", "source", "first_party"})


def explain(
    page: Page, kinds: Sequence[str], now: datetime, recipes: Sequence[Recipe] = (), body: bytes = b""
) -> Explained:
    """Read a page for kinds, through the door of the spiders, and say why."""
    watcher = Watcher()
    with watcher.watching():
        read = read_page(page, kinds, now, recipes)
    found = explained(page, kinds, read, watcher)
    found.body, found.fetched_at = body, now
    return found


def explained(page: Page, kinds: Sequence[str], read: PageRead, watcher: Watcher) -> Explained:
    """What was read off a page, with what the rules were asked meanwhile."""
    found = Explained(url=page.url, page=page, canonical=canonical(page), script_driven=looks_script_driven(page))
    found.wall = block_reason(page) or ""
    found.instead = _instead(found, read)
    records = {kind: list(records) for kind, records in read.found.items()}
    if RANKINGS in kinds:
        with watcher.watching():
            results = read_result_page(page)
        if results.engine != UNKNOWN or list(kinds) == [RANKINGS]:
            found.results = results
            records[RANKINGS] = list(results.rankings)
    for kind, of_kind in records.items():
        asked = [one for one in watcher.asked if one.table.startswith(ROOMS[kind])]
        found.entries[kind] = _entries(kind, of_kind, asked)
        if kind != TOTALS:
            found.misses[kind] = _misses(kind, of_kind, asked)
    for kind, use in read.uses.items():
        found.recipes[kind] = {
            "name": use.recipe.name, "boxes": use.boxes, "trouble": use.trouble or None,
            "matches": {name: use.matches[name] for name in use.recipe.selectors if name != "box"},
        }  # fmt: skip
    if watcher.left_out:
        found.notes.append(f"{watcher.left_out} more questions to rules are not shown")
    return found


def _instead(found: Explained, read: PageRead) -> str:
    """What came in the place of a page that gave nothing but ways to reach somebody; '' if it is the page itself."""
    if found.page is None or found.wall or any(of_kind for kind, of_kind in read.found.items() if kind != CHANNELS):
        return ""
    came = stand_in(found.page)
    return came.reason if came else ""


def _entries(kind: str, records: Sequence[Record], asked: Sequence[Asked]) -> list[Entry]:
    """Each record with the questions that were of its text, or of what is in its box."""
    by_text: dict[str, list[Asked]] = {}
    for one in asked:
        by_text.setdefault(key(one.text), []).append(one)
    within = _within(asked)
    entries = []
    for record in records:
        texts = [key(str(getattr(record, name, "") or ""))[:_SHOWN] for name in _MAIN.get(kind, ())]
        own = [one for text in texts if len(text) >= _LEAST for one in _of_text(text, by_text)]
        boxes = [one.element for one in own if one.table in GATES and one.yes and one.element is not None]
        inside = [one for box in boxes[:1] for one in within.get(box, ())]
        entries.append(Entry(record, _distinct([*own, *inside])))
    return entries


def _of_text(text: str, by_text: dict[str, list[Asked]]) -> list[Asked]:
    if text in by_text:
        return by_text[text]
    # A text that is cut where it is shown begins as the record does.
    return next((of for other, of in by_text.items() if len(other) >= 40 and text.startswith(other[:40])), [])


def _within(asked: Sequence[Asked]) -> dict[etree._Element, list[Asked]]:
    """Box of a record -> what was asked of elements in it."""
    boxes = {one.element for one in asked if one.table in GATES and one.yes and one.element is not None}
    inside: dict[etree._Element, list[Asked]] = {}
    for one in asked if boxes else ():
        if one.element is None or one.table in GATES:
            continue
        for holder in (one.element, *one.element.iterancestors()):
            if holder in boxes:
                inside.setdefault(holder, []).append(one)
                break
    return inside


def _distinct(asked: Sequence[Asked]) -> list[Asked]:
    """Each answer once, those that settle what it is first, then yes before no."""
    once = {(one.table, one.fired, one.yes): one for one in reversed(asked)}
    ordered = sorted(once.values(), key=lambda one: (one.table not in GATES, not one.yes, one.table))
    return ordered[:MAX_WHY]


def _misses(kind: str, records: Sequence[Record], asked: Sequence[Asked]) -> list[Miss]:
    """What was left out at a gate, by its reasons; what was read in another way is no miss."""
    taken = {key(str(getattr(record, name, "") or ""))[:_SHOWN] for record in records for name in _MAIN[kind]}
    counts: Counter[tuple[str, tuple[str, ...]]] = Counter()
    examples: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    seen: set[tuple[str, str]] = set()
    for one in asked:
        refused = (one.table in GATES and not one.yes) or (one.table in REFUSING and one.yes)
        said = key(one.text)
        if not refused or not one.fired or len(said) < _LEAST or said in taken or (one.table, said) in seen:
            continue
        seen.add((one.table, said))
        group = (one.table, one.fired)
        counts[group] += 1
        if len(examples.setdefault(group, [])) < 2:
            examples[group].append(one.text)
    return [Miss(table, fired, n, examples[table, fired]) for (table, fired), n in counts.most_common(MAX_MISSES)]
