"""A sentiment classifier the user points at: a folder with model.onnx, tokenizer.json and config.json, as exporters write it.

Nothing is downloaded and nothing is trained. It needs `onnxruntime` and `tokenizers` (pip install "overheard[transformer]").
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.sentiment.model import Sentiment
from analysis.sentiment.models.start import LABELS, probabilities

MODEL, TOKENIZER, CONFIG = "model.onnx", "tokenizer.json", "config.json"
NEEDS = ("onnxruntime", "tokenizers")
HOW_TO_INSTALL = 'pip install "overheard[transformer]"'
MOST_TOKENS = 512
"""Of a text; what is longer is read to here, or to where the model's own positions end."""
TOKENS_AT_ONCE, TEXTS_AT_ONCE = 8_192, 64
MOST_THREADS = 8
_SPECIAL_POSITIONS = 2
"""Positions that models of the RoBERTa family number from: what is left of max_position_embeddings is for tokens."""
_MEANINGS = {
    -1: ("negative", "neg", "very negative", "1 star", "2 stars"),
    0: ("neutral", "neu", "3 stars"),
    1: ("positive", "pos", "very positive", "4 stars", "5 stars"),
}
_LABEL_OF = {name: label for label, names in _MEANINGS.items() for name in names}
_HASHED_AT_ONCE = 1 << 20
Doubles = npt.NDArray[np.float64]


class TransformerError(ValueError):
    """A folder that cannot serve; the message names it, what was expected and found, and how to repair it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What config.json says: `labels` of the model's outputs, in order; `limit` tokens a text; `pad`: the id that fills up."""

    labels: tuple[int, ...]
    limit: int
    pad: int


def check(folder: Path) -> Settings:
    """Look at a folder without loading the model. Raises TransformerError."""
    missing = [name for name in NEEDS if find_spec(name) is None]
    if missing:
        raise TransformerError(f"expected {' and '.join(missing)} to be installed: {HOW_TO_INSTALL}")
    if not folder.is_dir():
        raise TransformerError(f"{folder}: expected a folder with {MODEL}, {TOKENIZER} and {CONFIG}, found none")
    absent = [name for name in (MODEL, TOKENIZER, CONFIG) if not (folder / name).is_file()]
    if absent:
        found = ", ".join(sorted(path.name for path in folder.iterdir())[:8]) or "nothing"
        raise TransformerError(
            f"{folder}: expected {' and '.join(absent)}, found {found}. Export the classifier to ONNX into this folder"
        )
    path = folder / CONFIG
    try:
        config = json.loads(path.read_bytes())
        named = {int(number): str(name) for number, name in config["id2label"].items()}
        positions = int(config.get("max_position_embeddings") or MOST_TOKENS + _SPECIAL_POSITIONS)
        pad = int(config.get("pad_token_id") or 0)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TransformerError(
            f'{path}: expected JSON with id2label, such as {{"0": "negative", "1": "positive"}}: {type(error).__name__}: {error}'
        ) from error
    return Settings(_labels(path, named), max(1, min(MOST_TOKENS, positions - _SPECIAL_POSITIONS)), pad)


def _labels(path: Path, named: Mapping[int, str]) -> tuple[int, ...]:
    """What each output of the model means: −1, 0 or 1."""
    names = [named[number] for number in sorted(named)]
    folded = [" ".join(name.replace("_", " ").casefold().split()) for name in names]
    unknown = [name for name, plain in zip(names, folded, strict=True) if plain not in _LABEL_OF]
    labels = tuple(_LABEL_OF.get(plain, 0) for plain in folded)
    if unknown or sorted(named) != list(range(len(named))) or not {-1, 1} <= set(labels):
        raise TransformerError(
            f"{path}: id2label: expected each of 0, 1, ... to be negative, neutral or positive (or 1 star to 5 stars), with at "
            f"least negative and positive, found {dict(sorted(named.items()))}. Write there what each means, as the model's page "
            'says, such as "id2label": {"0": "negative", "1": "neutral", "2": "positive"}'
        )
    return labels


