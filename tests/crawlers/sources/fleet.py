"""One test factory over all sources: tests/fixtures/sources/<name>/, answers of each beside what must be read from them; and
what every source must have.

`<case>.<ext>`, the body of an answer, beside `<case>.expected.json`:
    {"asked": {...}, "ask": {...}, "headers": {...}, "status": 200, ...}
`asked`: how the source is made: the fields of a network's Query, the arguments of a source of reviews, the fields of a [[search]]
with its `keyword`. `ask`: which of its requests this answers, as far as it is not the first. `reader`: a function of the
source's module that reads the payload in place of the source. All else is what is read: `items` and `totals` (fields that are
set, in their order), `next` (the address of the next request), `side` (how many lead aside), `truncated`, `reason`; of a result
page `status`, `reason` and `rankings`, of an answer in words `said`, `cited` and `model`. A case is two files and no code.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawlers.extract.rankings.result_page import ResultPage
from crawlers.sources import registry
from crawlers.sources.networks.base import Network, Post, Query
from crawlers.sources.reviews.base import ReviewSource
from crawlers.sources.search.base import LookUp
from crawlers.sources.source import NAMED, Answer, Ask, Limits, Page, Source
from data.workspace import Brand, Listen, Workspace
from data.workspace.searches import Search
from tests.conftest import ROOT

AT = datetime(2026, 6, 10, 12)
FIXTURES = ROOT / "tests" / "fixtures" / "sources"
BASES: tuple[type[Source[Any]], ...] = (Network, ReviewSource, LookUp)
TABLES = {"listen": Listen, "search": Search, "brand": Brand, "workspace": Workspace}
"""Tables of overheard.toml -> what holds their keys."""
NO_KEYS: Mapping[str, str] = {}
MADE: Mapping[str, Mapping[str, Any]] = {
    "answers": {"url": "https://answers.example/v1", "model": "small-1"}, "searxng": {"url": "https://search.example/"}
}  # fmt: skip
"""Provider -> what a [[search]] of it needs, where a case names nothing else."""
MOST_ASKS = 200
"""Requests for one thing in one crawl: more of them is no manners."""


def packages() -> list[str]:
    return [base.__module__.rpartition(".")[0] for base in BASES]


def fleet() -> dict[str, type[Source[Any]]]:
    """All registered sources by name."""
    return {name: source for package in packages() for name, source in registry.scan(package).items()}


@dataclass(frozen=True)
class Case:
    name: str
    path: Path
    expected: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.name}/{self.path.name}"

    def source(self, env: Mapping[str, str] = NO_KEYS) -> Source[Any]:
        return make(fleet()[self.name], self.expected.get("asked", {}), env)

    def ask(self, source: Source[Any]) -> Ask:
        asked = self.expected.get("ask", {})
        return replace(source.first(AT), **asked | ({"about": tuple(asked["about"])} if "about" in asked else {}))

    def answer(self) -> Answer:
        return Answer(self.expected.get("http", 200), self.expected.get("headers", {}), self.path.read_bytes(), AT)


def cases() -> list[Case]:
    """All cases; an expectation without an answer, or an answer without an expectation, is an error."""
    found = []
    for folder in sorted(FIXTURES.iterdir()):
        answers = {path.stem: path for path in folder.iterdir() if ".expected." not in path.name}
        expectations = {path.name.removesuffix(".expected.json"): path for path in folder.glob("*.expected.json")}
        if answers.keys() != expectations.keys():
            raise FileNotFoundError(
                f"{folder}: without their other half: {sorted(answers.keys() ^ expectations.keys())}"
            )
        found += [
            Case(folder.name, answers[name], json.loads(expectations[name].read_text(encoding="utf-8")))
            for name in sorted(answers)
        ]
    return found


def make(kind: type[Source[Any]], asked: dict[str, Any], env: Mapping[str, str]) -> Source[Any]:
    """The source that a case is asked of."""
    if issubclass(kind, Network):
        return kind(Query(kind.name, **asked), env)
    if issubclass(kind, LookUp):
        fields = {
            "market": "en-GB",
            **MADE.get(kind.name, {}),
            **{name: value for name, value in asked.items() if name != "keyword"},
        }
        search = Search.model_validate({"provider": kind.name, "keywords": ["coffee beans"], **fields})
        return kind(search, asked.get("keyword", "coffee beans"), env)
    return kind(**asked, env=env)


def read(case: Case) -> dict[str, Any]:
    """What is read of a case, in the terms of its expectation."""
    source = case.source()
    if "reader" in case.expected:
        reader = getattr(sys.modules[type(source).__module__], case.expected["reader"])
        return {"items": [shape(item) for item in reader(json.loads(case.path.read_bytes()), AT)]}
    found = source.read(case.ask(source), case.answer())
    if isinstance(found, ResultPage):
        assert {(r.engine, r.market, r.device, r.keyword) for r in found.rankings} <= {
            (found.engine, found.market, found.device, found.query or "")
        }
        rankings = [[r.kind, r.position, r.overall_position, r.url, r.title, r.snippet] for r in found.rankings]
        said = {"said": found.said, "cited": [list(page) for page in found.cited], "model": found.model}
        return {"status": found.status, "reason": found.reason, "rankings": rankings} | said
    assert isinstance(found, Page)
    return {
        "items": [shape(item) for item in found.items], "totals": [fields(total) for total in found.totals],
        "next": found.next.url if found.next else None, "side": len(found.side), "truncated": found.truncated,
        "reason": found.reason,
    }  # fmt: skip


def check(case: Case) -> None:
    """Read and compare: items always, all else as far as it is named."""
    found = read(case)
    wanted = {
        key: value for key, value in case.expected.items() if key not in ("asked", "ask", "headers", "http", "reader")
    }
    picture = json.dumps(found, ensure_ascii=False, indent=1)
    assert wanted, f"{case.id}: nothing is expected"
    assert {key: found[key] for key in wanted} == wanted, f"{case.id}: found\n{picture}"


def fields(record: Any) -> dict[str, Any]:
    """What is set of a record, beside what every one of its source has."""
    return dict(
        record.model_dump(mode="json", exclude_defaults=True, exclude={"fetched_at", "network", "source", "layer"})
    )


def shape(item: Any) -> dict[str, Any]:
    """A record as its expectation is written; of a post also what is known beside it."""
    if not isinstance(item, Post):
        return fields(item)
    beside = {
        "links": list(item.links),
        "thread": item.thread,
        "repost": item.repost,
        "author_ids": sorted(item.author_ids),
    }
    return {
        "kind": item.record.kind_name,
        **fields(item.record),
        **{key: value for key, value in beside.items() if value},
    }


# ---- what every source must have


def unregistered() -> list[str]:
    """Modules among the sources that register none, or more than one."""
    wrong = []
    for package in packages():
        registered = [source.__module__ for source in registry.scan(package).values()]
        wrong += [name for name in registry.modules(package) if registered.count(name) != 1]
    return wrong


def flaws(source: type[Source[Any]], known: list[Case]) -> list[str]:
    """What a source lacks, in words; `known` are all cases."""
    own = [case for case in known if case.name == source.name]
    found = [*_undocumented(source), *_unlimited(source)]
    if inspect.isabstract(source):
        return [*found, f"does not say {', '.join(sorted(source.__abstractmethods__))}"]
    if not own:
        return [*found, f"has no answers in {FIXTURES.relative_to(ROOT)}/{source.name}"]
    if not any(any(case.expected.get(part) for part in ("items", "rankings", "said")) for case in own):
        found.append("has no answer that holds anything")
    for case in own:
        found += _elsewhere(case)
    return list(dict.fromkeys(found))


def _undocumented(source: type[Source[Any]]) -> list[str]:
    documents = (sys.modules[source.__module__].__doc__, source.__doc__)
    found = [] if all(len(text or "") > 20 for text in documents) else ["has no docstring that says what it asks"]
    options = getattr(source, "options", {})
    if not options:
        found.append("has no options, not even what names it in overheard.toml")
    for name, description in options.items():
        table, _, key = name.partition(".")
        if not (table in TABLES and key in keys(table)) and not re.fullmatch(r"OVERHEARD_[A-Z_]+", name):
            found.append(f"has the option {name}, which is no key of overheard.toml and no environment variable")
        if len(description) < 10:
            found.append(f"does not describe the option {name}")
    return found


def keys(table: str) -> set[str]:
    """The keys of a table of overheard.toml."""
    return set(TABLES[table].model_fields)


def _unlimited(source: type[Source[Any]]) -> list[str]:
    found = []
    limits = getattr(source, "limits", None)
    if not isinstance(limits, Limits):
        found.append("has no limits")
    elif not (1 <= limits.asks <= MOST_ASKS and limits.items >= 1 and limits.recheck >= 0):
        found.append(f"has limits that bound nothing: {limits}")
    hosts = getattr(source, "hosts", ())
    if not hosts:
        found.append("lists no host")
    official = urlsplit(source.official).hostname
    if official and official not in hosts:
        found.append(f"has its endpoint at {official}, which is none of its hosts")
    return found


def _elsewhere(case: Case) -> list[str]:
    """Hosts that a case asks and its source does not list; environment variables that it uses and does not describe."""
    options = fleet()[case.name].options
    source = case.source({name: "x" for name in options if name.startswith("OVERHEARD_")})
    asks: list[Ask | None] = [source.first(AT), source.login()]
    page = None if "reader" in case.expected else source.read(case.ask(source), case.answer())
    asks += [page.next, *page.side] if isinstance(page, Page) else []
    strange = {urlsplit(ask.url).hostname or "" for ask in asks if ask is not None} - set(source.hosts)
    found = [f"asks {host}, which is none of its hosts" for host in sorted(strange) if NAMED not in source.hosts]
    variables = {*source.needs(), *source.uses()} - set(options)
    return found + [f"does not describe the option {name}" for name in sorted(variables)]
