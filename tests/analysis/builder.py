"""A warehouse with planted opinions: real DuckDB, real migrations, real texts, no crawl."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from analysis.tables import insert
from data.warehouse import open_warehouse
from data.workspace import Workspace, parse_workspace

NOW = datetime(2026, 11, 20, 3, 0)
SENTENCES = {
    "delivery": {1: "The delivery was great.", 0: "The parcel was on the mat.", -1: "The delivery was terrible."},
    "price_value": {1: "The prices are wonderful.", 0: "The price is printed.", -1: "The prices are horrible."},
    "empathy": {1: "Such polite and lovely people.", 0: "Their attitude is a thing.", -1: "They were rude and nasty."},
    "loyalty": {1: "The club card is great.", 0: "There is a club card.", -1: "The club card is awful."},
    "billing": {1: "The invoice was perfect.", 0: "The invoice is on paper.", -1: "The invoice was a disaster."},
}
"""Driver -> label -> a sentence that VADER labels so, too short to be a near-duplicate of another author's."""


def workspace(root: Path, brands: Iterable[str] = ("acme", "beta", "gamma"), extra: str = "") -> Workspace:
    """A workspace in UTC with 90-day windows; the first brand is one's own."""
    tables = [
        f'[[brand]]\nname = "{name.title()}"\nown = {str(position == 0).lower()}\nsite = "https://{name}.example/"\n'
        for position, name in enumerate(brands)
    ]
    head = '[workspace]\nname = "Test"\nlanguage = "en"\ntimezone = "UTC"\nwindow_days = 90\n'
    return parse_workspace(head + "\n".join(tables) + extra, root)


def warehouse(root: Path) -> duckdb.DuckDBPyConnection:
    """A new, migrated warehouse under `root`."""
    return open_warehouse(root / ".overheard")


class Reviews:
    """Collects review rows; `add` plants one review, `plant` one an author for each label of a multiset. Ids and
    authors are numbered from `first`."""

    def __init__(self, first: int = 0) -> None:
        self.first = first
        self.rows: list[dict[str, Any]] = []

    def add(self, brand: str, body: str, *, days_ago: float = 10, author: str | None = "", **more: Any) -> str:
        """One review; `author` '' makes a new one, None an unnamed one. Returns its id."""
        number = self.first + len(self.rows)
        row: dict[str, Any] = {
            "review_id": f"r{number:06d}",
            "brand": brand,
            "source": "trust.example",
            "first_party": False,
            "url": f"https://trust.example/{brand}/{number}",
            "product": None,
            "rating": None,
            "rating_max": None,
            "title": None,
            "body": body,
            "market": None,
            "author_key": f"a{number:06d}" if author == "" else author,
            "published_at": NOW - timedelta(days=days_ago),
            "reply_body": None,
            "replied_at": None,
            "layer": "jsonld",
            "fetched_at": NOW - timedelta(hours=1),
        }
        self.rows.append(row | more)
        return str(row["review_id"])

    def plant(self, brand: str, driver: str, counts: tuple[int, int, int], **more: Any) -> None:
        """`counts` = how many authors are positive, neutral, negative on `driver`."""
        for label, count in zip((1, 0, -1), counts, strict=True):
            for _ in range(count):
                self.add(brand, SENTENCES[driver][label], **more)

    def old(self, brands: Iterable[str]) -> None:
        """One review a brand from long ago, so that no brand's history begins within the windows."""
        for brand in brands:
            self.add(brand, "It is a shop.", days_ago=400)

    def save(self, con: duckdb.DuckDBPyConnection) -> None:
        """Write the rows to the warehouse."""
        insert(con, "reviews", self.rows)


def visit(brand: str, kind: str, status: str = "observed", items: int = 10, **more: Any) -> dict[str, Any]:
    """A row of `visits` of the latest run."""
    row: dict[str, Any] = {
        "run_id": "run-2",
        "url": f"https://{brand}.example/{'faq' if kind == 'faqs' else 'contact'}",
        "kind": kind,
        "brand": brand,
        "spider": "site",
        "status": status,
        "items": items if status in ("observed", "partial") else 0,
        "reason": None if status == "observed" else "HTTP 500",
        "fetched_at": NOW - timedelta(hours=2),
    }
    return row | more


FAQ = (
    "How can I track my parcel?",
    "Which payment methods do you accept?",
    "I forgot my password, what now?",
    "What are your opening hours?",
    "Where can I use my discount code?",
)
"""Questions enough that a FAQ which holds them is no fragment."""


def site(brand: str, **more: Any) -> list[dict[str, Any]]:
    """Rows of `visits` of a whole site, read for channels: home, contact and three pages more."""
    pages = {"": 2, "contact": 3, "about": 1, "delivery": 0, "faq": 0}
    root = f"https://{brand}.example"
    return [
        visit(brand, "channels", "observed" if n else "absent", n, **{"url": f"{root}/{page}", "reason": None} | more)
        for page, n in pages.items()
    ]


def faq(brand: str, question: str, number: int, **more: Any) -> dict[str, Any]:
    """A row of `faqs`."""
    row: dict[str, Any] = {
        "faq_id": f"{brand}-{number}",
        "brand": brand,
        "url": f"https://{brand}.example/faq",
        "question": question,
        "answer": "We are glad to help you with this at any time.",
        "layer": "jsonld",
        "position": number,
        "first_seen": NOW - timedelta(days=30),
        "last_seen": NOW - timedelta(hours=2),
        "removed_at": None,
    }
    return row | more


def channel(brand: str, kind: str, address: str, **more: Any) -> dict[str, Any]:
    """A row of `channels`, seen in the latest run."""
    row: dict[str, Any] = {
        "brand": brand,
        "kind": kind,
        "vendor": "none",
        "address": address,
        "url": f"https://{brand}.example/contact",
        "first_seen": NOW - timedelta(days=30),
        "last_seen": NOW - timedelta(hours=2),
    }
    return row | more


def ranking(run: int, keyword: str, position: int, brand: str | None, **more: Any) -> dict[str, Any]:
    """An organic entry of a result page of run number `run`."""
    row: dict[str, Any] = {
        "run_id": f"run-{run}",
        "engine": "searxng",
        "market": "",
        "device": "desktop",
        "keyword": keyword,
        "overall_position": position,
        "kind": "organic",
        "position": position,
        "url": f"https://{brand or 'other'}.example/",
        "domain": f"{brand or 'other'}.example",
        "brand": brand,
        "title": f"{brand or 'Other'} page",
        "snippet": "",
        "fetched_at": NOW - timedelta(days=10 - run),
    }
    return row | more


def rows_of(con: duckdb.DuckDBPyConnection, table: str, where: str = "true") -> list[dict[str, Any]]:
    """The rows of a table as mappings."""
    cursor = con.execute(f'SELECT * FROM "{table}" WHERE {where} ORDER BY ALL')
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def keyed(rows: Iterable[Mapping[str, Any]], *names: str) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """Rows by the values of some columns."""
    return {tuple(row[name] for name in names): row for row in rows}
