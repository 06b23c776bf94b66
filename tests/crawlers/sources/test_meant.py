"""Whom a text means: names, aliases, exclusions, handles, links, everyday words and declined names, in four languages."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.sources.meant import Meaning
from data.workspace import Brand
from tests.work import assert_grows


def brand(name: str, **more: object) -> Brand:
    return Brand.model_validate({"name": name, "site": f"https://www.{name.split()[0].lower()}.example/", **more})


BRANDS = [
    brand(
        "Acme", aliases=["Acme Coffee", "อัคเม่"], exclude=["Acme Corp"],
        social=["https://mastodon.social/@acmecoffee", "https://bsky.app/profile/acme.bsky.example"],
    ),
    brand("Bolt"), brand("Bolt Food", id="boltfood"), brand("Maxima"), brand("Iki"), brand("กาแฟดอยช้าง", site="https://doi.example/"),
    brand("Be", id="be"), brand("Highlands Coffee"),
]  # fmt: skip
MEANING = Meaning(BRANDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I love acme!", ["acme"]),
        ("ACME’s staff", ["acme"]),
        ("acmed and Acmeology", []),
        ("#AcmeCoffee rocks, so does acme-coffee", ["acme"]),
        ("ซื้อAcmeดีมาก", ["acme"]),
        ("ไปร้านอัคเม่มา", ["acme"]),
        ("Ａｃｍｅ in wide letters", ["acme"]),
        # others of that name
        ("Acme Corp makes anvils", []),
        ("Acme Corp is huge. Acme fell", []),
        ("Acme Corp is not Acme Coffee", ["acme"]),
        ("Acme Corp? I mean @acmecoffee", ["acme"]),
        # links, handles, and what only looks like them
        ("see https://www.acme.example/help", ["acme"]),
        ("see https://acme-tools.example/acme", []),
        ("write to me@acme.com", []),
        ("thanks @acmecoffee!", ["acme"]),
        ("thanks @acme.bsky.example", ["acme"]),
        ("thanks @acmecoffees", []),
        # everyday words
        ("a bolt of lightning", []),
        ("Usain Bolt ran", []),
        ("bolt driver cancelled my order", []),
        ("Bolt driver cancelled my order", ["bolt"]),
        ("Bolt or Acme?", ["acme", "bolt"]),
        ("Be careful", []),
        ("Be giao hàng nhanh", ["be"]),
        ("be giao hàng nhanh", []),
        ("iki pasimatymo parduotuvėje", []),
        ("Iki parduotuvėje brangu", ["iki"]),
        # the longer name wins
        ("bolt food was late", ["boltfood"]),
        ("Highlands Coffee ngon", ["highlands-coffee"]),
        ("the highlands have coffee", []),
        # declined
        ("Maximoje eilės ilgos, žinau", ["maxima"]),
        ("nekenčiu maximos už eiles, ačiū", ["maxima"]),
        ("maximum, maximus", []),
        ("ชอบกาแฟดอยช้างมาก", ["กาแฟดอยช้าง"]),
        ("", []),
    ],
)
def test_meaning(text: str, expected: list[str]) -> None:
    assert list(MEANING.read(text)) == expected


def test_a_stated_language_declines_names_too() -> None:
    assert MEANING.read("Maximoje brangu") == ()
    assert MEANING.read("Maximoje brangu", language="lt") == ("maxima",)


def test_links_beside_the_text_count() -> None:
    assert MEANING.read("look at this", ["https://shop.acme.example/x"]) == ("acme",)


def test_a_name_that_two_brands_share_is_nobodys() -> None:
    twins = Meaning([brand("Alpha", aliases=["Kavos Namai"]), brand("Beta", aliases=["Kavos Namai"])])
    assert twins.read("Kavos Namai uždaryti") == ()
    assert twins.read("Kavos Namai (Alpha) uždaryti") == ("alpha",)


def test_the_signature_changes_with_what_is_known_of_the_brands() -> None:
    assert Meaning([brand("Acme")]).signature == Meaning([brand("Acme")]).signature
    assert Meaning([brand("Acme")]).signature != Meaning([brand("Acme", exclude=["Acme Corp"])]).signature


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["Acme", "Acme Coffee", "Highlands Coffee", "กาแฟดอยช้าง"]))
def test_a_name_on_a_line_of_its_own_is_found_in_any_text(text: str, name: str) -> None:
    around = "".join(char for char in text if char.isalnum() or char == "\n")
    found = MEANING.read(f"{around}\n{name}\n{around}")
    assert any(brand_.name in name for brand_ in BRANDS if brand_.id in found)


@pytest.mark.parametrize(
    "unit",
    [
        "Acme ",
        "Acme Corp ",
        "Acme  -  ",
        "@acmecoffee",
        "https://www.acme.example/ ",
        "Bolt Bolt Food ",
        "a.a@",
        "Maximoj",
    ],
)
def test_hostile_texts_cost_time_in_proportion(unit: str) -> None:
    assert_grows(lambda size: partial(MEANING.read, "ž" + unit * (size // len(unit))), 10_000)
