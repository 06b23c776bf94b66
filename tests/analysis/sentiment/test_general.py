"""What rated texts of other kinds teach: its files, and the features that learned models see of it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sentiment import lexicons
from analysis.sentiment.features.general import (
    FORMAT,
    GENERAL,
    General,
    Manifest,
    described,
    general_digest,
    packed,
    read_general,
    unpacked,
)
from analysis.sentiment.features.runs import Columns
from analysis.sentiment.features.vectors import Floats, count
from analysis.sentiment.models.learned import Settings
from analysis.text.lexicons import LexiconError


def features(texts: list[str], columns: Columns | None = None, language: str = "en") -> Floats:
    return count(texts, columns or Columns(), lexicons()[language]).dense[:, -GENERAL:]


def made_up(seed: int = 1) -> General:
    rng = np.random.default_rng(seed)
    tables = []
    for _ in range(2):
        table = np.zeros((512, GENERAL), dtype=np.float32)
        table[rng.choice(512, 40, replace=False)] = rng.normal(size=(40, GENERAL))
        table[0] = 1  # the first column is a column as any other
        tables.append(table)
    return General(*tables)


def written(folder: Path, general: General, **other: object) -> Path:
    content = packed(general)
    manifest = Manifest(
        format=FORMAT,
        language="en",
        columns=described(Columns()),
        sha256=hashlib.sha256(content).hexdigest(),
        sources=("made up",),
        licence="none",
        rows=3,
        classes={"-1": 1, "0": 1, "1": 1},
    )
    (folder / "en.npz").write_bytes(content)
    (folder / "en.json").write_text(json.dumps(manifest.model_dump() | other))
    return folder


def test_praise_and_complaints_are_told_apart_whatever_they_are_of() -> None:
    good, bad, empty = features(
        ["a gripping, poignant, luminous debut", "tedious, soulless, overlong and lifeless", ""]
    )
    assert good[2] > max(good[0], good[1])
    assert bad[0] > max(bad[1], bad[2])
    assert not empty.any()
    assert np.allclose(good.sum(), 0, atol=0.02)


def test_languages_and_columns_without_weights_have_none() -> None:
    assert not features(["wonderful"], Columns(bits=16)).any()
    assert not features(["wonderful"], language="vi").any()


@given(st.lists(st.text(st.sampled_from("abdelorwy \n!?'กา😀"), max_size=40), max_size=5))
@settings(max_examples=40, deadline=None)
def test_a_text_has_the_same_features_alone_and_in_a_batch(texts: list[str]) -> None:
    together = features(texts)
    assert np.isfinite(together).all()
    for row, text in zip(together, texts, strict=True):
        assert np.allclose(features([text])[0], row, atol=1e-6)


def test_weights_are_kept_to_half_a_step() -> None:
    general = made_up()
    found = unpacked(packed(general))
    step = max(np.abs(general.words).max(), np.abs(general.characters).max()) / 127
    for kept, given_ in ((found.words, general.words), (found.characters, general.characters)):
        assert kept.shape == given_.shape
        assert np.abs(kept - given_).max() <= step / 2 + 1e-6
    assert packed(general) == packed(made_up())


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"en\.json.*tools/train_general"):
        read_general(tmp_path, "en")
    assert np.abs(read_general(written(tmp_path, made_up()), "en").words).sum() > 0
    with pytest.raises(LexiconError, match=r"expected .*'bits': 20.* found .*'bits': 4"):
        read_general(written(tmp_path, made_up(), columns={"bits": 4}), "en")
    with pytest.raises(LexiconError, match=r"expected sha256 .*, found"):
        read_general(written(tmp_path, made_up(), sha256="0"), "en")


def test_other_weights_make_other_models(tmp_path: Path) -> None:
    first, second = (tmp_path / name for name in ("first", "second"))
    for folder, seed in ((first, 1), (second, 2)):
        folder.mkdir()
        written(folder, made_up(seed))
    assert general_digest(first) != general_digest(second)
    assert Settings().describe()["general"] == general_digest()
