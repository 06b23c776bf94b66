"""How much of what must not be kept of people is hidden, and how many facts survive, in four languages.

    python benchmarks/redaction.py [--show seen] [--pin [--allow-regression]]

labels/redaction.tsv: our own sentences, people and numbers invented, check digits right. `hide`: the part must be gone;
`name`: no
part of a name, of which the reader knows nothing, may be left; `keep`: the part must be there unchanged. They were written before
the rules of names that texts introduce, without looking at the rules of numbers. Rules may be tuned on the split `seen`, whose
mistakes --show names; `unseen` is only counted. Beside it, in the same run, what one would put together in an hour: a pattern of
e-mail addresses, the matcher of phonenumbers, Luhn for cards. The set is by one hand: a check of rules, no sample of
what customers write.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import phonenumbers

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from benchmarks.scoring import floors  # noqa: E402
from data.privacy import redact  # noqa: E402
from data.privacy.cards import is_card  # noqa: E402

HERE = Path(__file__).parent
LABELS, FLOORS = HERE / "labels" / "redaction.tsv", HERE / "redaction_floors.toml"
LANGUAGES = ("en", "th", "vi", "lt")
WANTS = ("hide", "name", "keep")
REGIONS = {"en": "GB", "th": "TH", "vi": "VN", "lt": "LT"}


@dataclass(frozen=True)
class Label:
    """One text: `want` of the `part`, of a name its words set apart by |."""

    split: str
    language: str
    want: str
    kind: str
    text: str
    part: str

    def right(self, redacted: str) -> bool:
        """Whether that is what became of the text."""
        if self.want == "keep":
            return self.part in redacted
        return not any(part.casefold() in redacted.casefold() for part in self.part.split("|"))


def labels() -> list[Label]:
    lines = LABELS.read_text(encoding="utf-8").splitlines()[1:]
    return [Label(*(cell.replace("\\n", "\n") for cell in line.split("\t"))) for line in lines]


def by_hand(text: str, language: str) -> str:
    """What an hour's work hides."""
    text = re.sub(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[e-mail]", text)
    text = re.sub(
        r"\b\d(?:[ -]?\d){12,18}\b", lambda found: "[card]" if is_card(found.group()) else found.group(), text
    )
    for match in reversed(list(phonenumbers.PhoneNumberMatcher(text, REGIONS[language]))):
        text = text[: match.start] + "[phone]" + text[match.end :]
    return text


def shares(found: list[Label], redacted: Callable[[Label], str]) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(split, language or *, want) -> (right, all)."""
    right: Counter[tuple[str, str, str]] = Counter()
    counted: Counter[tuple[str, str, str]] = Counter()
    for label in found:
        for key in ((label.split, label.language, label.want), (label.split, "*", label.want)):
            counted[key] += 1
            right[key] += label.right(redacted(label))
    return {key: (right[key], n) for key, n in counted.items()}


def table(
    ours: dict[tuple[str, str, str], tuple[int, int]], theirs: dict[tuple[str, str, str], tuple[int, int]]
) -> Iterator[str]:
    yield f"{'':22}" + "".join(f"{want:>24}" for want in WANTS)
    for split in ("seen", "unseen"):
        for language in (*LANGUAGES, "*"):
            cells = []
            for want in WANTS:
                right, n = ours[split, language, want]
                other = theirs[split, language, want][0]
                cells.append(f"{right:>4}/{n:<3} {right / n:.3f} ({other / n:.3f})")
            yield f"{split + ' ' + language:22}" + "".join(f"{cell:>24}" for cell in cells)


def main() -> int:
    """Measure, print, compare with the floors. 1 if a figure fell below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", choices=["seen"], help="name the mistakes of that split")
    parser.add_argument("--corpus", help="not read: the set is our own; `make bench` names it to all")
    floors.add_options(parser)
    arguments = parser.parse_args()
    found = labels()
    ours = shares(found, lambda label: redact(label.text))
    theirs = shares(found, lambda label: by_hand(label.text, label.language))
    print("right of all, share (what an hour's work gives)")
    print("\n".join(table(ours, theirs)))
    for label in found:
        if label.split == arguments.show and not label.right(redact(label.text)):
            print(f"{label.language} {label.want} {label.kind}: {label.text!r} -> {redact(label.text)!r}")
    measured = {f"{split}.{want}": right / n for (split, language, want), (right, n) in ours.items() if language == "*"}
    return floors.hold(measured, FLOORS, arguments)


if __name__ == "__main__":
    sys.exit(main())
