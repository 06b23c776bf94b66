"""What `overheard read` prints for people. What a page says is hostile: nothing of it reaches the terminal as control."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

from crawlers.extract.reading import TOTALS
from data.record.model import Record
from data.wording import counted
from overheard.commands.read.explain import Asked, Entry, Explained, Miss

MAX_ENTRIES = 50
_WIDTH = 110
_CONTROL = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Categories of characters that a terminal may obey, or show as something else."""
_HIDDEN = (
    "url",
    "layer",
    "confidence",
    "position",
    "kind",
    "overall_position",
    "engine",
    "keyword",
    "device",
    "market",
)
NAMES = {"faqs": "question", "reviews": "review", "channels": "channel", "rankings": "result", "totals": "claim"}


def plain(text: str, width: int = _WIDTH) -> str:
    """A text on one line as a terminal may show it: control characters, marks of direction and line breaks as spaces; cut."""
    kept = "".join(" " if unicodedata.category(char) in _CONTROL else char for char in text)
    line = " ".join(kept.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"


def safe_json(text: str) -> str:
    """JSON as a terminal may show it: what it would obey is escaped, and stays the same value."""
    return "".join(
        json.dumps(char)[1:-1] if unicodedata.category(char) in _CONTROL and char != "\n" else char for char in text
    )


def lines(explained: Explained) -> Iterator[str]:
    """The explanation, line by line."""
    yield plain(explained.url, 300)
    if explained.page is None:
        yield f"  {explained.status}: {plain(explained.reason, 300)}"
        return
    yield from _about(explained)
    for kind, entries in explained.entries.items():
        if kind == TOTALS and not entries:
            continue
        yield ""
        yield f"{kind}: {counted(len(entries), NAMES[kind])}"
        yield from _recipe(explained, kind)
        for number, entry in enumerate(entries[:MAX_ENTRIES], 1):
            yield from _entry(number, entry)
        if len(entries) > MAX_ENTRIES:
            yield f"  ... and {len(entries) - MAX_ENTRIES} more (--json shows all)"
        yield from _misses(explained.misses.get(kind, []))


def _about(explained: Explained) -> Iterator[str]:
    page = explained.page
    assert page is not None
    if explained.requested and explained.requested != explained.url:
        yield f"  asked for      {plain(explained.requested, 300)}"
    yield f"  title          {plain(page.title) or 'none'}"
    language = plain(page.language or "not stated")
    yield f"  language       {language}; {plain(page.encoding)}, {page.text_length} characters of text"
    if explained.canonical and explained.canonical != explained.url:
        yield f"  canonical      {plain(explained.canonical, 300)}"
    yield f"  condition      {plain(_condition(explained), 300)}"
    if explained.results is not None:
        results = explained.results
        said = f": {results.reason}" if results.reason else ""
        query = results.query or "unknown"
        yield f"  result page    {plain(f'{results.engine}, {results.status}{said}; query {query!r}', 400)}"
    for kind, visit in explained.visits.items():
        yield f"  visit          {kind}: {plain(visit, 300)}"
    for note in explained.notes:
        yield f"  note           {plain(note, 300)}"


def _condition(explained: Explained) -> str:
    if explained.wall:
        return f"kept from us: {explained.wall}"
    if explained.instead:
        return f"not the page asked for: {explained.instead}"
    if explained.script_driven:
        return "a shell that scripts fill in a browser"
    return "the page itself, shown by a browser" if explained.rendered else "the page itself"


def _recipe(explained: Explained, kind: str) -> Iterator[str]:
    used = explained.recipes.get(kind)
    if used is None:
        return
    matches = used["matches"]
    assert isinstance(matches, dict)
    found = ", ".join(f"{name} {n}" for name, n in matches.items())
    yield f"  recipe         {plain(str(used['name']))}: {used['boxes']} boxes; {found}"
    if used["trouble"]:
        yield f"  recipe         {plain(str(used['trouble']), 300)}: the general reading was used"


def _entry(number: int, entry: Entry) -> Iterator[str]:
    record = entry.record
    yield f"  {number}. {_head(record)}"
    for name, value in record.model_dump(mode="json", exclude_none=True, exclude_defaults=True).items():
        if name not in _HIDDEN and name not in ("brand", "source", "first_party", "fetched_at"):
            yield f"       {name:<14} {plain(str(value))}"
    for asked in entry.why:
        yield f"       why            {_why(asked)}"


def _head(record: Record) -> str:
    parts = [getattr(record, "kind", ""), f"layer {layer}" if (layer := getattr(record, "layer", "")) else ""]
    confidence = getattr(record, "confidence", None)
    if confidence is not None:
        parts.append(f"confidence {confidence:.2f}")
    return plain(", ".join(filter(None, parts))) or record.kind_name


def _why(asked: Asked) -> str:
    of = asked.as_dict()
    rules = of["rules"]
    assert isinstance(rules, list)
    named = [f"{rule['rule']} ({rule['weight']})" if "rule" in rule else str(rule["way"]) for rule in rules]
    by = f"by {', '.join(named)}" if named else "none of its rules speaks against it"
    return plain(f"{asked.table}: {of['answer']}, {by}", 200)


def _misses(misses: list[Miss]) -> Iterator[str]:
    for miss in misses:
        example = plain(miss.examples[0], 60)
        yield f"  refused {miss.n} x  {miss.table}: {', '.join(miss.rules)}; such as “{example}”"
