"""The pretrained Thai start: what it may hold, what it says, and that damaged or foreign files are refused."""

from __future__ import annotations

import pickle
import shutil
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sentiment import default_models, lexicons
from analysis.sentiment.measuring.evaluations import language_status
from analysis.sentiment.models.lexicon.files import read_lexicon_files
from analysis.sentiment.models.lexicon.valences import LexiconFileError
from analysis.sentiment.models.start import StartModel, shared_start, start_languages
from data.languages import path
from tests.conftest import ROOT

FOLDER = ROOT / "analysis" / "sentiment" / "starts"
START = shared_start("th")
WORDS = [line.split("\t")[0] for line in (FOLDER / "th.tsv").read_text(encoding="utf-8").splitlines()[1:]]


def test_it_was_trained_beside_the_lexicon_of_today_and_its_sources_are_said() -> None:
    """After an edit of the Thai lexicon: tools/train_thai_start.py --corpus DIR, then pin what it prints."""
    manifest = START.manifest
    assert manifest.lexicon == lexicons()["th"].name
    assert manifest.licence == "CC0-1.0"
    assert "Wisesight" in manifest.source
    assert sum(manifest.classes.values()) == manifest.rows > 20_000
    assert manifest.words == len(WORDS) == len(set(WORDS))
    assert (FOLDER / "th.tsv").stat().st_size < 1_500_000
    measured = manifest.measured["th-wisesight valid"]
    assert measured["two_class"] >= 0.73
    assert measured["low"] >= 0.54


def test_it_serves_thai_and_is_validated() -> None:
    assert start_languages() == ("th",)
    assert default_models()["th"].name == START.name != lexicons()["th"].name
    assert language_status("th") == "validated"


def test_its_words_are_nobodys_name() -> None:
    from pythainlp.corpus import thai_family_names, thai_words

    listed = {
        word
        for text in tomllib.loads((ROOT / "tools" / "thai_start.toml").read_text(encoding="utf-8")).values()
        for word in text.split()
    }
    assert not listed & set(WORDS)
    assert not [word for word in WORDS if any(c.isdigit() or (c.isascii() and c.isalpha()) for c in word)]
    assert not [word for word in WORDS if any(c in word for c in "@/") and len(word) > 1]
    known = thai_words() | read_lexicon_files(path("th", "text/sentiment")).vocabulary()
    assert not [word for word in WORDS if len(word) > 2 and word not in known]
    assert not set(WORDS) & (thai_family_names() - thai_words())


def test_it_knows_praise_from_complaint_and_both_from_talk() -> None:
    praise, complaint, talk = START.score_many(["อร่อยมาก น่ารัก", "แย่มาก ไม่อร่อย ผิดหวัง", "ซื้อได้ที่ไหนคะ สอบถามรายละเอียด"])
    assert (praise.label, complaint.label, talk.label) == (1, -1, 0)
    assert praise.score is not None
    assert complaint.score is not None
    assert praise.score > 0.3 > -0.3 > complaint.score
    assert all(found.model == START.name for found in (praise, complaint, talk))


@given(
    st.lists(st.text(st.characters(exclude_categories=[])) | st.lists(st.sampled_from(WORDS)).map(" ".join), max_size=5)
)
@settings(max_examples=60, deadline=None)
def test_a_batch_says_what_each_text_says_alone_and_never_raises(texts: list[str]) -> None:
    together = START.score_many(texts)
    assert len(together) == len(texts)
    for text, found in zip(texts, together, strict=True):
        alone = START.score_many([text])[0]
        assert found.label == alone.label
        assert found.score == pytest.approx(alone.score, abs=1e-9)
        assert found.confidence is not None
        assert found.score is not None
        assert 1 / 3 - 1e-9 <= found.confidence <= 1 + 1e-9
        assert -1 <= found.score <= 1


def test_of_an_unknown_text_nothing_is_said() -> None:
    for found in START.score_many(["", "qwx zzv", "12345"]):
        assert (found.label, found.score) == (0, 0.0)


def test_it_is_the_softmax_of_its_file() -> None:
    """A text of one known word that the lexicon does not value."""
    rows = [line.split("\t") for line in (FOLDER / "th.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    word, _, *weights = next(row for row in rows if START.lexicon.read(row[0]) == ([row[0]], 0.0))
    logits = (np.array([float(weight) for weight in weights]) + START.manifest.intercepts) / START.manifest.temperature
    shares = np.exp(logits) / np.exp(logits).sum()
    found = START.score_many([word])[0]
    assert found.score == pytest.approx(shares[2] - shares[0])
    assert found.label == int(shares.argmax()) - 1


def test_it_travels_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(START)) is START


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("th.json", '"format": 1', '"format": 9', "expected format 1 and language 'th', found format 9"),
        ("th.json", '"words"', '"wards"', r"th\.json"),
        ("th.tsv", "rarity", "parity", "expected sha256"),
    ],
)
def test_damaged_and_foreign_files_are_refused(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    for name in ("th.json", "th.tsv"):
        shutil.copy(FOLDER / name, tmp_path)
    assert StartModel("th", tmp_path).score_many(["อร่อย"])[0].label == 1
    (tmp_path / file).write_text((tmp_path / file).read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LexiconFileError, match=message) as caught:
        StartModel("th", tmp_path).score_many(["อร่อย"])
    assert "tools/train_thai_start.py" in str(caught.value)


def test_its_name_changes_with_its_numbers() -> None:
    manifest = START.manifest
    for changes in ({"temperature": 2.0}, {"sha256": "0"}, {"intercepts": (0.0, 0.0, 0.0)}):
        assert manifest.model_copy(update=changes).digest != manifest.digest
    assert manifest.model_copy(update={"measured": {}}).digest == manifest.digest
