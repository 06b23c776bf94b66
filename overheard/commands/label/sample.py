"""`overheard label --sample`: shows texts drawn at random and asks how each judges as a whole. What is labelled measures the
models that read such texts here, and so admits or withdraws tested lines.

Nothing but chance chooses the texts: which model read what, and how, is neither looked at nor shown. A stratum is a language and
a kind of text (reviews, posts); each has its texts in an order that stays, so that the next call goes on where this one ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dashboard.reports.names import language_name
from data.clock import utc_now
from data.errors import ConfigError
from data.sqlfiles import read_sql
from data.state.sample import Sampled, append_sample, read_sample
from data.thresholds import THRESHOLDS
from data.views import load_views
from data.wording import counted
from data.workspace import Workspace
from overheard.commands.label.terminal import Ask, Show, lines, printable, published_build

KEYS = {"+": 1, "0": 0, "-": -1}
SKIP, QUIT = "s", "q"
HELP = (
    "how does the text judge as a whole? + positive, 0 neutral or mixed, - negative, s it cannot be told (another language, "
    "no sense), q quit"
)
KINDS = ("reviews", "posts")


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


def label_sample(workspace: Workspace, language: str, kind: str, n: int, ask: Ask, show: Show) -> int:
    """Go through up to `n` drawn texts (of `language` and `kind`, '' = any). Each answer is on the disk before the next text is
    shown. Returns how many were labelled. Raises ConfigError when nothing is published, or for a kind there is not."""
    check_kind(kind)
    build = published_build(workspace, "texts")
    drawn = draw(build, workspace.state_dir, language, kind, n)
    if not drawn:
        show(nothing_left(build, workspace.state_dir, language, kind))
        return 0
    show(f"{counted(len(drawn), 'text')} drawn at random\n{HELP}")
    so_far = Counter({text.stratum: text.stratum.labelled for text in drawn})
    given = 0
    for text in drawn:
        stratum = text.stratum
        show(f"\n{_place(so_far[stratum] + 1, stratum)}")
        for part in filter(str.strip, (text.title, text.body)):
            show(printable(part))
        answer = _answer(ask, show)
        if answer == QUIT:
            break
        append_sample(workspace.state_dir, [text.labelled(KEYS.get(answer))])
        so_far[stratum] += answer != SKIP
        given += answer != SKIP
    show(f"\n{counted(given, 'text')} labelled; they count from the next `overheard analyze` on")
    for line in countdown(strata(build, workspace.state_dir)):
        show(line)
    return given


def check_kind(kind: str) -> None:
    """Raises ConfigError for a kind of text that there is not ('' = any)."""
    if kind and kind not in KINDS:
        raise ConfigError(f"--kind: expected {' or '.join(KINDS)}, found {kind!r}.")


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


def countdown(found: Iterable[Stratum]) -> Iterator[str]:
    """What is labelled of each stratum, a line each."""
    for stratum in found:
        few = "" if stratum.measurable else ": too few to measure a model yet"
        yield f"  {stratum.labelled} of {stratum.wanted} for {stratum.called} ({counted(stratum.texts, 'text')}{few})"


def nothing_left(build: Path, state_dir: Path, language: str, kind: str) -> str:
    """Why there is no text to label."""
    found = [
        each for each in strata(build, state_dir) if language in ("", each.language) and kind in ("", each.text_kind)
    ]
    if not found:
        asked = " ".join(
            part for part in (kind or "texts", f"in {language_name(language)}" if language else "") if part
        )
        return f"no {asked} that a model reads, so there is nothing to measure it on"
    if language or kind:
        return "every such text is labelled"
    return (
        "enough is labelled of every language and kind of text that has enough texts; --language or --kind goes on with one\n"
        + "\n".join(countdown(found))
    )


def _columns(labelled: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    names = ("kinds", "ids", "hashes")
    yield from zip(names, zip(*labelled, strict=True) if labelled else ((), (), ()), strict=True)


def _place(number: int, stratum: Stratum) -> str:
    if number > stratum.wanted:
        return f"{number} for {stratum.called}"
    return f"{number} of {stratum.wanted} for {stratum.called}"


def _answer(ask: Ask, show: Show) -> str:
    for line in lines(ask):
        if line[:1] in (*KEYS, SKIP, QUIT) and line:
            return line[0]
        if line:
            show(HELP)
    return QUIT
