"""What a row leaves out: each kind's fields completed from the plan, one mapping a record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import Any
from unicodedata import category

from data.imports.addresses import host_of, is_host_of, is_under
from data.imports.errors import RowError
from data.imports.values import expected, words

SOURCE = "import"
"""Source of rows that name none and have no address."""
SCALES = {"nps": 10.0, "csat": 5.0, "ces": 7.0}
"""The scales that the measures are defined on."""
_CONTENT = ("video", "image", "poll", "link", "text")
"""Of several kinds of content, the first of these is the post's."""
_LONGEST_NETWORK = 60
_LONGEST_ANSWER = 365 * 24 * 60
_IN_NETWORKS = frozenset(" ._-&+/")
"""What names of networks hold beside letters and digits."""
CONTENT_ID = "text:"
"""How ids begin that are made from what a post says."""
_COPIES = re.compile(r"(\.rejected|[ _-]*\(\d{1,3}\)|[ _-]+copy)+$", re.IGNORECASE)
_HINT = " (a mapping file can translate it)"


def _reviews(row: dict[str, Any], plan: Any) -> list[dict[str, Any]]:
    row.pop("utc_offset", None)
    _brand(row, plan)
    if not row.get("body") and not row.get("title") and row.get("rating") is None:
        raise RowError("body: expected a text or a rating, found neither")
    row.setdefault("source", host_of(row.get("url", "")) or SOURCE)
    if row.get("rating") is not None:
        _scaled("rating", row, plan)
    row.setdefault("first_party", is_host_of(row.get("url", ""), plan.own_hosts.get(row["brand"], "")))
    row["layer"] = SOURCE
    return [row]


def _mentions(row: dict[str, Any], plan: Any) -> list[dict[str, Any]]:
    if not row.get("body") and not row.get("title"):
        raise RowError("body: expected a text, found none")
    row["network"] = _network(row.get("network", "")) or _network_of(row.get("url", ""))
    row["voice"] = _word("voice", row.get("voice", "customer"))
    row["content_kind"] = _content(row.get("content_kind", "text"))
    named = row.pop("brand", "")
    if plan.social and "url" in row:
        # Whoever the file says is speaking: what stands under a brand's own account is the brand's voice.
        speaker = next((brand for root, brand in plan.social.items() if is_under(row["url"], root)), "")
        if speaker:
            row["voice"], named = "brand", speaker
    brands = tuple(dict.fromkeys((*((named,) if named else ()), *row.get("brands", ()))))
    brands = brands or ((plan.brand,) if plan.brand else ())
    brands = brands or plan.by_text.brands(row)
    if row["voice"] == "brand":
        if len(brands) > 1 and not named:
            raise RowError("brand: expected the one brand whose voice this is, found several")
        row["brand"] = brands[0]
    row["brands"] = brands
    row.setdefault("native_id", row.get("url") or _content_id(row))
    return [row]


def _surveys(row: dict[str, Any], plan: Any) -> list[dict[str, Any]]:
    _brand(row, plan)
    row.setdefault("survey", survey_name(plan.file))
    scores = {metric: row.pop(metric) for metric in SCALES if metric in row}
    asked = _word("metric", row.pop("metric")) if "metric" in row else ""
    if "score" in row:
        if not asked:
            raise RowError("metric: expected nps, csat or ces, found none")
        scores = {asked: row.pop("score"), **scores}
    if not scores:
        raise RowError("score: expected a number, found none")
    made = []
    stated = row.pop("scale_max", None)  # of the column of scores; columns named after a measure have its own scale
    for metric, score in scores.items():
        top = (stated if metric == asked else None) or SCALES[metric]
        if score > top:
            raise RowError(f"score: expected at most {top:g} for {metric}, found {score:g}")
        made.append({**row, "metric": metric, "score": score, "scale_max": top})
    return made


