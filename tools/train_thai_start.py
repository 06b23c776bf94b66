"""Train the Thai start (analysis/sentiment/starts/th.tsv and th.json) from the Wisesight corpus, and measure it.

    python tools/train_thai_start.py --corpus DIR [--check]      # DIR/text/th-wisesight.tsv.gz; about a minute

Trained on the split `train` only; a question (`q`) is neutral. Measured on `valid`, and on translated reviews (th-mabsa_sent,
`dev`), which nothing here is trained on. Equal inputs give equal files. --check trains, writes nothing and fails unless the
files in the tree are the same. Afterwards pin what is printed in analysis/sentiment/measuring/evaluations.toml.

A word is weighed if MIN_TEXTS posts hold it and it is a sign, or Thai letters that stand in pythainlp's dictionary or in the
lexicon; so there are no addresses, accounts, numbers or Latin names. Given names, family names and provinces of pythainlp's
lists, words written with a silenced letter (borrowed words, most of them names and products) and the words of
thai_start.toml are left out too, unless the lexicon values them.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import re
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.sentiment.measuring.measure import measured  # noqa: E402
from analysis.sentiment.model import SentimentModel, label_of  # noqa: E402
from analysis.sentiment.models.lexicon.files import read_lexicon_files  # noqa: E402
from analysis.sentiment.models.lexicon.model import LexiconModel  # noqa: E402
from analysis.sentiment.models.start import FORMAT, HEADER, Manifest, StartModel, probabilities, verdicts  # noqa: E402
from data import languages  # noqa: E402

FOLDER = ROOT / "analysis" / "sentiment" / "starts"
LANGUAGE = "th"
TRAINED, HELD_OUT = ("th-wisesight", "train"), (("th-wisesight", "valid"), ("th-mabsa_sent", "dev"))
SOURCE = "Wisesight Sentiment Corpus, github.com/PyThaiNLP/wisesight-sentiment"
LICENCE = "CC0-1.0"
TRUTH = {"pos": 1, "neg": -1, "neu": 0, "q": 0}
LABELS = (-1, 0, 1)
MIN_TEXTS = 8
STRENGTH = 0.5
"""C of the regression."""
MORE_SCORE, MORE_LABEL = 1.0, 0.5
"""What the lexicon's score and label weigh beyond what fits the posts best: in texts of another kind the words are less to be
trusted, the lexicon as much. Of the sums of macro-F1 on posts (cross-validated) and on th-mabsa_sent's `train`, among the
highest, with the least loss against the lexicon alone on the latter."""
FOLDS, SEED = 5, 1
_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]+")
_SILENCED = "\u0e4c"
Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Read:
    """Texts as the lexicon reads them: their words, its scores, and what is true of them."""

    words: list[list[str]]
    scores: Doubles
    truth: Integers


def rows_of(folder: Path, name: str, split: str) -> list[tuple[str, int]]:
    """(text, label −1, 0 or 1) of one split of a tab-separated set."""
    with gzip.open(folder / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
        next(lines)
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [(text, TRUTH[label]) for label, text, part in rows if part == split]


def read(rows: Sequence[tuple[str, int]], lexicon: LexiconModel) -> Read:
    """What the lexicon reads in the texts."""
    found = [lexicon.read(text) for text, _ in rows]
    return Read(
        [words for words, _ in found], np.array([score for _, score in found]), np.array([label for _, label in rows])
    )


def admitted() -> tuple[frozenset[str], frozenset[str]]:
    """(Thai words that may be weighed, words that must not be)."""
    from pythainlp.corpus import provinces, thai_family_names, thai_female_names, thai_male_names, thai_words

    data = read_lexicon_files(languages.path(LANGUAGE, "text/sentiment"))
    own = data.vocabulary() - set(data.ignored)
    listed = {
        word
        for text in tomllib.loads(Path(__file__).with_name("thai_start.toml").read_text(encoding="utf-8")).values()
        for word in text.split()
    }
    names = {*thai_family_names(), *thai_female_names(), *thai_male_names(), *map(str, provinces())} | set(data.ignored)
    borrowed = {word for word in thai_words() if _SILENCED in word}
    return frozenset(thai_words() | own), frozenset(listed | ((names | borrowed) - own))


def vocabulary_of(texts: Sequence[Sequence[str]]) -> tuple[list[str], Doubles]:
    """The words that are weighed, sorted, and their rarity ln((1 + n) / (1 + n with it)) + 1."""
    known, barred = admitted()
    counts = Counter(word for words in texts for word in set(words))
    kept = sorted(word for word, n in counts.items() if n >= MIN_TEXTS and word not in barred and _fits(word, known))
    return kept, np.array([np.log((1 + len(texts)) / (1 + counts[word])) + 1 for word in kept])


def _fits(word: str, known: frozenset[str]) -> bool:
    if _THAI.fullmatch(word):
        return word in known
    return len(word) <= 2 and not any(c.isalnum() or c.isspace() for c in word)


def matrix_of(texts: Read, words: Sequence[str], rarity: Doubles) -> csr_matrix:
    """texts × (words + the lexicon's verdict), as StartModel sees them."""
    numbers = {word: number for number, word in enumerate(words)}
    rows = [sorted({numbers[word] for word in text if word in numbers}) for text in texts.words]
    pointers = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.int64)
    held = csr_matrix((rarity[columns], columns, pointers), shape=(len(rows), len(words)))
    lengths = np.sqrt(np.asarray(held.multiply(held).sum(axis=1)).ravel())
    labels = np.array([label_of(score) for score in texts.scores.tolist()])
    return hstack([diags(1 / np.where(lengths, lengths, 1)) @ held, csr_matrix(verdicts(texts.scores, labels))], "csr")


