"""Learned sentiment: features, fitting, what is held out, keeping models, choosing between them and the lexicon."""

from __future__ import annotations

import json
import pickle
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, vstack
from scipy.sparse import random as random_sparse
from sklearn.linear_model import LogisticRegression

from analysis.pipeline.corrections import apply_corrections
from analysis.pipeline.sentiment_examples import examples_of, label_of_stars, rated_texts, sentence_shares
from analysis.pipeline.sentiment_models import NoLexicon, models_for
from analysis.reading.masking import Masking
from analysis.sentiment import default_models
from analysis.sentiment.features.customer_words import customer_features
from analysis.sentiment.features.runs import Columns, counted
from analysis.sentiment.features.surface import SURFACE, surface_features
from analysis.sentiment.features.thai_words import segmented
from analysis.sentiment.measuring.evaluations import NOT_CHOSEN, language_status
from analysis.sentiment.measuring.measure import calibration_error, confusion_of, gain, macro_f1, measured
from analysis.sentiment.models.store import FORMAT
from analysis.sentiment.training.fitting import Example, TooFewError, train
from analysis.sentiment.training.softmax import softmax_path
from analysis.tables import insert
from data.brand_names import NamedBrand
from data.state.corrections import Correction, append_corrections, load_corrections, sentence_hash
from tests.analysis.builder import NOW, Reviews, rows_of, warehouse

SMALL = Columns(bits=16)
WORDS = {
    1: ["zingy", "plomful", "the frap came crisp", "oolong was briskly", "melk foamed up"],
    0: ["it is beige", "a box of six", "oolong in a tin", "the tin stands there", "melk and frap"],
    -1: ["grotty", "snarfed", "the frap came limp", "oolong went doolally", "melk curdled up"],
}
"""Invented words carry the sentiment, so that no lexicon knows them."""


def texts_of(label: int, n: int, seed: int) -> list[str]:
    rng = random.Random(seed * 7 + label)
    return [f"{rng.choice(WORDS[label])}, {rng.choice(WORDS[label])} number {rng.randrange(10**6)}" for _ in range(n)]


def planted(n: int, seed: int = 1) -> list[Example]:
    return [
        Example(text, label, f"{label}-{number}")
        for label in (-1, 0, 1)
        for number, text in enumerate(texts_of(label, n, seed))
    ]


