"""What must not be kept of people is not kept, and nothing else is lost."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.kinds.review import Review
from data.landing.protect import protect
from data.privacy import author_key, load_key, redact, redact_of

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to jo.bloggs+x@mail.example.co.uk now", "write to [e-mail] now"),
        ("call +66 81 234 5678!", "call [phone]!"),
        ("call (020) 7946 0958 or 081-234-5678", "call [phone] or [phone]"),
        ("card 4111 1111 1111 1111 was charged", "card [card] was charged"),
        ("โทร 0812345678 ค่ะ", "โทร [phone] ค่ะ"),
        ("bought 2024-05-06, 12/05/2024, 3.5 stars, 1.200.000 dong, 100% good", None),
        ("2 of 5 stars, $1,299.00, 24/7, 2019-2020, model X200", None),
    ],
)
def test_redact(text: str, kept: str | None) -> None:
    assert redact(text) == (text if kept is None else kept)


@given(st.text())
def test_redact_is_idempotent(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@given(
    st.from_regex(r"[a-z0-9]{1,10}@[a-z0-9]{1,10}\.(com|co\.th|lt)", fullmatch=True),
    st.text(alphabet="ab ก,", max_size=20),
)
def test_no_address_survives(address: str, around: str) -> None:
    assert address not in redact(f"{around} {address} {around}")


@pytest.mark.parametrize(
    ("author", "text", "kept"),
    [
        ("Somchai Jaidee", "Dear Somchai Jaidee, thank you", "Dear [name], thank you"),
        ("Somchai Jaidee", "เรียนคุณ Somchai Jaidee โทร.0812345678", "เรียนคุณ [name] โทร.[phone]"),
        ("Nguyễn Văn A", "Xin chào Nguyễn Văn A, cảm ơn", "Xin chào [name], cảm ơn"),
        ("Minh Trần", "Cảm ơn anh Minh đã mua hàng", "Cảm ơn anh [name] đã mua hàng"),
        ("สมชาย ใจดี", "เรียนคุณสมชายทางเรา", "เรียนคุณ[name]ทางเรา"),
        ("Jonas Petraitis", "Gerb. Jonai, atsiprašome", "Gerb. [name], atsiprašome"),
        ("somchai jaidee", "Hi SOMCHAI!", "Hi [name]!"),
        ("Somchai Jaidee", "Somchai Jaideeครับ", "[name]ครับ"),
        ("Jane D.", "Thanks Jane, see you", "Thanks [name], see you"),
        ("Ann Lee", "I am Ann Lee. Annabel Leeson is not.", "I am [name]. Annabel Leeson is not."),
        ("Quinby Farrow", "my name is quinby", "my name is [name]"),
        ("Quinby Farrow", "Quinby is cross", "[name] is cross"),
        ("Quinby Farrow", "Best regards, Quinby F.", "Best regards, [name]"),
        ("Quinby", "Regards, Quinby", "Regards, [name]"),
        ("สมชาย ใจดี", "ผมชื่อสมชายครับ พนักงานใจดี", "ผมชื่อ[name]ครับ พนักงานใจดี"),
        ("Nguyễn Văn An", "Tôi tên An, phục vụ tốt", "Tôi tên [name], phục vụ tốt"),
        ("Jonas Petraitis", "Mano vardas Jonas", "Mano vardas [name]"),
        ("April Summers", "In April we ordered", None),
        ("Happy Customer", "Happy with it", None),
        ("Great", "Great service, great coffee", None),
        ("Great Service", "what great service", None),
        ("All You", "Dear all, thank you", None),
        ("Somchai", "Somchai coffee is good", None),
        ("5 Stars", "5 stars for you", None),
        (None, "Dear Somchai", None),
    ],
)
def test_the_authors_own_name_is_hidden(author: str | None, text: str, kept: str | None) -> None:
    assert redact_of(text, author) == (text if kept is None else kept)


@given(
    st.from_regex(r"[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", fullmatch=True),
    st.sampled_from(["Dear ", "เรียนคุณ", "Xin chào ", "Sveiki, ", "- "]),
)
def test_a_whole_name_never_survives(name: str, greeting: str) -> None:
    assert name not in redact_of(f"{greeting}{name}, thanks", name)


def test_no_place_of_a_review_holds_its_author() -> None:
    review = Review(
        layer="list",
        author="Somchai Jaidee",
        title="From Somchai Jaidee",
        body="Somchai Jaidee here",
        reply_body="Dear Somchai",
    )
    kept = protect(review, KEY)
    assert isinstance(kept, Review)
    assert (kept.title, kept.body, kept.reply_body) == ("From [name]", "[name] here", "Dear [name]")


@pytest.mark.parametrize("author", ["Guest", "A Google user", "ลูกค้า", "Acme Coffee Team", "", None])
def test_who_is_nobody_has_no_name_to_hide(author: str | None) -> None:
    text = f"Dear {author}, thanks. {author} wrote this."
    assert redact_of(text, author, "acme-coffee") == text


@pytest.mark.parametrize("name", [None, "", "Guest", "  ANONYMOUS ", "Guest 123", "ลูกค้า", "Svečias", "[deleted]"])
def test_generic_names_have_no_key(name: str | None) -> None:
    assert author_key(name, "stars.example", KEY) is None


def test_one_author_one_key_per_source() -> None:
    assert author_key("Jo  Bloggs", "a", KEY) == author_key("jo bloggs", "a", KEY)
    assert author_key("Jo Bloggs", "a", KEY) != author_key("Jo Bloggs", "b", KEY)
    assert author_key("Jo Bloggs", "a", KEY) != author_key("Jo Bloggs", "a", bytes(32))


def test_the_key_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    assert load_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_damaged_key_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("oops")
    with pytest.raises(ValueError, match="backup"):
        load_key(tmp_path)
    assert (tmp_path / "key").read_text() == "oops"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My name is Ada Birch, I ordered tea", "My name is [name], I ordered tea"),
        ("My name is mud since then", "My name is mud since then"),
        ("The manager Ada Birch was rude", "The manager [name] was rude"),
        ("The manager was Rude", "The manager was Rude"),
        ("Great Driver Very Fast", "Great Driver Very Fast"),
        ("I spoke to Ada, she knew nothing", "I spoke to [name], she knew nothing"),
        ("I spoke to Vodafone. They were bad", "I spoke to Vodafone. They were bad"),
        ("It broke.\nKind regards,\nAda B.", "It broke.\nKind regards,\n[name]."),
        ("Thanks\nGreat Service", "Thanks\nGreat Service"),
        ("Khách sạn thân thiện, nhân viên Khách sạn này tốt", "Khách sạn thân thiện, nhân viên Khách sạn này tốt"),
        ("mình tên là Lê Hoa", "mình tên là [name]"),
        ("ผมชื่อ สมชาย สั่งของไปแล้ว", "ผมชื่อ [name] สั่งของไปแล้ว"),
        ("ชื่อเสียงดี", "ชื่อเสียงดี"),
        ("mano vardas Ona Eglė ir laukiu", "mano vardas [name] ir laukiu"),
    ],
)
def test_a_name_that_a_text_introduces_is_hidden(text: str, expected: str) -> None:
    assert redact(text) == expected
    assert redact(expected) == expected


@pytest.mark.parametrize(
    "author",
    [
        "a@mail.example (Ada Birch)",
        "Ada Birch <a@mail.example>",
        '"Ada Birch" <a@mail.example>',
        "ada.birch@mail.example",
    ],
)
def test_a_name_beside_an_address_is_the_authors(author: str) -> None:
    assert redact_of("by Ada Birch, on kettles", author) == "by [name], on kettles"
