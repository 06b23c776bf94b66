"""What the demo's workspace holds before it is crawled: an earlier reading of one FAQ page, and files that its owner imported."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import parse_page
from data.kinds.visit import Visit
from data.landing import LandingWriter, landing_path
from data.workspace import STATE_NAME, load_workspace
from overheard.commands.importing import ImportRequest, run_import
from overheard.demo.market.market import Market
from overheard.demo.market.truths import companies, truths
from overheard.demo.sites.brand_site import BrandSite

FOLDER = "imported"
_MORNING = time(9)


def write_past(root: Path, hosts: Mapping[str, str], market: Market) -> None:
    """Give the demo's workspace in `root` its past as of the market's day. Once it has one, nothing is done: landing files are
    never written over. Raises RuntimeError when a file of its own is not taken in whole."""
    at = datetime.combine(market.anchor, _MORNING) - timedelta(days=truths()["reworded"]["earlier_days"])
    landed = landing_path(root / STATE_NAME, f"{at:%Y%m%dT%H%M%SZ}-demo", "faqs")
    if landed.exists():
        return
    for kind, rows in _files(market.anchor).items():
        path = root / FOLDER / f"{kind}.csv"
        _write(path, rows)
        if run_import(load_workspace(root), ImportRequest(kind, path)):
            raise RuntimeError(f"demo: expected all rows of {path} to be taken in")
    _land_earlier_page(landed, at, hosts, market)


def _land_earlier_page(path: Path, at: datetime, hosts: Mapping[str, str], market: Market) -> None:
    """Land what a crawl read at that time off the page of the reworded answer."""
    plan = truths()["reworded"]
    brand = next(company for company in companies() if company.id == plan["brand"])
    past = replace(market, faqs=tuple(replace(f, answer=plan["was"]) if _is_reworded(f) else f for f in market.faqs))
    site = BrandSite(past, brand, hosts[brand.host])
    url = hosts[brand.host] + site.path("faq")
    faqs = extract_faqs(parse_page(site.pages()[site.path("faq")].body, url))
    with LandingWriter(path) as writer:
        for faq in faqs:
            writer.write(faq.model_copy(update={"brand": brand.id, "fetched_at": at}))
        writer.write(
            Visit(
                brand=brand.id,
                url=url,
                fetched_at=at,
                kind="faqs",
                spider="faqs",
                status="observed",
                http_status=200,
                items=len(faqs),
            )
        )


def _is_reworded(faq: object) -> bool:
    plan = truths()["reworded"]
    return all(getattr(faq, name) == plan[name] for name in ("brand", "page", "intent"))


Rows = Sequence[Mapping[str, object]]


def _files(anchor: date) -> dict[str, Rows]:
    """Kind of import -> rows of its file."""
    own = next(company.name for company in companies() if company.own)
    action, goal = truths()["action"], truths()["goal"]
    done = anchor - timedelta(days=action["done_days"])
    return {
        "actions": [
            {
                "brand": own,
                "title": action["title"],
                "state": "done",
                "started": done,
                "done": done,
                "owner": "Ines",
                "metric": action["metric"],
                "cause": "process",
            }
        ],
        "goals": [
            {
                "brand": own,
                "metric": goal["metric"],
                "baseline": goal["baseline"],
                "target": goal["target"],
                "due": anchor + timedelta(days=goal["due_days"]),
                "owner": "Ines",
            }
        ],
        "surveys": list(_answers(own, anchor)),
    }


def _answers(own: str, anchor: date) -> Iterable[dict[str, object]]:
    plan = truths()["survey"]
    scores = [int(score) for score, n in plan["scores"].items() for _ in range(n)]
    for number, score in enumerate(scores):
        at = datetime.combine(anchor, _MORNING, UTC) - timedelta(days=10 + number % 20, minutes=number)
        yield {
            "brand": own,
            "survey": plan["name"],
            "respondent": f"reader {number}",
            "asked_at": at.isoformat(),
            "nps": score,
        }


def _write(path: Path, rows: Rows) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