@given(st.lists(st.text(st.characters(exclude_categories=[])), max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_text_is_counted_alike_alone_and_in_a_batch(texts: list[str]) -> None:
    together = counted(texts, SMALL)
    for row, text in enumerate(texts):
        for block, alone in zip(together, counted([text], SMALL), strict=True):
            assert (block[row] != alone).nnz == 0


def test_equal_words_share_columns_wherever_they_stand() -> None:
    words, characters = counted(["slow service", "the service", "SERVICE", "กาแฟ อร่อย", "อร่อยมาก"], SMALL)
    service = set(words[2].indices)
    assert service <= set(words[0].indices)
    assert service <= set(words[1].indices)
    assert set(characters[3].indices) & set(characters[4].indices)
    assert words[0].sum() == 3  # two words and one pair


@given(st.lists(st.text(st.sampled_from("กาแฟอร่อยมากไม่ดี a\n!๑"), max_size=30), max_size=4))
@settings(max_examples=80, deadline=None)
def test_cutting_thai_into_words_changes_spaces_only(texts: list[str]) -> None:
    cut = segmented(texts)
    assert ["".join(text.split()) for text in cut] == ["".join(text.split()) for text in texts]


def test_thai_words_are_dictionary_words() -> None:
    assert segmented(["กาแฟอร่อยมาก ok"])[0].split() == ["กาแฟ", "อร่อย", "มาก", "ok"]


def test_customers_words_are_denied_and_longest() -> None:
    good, denied, plain = customer_features(["delicious", "not delicious", "the box"], "en")
    assert good[-1] > 0 > denied[-1]
    assert plain[-1] == 0
    assert not customer_features(["delicious"], "xx").any()


@given(st.lists(st.text(st.characters(exclude_categories=[])), max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_surface_is_finite_and_read_alike_alone(texts: list[str]) -> None:
    table = surface_features(texts)
    assert table.shape == (len(texts), SURFACE)
    assert np.isfinite(table).all()
    assert (table >= 0).all()
    for text, row in zip(texts, table, strict=True):
        assert (surface_features([text])[0] == row).all()


def test_surfaces_differ_where_they_look_different() -> None:
    plain, loud, asked, thai = surface_features(
        ["the box is here", "THE BOX is HERE!", "@acme the box is where? https://acme.example ...", "กล่องอยู่ไหนคะ?"]
    )
    assert np.flatnonzero(plain).tolist() == [0, 1]
    assert np.flatnonzero(loud).tolist() == [0, 1, 2, 7]
    assert np.flatnonzero(asked).tolist() == [0, 1, 3, 5, 8, 10]
    assert np.flatnonzero(thai).tolist() == [0, 1, 6]


def _sparse(n: int, columns: int, seed: int) -> csr_matrix:
    return csr_matrix(random_sparse(n, columns, 0.2, random_state=seed, dtype=np.float32))


@pytest.mark.parametrize("strength", [0.3, 3.0])
def test_softmax_is_logistic_regression(strength: float) -> None:
    matrix = _sparse(300, 40, 1)
    rng = np.random.default_rng(2)
    truth = (np.asarray(matrix @ rng.normal(size=(40, 3))) + rng.gumbel(size=(300, 3))).argmax(axis=1)
    weights = rng.uniform(0.5, 2, 300)
    reference = LogisticRegression(C=strength, tol=1e-8, max_iter=5000).fit(matrix, truth, sample_weight=weights)
    found = softmax_path(matrix, np.eye(3)[truth], weights, (0.1, strength))
    coefficients, intercepts = found[-1]
    logits = matrix @ coefficients.T + intercepts
    ours = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert np.abs(ours - reference.predict_proba(matrix)).max() < 0.03


def test_shares_of_labels_are_texts_that_stand_there_twice() -> None:
    matrix = _sparse(60, 12, 3)
    shares = np.random.default_rng(4).dirichlet([1, 1, 1], 60)
    once = softmax_path(matrix, shares, np.full(60, 2.0), (1.0,))[0]
    thrice = softmax_path(
        csr_matrix(vstack([matrix] * 3)), np.repeat(np.eye(3), 60, axis=0), 2 * shares.T.ravel(), (1.0,)
    )[0]
    assert np.abs(once[0] - thrice[0]).max() < 0.02
    assert np.abs(once[1] - thrice[1]).max() < 0.02


def test_columns_in_larger_units_are_penalised_less() -> None:
    matrix = csr_matrix(np.tile(np.eye(2, dtype=np.float32), (20, 1)))
    matrix = csr_matrix(np.hstack([matrix.toarray(), matrix.toarray()]))
    scales = np.ones((2, 4), dtype=np.float32)
    scales[:, 2:] = 3
    coefficients, _ = softmax_path(matrix, np.tile(np.eye(2), (20, 1)), np.ones(40), (1.0,), scales)[0]
    assert coefficients[0, 2] == pytest.approx(9 * coefficients[0, 0], rel=0.01)


def test_html_references_are_what_they_stand_for() -> None:
    escaped, plain = (counted([text], SMALL)[1] for text in ("tea &amp; milk &lt;3", "tea & milk <3"))
    assert (escaped != plain).nnz == 0


def test_the_best_of_the_invented_market_is_learned_and_calibrated() -> None:
    trained = train(planted(60), default_models()["en"])
    assert trained.wins
    assert trained.learned.macro_f1 > 0.9 > trained.lexicon.macro_f1
    assert trained.calibration_error < 0.15
    scored = trained.model.score_many([*texts_of(1, 20, 9), *texts_of(-1, 20, 9)])
    assert [item.label for item in scored] == [1] * 20 + [-1] * 20
    assert all(item.confidence is not None and 1 / 3 <= item.confidence <= 1 for item in scored)
    assert all(item.score is not None and -1 <= item.score <= 1 for item in scored)
    assert pickle.loads(pickle.dumps(trained.model)).score_many(["zingy", ""]) == trained.model.score_many(
        ["zingy", ""]
    )


@given(st.lists(st.text(st.characters(exclude_categories=[])), max_size=4))
@settings(max_examples=40, deadline=None)
def test_a_model_never_raises_and_probabilities_stay_in_range(texts: list[str]) -> None:
    scored = _MODEL.score_many(texts)
    assert len(scored) == len(texts)
    assert all(item.label in (-1, 0, 1) and item.score is not None and -1 <= item.score <= 1 for item in scored)


_MODEL = train(planted(20), NoLexicon("en")).model


def test_the_order_of_examples_does_not_matter() -> None:
    examples = planted(20)
    mixed = random.Random(3).sample(examples, len(examples))
    assert train(mixed, NoLexicon("en")).model.name == _MODEL.name
    assert train(planted(20, seed=2), NoLexicon("en")).model.name != _MODEL.name


def test_no_author_stands_on_both_sides() -> None:
    # Each author has a word and a label of their own: only who has seen the author can tell.
    examples = [
        Example(f"qx{author}qx wrote line {line}", (-1, 0, 1)[author % 3], f"author{author}")
        for author in range(30)
        for line in range(6)
    ]
    trained = train(examples, NoLexicon("en"))
    assert trained.learned.accuracy < 0.6
    assert trained.learned.groups == 30


def test_names_of_brands_carry_no_sentiment() -> None:
    masking = Masking([NamedBrand("acme", ("Acme",)), NamedBrand("beta", ("Beta",))])
    examples = [
        Example(
            masking.mask(f"{'Acme' if example.label > 0 else 'Beta'} {example.text}", "en").text,
            example.label,
            example.author,
        )
        for example in planted(30)
    ]
    model = train(examples, NoLexicon("en")).model
    acme, beta = model.score_many([masking.mask(text, "en").text for text in ("Acme box", "Beta box")])
    assert acme == beta


def test_too_few_are_named() -> None:
    with pytest.raises(TooFewError, match="50 rated texts or more, found 30"):
        train(planted(10), NoLexicon("en"))
    with pytest.raises(TooFewError, match="5 neutral texts or more, found 0"):
        train([example for example in planted(40) if example.label], NoLexicon("en"))
    one_author = [Example(example.text, example.label, "same") for example in planted(40)]
    with pytest.raises(TooFewError, match="authors"):
        train(one_author, NoLexicon("en"))


def test_measures_by_hand() -> None:
    truth, guess = np.array([-1, -1, 0, 1]), np.array([-1, 1, 0, 1])
    assert confusion_of(truth, guess).tolist() == [[1, 0, 1], [0, 1, 0], [0, 0, 1]]
    assert macro_f1(confusion_of(truth, guess)) == pytest.approx((2 / 3 + 1 + 2 / 3) / 3)
    result = measured(truth, guess, list("abcd"))
    assert result.low <= result.macro_f1 <= result.high
    assert gain(truth, guess, guess, list("abcd")) == (0.0, 0.0, 0.0)
    sure = np.array([[1.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert calibration_error(truth, sure) == 0
    assert calibration_error(truth, sure[::-1]) == 1


def test_stars_and_shares_of_sentences() -> None:
    assert [label_of_stars(stars / 5) for stars in (1, 2, 2.5, 3, 3.5, 4, 5)] == [-1, -1, 0, 0, 0, 1, 1]
    shares = sentence_shares(
        ["It was terrible.", "There is a box.", "It was great."], [1, 1, 1], default_models()["en"]
    )
    assert np.allclose(shares.sum(axis=1), 1)
    assert shares[2][2] > shares[1][2] > shares[0][2]
    assert sentence_shares(["There is a box."], [-1], default_models()["en"])[0][0] > shares[1][0]


def _rated(n: int, first: int = 0, seed: int = 1) -> Reviews:
    reviews = Reviews(first)
    for label, stars in ((-1, 1), (0, 3), (1, 5)):
        for text in texts_of(label, n, seed):
            reviews.add("acme", text, rating=float(stars), rating_max=5.0)
    for row in reviews.rows:
        row["language"] = "en"
    return reviews


def test_a_workspace_teaches_its_model_once(tmp_path: Path) -> None:
    con, said = warehouse(tmp_path), list[str]()
    state = tmp_path / ".overheard"
    _rated(40).save(con)
    chosen = models_for(con, state, ("en", "th"), said.append)
    name = chosen.names["en"]
    assert name.startswith("learned-en-")
    assert any("learning from 120 rated texts" in line for line in said)
    assert language_status("en", chosen.names, chosen.measured) == "validated"
    said.clear()
    again = models_for(con, state, ("en", "th"), said.append)
    assert again.names["en"] == name
    assert said == []
    sample = texts_of(-1, 5, 5)
    assert again.models["en"].score_many(sample) == chosen.models["en"].score_many(sample)
    # 10 % more: the stored model serves; a fifth more and more: a new one.
    _rated(4, 1000, seed=3).save(con)
    assert models_for(con, state, ("en",), said.append).names["en"] == name
    _rated(10, 2000, seed=4).save(con)
    assert models_for(con, state, ("en",), said.append).names["en"] != name
    con.close()


def test_damaged_and_foreign_files_are_trained_again(tmp_path: Path) -> None:
    con, said = warehouse(tmp_path), list[str]()
    state = tmp_path / ".overheard"
    _rated(25).save(con)
    name = models_for(con, state, ("en",), said.append).names["en"]
    arrays, manifest = state / "models" / "en.npz", state / "models" / "en.json"
    foreign = json.dumps(json.loads(manifest.read_text()) | {"scikit_learn": "0.1"}).encode()
    for path, content, expected in (
        (arrays, arrays.read_bytes()[:-9], "expected sha256"),
        (arrays, pickle.dumps(print), "expected sha256"),
        (manifest, b"{", "cannot be read"),
        (manifest, foreign, f"found format {FORMAT} and scikit-learn 0.1"),
    ):  # fmt: skip
        path.write_bytes(content)
        said.clear()
        assert models_for(con, state, ("en",), said.append).names["en"] == name
        assert any(expected in line for line in said), said
        assert any("learning from" in line for line in said)
    con.close()


def test_the_lexicon_stays_where_it_is_as_good(tmp_path: Path) -> None:
    con = warehouse(tmp_path)
    reviews = Reviews()
    rng = random.Random(5)
    for number in range(90):
        stars, word = rng.choice([(1.0, "terrible"), (3.0, "printed"), (5.0, "great")])
        reviews.add("acme", f"The box {number} was {word}.", rating=stars, rating_max=5.0)
    for row in reviews.rows:
        row["language"] = "en"
    reviews.save(con)
    chosen = models_for(con, tmp_path / ".overheard", ("en",), lambda _: None)
    assert chosen.names == {"en": default_models()["en"].name}
    assert [entry.status for entry in chosen.measured] == [NOT_CHOSEN]
    con.close()


def test_what_is_left_out_of_teaching(tmp_path: Path) -> None:
    con = warehouse(tmp_path)
    copy = "The oolong went doolally and then the melk curdled up on our table for hours."
    reviews = Reviews()
    reviews.add("acme", "Lovely, said our own page.", rating=5.0, rating_max=5.0, first_party=True)
    reviews.add("acme", copy, rating=1.0, rating_max=5.0)
    reviews.add("beta", copy + "!", rating=1.0, rating_max=5.0)
    reviews.add("beta", "No stars at all here, only words.")
    reviews.add("beta", "กาแฟอร่อยมาก พนักงานบริการดี", rating=5.0, rating_max=5.0, author=None)
    for row in reviews.rows:
        row["language"] = None
    reviews.save(con)
    found = rated_texts(con, ("en", "th"))
    assert {code: len(rows) for code, rows in found.items()} == {"en": 1, "th": 1}
    assert found["th"]["author"].tolist() == ["r000004"]
    wholes = [example for example in examples_of(found["en"], default_models()["en"]) if example.measured]
    assert [(example.text, example.label) for example in wholes] == [(copy, -1)]
    con.close()


def test_corrections_are_loaded_once_and_win(tmp_path: Path) -> None:
    con, state = warehouse(tmp_path), tmp_path / ".overheard"
    reviews = Reviews()
    review = reviews.add("acme", "ดี. The box was great.")
    reviews.save(con)
    sentence = "The box was great."
    insert(con, "opinions", [
        {"record_kind": "review", "record_id": review, "start": 4, "end": 22, "driver": driver, "label": 1, "score": 0.6,
         "language": "en", "brand": "acme"}
        for driver in ("delivery", "price_value")
    ])  # fmt: skip

    def correction(new: str, minute: int, said: str = sentence) -> Correction:
        row = {"record_kind": "review", "record_id": review, "start": 4, "old": "1", "new": new}
        return Correction.model_validate(
            row | {"sentence_hash": sentence_hash(said), "made_at": NOW.replace(minute=minute)}
        )

    append_corrections(state, [correction("0", 1), correction("-1", 2)])
    with (state / "corrections.jsonl").open("ab") as file:
        file.write(b'{"record_kind":"review"}\n{"half')
    append_corrections(state, [])
    loaded = load_corrections(con, state)
    assert loaded.kept == 1
    assert len(loaded.problems) == 1
    assert "line 3" in loaded.problems[0]
    before = rows_of(con, "corrections")
    assert load_corrections(con, state).kept == 1
    assert rows_of(con, "corrections") == before
    assert apply_corrections(con) == 2
    assert {(row["label"], row["score"], row["confidence"]) for row in rows_of(con, "opinions")} == {(-1, -1.0, 1.0)}
    assert apply_corrections(con) == 0
    # The next writer mends the half line; a correction of other words no longer applies.
    append_corrections(state, [correction("1", 3, "The box was grand.")])
    assert len(load_corrections(con, state).problems) == 2
    assert apply_corrections(con) == 0
    con.close()
