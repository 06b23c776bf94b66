"""Learn what rated English texts of several kinds teach (analysis/sentiment/general/en.npz and en.json).

    python tools/train_general.py --corpus DIR [--check]      # DIR or DIR/text holds en-<set>.tsv.gz; about a minute

Learned from the sets that benchmarks/sentiment.py names TAUGHT, and measures without what is learned here: sentences of film
reviews and of newspapers' opinions, and tweets, each rated by twenty people. Names, as capitals within a sentence show them,
are one sign, so that nobody's name is good or bad. Equal inputs give equal files; --check writes nothing and fails unless
the files in the tree are the same.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.sentiment.features.general import FORMAT, General, Manifest, described, packed  # noqa: E402
from analysis.sentiment.features.runs import Columns, counted, damped, unit  # noqa: E402
from analysis.sentiment.features.vectors import NAME_SIGN  # noqa: E402
from analysis.sentiment.models.learned import LABELS  # noqa: E402
from analysis.sentiment.training.fitting import ratio_scales  # noqa: E402
from analysis.sentiment.training.softmax import softmax_path  # noqa: E402
from benchmarks.sentiment import TAUGHT, read_rows  # noqa: E402

FOLDER = ROOT / "analysis" / "sentiment" / "general"
LANGUAGE = "en"
SOURCE = "{}: Hutto and Gilbert (ICWSM 2014), github.com/cjhutto/vaderSentiment"
LICENCE = "MIT"
RARE, MOST = 3, 30_000
"""Runs that fewer texts hold are not learned; of the rest, the weightiest are kept. With 60,000, or all 100,000, models learned
with these features are no better."""
STRENGTH, CLASS_POWER, RATIO_POWER = 1.0, 0.5, 0.65
"""As Settings has them."""
_CAPITAL = r"[A-Z][\w'-]*[a-z][\w'-]*"
_NAME = re.compile(rf"(?<=[a-z0-9,;:'\"] ){_CAPITAL}(?: {_CAPITAL})*")


def learned(texts: list[str], truth: npt.NDArray[np.int64]) -> General:
    """The weights of a softmax over the runs of `texts`, with labels −1, 0, 1."""
    blocks = [unit(damped(block)) for block in counted([_NAME.sub(NAME_SIGN, text) for text in texts], Columns())]
    kept = [np.flatnonzero(np.bincount(block.indices, minlength=block.shape[1]) >= RARE) for block in blocks]
    matrix: csr_matrix = hstack([block[:, at] for block, at in zip(blocks, kept, strict=True)], "csr", np.float32)
    targets = (truth[:, None] == np.array(LABELS)).astype(np.float64)
    weights = targets.mean(axis=0)[truth + 1] ** -CLASS_POWER
    weights *= len(truth) / weights.sum()
    scales = ratio_scales(matrix, targets * weights[:, None], np.full(len(LABELS), RATIO_POWER), 0)
    found = softmax_path(matrix, targets, weights, [STRENGTH], scales)[0][0]
    found = found - found.mean(axis=0)
    weight = np.abs(found).max(axis=0)
    found = np.where(weight >= np.sort(weight)[-min(MOST, len(weight))], found, 0).T
    tables = [np.zeros((block.shape[1], len(LABELS)), dtype=np.float32) for block in blocks]
    tables[0][kept[0]], tables[1][kept[1]] = found[: len(kept[0])], found[len(kept[0]) :]
    return General(*tables)


def main() -> int:
    """Learn and write; 1 if --check finds other files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus, or its folder of texts")
    parser.add_argument("--check", action="store_true", help="write nothing; fail unless the files are the same")
    arguments = parser.parse_args()
    folder = arguments.corpus / "text" if (arguments.corpus / "text").is_dir() else arguments.corpus
    rows = [row for name in TAUGHT for row in read_rows(folder / f"{name}.tsv.gz")]
    truth = np.array([label for _, label, _ in rows])
    content = packed(learned([text for text, _, _ in rows], truth))
    manifest = Manifest(
        format=FORMAT,
        language=LANGUAGE,
        columns=described(Columns()),
        sha256=hashlib.sha256(content).hexdigest(),
        sources=tuple(SOURCE.format(name.removeprefix("en-vader_")) for name in TAUGHT),
        licence=LICENCE,
        rows=len(rows),
        classes={str(label): int((truth == label).sum()) for label in LABELS},
    )
    made = {f"{LANGUAGE}.npz": content, f"{LANGUAGE}.json": f"{manifest.model_dump_json(indent=1)}\n".encode()}
    print(f"{len(rows):,} texts {manifest.classes}, {len(content):,} bytes, sha256 {manifest.sha256[:8]}")
    if arguments.check:
        other = [name for name, found in made.items() if (FOLDER / name).read_bytes() != found]
        if other:
            print(f"{FOLDER}: expected the files that training gives, found others: {other}", file=sys.stderr)
        return 1 if other else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, found in made.items():
        (FOLDER / name).write_bytes(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
