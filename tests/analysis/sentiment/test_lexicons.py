"""The lexicon models: rules by example in each language, and what must hold for any text."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sentiment import default_models
from analysis.sentiment.model import THRESHOLD, Sentiment
from analysis.sentiment.models.lexicon.files import read_lexicon_files
from analysis.sentiment.models.lexicon.model import LexiconModel, lexicon_languages
from analysis.sentiment.models.lexicon.symbols import emoji_valences, emoticon_valences
from analysis.sentiment.models.lexicon.tokens import undiacritised
from analysis.sentiment.models.lexicon.valences import LexiconFileError
from benchmarks import lexicons
from data.languages import path
from tests.conftest import ROOT
from tests.work import assert_grows

MODELS = {language: LexiconModel(language) for language in ("th", "vi")}
WORDS = {
    language: [
        line.split("\t")[0] for line in path(language, "text/sentiment/words.tsv").read_text("utf-8").splitlines()
    ]
    for language in MODELS
}


def score(language: str, text: str) -> float:
    return MODELS[language].score(text)


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        ("th", "อาหารอร่อยมาก พนักงานน่ารัก", 1),
        ("th", "ส่งของช้ามาก แพ็คของก็แย่", -1),
        ("th", "วันนี้ร้านเปิดกี่โมง", 0),
        ("th", "โคตรดี ปังมาก", 1),
        ("th", "รอเป็นชั่วโมง ไม่มีใครรับสาย บริการห่วยแตก", -1),
        ("th", "ขนมปังวางอยู่บนโต๊ะ", 0),
        ("th", "เติมดีเซลที่ปั๊ม", 0),
        ("th", "👍👍❤️", 1),
        ("th", "😡😡", -1),
        ("vi", "Nhân viên thân thiện, giao hàng nhanh", 1),
        ("vi", "Hàng bị vỡ, shop không trả lời tin nhắn", -1),
        ("vi", "Cửa hàng nằm trên đường Lê Lợi", 0),
        ("vi", "đồ ăn dở ẹc", -1),
        ("vi", "sp xịn xò lắm nha", 1),
        ("vi", "ko thích chút nào", -1),
        ("vi", "không khí trong phòng", 0),
        ("vi", "👎", -1),
    ],
)
def test_reads_plain_opinions(language: str, text: str, label: int) -> None:
    (found,) = MODELS[language].score_many([text])
    assert found.label == label, found


@pytest.mark.parametrize(
    ("language", "plain", "negated"),
    [
        ("th", "พนักงานสุภาพ", "พนักงานไม่สุภาพ"),
        ("th", "ห้องสะอาด", "ห้องไม่ได้สะอาด"),
        ("th", "ใช้งานสะดวก", "ใช้งานไม่ค่อยสะดวก"),
        ("vi", "nhân viên nhiệt tình", "nhân viên không nhiệt tình"),
        ("vi", "phòng sạch sẽ", "phòng chưa được sạch sẽ"),
        ("vi", "bài giảng thú vị", "bài giảng chẳng thú vị"),
    ],
)
def test_negation_turns_praise_into_blame(language: str, plain: str, negated: str) -> None:
    assert score(language, plain) >= THRESHOLD
    assert score(language, negated) <= -THRESHOLD


@pytest.mark.parametrize(
    ("language", "once", "twice"),
    [("th", "ไม่สะดวก", "ไม่ใช่ว่าจะไม่สะดวก"), ("vi", "không hài lòng", "không phải là không hài lòng")],
)
def test_double_negation_takes_the_blame_back(language: str, once: str, twice: str) -> None:
    assert score(language, once) < 0 < score(language, twice) < 0.6


@pytest.mark.parametrize(
    ("language", "text"),
    [("th", "ไม่เคยผิดหวัง"), ("th", "ไม่แพง"), ("vi", "không bao giờ thất vọng"), ("vi", "không tệ")],
)
def test_denied_blame_is_no_blame(language: str, text: str) -> None:
    assert score(language, text) > 0


@pytest.mark.parametrize(
    ("language", "weaker", "stronger"),
    [
        ("th", "สะอาด", "สะอาดจริงๆ"),
        ("th", "สกปรก", "โคตรสกปรก"),
        ("th", "สุภาพ", "สุภาพเหลือเกิน"),
        ("vi", "sạch sẽ", "cực kỳ sạch sẽ"),
        ("vi", "sạch sẽ", "sạch sẽ lắm"),
        ("vi", "hơi ồn", "quá ồn"),
        ("vi", "ồn", "ồn dã man"),
    ],
)
def test_intensifiers_before_and_after(language: str, weaker: str, stronger: str) -> None:
    assert abs(score(language, weaker)) < abs(score(language, stronger))
    assert score(language, weaker) * score(language, stronger) > 0


@pytest.mark.parametrize(
    ("language", "first", "but", "second"),
    [("th", "ห้องสะอาด", "แต่", "พนักงานหยาบคาย"), ("vi", "phòng sạch sẽ", "nhưng", "nhân viên thô lỗ")],
)
def test_what_follows_but_weighs_more(language: str, first: str, but: str, second: str) -> None:
    joined = score(language, f"{first} {but} {second}")
    assert joined < score(language, f"{first} {second}")
    assert joined < 0 < score(language, first)
    assert score(language, f"{second} {but} {first}") > score(language, f"{second} {first}")


def test_contrast_ends_with_its_sentence() -> None:
    before = score("vi", "Phòng sạch sẽ. Nhân viên thô lỗ.")
    assert score("vi", "Phòng sạch sẽ. Nhưng nhân viên thô lỗ.") < before
    assert score("vi", "Nhưng. Phòng sạch sẽ. Nhân viên thô lỗ.") == before


@pytest.mark.parametrize(
    ("language", "plain", "polite"),
    [
        ("th", "อร่อย", "อร่อยครับ"),
        ("th", "ไม่สะอาด", "ไม่สะอาดค่ะ"),
        ("th", "ไม่สุภาพ", "ก็ไม่สุภาพนะ"),
        ("vi", "nhân viên thân thiện", "dạ nhân viên thân thiện ạ"),
        ("vi", "đồ ăn ngon", "đồ ăn ngon nha"),
    ],
)
def test_particles_change_nothing(language: str, plain: str, polite: str) -> None:
    assert score(language, plain) == score(language, polite)


@pytest.mark.parametrize(
    ("language", "statement", "weaker"),
    [
        ("th", "ร้านนี้อร่อย", "ร้านนี้อร่อยไหม"),
        ("th", "พนักงานสุภาพ", "พนักงานควรจะสุภาพ"),
        ("vi", "phòng có sạch sẽ", "phòng có sạch sẽ không ?"),
        ("vi", "nhân viên thân thiện", "nhân viên nên thân thiện"),
    ],
)
def test_a_question_or_a_wish_is_not_praise(language: str, statement: str, weaker: str) -> None:
    assert score(language, weaker) < score(language, statement) / 1.5


@pytest.mark.parametrize(
    ("language", "written", "usual"),
    [
        ("th", "อร่อยมากกกกก", "อร่อยมาก"),
        ("th", "เเย่จัง", "แย่จัง"),
        ("th", "5555555", "555"),
        ("th", "ถถถถถ", "555"),
        ("vi", "đẹppppp", "đẹp"),
        ("vi", "hoà nhã, thuỷ tinh đẹp", "hòa nhã, thủy tinh đẹp"),
        ("vi", "ko hài lòng", "không hài lòng"),
        ("vi", "nv phục vụ tốt", "nhân viên phục vụ tốt"),
    ],
)
def test_spellings_read_alike(language: str, written: str, usual: str) -> None:
    assert score(language, written) == score(language, usual)


@pytest.mark.parametrize(
    "text",
    ["nhân viên rất nhiệt tình", "thất vọng quá", "phòng sạch sẽ, thoáng mát", "không hài lòng", "đóng gói cẩn thận"],
)
def test_vietnamese_without_diacritics(text: str) -> None:
    assert score("vi", undiacritised(text)) == pytest.approx(score("vi", text), abs=0.15)
    assert score("vi", undiacritised(text)) * score("vi", text) > 0


def test_ambiguous_undiacritised_words_say_nothing() -> None:
    """`ban` may be dirty (bẩn), you (bạn) or sell (bán); `hay` good or or."""
    assert score("vi", "ban hay") == 0


def test_leanings_alone_make_no_label() -> None:
    for language, text in (("th", "ไม่ ไม่ ไม่ ไม่ ไม่ ไม่"), ("vi", "không, chưa, chẳng, không, chưa, chẳng")):
        (found,) = MODELS[language].score_many([text])
        assert found.label == 0
        assert found.score is not None
        assert -THRESHOLD < found.score < 0


def test_symbols_come_from_vader_and_our_table() -> None:
    assert emoticon_valences()[":)"] > 0 > emoticon_valences()[":("]
    assert emoji_valences()["❤"] > 0 > emoji_valences()["👎"]
    for language in MODELS:
        assert score(language, ":)") > 0 > score(language, ":(")
        assert score(language, "👍🏽") == score(language, "👍")
        assert score(language, "😡" * 50) == score(language, "😡😡")


any_text = st.text(max_size=200)
spoken = st.sampled_from([word for words in WORDS.values() for word in words])
mixed = st.lists(
    st.one_of(spoken, st.text(max_size=8), st.sampled_from(["ไม่", "không", "แต่", "nhưng", "!", "😀"])), max_size=14
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(any_text, mixed.map("".join), mixed.map(" ".join)))
def test_any_text_has_a_score(text: str) -> None:
    for model in MODELS.values():
        found = model.score_many([text, text + "  \n ", "  " + text])
        assert all(one.score is not None and -1 <= one.score <= 1 for one in found)
        assert found[0] == found[1] == found[2]


def test_lone_surrogates_and_controls_have_a_score() -> None:
    for model in MODELS.values():
        assert all(
            -1 <= model.score(text) <= 1
            for text in ("\ud800", "a\udc00b", "\x00\x1c\u2028", "", " ", "\u0e4d\u0e32" * 9)
        )


def single_words(language: str) -> list[str]:
    """Positive entries, one token each, whose valence no rule word shares."""
    model = MODELS[language]
    found = []
    for line in path(language, "text/sentiment/words.tsv").read_text("utf-8").splitlines():
        word, _, value = line.partition("\t")
        if not line.startswith("# ") and value and float(value) >= 1.5 and len(word) > 2:
            meanings, _ = model._read(word)
            if len(meanings) == 1 and meanings[0].is_entry and not meanings[0].idiom:
                found.append(word)
    return found


@pytest.mark.parametrize(("language", "negation"), [("th", "ไม่"), ("vi", "không ")])
def test_negating_a_positive_word_lessens_it(language: str, negation: str) -> None:
    words = single_words(language)
    assert len(words) > 60
    held = [word for word in words if score(language, negation + word) >= score(language, word)]
    assert not held


@pytest.mark.parametrize("language", sorted(MODELS))
def test_lexicons_are_large_and_well_formed(language: str) -> None:
    data = read_lexicon_files(path(language, "text/sentiment"))
    assert len(data.valences) >= 1000
    assert sum(value > 0 for value in data.valences.values()) > 300
    assert sum(value < 0 for value in data.valences.values()) > 300
    assert language in lexicon_languages()


def test_names_tell_the_version_and_survive_pickling() -> None:
    for language, model in MODELS.items():
        assert model.name.startswith(f"lexicon-{language}-")
        copy = pickle.loads(pickle.dumps(model))
        assert (copy.name, copy.language) == (model.name, language)
        assert copy.score("👍") == model.score("👍")


HOSTILE: list[Callable[[int], str]] = [
    lambda n: "ก" * n,
    lambda n: "ไม่ดีเลย" * (n // 8),
    lambda n: "tốt " * (n // 4),
    lambda n: "(" * n,
    lambda n: "ก" + " " * (n // 4) + "ก",
    lambda n: "5" * n + "1",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_work_grows_with_hostile_texts_at_most(text: Callable[[int], str]) -> None:
    assert_grows(lambda n: lambda: [model.score(text(n)) for model in MODELS.values()], 15_000)


def test_thai_needs_no_home(tmp_path: Path) -> None:
    """Importing and scoring writes nothing: a home that cannot be written to, and none made."""
    home = tmp_path / "home"
    home.mkdir()
    code = "from analysis.sentiment.models.lexicon.model import LexiconModel; print(LexiconModel('th').score('อร่อยมาก') > 0)"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHAINLP")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment | {"HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "True"
    assert list(home.iterdir()) == []


def folder_of(tmp_path: Path, rules: str, words: str) -> Path:
    (tmp_path / "rules.toml").write_text(rules, "utf-8")
    (tmp_path / "words.tsv").write_text(words, "utf-8")
    return tmp_path


LITHUANIAN = """
language = "lt"
version = "1"
tokenizer = "lemmas"
[[shifts]]
name = "negation"
words = ["ne", "nebe", "nėra"]
window = 2
positive = -0.74
negative = -0.74
[prefixes]
negation = ["nebe", "ne"]
exceptions = ["nemokamas"]
[boosters.before]
labai = 0.293
[undiacritised]
read = true
"""


def test_a_new_language_is_one_folder(tmp_path: Path) -> None:
    model = LexiconModel("lt", folder_of(tmp_path, LITHUANIAN, "geras\t2\npatogus\t2\npuikus\t3\n"))
    assert model.score("geros kavinės") > 0
    assert model.score("nepatogi kėdė") < 0
    assert model.score("labai patogi kėdė") > model.score("patogi kėdė")
    assert model.score("nemokamas staliukas") == 0
    assert model.score("patogios kėdės") == model.score("patogi kėdė") > 0


def test_words_between_spaces(tmp_path: Path) -> None:
    rules = 'language = "xx"\nversion = "1"\ntokenizer = "words"\n[contrast]\n"no obstante" = [0.5, 1.5]\n'
    model = LexiconModel("xx", folder_of(tmp_path, rules, "bueno\t2\nmuy malo\t-3\n"))
    assert model.score("bueno no obstante muy malo") < model.score("bueno muy malo") < 0 < model.score("¡Bueno!")


@pytest.mark.parametrize(
    ("rules", "words", "message"),
    [
        (LITHUANIAN, "geras\n", "words.tsv:1: expected entry<TAB>valence"),
        (LITHUANIAN, "geras\t9\n", "-4..4"),
        (LITHUANIAN, "geras\t2\ngeras\t1\n", "stands twice"),
        (LITHUANIAN.replace('"lemmas"', '"magic"'), "geras\t2\n", "tokenizer: expected one of"),
        (
            LITHUANIAN.replace("window = 2", "window = 99"),
            "geras\t2\n",
            "shifts.negation.window: expected a whole number",
        ),
        (LITHUANIAN.replace("[prefixes]", "[prefix]"), "geras\t2\n", "keys: expected only"),
        (LITHUANIAN.replace('version = "1"', ""), "geras\t2\n", "version: expected a text"),
        (LITHUANIAN + "\n[boosters.above]\nx = 1\n", "geras\t2\n", "boosters: expected only"),
        ("language = ", "geras\t2\n", "not TOML"),
    ],
)
def test_a_broken_folder_is_named(tmp_path: Path, rules: str, words: str, message: str) -> None:
    with pytest.raises(LexiconFileError) as caught:
        LexiconModel("lt", folder_of(tmp_path, rules, words))
    assert message in str(caught.value)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match=r"language: expected one of .* found 'tlh'"):
        LexiconModel("tlh")


def test_the_benchmark_counts_a_score_of_zero_as_wrong() -> None:
    rows = [(1, "good"), (1, "nothing"), (-1, "good"), (0, "nothing")]
    found = lexicons.measure(
        rows, lambda texts: [Sentiment(1, 0.5, "") if text == "good" else Sentiment(0, 0.0, "") for text in texts]
    )
    assert (found.n, found.n_two_class) == (4, 3)
    assert found.two_class == pytest.approx(1 / 3)
    assert found.accuracy == pytest.approx(2 / 4)
    assert found.low < found.two_class < found.high


@pytest.mark.corpus
def test_held_out_texts_are_read_no_worse_than_pinned(corpus: Path) -> None:
    """One set a language; the benchmark itself measures all."""
    floors = tomllib.loads(lexicons.FLOORS.read_text("utf-8"))["floors"]
    models = {"th-wisesight": "th", "vi-uit_vsfc": "vi"}
    for name, language in models.items():
        rows = lexicons.read_set(corpus / "text" / f"{name}.tsv.gz", lexicons.SETS[name][1])
        for prefix, model in (("", MODELS[language]), ("start_", default_models()[language])):
            if prefix and model.name == MODELS[language].name:
                continue
            found = lexicons.measure(rows, model.score_many)
            assert found.two_class >= floors[f"{name}.{prefix}two_class"]
            assert found.macro_f1 >= floors[f"{name}.{prefix}macro_f1"]
