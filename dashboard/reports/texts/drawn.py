"""The texts that chance draws for people to label as wholes: what the command `label --sample` and the app go through.

A stratum is a language and a kind of text (reviews, posts); each has its texts in an order that stays, so that the next call goes
on where this one ends. Nothing but chance chooses the texts: which model read what, and how, is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dashboard.reports.names import language_name
from data.clock import utc_now
from data.sqlfiles import read_sql
from data.state.sample import Sampled, read_sample
from data.thresholds import THRESHOLDS
from data.views import load_views


@dataclass(frozen=True, slots=True)
class Stratum:
    """A language and kind of text of a build: `texts` there are, `labelled` of them so far."""

    name: str
    language: str
    text_kind: str
    texts: int
    labelled: int

    @property
    def wanted(self) -> int:
        """How many labels it takes to measure a model here."""
        return THRESHOLDS.sample_texts

    @property
    def measurable(self) -> bool:
        """Whether there are so many texts."""
        return self.texts >= self.wanted

    @property
    def called(self) -> str:
        """As people say it: posts in Vietnamese."""
        return f"{self.text_kind} in {language_name(self.language)}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text that is to be labelled, of `stratum`."""

    stratum: Stratum
    record_kind: str
    record_id: str
    title: str
    body: str
    text_hash: str

    def labelled(self, label: int | None) -> Sampled:
        """The label as the file holds it, drawn and given now."""
        now = utc_now()
        return Sampled.model_validate(
            {
                "record_kind": self.record_kind,
                "record_id": self.record_id,
                "text_hash": self.text_hash,
                "drawn_at": now,
                "label": label,
                "labelled_at": now,
            }
        )


def strata(build: Path, state_dir: Path) -> list[Stratum]:
    """The strata of a build, the largest first, with what sample.jsonl holds of each."""
    labelled = [(*each.key, each.text_hash) for each in read_sample(state_dir)[0] if each.label is not None]
    with duckdb.connect(str(build), read_only=True) as connection:
        load_views(connection)
        known = dict(
            connection.execute(
                read_sql("queries", "sample_labelled"), {name: list(column) for name, column in _columns(labelled)}
            ).fetchall()
        )
        rows = connection.execute(read_sql("queries", "sample_strata")).fetchall()
    return [Stratum(name, code, kind, texts, known.get(name, 0)) for name, code, kind, texts in rows]


def draw(build: Path, state_dir: Path, language: str, kind: str, n: int) -> list[Drawn]:
    """The next `n` texts to label, stratum after stratum, the largest first: each that has enough texts until it has enough
    labels, unless `language` or `kind` asks for it. The same build and labels give the same draw. A text that has changed is
    to be labelled again."""
    done = {each.key: each.text_hash for each in read_sample(state_dir)[0]}
    found: list[Drawn] = []
    for stratum in strata(build, state_dir):
        if language not in ("", stratum.language) or kind not in ("", stratum.text_kind):
            continue
        missing = stratum.wanted - stratum.labelled if stratum.measurable else 0
        most = n - len(found) if language or kind else min(n - len(found), missing)
        if most > 0:
            found += _of_stratum(build, stratum, most, done)
    return found


def _of_stratum(build: Path, stratum: Stratum, n: int, done: Mapping[tuple[str, str], str]) -> list[Drawn]:
    with duckdb.connect(str(build), read_only=True) as connection:
        load_views(connection)
        rows = connection.execute(
            read_sql("queries", "text_sample"), {"stratum": stratum.name, "most": n + len(done)}
        ).fetchall()
    texts = (Drawn(stratum, *row) for row in rows)
    return [text for text in texts if done.get((text.record_kind, text.record_id)) != text.text_hash][:n]


def _columns(labelled: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    names = ("kinds", "ids", "hashes")
    yield from zip(names, zip(*labelled, strict=True) if labelled else ((), (), ()), strict=True)
