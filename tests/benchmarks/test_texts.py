"""The benchmarks of texts hold their floors; each in a process of its own, as people run them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ON_CORPUS = ("drivers.py --cold", "emotions.py", "language.py", "lexicons.py", "said.py", "topics.py", "verdicts.py")
ON_OUR_OWN = ("discovery.py --check", "emotions.py", "journey.py", "lithuanian.py")


def run(call: str, *arguments: str) -> None:
    name, *options = call.split()
    done = subprocess.run(
        [sys.executable, f"benchmarks/{name}", *options, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.corpus
@pytest.mark.parametrize("call", ON_CORPUS)
def test_floors_hold_on_labelled_texts(call: str, corpus: Path) -> None:
    run(call, "--corpus", str(corpus / "text"))


@pytest.mark.parametrize("call", ON_OUR_OWN)
def test_floors_hold_on_our_own_texts(call: str) -> None:
    run(call)
