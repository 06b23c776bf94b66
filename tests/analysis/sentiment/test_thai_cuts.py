"""Thai words against pythainlp's newmm, which they must equal on any text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sentiment.models.lexicon.thai_cuts import ThaiCuts

OWN = {"โคตรดี", "ไม่โอเค", " เว้นวรรค "}
SAID = (
    "กาแฟอร่อยมากพนักงานบริการดีมากค่ะแต่จัดส่งช้ามากและราคาแพง",
    "ฉันชอบตากลมที่ทะเลมากกว่าอยู่บ้านเฉยๆ",
    "โคตรดีไม่โอเค",
    "ๆๆฯฯ์์ะะ",
    "สั่ง ๓ แก้ว๑๒.๕๐บาทABC-123 ok!!\r\nครับ",
    "กก" * 200,
    "",
)
LETTERS = "กขคงจชดตนบปพมยรลวสหอะาิีุูเแโไ็่้์ๆำัื"


@pytest.fixture(scope="module")
def cuts() -> ThaiCuts:
    return ThaiCuts(OWN)


@pytest.fixture(scope="module")
def package() -> Callable[[str], list[str]]:
    from pythainlp.corpus import thai_words
    from pythainlp.tokenize.newmm import segment
    from pythainlp.util import Trie

    tree = Trie(thai_words() | OWN)
    return lambda text: segment(text, tree)


@pytest.mark.parametrize("text", SAID)
def test_words_are_those_of_newmm(cuts: ThaiCuts, package: Callable[[str], list[str]], text: str) -> None:
    assert cuts(text) == package(text)


@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(
        st.text(LETTERS, max_size=60),
        st.text(max_size=30),
        st.lists(st.sampled_from([*SAID[:3], "มาก", "ตา", "กลม", "ตากลม", "ก", "์", " ", "a1", "๒"]), max_size=12).map(
            "".join
        ),
    )
)
def test_any_text_is_cut_as_newmm_cuts_it(cuts: ThaiCuts, package: Callable[[str], list[str]], text: str) -> None:
    found = cuts(text)
    assert found == package(text)
    assert "".join(found) == text
