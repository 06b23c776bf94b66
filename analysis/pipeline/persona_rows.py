"""The rows of `persona_proposals` and `persona_examples`: groups of customers of the window that may be personas."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.figures.statistics import share_interval
from analysis.marks import NO_DRIVER
from analysis.text.drivers import taxonomy_languages
from analysis.topics.needs import Part, PersonaProposal, Text, propose_personas
from data.state.corrections import sentence_hash

NEWEST = 20_000
"""Parts of texts of a language that are looked at."""
Rows = list[dict[str, Any]]


class ProposedRows(NamedTuple):
    """The rows of persona_proposals and of persona_examples, without their edition."""

    proposals: Rows
    examples: Rows


def persona_rows(sentences: pd.DataFrame, start: datetime, ignored: Iterable[str]) -> ProposedRows:
    """What may be personas, language by language. `sentences`: Texts.sentences, of which those of third parties since `start`
    count; `ignored`: names of brands, and keywords of what is sold."""
    names = tuple(ignored)
    light = sentences[["record_kind", "record_id", "start", "end", "author", "language", "driver", "at", "first_party"]]
    light = light.assign(place=np.arange(len(sentences)))
    window = light[(light["at"] >= start) & ~light["first_party"].astype(bool)]
    window = window.sort_values(["at", "record_id", "start"], ascending=[False, True, True])
    found = ProposedRows([], [])
    for language, part in window.groupby("language", sort=True):
        if language not in taxonomy_languages():
            continue  # without drivers every word would be a need
        newest = part.drop_duplicates(["record_kind", "record_id", "start"]).head(NEWEST)
        customers = int(newest["author"].nunique())
        texts = _texts(newest[newest["driver"] == NO_DRIVER], sentences["body"])
        for proposal in propose_personas(texts, str(language), ignored=names):
            found.proposals.append(_row(proposal, customers))
            found.examples.extend(_examples(proposal))
    return found


def _texts(parts: pd.DataFrame, bodies: pd.Series) -> list[Text]:
    """The texts of parts, whose `place` is that of their text in `bodies`."""
    made: dict[tuple[str, str], tuple[str, list[Part]]] = {}
    columns = (parts[name].tolist() for name in ("record_kind", "record_id", "author", "start", "end"))
    for kind, record, author, start, end, body in zip(*columns, bodies.iloc[parts["place"].to_numpy()], strict=True):
        _, own = made.setdefault((str(kind), str(record)), (str(author), []))
        own.append(Part(int(start), body[start:end]))
    return [Text(kind, record, author, tuple(own)) for (kind, record), (author, own) in made.items()]


def _row(proposal: PersonaProposal, customers: int) -> dict[str, Any]:
    share = share_interval(proposal.n, customers)
    return {
        "proposal_id": proposal.id,
        "language": proposal.language,
        "name": proposal.name,
        "words": json.dumps(proposal.words, ensure_ascii=False),
        "n": proposal.n,
        "texts": proposal.texts,
        "customers": customers,
        "share": share.value,
        "low": share.low,
        "high": share.high,
    }


def _examples(proposal: PersonaProposal) -> Rows:
    return [
        {
            "proposal_id": proposal.id,
            "position": position,
            "record_kind": text.record_kind,
            "record_id": text.record_id,
            "start": part.start,
            "end": part.start + len(part.text),
            "sentence_hash": sentence_hash(part.text),
        }
        for position, (text, part) in enumerate(proposal.examples, start=1)
    ]
