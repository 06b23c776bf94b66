"""How often turns of phrase that overrule the models are right, on texts that other people have labelled.

    python benchmarks/verdicts.py --corpus DIR     # DIR/text holds public sets

Of texts of one or two sentences that hold such a phrase (data/languages/<code>/text/verdicts.toml): how many the phrase labels as
people did, and how many the model that needs no training labels so by itself. `not_negative` is right unless people say negative.
The phrases were corrected once with a look at these texts: the share says that they do no harm, no more.
A floor: phrases are right in 0.85 of all, and in no language less often than the model by itself.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.sentiment import default_models  # noqa: E402
from analysis.text import sentences  # noqa: E402
from analysis.text.verdicts import NOT_NEGATIVE, judged, verdict_book  # noqa: E402
from benchmarks.scoring.corpus import texts_folder  # noqa: E402

SETS = ("en-mabsa_sent", "en-xlmt_tweets", "th-mabsa_sent", "th-wisesight", "vi-mabsa_sent", "vi-uit_vsfc")
LABELS = {"neg": -1, "neu": 0, "pos": 1}
FLOOR = 0.85


def measure(path: Path, language: str) -> Counter[str]:
    """Of one set: how many texts hold a phrase (`n`), and how many are then labelled right `with` and `without` it."""
    book, counts = verdict_book(language), Counter[str]()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            found, right = book.meanings(row["text"]), LABELS.get(row["label"])
            if not found or right is None or len(sentences.split(row["text"], language)) > 2:
                continue
            alone = default_models()[language].score_many([row["text"]])[0].label
            allowed = {0, 1} if found[0] == NOT_NEGATIVE and right >= 0 else {right}
            counts += Counter(
                {"n": 1, "with": int(judged(alone, found) in allowed), "without": int(alone in allowed), found[0]: 1}
            )
    return counts


def main() -> int:
    """Measure and print. 1 if a floor is not reached."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus, or its folder of texts")
    folder = texts_folder(parser.parse_args().corpus)
    total, failed = Counter[str](), False
    for language in ("en", "th", "vi"):
        own = Counter[str]()
        for name in SETS:
            if name.startswith(language):
                counts = measure(folder / f"{name}.tsv.gz", language)
                own += counts
                print(f"{name:16} {dict(counts)}")
        total += own
        failed |= own["with"] < own["without"]
    share = total["with"] / max(1, total["n"])
    print(f"right with the phrases: {total['with']} of {total['n']} = {share:.2f}; without: {total['without']}")
    return int(failed or share < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
