"""`overheard label --meant`: shows a random sample of mentions and asks of each whether it means the brand it was taken to mean.

The draw is random so that the share of yes is an estimate of precision; nothing else may choose which mentions are labelled.
Mentions come from the published build, so that labelling needs no lock; answers go to meant.jsonl, which the next analysis loads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from data.clock import utc_now
from data.sqlfiles import read_sql
from data.state.meant import PRECISION, Meant, append_meant, read_meant
from data.views import load_views
from data.wording import counted
from data.workspace import Brand, Workspace
from overheard.commands.label.terminal import Ask, Show, lines, printable, published_build

YES, NO, SKIP, QUIT = "y", "n", "s", "q"
HELP = "y it means the brand, n it does not, s skip, q quit"
SHOWN = 600
"""Characters of a text that are shown, around the first place that names the brand."""
BEFORE = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """One mention of the build and one brand (its id) that it was taken to mean."""

    mention_id: str
    brand: str
    network: str
    url: str
    title: str
    body: str


def label_meant(workspace: Workspace, brands: Sequence[Brand], n: int, ask: Ask, show: Show) -> int:
    """Go through up to `n` mentions of `brands`, drawn at random by the day (UTC). `ask` returns a line of input and raises
    EOFError at its end; each answer is on the disk before the next mention is shown. Returns how many were answered.

    Raises ConfigError when nothing is published, or the build is of another version.
    """
    day = utc_now().date()
    found = sample(published_build(workspace, "mentions"), workspace.state_dir, [brand.id for brand in brands], n, day)
    if not found:
        show(f"no customers' mentions of {', '.join(brand.name for brand in brands)} that are not labelled yet")
        return 0
    show(f"{counted(len(found), 'mention')} drawn at random on {day}\n{HELP}")
    by_id = {brand.id: brand for brand in brands}
    given = {YES: 0, NO: 0}
    for number, candidate in enumerate(found, start=1):
        show(_shown(candidate, by_id[candidate.brand], f"{number}/{len(found)}"))
        answer = _answer(ask, show)
        if answer == QUIT:
            break
        if answer != SKIP:
            meant = Meant(
                mention_id=candidate.mention_id, brand=candidate.brand, meant=answer == YES, labelled_at=utc_now()
            )
            append_meant(workspace.state_dir, [meant])
            given[answer] += 1
    total = sum(given.values())
    show(f"{total} labelled, {given[NO]} of them not meant; they count from the next `overheard analyze` on")
    return total


def sample(build: Path, state_dir: Path, brands: Sequence[str], n: int, day: date) -> list[Candidate]:
    """Up to `n` mentions of the build, each with one of `brands` (ids) that it was taken to mean, at random, without those
    that the build or meant.jsonl hold a label of. The same day, build and labels give the same draw."""
    done = {answer.key for answer in read_meant(state_dir)[0]}
    with duckdb.connect(str(build), read_only=True) as connection:
        load_views(connection)
        rows = connection.execute(
            read_sql("queries", "meant_sample"),
            {"brands": list(brands), "seed": day.isoformat(), "most": n + len(done)},
        ).fetchall()
    drawn = (Candidate(*row) for row in rows)
    return [candidate for candidate in drawn if (candidate.mention_id, candidate.brand) not in done][:n]


def precision_line(workspace: Workspace, build: Path) -> str:
    """How well brands are recognised in mentions, by the newest edition of a build, in one line. Raises duckdb.Error."""
    with duckdb.connect(str(build), read_only=True) as connection:
        rows = connection.execute(
            "SELECT brand, n, value, low, high, status FROM kpis WHERE kpi = ? AND source = '*' "
            "AND edition = (SELECT max(edition) FROM editions)",
            [PRECISION],
        ).fetchall()
    measured = {str(row[0]): row[1:] for row in rows}
    shares = []
    for brand in workspace.brands:
        if brand.id in measured:
            n, value, low, high, status = measured[brand.id]
            shares.append(f"{brand.name} {value:.0%} ({low:.0%} to {high:.0%}, n = {n}, {status})")
    if not shares:
        return "  mentions that mean their brand: not observed; `overheard label --meant` asks for a sample"
    return f"  mentions that mean their brand, in a labelled sample: {'; '.join(shares)}"


def _answer(ask: Ask, show: Show) -> str:
    """The first key that is one; the end of the input quits."""
    for line in lines(ask):
        if line[:1] in (YES, NO, SKIP, QUIT) and line:
            return line[0]
        if line:
            show(HELP)
    return QUIT


def _shown(candidate: Candidate, brand: Brand, position: str) -> str:
    """A mention as the terminal shows it: where it was written, what it says, and the question."""
    names = (brand.name, *brand.aliases)
    texts = (excerpt(text, names) for text in (candidate.title, candidate.body) if text.strip())
    head = " ".join(part for part in (position, candidate.network, candidate.url) if part)
    return "\n".join(["", printable(head), *(printable(text) for text in texts), f"does it mean {brand.name}?"])


def excerpt(text: str, names: Sequence[str]) -> str:
    """`text`, or up to SHOWN characters of it around the first of `names` (any case), with an ellipsis where it is cut."""
    if len(text) <= SHOWN:
        return text
    hits = (re.search(re.escape(name), text, re.IGNORECASE) for name in names)
    first = min((hit.start() for hit in hits if hit), default=0)
    start = max(0, min(first - BEFORE, len(text) - SHOWN))
    end = start + SHOWN
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
