"""A pretrained start: what a language is read with before a workspace has taught a model, if more than a lexicon is known of it.

A softmax over the words of a text and the lexicon's verdict. `starts/<language>.tsv` has one word a line with its rarity and
its weight for negative, neutral and positive; `starts/<language>.json` has the rest, and says what it was trained on. Both
are written by tools/train_thai_start.py and can be read by anybody: no text that was trained on can be made of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.sentiment.model import Sentiment, label_of
from analysis.sentiment.models.lexicon.model import LexiconModel, shared_model
from analysis.sentiment.models.lexicon.valences import LexiconFileError

FORMAT = 1
LABELS = (-1, 0, 1)
LEXICON_COLUMNS = 4
HEADER = "word\trarity\tnegative\tneutral\tpositive"
Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
REPAIR = "Install Overheard anew, or run tools/train_thai_start.py."
Three = Annotated[tuple[float, ...], Field(min_length=3, max_length=3)]


class Manifest(BaseModel):
    """What a start is. `lexicon`: the name of the lexicon it was trained beside; `sha256`: of the words' file; `verdict`: for
    each label, the weights of `verdicts`; `intercepts` and `temperature` as in a learned model; `source`, `licence`, `split`,
    `rows` and `classes`: what was trained on; `trained_on`: the day; `measured`: set and split -> measure -> value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    language: str
    lexicon: str
    sha256: str
    words: int
    verdict: Annotated[tuple[Annotated[tuple[float, ...], Field(min_length=4, max_length=4)], ...], Field(min_length=3)]
    intercepts: Three
    temperature: float = Field(gt=0)
    source: str
    licence: str
    split: str
    rows: int
    classes: dict[str, int]
    trained_on: str
    measured: dict[str, dict[str, Any]] = {}

    @property
    def digest(self) -> str:
        """Eight characters that change with anything that may change a score, but for the lexicon."""
        numbers = (self.format, self.sha256, self.verdict, self.intercepts, self.temperature)
        return hashlib.sha256(repr(numbers).encode()).hexdigest()[:8]


def _root() -> Traversable:
    return files("analysis") / "sentiment" / "starts"


@cache
def start_languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that have a start, sorted."""
    return tuple(sorted(entry.name[:-5] for entry in _root().iterdir() if entry.name.endswith(".json")))


def verdicts(scores: Doubles, labels: Integers) -> Doubles:
    """texts × LEXICON_COLUMNS of the lexicon's scores −1..1 and labels: score, its size, whether positive, whether negative."""
    return np.column_stack([scores, np.abs(scores), labels == 1, labels == -1]).astype(np.float64)


class StartModel:
    """A SentimentModel. `folder`: where its two files lie; by default with this module. The lexicon of the language takes texts
    apart and gives its verdict. Raises LexiconFileError naming the file and what is wrong with it; the words are read with the
    first text that is scored."""

    def __init__(self, language: str, folder: Traversable | None = None) -> None:
        self._language, self._folder = language, folder or _root()
        self.lexicon: LexiconModel = shared_model(language)
        self.manifest = read_manifest(self._folder, language)
        parts = f"{self.manifest.digest} {self.lexicon.name}"
        self._name = f"start-{language}-{hashlib.sha256(parts.encode()).hexdigest()[:8]}"
        self._numbers: dict[str, int] | None = None
        self._table: Doubles = np.zeros((0, 4))

    @property
    def name(self) -> str:
        """`start-<language>-<hash of its files and its lexicon>`."""
        return self._name

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return self._language

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        """One Sentiment a text, in order; never raises on any text. A text of which nothing is known is neutral, with score 0."""
        if not texts:
            return []
        numbers = self._read()
        rows: list[int] = []
        columns: list[int] = []
        scores = np.zeros(len(texts))
        for row, text in enumerate(texts):
            words, scores[row] = self.lexicon.read(text)
            known = sorted({numbers[word] for word in words if word in numbers})
            rows += [row] * len(known)
            columns += known
        table = self._probabilities(np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64), scores)
        best = table.argmax(axis=1)
        found = (table[:, 2] - table[:, 0]).tolist()
        sure = table[np.arange(len(best)), best].tolist()
        return [
            Sentiment(LABELS[column], score, self._name, confidence)
            for column, score, confidence in zip(best.tolist(), found, sure, strict=True)
        ]

    def _probabilities(self, rows: Integers, columns: Integers, scores: Doubles) -> Doubles:
        """texts × 3. `rows`, `columns`: which texts hold which words; `scores`: the lexicon's, one a text."""
        manifest, n = self.manifest, len(scores)
        rarity, weights = self._table[columns, 0], self._table[columns, 1:]
        length = np.sqrt(np.bincount(rows, rarity * rarity, minlength=n))
        unit = rarity / length[rows]
        logits = np.column_stack([np.bincount(rows, unit * weights[:, column], minlength=n) for column in range(3)])
        labels = np.array([label_of(score) for score in scores.tolist()])
        logits = logits + verdicts(scores, labels) @ np.array(manifest.verdict).T + np.array(manifest.intercepts)
        table = probabilities(logits, manifest.temperature)
        table[(length == 0) & (scores == 0)] = (0.0, 1.0, 0.0)
        return table

    def _read(self) -> dict[str, int]:
        if self._numbers is None:
            words, self._table = _read_words(self._folder, self.manifest)
            self._numbers = {word: number for number, word in enumerate(words)}
        return self._numbers

    def __reduce__(self) -> tuple[Callable[..., StartModel], tuple[Any, ...]]:
        return shared_start, (self._language, *((self._folder,) if self._folder != _root() else ()))


@cache
def shared_start(language: str, folder: Traversable | None = None) -> StartModel:
    """The one start of a language in this process; also what unpickling gives."""
    return StartModel(language, folder)


def probabilities(logits: Doubles, temperature: float) -> Doubles:
    """Softmax of logits / temperature, by row."""
    scaled = logits / temperature
    exponentials = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), dtype=np.float64)


def read_manifest(folder: Traversable, language: str) -> Manifest:
    """`<language>.json` of a folder. Raises LexiconFileError naming the file and what is wrong with it."""
    path = folder / f"{language}.json"
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise LexiconFileError(f"{path}: {error}. {REPAIR}") from error
    if (manifest.format, manifest.language) != (FORMAT, language):
        raise LexiconFileError(
            f"{path}: expected format {FORMAT} and language {language!r}, found format {manifest.format} and language "
            f"{manifest.language!r}. {REPAIR}"
        )
    return manifest


def _read_words(folder: Traversable, manifest: Manifest) -> tuple[list[str], Doubles]:
    """The words, and words × 4: rarity and three weights."""
    path = folder / f"{manifest.language}.tsv"
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != manifest.sha256:
        raise LexiconFileError(f"{path}: expected sha256 {manifest.sha256}, found {found}. {REPAIR}")
    header, *lines = content.decode("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    if header != HEADER or len(rows) != manifest.words or any(len(row) != 5 for row in rows):
        raise LexiconFileError(
            f"{path}: expected {manifest.words} lines of five columns ({HEADER!r}), found {len(rows)} below {header!r}. {REPAIR}"
        )
    return [row[0] for row in rows], np.array([[float(value) for value in row[1:]] for row in rows]).reshape(-1, 4)