def fit(matrix: csr_matrix, truth: Integers) -> tuple[Doubles, Doubles]:
    """(3 × columns coefficients, 3 intercepts); all labels weigh alike, so none is presumed of a text."""
    fitted = LogisticRegression(C=STRENGTH, max_iter=1000, class_weight="balanced").fit(matrix, truth)
    coefficients, toward = np.array(fitted.coef_), np.array(LABELS)
    coefficients[:, -4] += MORE_SCORE * toward
    coefficients[:, -2] += MORE_LABEL * toward
    coefficients[:, -1] -= MORE_LABEL * toward
    return coefficients, np.array(fitted.intercept_)


def temperature_of(matrix: csr_matrix, truth: Integers) -> float:
    """The temperature of least log loss on posts held out in FOLDS folds, all labels weighing alike."""
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(truth))
    logits = np.zeros((len(truth), 3))
    for number in range(FOLDS):
        coefficients, intercepts = fit(matrix[fold != number], truth[fold != number])
        logits[fold == number] = matrix[fold == number] @ coefficients.T + intercepts
    share = np.bincount(truth + 1, minlength=3) / len(truth)

    def loss(log: float) -> float:
        found = probabilities(logits, float(np.exp(log)))[np.arange(len(truth)), truth + 1]
        return float((-np.log(np.maximum(found, 1e-12)) / share[truth + 1]).mean())

    return round(float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x)), 3)


def figures(model: SentimentModel, rows: Sequence[tuple[str, int]]) -> dict[str, object]:
    """Accuracy, macro-F1 with interval, confusion, and two-class accuracy (the sign of the score; 0 is wrong)."""
    scored = model.score_many([text for text, _ in rows])
    truth = np.array([label for _, label in rows])
    result = measured(
        truth, np.array([found.label or 0 for found in scored]), [str(row) for row in range(len(rows))], 2000
    )
    sides = np.sign([found.score or 0.0 for found in scored])
    return {
        "n": result.n,
        "accuracy": round(result.accuracy, 4),
        "macro_f1": round(result.macro_f1, 4),
        "low": round(result.low, 4),
        "high": round(result.high, 4),
        "two_class": round(float(np.mean(sides[truth != 0] == truth[truth != 0])), 4),
        "confusion": result.confusion,
    }


def write(folder: Path, manifest: Manifest, content: bytes) -> None:
    """Both files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{LANGUAGE}.tsv").write_bytes(content)
    (folder / f"{LANGUAGE}.json").write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Train, measure, write; 1 if --check finds other files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus, or its folder of texts")
    parser.add_argument("--check", action="store_true", help="write nothing; fail unless the files are the same")
    arguments = parser.parse_args()
    folder = arguments.corpus / "text" if (arguments.corpus / "text").is_dir() else arguments.corpus
    lexicon = LexiconModel(LANGUAGE)
    texts = read(rows_of(folder, *TRAINED), lexicon)
    words, rarity = vocabulary_of(texts.words)
    rarity = rarity.round(3)
    matrix = matrix_of(texts, words, rarity)
    coefficients, intercepts = fit(matrix, texts.truth)
    lines = [
        "\t".join([word, f"{rare:.3f}", *(f"{weight:.3f}" for weight in weights)])
        for word, rare, weights in zip(words, rarity.tolist(), coefficients[:, : len(words)].T.tolist(), strict=True)
    ]
    content = ("\n".join([HEADER, *lines]) + "\n").encode()
    counts = Counter(texts.truth.tolist())
    manifest = Manifest(
        format=FORMAT,
        language=LANGUAGE,
        lexicon=lexicon.name,
        sha256=hashlib.sha256(content).hexdigest(),
        words=len(words),
        verdict=tuple(tuple(round(value, 3) for value in row) for row in coefficients[:, len(words) :].tolist()),
        intercepts=tuple(round(value, 3) for value in intercepts.tolist()),
        temperature=temperature_of(matrix, texts.truth),
        source=SOURCE,
        licence=LICENCE,
        split=TRAINED[1],
        rows=len(texts.truth),
        classes={str(label): counts[label] for label in LABELS},
        trained_on=datetime.now(UTC).date().isoformat(),
    )
    if arguments.check:
        kept = StartModel(LANGUAGE).manifest
        same = (kept.digest, kept.lexicon) == (manifest.digest, manifest.lexicon)
        print(
            "the same"
            if same
            else f"expected {kept.digest} of {kept.lexicon}, found {manifest.digest} of {lexicon.name}"
        )
        return 0 if same else 1
    with tempfile.TemporaryDirectory() as other:
        write(Path(other), manifest, content)
        model = StartModel(LANGUAGE, Path(other))
        found = {f"{name} {split}": figures(model, rows_of(folder, name, split)) for name, split in HELD_OUT}
        beside = {f"{name} {split}": figures(lexicon, rows_of(folder, name, split)) for name, split in HELD_OUT}
    write(FOLDER, manifest.model_copy(update={"measured": found}), content)
    print(f"{model.name}: {len(words):,} words, {len(content):,} bytes, trained beside {lexicon.name}")
    for name, row in found.items():
        print(f"{name}\n  start    {row}\n  lexicon  {beside[name]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