def survey_name(file: str) -> str:
    """What a survey is called whose file does not say: as the file is, without its ending and what marks a copy of it or
    its rejected rows. A copy of a file must not become another survey."""
    stem = file.rsplit(".", 1)[0]
    return _COPIES.sub("", stem) or stem


def _mystery_shops(row: dict[str, Any], plan: Any) -> list[dict[str, Any]]:
    _brand(row, plan)
    if (minutes := row.pop("response_minutes", None)) is not None:
        if not 0 <= minutes <= _LONGEST_ANSWER:
            raise RowError(f"response_minutes: {expected('0 to 525600 minutes (a year)', f'{minutes:g}')}")
        if "asked_at" in row:
            row.setdefault("answered_at", row["asked_at"] + timedelta(minutes=minutes))
    if row.get("quality") is not None:
        _scaled("quality", row, plan)
    return [row]


def _keywords(row: dict[str, Any], _: Any) -> list[dict[str, Any]]:
    row.setdefault("source", SOURCE)
    return [row]


def _goals(row: dict[str, Any], plan: Any) -> list[dict[str, Any]]:
    _brand(row, plan)
    return [row]


COMPLETE: dict[str, Callable[[dict[str, Any], Any], list[dict[str, Any]]]] = {
    "reviews": _reviews, "mentions": _mentions, "surveys": _surveys, "mystery-shops": _mystery_shops,
    "keywords": _keywords, "goals": _goals,
}  # fmt: skip
"""Kind -> (a row's fields, the plan of data.imports.convert) -> the fields of each record. Raises RowError."""


def _scaled(field: str, row: dict[str, Any], plan: Any) -> None:
    top = row.setdefault(f"{field}_max", plan.scale)
    if top is not None and row[field] > top:
        raise RowError(f"{field}: expected at most {top:g}, found {row[field]:g}")


def _brand(row: dict[str, Any], plan: Any) -> None:
    if not row.setdefault("brand", plan.brand):
        raise RowError("brand: expected a brand of overheard.toml, found none (or name one for all rows by --brand)")


@lru_cache(maxsize=4096)
def _network(name: str) -> str:
    """A network's name: what the file calls it in our words, or the one whose host the address has; '' for none."""
    said = " ".join(name.casefold().split())
    if said and "://" not in said:
        said = said.removeprefix("www.").strip("/")
        if len(said) > _LONGEST_NETWORK or not all(c in _IN_NETWORKS or category(c)[0] in "LMN" for c in said):
            raise RowError(f"network: {expected('a short name or an address', name)}")
        return words("network").get(said, said) or SOURCE
    if said and not host_of(said):
        raise RowError(f"network: {expected('a short name or an address', name)}")
    return _network_of(said) if said else ""


def _network_of(url: str) -> str:
    """The network whose host an address has, else the host; of no address SOURCE."""
    known, host = words("network"), host_of(url)
    return known.get(host) or known.get(".".join(host.split(".")[-2:])) or host or SOURCE


@lru_cache(maxsize=4096)
def _word(field: str, cell: str) -> str:
    meaning = words(field).get(str(cell).strip().casefold())
    if meaning is None:
        raise RowError(f"{field}: {expected(' or '.join(sorted(set(words(field).values()))), cell)}{_HINT}")
    return meaning


@lru_cache(maxsize=4096)
def _content(cell: str) -> str:
    known = words("content_kind")
    found = {known.get(part.strip(" []\"'").casefold()) for part in str(cell).replace(";", ",").split(",")}
    for kind in _CONTENT:
        if kind in found:
            return kind
    raise RowError(f"content_kind: {expected(' or '.join(_CONTENT), cell)}{_HINT}")


def _content_id(row: dict[str, Any]) -> str:
    """An id for a post that has none: the same post in another export gets the same."""
    parts = (row.get("author"), row.get("published_at"), row.get("title"), row.get("body"))
    return (
        CONTENT_ID
        + hashlib.sha256("\x1f".join(str(part or "") for part in parts).encode("utf-8", "replace")).hexdigest()[:32]
    )
