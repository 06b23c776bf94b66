"""Phone, card and account numbers are hidden whatever stands beside them; amounts, dates and codes stay."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.privacy import numbers, redact


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("โทร.0812345678 ครับ", "โทร.[phone] ครับ"),
        ("โทร.081-234-5678", "โทร.[phone]"),
        ("โทร0812345678", "โทร[phone]"),
        ("เบอร์0812345678ครับ", "เบอร์[phone]ครับ"),
        ("โทร ๐๘๑๒๓๔๕๖๗๘ค่ะ", "โทร [phone]ค่ะ"),
        ("Tel.02-123-4567", "Tel.[phone]"),
        ("mob.861234567", "mob.[phone]"),
        ("ĐT.0901234567", "ĐT.[phone]"),
        ("SĐT0901234567", "SĐT[phone]"),
        ("0812345678,0898765432", "[phone],[phone]"),
        ("0812345678/0898765432", "[phone]/[phone]"),
        ("Tel/0812345678", "Tel/[phone]"),
        ("Call-0812345678", "Call-[phone]"),
        ("081–234–5678", "[phone]"),
        ("081/234/5678", "[phone]"),
        ("0812345678%", "[phone]%"),
        ("open 24/7 0812345678", "open 24/7 [phone]"),
        ("2024-05-06 0812345678", "2024-05-06 [phone]"),
        ("9.00-18.00 0812345678", "9.00-18.00 [phone]"),
        ("SKU1234 0812345678", "SKU1234 [phone]"),
        ("5/5 4111111111111111", "5/5 [card]"),
        ("12345678 5kg", "[phone] 5kg"),
        ("skambinkite 8 612 34567", "skambinkite [phone]"),
        ("IBAN LT12 1000 0111 0100 1000 please", "IBAN [iban] please"),
        ("GB29 NWBK 6016 1331 9268 19", "[iban]"),
    ],
)
def test_numbers_to_hide(text: str, kept: str) -> None:
    assert redact(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "1 200 000 VND", "15 000 000 đ", "10000000 users", "1 200 000 - 1 500 000 VND", "1234567,50 EUR", "$12345678", "฿1200000",
               "ราคา 1200000 บาท", "5000000vnd", "1.200.000", "12/05/24 13:00", "2019-2020", "2563/2564", "01/2024-03/2024",
        "9.00-18.00",
               "10.30-11.45 12.30", "3.14159265", "-0.635416667", "2.03703703704", "ตลก5555555",
        "10/10 10/10 10/10 10/10", "X2001234567",
        "SKU-1234567", "B0812345678", "12345678%",
        "https://x.example/item/1234567", "1234567890123456789012345",
    ],
)  # fmt: skip
def test_numbers_that_stay(text: str) -> None:
    assert redact(text) == text


def _written(*forms: str) -> st.SearchStrategy[str]:
    """Numbers of these forms: n is a digit, N one from 1 to 9, what else stands as it is."""
    digits = {"n": "0123456789", "N": "123456789"}
    return st.sampled_from(forms).flatmap(
        lambda form: st.tuples(*(st.sampled_from(digits.get(char, char)) for char in form)).map("".join)
    )


PHONES = _written(
    # Thailand, Viet Nam, Lithuania
    "08Nnnnnnnn", "08N-nnn-nnnn",
    "08N nnn nnnn", "08N.nnn.nnnn", "02-nnn-nnnn", "08N–nnn–nnnn", "08N/nnn/nnnn", "+66 8N nnn nnnn",
    "+66-8N-nnn-nnnn", "(02) nnn nnnn", "+66 (0) 8N nnn nnnn", "๐๘๑๒๓๔๕๖๗๘",
    "09Nnnnnnnn", "09N nnn nn nn", "028 nnnn nnnn", "(028) nnnn nnnn", "028.Nnnnnnnn", "+84 9N nnn nn nn",
    "+849Nnnnnnnn", "0084 9Nnnnnnnn",
    "86Nnnnnnn", "8 6Nn nnnnn", "8-6Nn-nnnnn", "8 (6Nn) nnnnn", "+370 6nn nnnnn", "+3706nnnnnnn", "(8 5) nnn nnnn",
    # elsewhere
    "+44 20 7nnn nnnn", "020 7nnn nnnn", "+1 (NNN) nnn-nnnn", "+49 30 nnnnnn", "089/Nnnnnn",
    "+33 6 nn nn nn nn", "0033 6 nn nn nn nn",
)  # fmt: skip
THAI = "".join(chr(code) for code in range(0x0E01, 0x0E3B)) + "เแโใไๆ็่้๊๋์ํ"
BEFORE = st.one_of(
    st.sampled_from([
        "", " ", "โทร.", "โทร", "เบอร์", "Tel.", "tel", "TEL:", "Tel/", "ĐT.", "SĐT:", "đt", "mob.", "Mob-", "call ",
        "call", ",", ";", ":",
        "(", "[", "/", "-", "–", "_", "*", "#", "\"", "'", "“", "\n", "\t", "5 stars, ", "5/5 ", "24/7 ",
        "ok.", "😀", "电话", "12.05.2026 ",
    ]),
    st.text(alphabet=THAI + string.ascii_lowercase + "ąčęėįšųūžđươ .,;:!?/-–\n", max_size=6),
)  # fmt: skip
AFTER = st.one_of(
    st.sampled_from(["", " ", ".", ",", ";", ":", "/", "%", ")", "]", "-", "–", "_", "*", "!", "?", "\n",
        "ครับ", "ค่ะ", "nhé", "pls", "😀", "。", ", 5/5"]),
    st.text(alphabet=THAI + string.ascii_lowercase + "ąčęėįšųūžđươ .,;:!?/-–\n", max_size=6),
)  # fmt: skip


def _figures(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


@given(PHONES, BEFORE, AFTER)
def test_no_phone_number_survives_whatever_stands_beside_it(phone: str, before: str, after: str) -> None:
    # Nine digits that are dialled so in one country only may be an amount: "861000000d" is money in another.
    assume(not (numbers._national().match(phone) and numbers._counted_after().match(after.lower())))
    left = redact(f"{before}{phone}{after}")
    assert _figures(phone)[-7:] not in _figures(left)
    assert "[phone]" in left or "[card]" in left


@given(PHONES, PHONES, st.sampled_from([",", "/", ", ", " / ", " ", "\n", " - ", ";", " และ", " hoặc ", " or ", "หรือ"]))
def test_of_two_numbers_none_survives(first: str, second: str, between: str) -> None:
    left = _figures(redact(f"โทร{first}{between}{second}ครับ"))
    assert not left


MONEY = ["VND", "vnđ", "đ", "đồng", "THB", "บาท", "baht", "EUR", "€", "eurų", "USD", "dollars", "kr", "₫", "฿"]


@given(
    st.integers(1, 999_999_999_999),
    st.sampled_from([" ", "\u00a0", "\u202f", ".", ",", ""]),
    st.sampled_from(MONEY),
    st.sampled_from(["", " "]),
    st.sampled_from(["", "price ", "ราคา", "giá ", "(", "kaina: ", "2 x "]),
    st.sampled_from(["", " ", ".", ", ok", ")", " ครับ"]),
)
def test_an_amount_with_its_currency_stays(
    amount: int, groups: str, money: str, gap: str, before: str, after: str
) -> None:
    written = f"{before}{amount:,}{gap}{money}{after}".replace(",", groups, f"{amount:,}".count(","))
    assert redact(written) == written


@given(st.text(alphabet="0123456789 ()-–/.,+:%@a๑กVND€_", max_size=60))
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(st.text(alphabet="0123456789 ()-–/.+@a๑", max_size=60))
def test_letters_and_marks_around_are_kept(text: str) -> None:
    left = redact(f"«{text}»")
    assert left[0] + left[-1] == "«»"
