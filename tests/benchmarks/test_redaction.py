"""What must not be kept of people is hidden, and facts survive, at the shares that are promised."""

from __future__ import annotations

import tomllib
from collections import Counter

from benchmarks.redaction import FLOORS, LANGUAGES, WANTS, labels, shares
from data.privacy import redact

PROMISED = {"hide": 0.95, "name": 0.85, "keep": 0.97}


def test_the_promised_shares_hold_on_both_splits() -> None:
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))["floors"]
    found = shares(labels(), lambda label: redact(label.text))
    for split in ("seen", "unseen"):
        for want in WANTS:
            right, n = found[split, "*", want]
            assert right / n >= max(PROMISED[want], floors[f"{split}.{want}"]), (split, want)


def test_the_set_is_large_enough_and_its_parts_stand_in_their_texts() -> None:
    counted = Counter((label.split, label.language, label.want) for label in labels())
    assert {key[1] for key in counted} == set(LANGUAGES)
    assert min(counted.values()) >= 3
    assert sum(counted.values()) >= 200
    for label in labels():
        parts = label.part.split("|") if label.want == "name" else [label.part]
        assert all(part in label.text for part in parts), label
