"""The user's own sentiment model: a real ONNX classifier is loaded, run, measured and chosen; wrong folders are named."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pipeline.sentiment_models import SentimentChoice, models_for
from analysis.sentiment import default_models
from analysis.sentiment.measuring.evaluations import NOT_CHOSEN, language_status
from analysis.sentiment.models.transformer import TransformerError, TransformerModel, check, transformers
from tests.analysis.builder import Reviews, warehouse
from tests.tiny_onnx import THREE, write_classifier

WORDS = {"zingy": (-1, 0, 2), "beige": (0, 2, 0), "grotty": (3, 0, -1), "very": (0, 0, 0.5)}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TransformerModel:
    return TransformerModel("en", write_classifier(tmp_path_factory.mktemp("tiny"), WORDS))


def test_scores_are_the_softmax_of_the_logits(tiny: TransformerModel) -> None:
    *found, nothing = tiny.score_many(["zingy", "grotty beige", "very zingy zingy unheard", ""])
    assert (nothing.label, nothing.score) == (0, 0.0)
    for sentiment, logits in zip(found, ([-1, 0, 2], [3, 2, -1], [-2, 0, 4.5]), strict=True):
        shares = np.exp(logits) / np.exp(logits).sum()
        assert sentiment.label == int(shares.argmax()) - 1
        assert sentiment.score == pytest.approx(shares[2] - shares[0], abs=1e-5)
        assert sentiment.confidence == pytest.approx(shares.max(), abs=1e-5)
        assert sentiment.model == tiny.name
    assert tiny.score_many([]) == []
    assert (tiny.language, tiny.cut) == ("en", 0)


@given(st.lists(st.lists(st.sampled_from([*WORDS, "\ud800", "กาแฟ", "\0"]), max_size=9).map(" ".join), max_size=70))
@settings(max_examples=25, deadline=None)
def test_a_batch_says_what_each_text_says_alone(texts: list[str]) -> None:
    model = _MODELS[0]
    alone = [model.score_many([text])[0] for text in texts]
    for one, other in zip(alone, model.score_many(texts), strict=True):
        assert one.label == other.label
        assert one.score == pytest.approx(other.score, abs=1e-5)


_MODELS: list[TransformerModel] = []


@pytest.fixture(scope="module", autouse=True)
def _shared(tiny: TransformerModel) -> None:
    _MODELS[:] = [tiny]


def test_what_is_too_long_is_read_in_part_and_counted(tmp_path: Path) -> None:
    model = TransformerModel("en", write_classifier(tmp_path, WORDS, positions=5))
    assert model.limit == 3
    labels = [found.label for found in model.score_many(["beige beige beige grotty grotty grotty", "grotty"])]
    assert (labels, model.cut) == ([0, -1], 1)


def test_stars_and_two_classes_are_understood(tmp_path: Path) -> None:
    stars = {number: f"{number + 1} stars" if number else "1 star" for number in range(5)}
    five = TransformerModel("en", write_classifier(tmp_path / "5", {"meh": (0.9, 0.9, 1.2, 0, 0)}, stars))
    assert [found.label for found in five.score_many(["meh"])] == [-1]  # one and two stars together outweigh three
    two = write_classifier(tmp_path / "2", {"good": (0, 1)}, {0: "NEGATIVE", 1: "Positive"})
    assert TransformerModel("en", two).score_many(["good"])[0].label == 1


def test_a_name_changes_with_any_file_and_survives_pickling(tmp_path: Path) -> None:
    names = set()
    for number, file in enumerate(("", "model.onnx", "model.onnx_data", "tokenizer.json", "config.json")):
        folder = write_classifier(tmp_path / str(number), WORDS)
        if file:
            with (folder / file).open("ab") as end:
                end.write(b" ")
        names.add(TransformerModel("th", folder).name)
    assert len(names) == 5
    model = TransformerModel("th", tmp_path / "0")
    again = pickle.loads(pickle.dumps(model))
    assert again.name == model.name
    assert again.score_many(["zingy"]) == model.score_many(["zingy"])


def _config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes), encoding="utf-8")


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_classifier(tmp_path, WORDS)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(
        TransformerError, match=r'expected onnxruntime to be installed: pip install "overheard\[transformer\]"'
    ):
        check(folder)


def test_wrong_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(TransformerError, match=r"gone: expected a folder with model\.onnx"):
        check(tmp_path / "gone")
    folder = write_classifier(tmp_path / "a", WORDS)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(TransformerError, match=r"expected tokenizer\.json, found config\.json, model\.onnx"):
        check(folder)
    folder = write_classifier(tmp_path / "b", WORDS, {0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"})
    with pytest.raises(
        TransformerError, match=r"config\.json: id2label: .*found \{0: 'LABEL_0'.*Write there what each means"
    ):
        check(folder)
    for wrong in ({"0": "negative", "2": "positive"}, {"0": "neutral", "1": "positive"}):
        _config(folder, id2label=wrong)
        with pytest.raises(TransformerError, match="at least negative and positive"):
            check(folder)
    for broken in (None, "x", {"a": "positive"}):
        _config(folder, id2label=broken)
        with pytest.raises(TransformerError, match="expected JSON with id2label"):
            check(folder)


def test_files_that_are_no_classifier_are_told_when_they_are_read(tmp_path: Path) -> None:
    folder = write_classifier(tmp_path / "a", WORDS)
    (folder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(TransformerError, match="cannot be loaded"):
        TransformerModel("en", folder).score_many(["zingy"])
    two = write_classifier(tmp_path / "b", {"good": (0, 1)}, THREE)
    with pytest.raises(TransformerError, match=r"expected 3 outputs a text.*found a first output of shape \(1, 2\)"):
        TransformerModel("en", two).score_many(["good"])
    more = write_classifier(tmp_path / "c", WORDS, inputs=("input_ids", "attention_mask", "pixels"))
    with pytest.raises(TransformerError, match=r"found \['pixels'\] too"):
        TransformerModel("en", more).score_many(["zingy"])


def test_one_folder_may_serve_all_languages_or_each_its_own(tmp_path: Path) -> None:
    first, second = (write_classifier(tmp_path / name, WORDS) for name in ("a", "b"))
    (second / "config.json").write_text((second / "config.json").read_text() + "\n")
    found = transformers({"": first, "th": second}, ("en", "th", "vi"))
    assert set(found) == {"en", "th", "vi"}
    assert found["en"].name.partition("-en-")[2] == found["vi"].name.partition("-vi-")[2]
    assert found["th"].name.partition("-th-")[2] != found["en"].name.partition("-en-")[2]
    assert set(transformers({"th": second}, ("en", "th"))) == {"th"}


NUMBER = 40
LOGITS = {-1: (4, 0, 0), 0: (0, 4, 0), 1: (0, 0, 4)}


def _market(tmp_path: Path, n: int = NUMBER) -> tuple[dict[str, tuple[float, ...]], Reviews]:
    """Every author says a word of their own: only who knows the words beforehand can tell. word -> its logits, and reviews."""
    words: dict[str, tuple[float, ...]] = {}
    reviews = Reviews()
    for label, stars in ((-1, 1.0), (0, 3.0), (1, 5.0)):
        for number in range(n):
            word = "q" + "".join("aeiou"[int(digit)] + "b" for digit in np.base_repr(3 * number + label + 1, 5))
            words[word] = LOGITS[label]
            reviews.add("acme", f"{word} {word}r {word}n", rating=stars, rating_max=5.0)
    for row in reviews.rows:
        row["language"] = "en"
    return words, reviews


def _choose(tmp_path: Path, own: TransformerModel | None, said: list[str], forced: bool = False) -> SentimentChoice:
    con = warehouse(tmp_path)
    try:
        given = {"en": own} if own else {}
        return models_for(con, tmp_path / ".overheard", ("en",), said.append, transformers=given, forced=forced)
    finally:
        con.close()


def test_it_serves_where_it_is_measured_to_be_better_and_is_measured_once(tmp_path: Path) -> None:
    words, reviews = _market(tmp_path)
    con, said = warehouse(tmp_path), list[str]()
    reviews.save(con)
    con.close()
    good = TransformerModel("en", write_classifier(tmp_path / "good", words))
    chosen = _choose(tmp_path, good, said)
    assert chosen.names == {"en": good.name}
    assert chosen.workers == 1
    assert language_status("en", chosen.names, chosen.measured) == "validated"
    assert [entry.status for entry in chosen.measured if entry.model != good.name] == [NOT_CHOSEN]
    assert any("the transformer serves: " in line and "difference +" in line for line in said), said
    said.clear()
    assert _choose(tmp_path, good, said).names == {"en": good.name}
    assert said == []
    # Without it, and with one that is wrong, what served before serves again.
    wrong = TransformerModel("en", write_classifier(tmp_path / "wrong", {w: v[::-1] for w, v in words.items()}))
    for other in (None, wrong):
        chosen = _choose(tmp_path, other, said)
        assert chosen.names == {"en": default_models()["en"].name}
        assert chosen.workers is None
    assert {entry.model: entry.status for entry in chosen.measured}[wrong.name] == NOT_CHOSEN


def test_unmeasured_it_serves_only_where_the_user_says_so(tmp_path: Path) -> None:
    words, reviews = _market(tmp_path, n=3)
    con, said = warehouse(tmp_path), list[str]()
    reviews.save(con)
    con.close()
    good = TransformerModel("en", write_classifier(tmp_path / "good", words))
    assert _choose(tmp_path, good, said).names == {"en": default_models()["en"].name}
    chosen = _choose(tmp_path, good, said, forced=True)
    assert chosen.names == {"en": good.name}
    assert language_status("en", chosen.names, chosen.measured) == "never measured"
    assert f"{good.name} serves, as overheard.toml says; never measured here" in said[-1]


def test_forced_it_is_still_measured(tmp_path: Path) -> None:
    words, reviews = _market(tmp_path)
    con, said = warehouse(tmp_path), list[str]()
    reviews.save(con)
    con.close()
    wrong = TransformerModel("en", write_classifier(tmp_path / "wrong", {w: v[::-1] for w, v in words.items()}))
    chosen = _choose(tmp_path, wrong, said, forced=True)
    assert chosen.names == {"en": wrong.name}
    assert language_status("en", chosen.names, chosen.measured) == "below floor"
    assert "below floor here, so comparisons in this language show leads only" in said[-1]
