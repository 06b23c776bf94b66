"""What brands lack is claimed where all of it was read and understood, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.claims.statements import doubt_in_words
from analysis.figures.presence import intents_of, presences_of
from analysis.figures.presence.nearest import nearest
from analysis.pipeline.analyze import analyze
from analysis.tables import frame, insert
from tests.analysis.builder import FAQ, NOW, channel, faq, rows_of, site, visit, warehouse, workspace

BRANDS = ("acme", "beta", "gamma")
RIVALS = BRANDS[1:]
RETURNS = "What is your return policy?"
ASKED: Mapping[str, Mapping[str, str]] = {
    "en": {
        "returns": RETURNS,
        "gift_cards": "Do you sell gift vouchers?",
        "international_shipping": "Do you ship abroad?",
        "warranty": "How long is the guarantee?",
        "bulk_orders": "Do you take wholesale orders?",
        "payment_methods": "Which cards do you accept?",
        "track_order": "How can I track my parcel?",
        "account_login": "I forgot my password",
    },
    "lt": {
        "returns": "Kaip grąžinti prekę?",
        "gift_cards": "Ar turite dovanų kuponų?",
        "international_shipping": "Ar siunčiate į užsienį?",
        "warranty": "Kokia garantija?",
        "bulk_orders": "Ar parduodate didmena, ar turite didmeninių kainų?",
        "payment_methods": "Kokie apmokėjimo būdai?",
        "track_order": "Kaip sekti siuntą?",
        "account_login": "Pamiršau slaptažodį",
    },
    "vi": {
        "returns": "Chính sách trả hàng thế nào?",
        "gift_cards": "Có bán thẻ quà tặng không?",
        "international_shipping": "Có giao đi nước ngoài không?",
        "warranty": "Sản phẩm bảo hành bao lâu?",
        "bulk_orders": "Có bán sỉ không?",
        "payment_methods": "Có những phương thức thanh toán nào?",
        "track_order": "Tra cứu đơn hàng ở đâu?",
        "account_login": "Tôi quên mật khẩu",
    },
    "th": {
        "returns": "นโยบายคืนสินค้าเป็นอย่างไร",
        "gift_cards": "มีบัตรของขวัญไหม",
        "international_shipping": "ส่งต่างประเทศไหม",
        "warranty": "รับประกันกี่ปี",
        "bulk_orders": "มีราคาขายส่งไหม",
        "payment_methods": "มีช่องทางชำระเงินอะไรบ้าง",
        "track_order": "ติดตามพัสดุได้ที่ไหน",
        "account_login": "ลืมรหัสผ่านทำอย่างไร",
    },
}
LACKED = ("returns", "gift_cards", "international_shipping", "warranty", "bulk_orders")
YES = {"en": "Yes, of course.", "lt": "Taip, žinoma.", "vi": "Vâng, tất nhiên.", "th": "ได้แน่นอน"}


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = warehouse(tmp_path)
    yield connection
    connection.close()


def lacks(con: duckdb.DuckDBPyConnection, own: list[tuple[str, str]], **more: Any) -> set[str]:
    """The FAQ intents that may be said to be absent of acme, whose FAQ holds `own`, questions with answers, on one page."""
    rows = [faq("acme", question, i, answer=answer, language="en") for i, (question, answer) in enumerate(own)]
    rows += [faq(b, q, i, language="en") for b in RIVALS for i, q in enumerate(ASKED["en"].values())]
    insert(con, "faqs", rows)
    insert(con, "visits", [visit(brand, "faqs", items=9) for brand in BRANDS])
    if more:
        insert(con, "visits", [visit("acme", "faqs", **more)])
    return absent_of(con, "faq_intent")


def absent_of(con: duckdb.DuckDBPyConnection, kind: str, brand: str = "acme") -> set[str]:
    """The topics of a kind that rivals have and of which it is known that `brand` has not."""
    found = found_of(con)
    topics = {topic for name in BRANDS if name != brand for topic in found[name, kind].topics}
    return {topic for topic in topics if found[brand, kind].has(topic) is False}


def found_of(con: duckdb.DuckDBPyConnection) -> Mapping[tuple[str, str], Any]:
    since = NOW - timedelta(days=90)
    faqs = frame(con, "faqs", brands=list(BRANDS))
    return presences_of(
        brands=BRANDS,
        faqs=faqs,
        channels=frame(con, "channels", brands=list(BRANDS), start=since),
        visits=frame(con, "last_visits", brands=list(BRANDS), configured_brands=[], configured_urls=[], start=since),
        intents=intents_of(faqs),
        since=since,
    )


WHOLE = [(question, "We are glad to help.") for question in FAQ]


def test_what_was_read_and_understood_can_be_absent(con: duckdb.DuckDBPyConnection) -> None:
    assert lacks(con, WHOLE) == {"returns", "gift_cards", "international_shipping", "warranty", "bulk_orders"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"url": "https://acme.example/p/9", "status": "failed"}, "https://acme.example/p/9 could not be read"),
        ({"url": "https://acme.example/p/9", "status": "blocked"}, "was blocked"),
        ({"url": "https://acme.example/p/9", "status": "partial", "http_status": 200}, "was not read in full"),
        ({"url": "https://acme.example/p/9", "status": "partial", "run_id": "run-3"}, "was not opened"),
        (
            {"url": "https://acme.example/p/9", "status": "failed", "run_id": "a", "fetched_at": NOW - timedelta(9)},
            "https://acme.example/p/9 could not be read",
        ),
    ],
)
def test_a_page_that_was_not_read_may_hold_it(con: duckdb.DuckDBPyConnection, more: dict[str, Any], words: str) -> None:
    assert lacks(con, WHOLE, **more) == set()
    doubt = found_of(con)["acme", "faq_intent"].doubt
    assert words in doubt_in_words(doubt, "en")
    assert doubt.page == more["url"]


def test_a_page_that_was_read_since_hides_nothing(con: duckdb.DuckDBPyConnection) -> None:
    failed = {"status": "failed", "run_id": "run-1", "fetched_at": NOW - timedelta(days=3)}
    assert "returns" in lacks(con, WHOLE, **failed)


def test_what_was_read_before_the_window_says_nothing_of_today(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "faqs", [faq("acme", RETURNS, 99, url="https://acme.example/old", language="en")])
    old = {"url": "https://acme.example/old", "run_id": "run-0", "fetched_at": NOW - timedelta(days=120)}
    assert lacks(con, WHOLE, **old) == set()


@pytest.mark.parametrize(
    "own",
    [
        WHOLE[:1],
        WHOLE[:4],
        [*WHOLE, ("Mumbo?", "Jumbo."), ("Wibble wobble?", "Zap.")],
        [],
    ],
    ids=["one question", "four questions", "not understood", "none"],
)
def test_too_little_was_read_or_understood(con: duckdb.DuckDBPyConnection, own: list[tuple[str, str]]) -> None:
    assert lacks(con, own) == set()


def test_answers_are_searched_and_what_is_none_of_ours_is_understood(con: duckdb.DuckDBPyConnection) -> None:
    more = [
        ("Do your rooms have a balcony?", "Most have."),
        ("How does it work?", "Order, pay, wait. You may return what you do not like."),
        ("Whom do you send to?", "We ship to every country, and you get a two-year guarantee with it."),
    ]
    assert lacks(con, [*WHOLE, *more]) == {"gift_cards", "bulk_orders"}


def ways(con: duckdb.DuckDBPyConnection, own: list[dict[str, Any]]) -> set[str]:
    """The channels that may be said to be absent of acme, of which these pages were visited."""
    insert(con, "visits", [*own, *(row for brand in RIVALS for row in site(brand))])
    rows = [channel(brand, "email", f"hi@{brand}.example") for brand in BRANDS]
    insert(con, "channels", rows + [channel(brand, "phone", f"+155500{i}") for i, brand in enumerate(RIVALS)])
    return absent_of(con, "channel")


@pytest.mark.parametrize(
    ("pages", "absent"),
    [
        (("", "contact", "about", "delivery", "faq"), {"phone"}),
        (("lt/", "lt/kontaktai", "apie", "pristatymas", "duk"), {"phone"}),
        (("vi", "vi/lien-he", "a", "b", "c"), {"phone"}),
        (("", "ติดต่อเรา", "a", "b", "c", "d"), {"phone"}),
        (("",), set()),
        (("contact",), set()),
        (("", "contact", "about", "delivery"), set()),
        (("", "about", "delivery", "faq", "team"), set()),
        (("contact", "about", "delivery", "faq", "team"), set()),
    ],
)
def test_a_channel_is_missing_where_the_site_was_read(
    con: duckdb.DuckDBPyConnection, pages: tuple[str, ...], absent: set[str]
) -> None:
    rows = [visit("acme", "channels", items=1, url=f"https://acme.example/{page}") for page in pages]
    assert ways(con, rows) == absent


def test_a_page_of_a_site_that_failed_may_name_a_channel(con: duckdb.DuckDBPyConnection) -> None:
    assert ways(con, [*site("acme"), visit("acme", "channels", "failed", url="https://acme.example/team")]) == set()


def test_pages_read_for_questions_were_read_for_channels_too_if_that_crawl_did(con: duckdb.DuckDBPyConnection) -> None:
    rows = site("acme")[:3]
    more = [visit("acme", "faqs", url=f"https://acme.example/{page}") for page in ("help/a", "help/b")]
    assert ways(con, [*rows, *(row | {"run_id": "other"} for row in more)]) == set()
    assert absent_of(con, "channel") == set()
    insert(con, "visits", more)
    assert absent_of(con, "channel") == {"phone"}


@pytest.mark.parametrize("language", ASKED)
def test_earned_absences_are_claimed(language: str, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Twenty markets with this test's other languages: five a language, each of which lacks one thing."""
    claimed = []
    for lacked in LACKED:
        for table in ("faqs", "visits", "channels"):
            con.execute(f"DELETE FROM {table}")
        rows = [
            faq(brand, question, i, answer=YES[language], language=language)
            for brand in BRANDS
            for i, (intent, question) in enumerate(ASKED[language].items())
            if (brand, intent) != ("acme", lacked)
        ]
        insert(con, "faqs", rows)
        insert(con, "visits", [visit(brand, "faqs", items=8) for brand in BRANDS])
        insert(con, "visits", [row for brand in BRANDS for row in site(brand)])
        insert(con, "channels", [channel(brand, "chat", "", vendor="tawk") for brand in RIVALS])
        analyze(con, workspace(tmp_path), NOW)
        found = {(row["rule"], row["topic"]) for row in rows_of(con, "swot", "brand = 'acme'")}
        assert found <= {("W2", lacked), ("W3", "chat")}
        claimed.append(("W2", lacked) in found and ("W3", "chat") in found)
    assert sum(claimed) >= 0.8 * len(LACKED), (claimed, rows_of(con, "leads", "brand = 'acme'"))


