"""Phone, card and account numbers are hidden whatever stands beside them; amounts, dates and codes stay."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.privacy import numbers, redact
from tests.work import assert_grows


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


@pytest.mark.parametrize(
    "text",
    [
        "schreib an farrow.q (ät) mail (punkt) example", "quinby [at] mail [dot] example", "ąžuolas@paštas.lt", "имя@почта.рф",
        "quinby arobase mail point example", "ตัวอย่าง@อีเมล.ไทย", "farrow.q&#x40;mail.example", "farrow.q @ mail.example",
        "020~7946~0123", "020\n7946\n0123", "0900|555|014", "+44_7700_900_123", "415_555_2671", "06,12,34,56,78",
        "null eins sieben sechs fünf fünf fünf null eins", "không chín không không năm năm năm không một bốn",
        "ศูนย์แปดศูนย์ห้าห้าห้าศูนย์หนึ่งสี่เจ็ด", "nulis aštuoni šeši nulis nulis penki penki", "O8I 555 O147",
        "4111|1111|1111|1111", "4111~1111~1111~1111",
    ],
)  # fmt: skip
def test_what_is_disguised_is_hidden(text: str) -> None:
    left = redact(text)
    assert left in ("[phone]", "[card]") or left.endswith("[e-mail]"), left


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("หนังสือเดินทาง เลขที่ AA5550123", "หนังสือเดินทาง เลขที่ [id]"),
        ("Reisepass C01X00T47", "Reisepass [id]"),
        ("DNI 12345678Z", "DNI [id]"),
        ("pasaporte no. XDB555012", "pasaporte no. [id]"),
        ("biển số 51F-123.45", "biển số [id]"),
        ("paso nr. 23555012", "paso nr. [id]"),
        ("my ssn is 123-45-6789", "my ssn is [id]"),
        ("Kennzeichen B-AB 1234", "Kennzeichen [id]"),
        ("QQ 12 34 56 C", "[id]"),
        ("the passport photo of 2026", "the passport photo of 2026"),
        ("passport took 3 weeks", "passport took 3 weeks"),
        ("licence plate holder 5", "licence plate holder 5"),
    ],
)
def test_numbers_of_papers_are_hidden(text: str, kept: str) -> None:
    assert redact(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "im Jahr 2018 2019 2020", "Bestellnummer 4012345678 fehlt", "commande n° 123456789", "pedido 987654321 no llegó",
        "注文番号 123456789 が届かない", "주문번호 20261234567", "订单号 202612345678", "Rechnung Nr. 2026-0012345",
        "mã vận đơn 8401234567", "เลขพัสดุ 1234567890", "siuntos nr. 123456789", "ver. 10.0.19045.3693",
        "scores 9 8 7 9 8 8 9", "Größen 38 39 40 41", "0-0 2-1 3-3 1-0", "20250131 was bad", "2025 12 31 10:00",
        "server 203.0.113.9 is down", "EAN: 4006381333931", "ISBN 0-306-40615-2", "IMEI 490154203237518",
        "Gehalt 1200000 im Jahr", "the van of 2015 250000 km", "sizes 100-150-200 ml", "I paid 12000000",
        "room 101 102 103", "tea@2.50", "meet me @ 5.30pm", "@tea_house rocks", "shop at us @ teahouse.example",
    ],
)  # fmt: skip
def test_facts_stay(text: str) -> None:
    assert redact(text) == text


@given(PHONES.filter(lambda phone: not phone.startswith("+") and phone.isdecimal()), st.sampled_from("_*|~"))
def test_one_odd_sign_between_the_groups_hides_no_number(phone: str, sign: str) -> None:
    plain = redact(phone)
    groups = (phone[:4], phone[4:7], phone[7:])
    assume(plain == "[phone]" and phone[0] in "0๐" and len(groups[2]) > 1)
    assert "[phone]" in redact(sign.join(groups))


@pytest.mark.parametrize("piece", ["1 ", "12-3 ", "1.", "07700,", "0 9 8 ", "zero ", "a@", "order 1 ", "O0 "])
def test_hostile_digits_cost_as_much_as_their_size(piece: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = piece * size
        return lambda: redact(text)

    assert_grows(prepare, 2_000)
