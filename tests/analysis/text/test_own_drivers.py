"""Drivers of a workspace's own: five plain words find most of what is said, in any form, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis.reading.opinions import methods_of, opinions_of
from analysis.sentiment import default_models
from analysis.text.drivers import (
    NO_OWN_DRIVERS,
    OWN_PRIOR,
    driver_name,
    load_taxonomy,
    own_drivers_json,
    prior_weight,
    use_own_drivers,
)
from data import languages
from data.workspace import OwnDriver

LUGGAGE = OwnDriver(
    id="luggage",
    name="Luggage",
    stage="transaction",
    words={
        "en": ("luggage", "baggage", "suitcase", "bag", "trolley"),
        "lt": ("bagažas", "lagaminas", "krepšys", "kuprinė", "daiktai"),
        "th": ("กระเป๋า", "สัมภาระ", "เป้", "ล้อลาก", "สายพาน"),
        "vi": ("hành lý", "vali", "túi xách", "ba lô", "kiện hàng"),
    },
)
SAID = {
    "en": [
        "Our suitcases came out soaked.",
        "They lost both of my bags in one week.",
        "Luggage took an hour to show up.",
        "One wheel of the trolley was gone.",
        "I paid extra for hand baggage at the gate.",
        "Nobody could say where the bag was.",
        "My LUGGAGE went to another city.",
        "The carousel stood still for forty minutes.",
        "A broken handle and no word of apology.",
        "The bag drop closed early.",
        "Two trolleys for three hundred people.",
        "Suitcase arrived with a new dent.",
        "We waited ages for our luggage.",
        "Checked baggage is far too dear.",
        "They weighed my backpack twice.",
        "Staff threw the bags onto the belt.",
        "The zip of my suitcase was forced open.",
        "Free luggage up to twenty kilos!",
        "My rucksack did not fit.",
        "Excess-baggage fees are a trap.",
        "Bag tags fell off.",
        "Great that the bags were first on the belt.",
        "I got my suitcase back after a week.",
        "The lost luggage desk was closed.",
        "No trolley anywhere in the hall.",
        "They measured every bag at the gate.",
        "Our baggage was there before us.",
        "The pram came back in pieces.",
        "Handled my luggage with care.",
        "It cost more than the suitcases themselves.",
    ],
    "lt": [
        "Mano lagamino niekas nerado.",
        "Sulaužė lagaminus.",
        "Krepšio rankena nutrūko.",
        "Už bagažą teko primokėti.",
        "Kuprinę svėrė du kartus.",
        "Daiktų laukėme valandą.",
        "Dingo abu krepšiai.",
        "Bagažo juosta stovėjo.",
    ],
    "th": ["กระเป๋าเดินทางแตก", "รอสัมภาระนานมาก", "เป้ไม่พอดีช่อง", "กระเป๋าหายสองใบ", "สายพานหยุดครึ่งชั่วโมง", "รถเข็นไม่มีสักคัน"],
    "vi": [
        "Vali của tôi bị móp.",
        "Chờ hành lý cả tiếng.",
        "Thất lạc ba lô.",
        "Hành lý xách tay phải trả thêm tiền.",
        "Nhân viên ném túi xách lên băng chuyền.",
        "Xe đẩy không có cái nào.",
    ],
}
NOT_SAID = {
    "en": ["The crew was kind.", "A baguette for nine euros.", "The bagel shop was full."],
    "lt": ["Įgula buvo maloni.", "Skrydis vėlavo."],
    "th": ["พนักงานใจดี"],
    "vi": ["Nhân viên rất dễ thương."],
}


@pytest.fixture(autouse=True)
def luggage() -> Iterator[None]:
    use_own_drivers(own_drivers_json([LUGGAGE]))
    yield
    use_own_drivers(NO_OWN_DRIVERS)


def named(text: str, language: str) -> set[str]:
    return {opinion.driver for opinion in opinions_of(text, language)}


@pytest.mark.parametrize("language", languages.FIRST)
def test_five_words_find_most_of_what_is_said(language: str) -> None:
    missed = [text for text in SAID[language] if "luggage" not in named(text, language)]
    assert len(missed) <= 0.3 * len(SAID[language]), missed
    assert [text for text in NOT_SAID[language] if "luggage" in named(text, language)] == []


def test_the_driver_has_a_name_a_weight_and_its_place() -> None:
    assert (driver_name("luggage", "lt"), prior_weight("luggage")) == ("Luggage", OWN_PRIOR)
    (row,) = [row for row in opinions_of("The bags were soaked.", "en") if row.driver == "luggage"]
    assert (row.stage, row.touchpoint) == ("transaction", None)


def test_words_are_added_to_a_driver_that_all_have() -> None:
    assert "delivery" not in named("The locker was full.", "en")
    use_own_drivers(own_drivers_json([OwnDriver(id="delivery", words={"en": ("locker",)})]))
    assert "delivery" in named("The lockers were full.", "en")
    assert "delivery" in named("The parcel never came.", "en")
    assert driver_name("delivery") == "Delivery"


def test_texts_are_read_again_only_where_their_words_changed() -> None:
    def methods(words: dict[str, tuple[str, ...]]) -> dict[str, str]:
        use_own_drivers(own_drivers_json([OwnDriver(id="luggage", name="Luggage", words=words)]))
        return methods_of(languages.FIRST, default_models())

    before, more = methods({"en": ("bag",)}), methods({"en": ("bag", "case")})
    assert {code for code in before if before[code] != more[code]} == {"en"}
    assert load_taxonomy("en").drivers.keys() == load_taxonomy("th").drivers.keys()