class Classifier:
    """The network of one folder, loaded when the first text is scored. Raises TransformerError."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.settings = folder, check(folder)
        self.digest = _digest(folder)
        self._session: Any = None
        self._tokenizer: Any = None

    def probabilities(self, texts: Sequence[str]) -> tuple[Doubles, int]:
        """(texts × 3 in the order of LABELS, how many texts were longer than the limit and read in part)."""
        self._load()
        encoded = self._tokenizer.encode_batch([text.encode("utf-8", "replace").decode() for text in texts])
        ids = [encoding.ids for encoding in encoded]
        table = np.zeros((len(texts), len(LABELS)))
        table[[not own for own in ids]] = (0.0, 1.0, 0.0)  # nothing to read says nothing
        for batch in _batches([len(own) for own in ids]):
            outputs = probabilities(self._logits([ids[number] for number in batch]), 1.0)
            for column, label in enumerate(self.settings.labels):
                table[batch, LABELS.index(label)] += outputs[:, column]
        return table, sum(bool(encoding.overflowing) for encoding in encoded)

    def _logits(self, ids: Sequence[Sequence[int]]) -> Doubles:
        shape = (len(ids), max(map(len, ids)))
        tokens, mask = np.full(shape, self.settings.pad, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, own in enumerate(ids):
            tokens[row, : len(own)], mask[row, : len(own)] = own, 1
        known = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros(shape, dtype=np.int64)}
        logits = np.asarray(
            self._session.run(None, {given.name: known[given.name] for given in self._session.get_inputs()})[0]
        )
        if logits.shape != (len(ids), len(self.settings.labels)):
            raise TransformerError(
                f"{self.folder / MODEL}: expected {len(self.settings.labels)} outputs a text, as {CONFIG} names, found a first "
                f"output of shape {logits.shape} for {len(ids)} texts"
            )
        return logits.astype(np.float64)

    def _load(self) -> None:
        if self._session is not None:
            return
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = min(MOST_THREADS, _cores()), 1
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER))
            session = onnxruntime.InferenceSession(
                str(self.folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both raise plain Exceptions
            raise TransformerError(f"{self.folder}: cannot be loaded: {error}") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.settings.limit)
        unknown = {given.name for given in session.get_inputs()} - {"input_ids", "attention_mask", "token_type_ids"}
        if unknown:
            raise TransformerError(
                f"{self.folder / MODEL}: expected the inputs input_ids, attention_mask and token_type_ids at most, found "
                f"{sorted(unknown)} too. Export it for text classification"
            )
        self._session = session


class TransformerModel:
    """A SentimentModel of one language. The same folder may serve several."""

    def __init__(self, language: str, folder: Path) -> None:
        self._language, self._classifier = language, classifier(folder)
        self._name = f"transformer-{language}-{self._classifier.digest}"
        self.cut = 0

    @property
    def name(self) -> str:
        """`transformer-<language>-<hash of its files>`."""
        return self._name

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return self._language

    @property
    def limit(self) -> int:
        """Tokens of a text that are read; `cut` counts the texts that were longer."""
        return self._classifier.settings.limit

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        """One Sentiment a text, in order. Raises TransformerError if the folder turns out to hold no such classifier."""
        if not texts:
            return []
        table, cut = self._classifier.probabilities(texts)
        self.cut += cut
        best = table.argmax(axis=1)
        scores = (table[:, 2] - table[:, 0]).tolist()
        sure = np.minimum(table[np.arange(len(best)), best], 1.0).tolist()
        return [
            Sentiment(LABELS[column], score, self._name, confidence)
            for column, score, confidence in zip(best.tolist(), scores, sure, strict=True)
        ]

    def __reduce__(self) -> tuple[Callable[..., TransformerModel], tuple[str, Path]]:
        return TransformerModel, (self._language, self._classifier.folder)


def transformers(folders: Mapping[str, Path], languages: Iterable[str]) -> dict[str, TransformerModel]:
    """Language -> its model. `folders`: language -> folder, "" for the languages not named. Raises TransformerError."""
    chosen = {code: folders.get(code, folders.get("")) for code in languages}
    return {code: TransformerModel(code, folder) for code, folder in chosen.items() if folder is not None}


@cache
def classifier(folder: Path) -> Classifier:
    """The one Classifier of a folder in this process."""
    return Classifier(folder)


def _digest(folder: Path) -> str:
    """Eight characters that change with any file that may change a score. Versions of onnxruntime are left out: they change the
    last digits only, and would have every text read anew."""
    digest = hashlib.sha256()
    for path in sorted({*folder.glob(f"{MODEL}*"), folder / TOKENIZER, folder / CONFIG}):
        digest.update(f"{path.name} {path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while part := file.read(_HASHED_AT_ONCE):
                digest.update(part)
    return digest.hexdigest()[:8]


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Places of texts that have a length, those of like length together, so that little is filled up."""
    batches: list[list[int]] = []
    for place in sorted(filter(lengths.__getitem__, range(len(lengths))), key=lambda place: (-lengths[place], place)):
        if batches:
            longest = lengths[batches[-1][0]]
            if len(batches[-1]) < TEXTS_AT_ONCE and longest * (len(batches[-1]) + 1) <= TOKENS_AT_ONCE:
                batches[-1].append(place)
                continue
        batches.append([place])
    return batches


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