def test_a_lead_names_the_page_to_look_at(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    lacks(con, WHOLE, url="https://acme.example/returns", status="failed")
    con.execute("UPDATE faqs SET language = NULL")
    analyze(con, workspace(tmp_path), NOW)
    assert rows_of(con, "swot", "rule = 'W2' AND brand = 'acme'") == []
    (lead,) = rows_of(con, "leads", "rule = 'W2' AND brand = 'acme' AND topic = 'returns'")
    assert "2 of 2 rivals" in lead["statement"]
    assert "a look at https://acme.example/returns" in lead["needed"]
    shown = rows_of(con, "swot_evidence", f"line_id = '{lead['line_id']}' AND record_kind = 'visit'")
    assert any(row["quote"].startswith("the text nearest to returns: ") for row in shown)


def test_a_text_like_the_rivals_question_is_no_absence(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    odd = "Do you make zibbles for left-handed gift card collectors?"
    insert(con, "faqs", [faq("acme", q, i) for i, q in enumerate(FAQ)])
    insert(con, "faqs", [faq("acme", "Do you make zibbles for left-handed card collectors?", 50, answer="No jobs.")])
    insert(con, "faqs", [faq(b, q, i) for b in RIVALS for i, q in enumerate((*FAQ, odd))])
    insert(con, "visits", [visit(brand, "faqs", items=8) for brand in BRANDS])
    analyze(con, workspace(tmp_path), NOW)
    assert rows_of(con, "swot", "rule = 'W2' AND brand = 'acme'") == []
    (lead,) = rows_of(con, "leads", "rule = 'W2' AND brand = 'acme' AND topic = 'gift_cards'")
    assert "zibbles" in lead["statement"]


def test_the_nearest_text_is_found_in_any_script() -> None:
    item: Any = object()
    texts = [("ร้านเปิดกี่โมง\nเปิดสิบโมง", item), ("ส่งของไปต่างประเทศได้ไหม\nได้", item)]
    near = nearest(["ส่งต่างประเทศไหม"], texts)
    assert near is not None
    assert near.text == "ส่งของไปต่างประเทศได้ไหม"
    assert 0.3 < near.alike < 1
    assert nearest(["anything"], []) is None
