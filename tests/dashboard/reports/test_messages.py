"""Every text that the app and the exports ask for exists, and every text that exists is asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from dashboard.reports.messages import CATALOGUE, DEFAULT_LANGUAGE, catalogue, own_texts, speaking, t
from data.languages import FIRST
from data.thresholds import THRESHOLDS
from tests.conftest import ROOT

KEY = re.compile(r"(app|export|deck|login|signals|alerts)(\.[\w*]+)+")
IN_TEMPLATE = re.compile(r"""t\("([^"]+)"(?: ~ (\w+))?""")
"""`t("export.quadrant." ~ quadrant)` in a template: a key whose end is filled in."""

NUMBER = re.compile(r"(?<![\w.{])\d+(?:\.\d+)?(?![\w}])")
SCALES = {
    *("1 to 5", "1 to 7", "stars of 5", "Stars of 5", "of 5 stars", "4 and 5 of 5"),
    *("จาก 5 ดาว", "trên 5", "Trên 5", "Iš 5 žvaigždučių", "iš 5 žvaigždučių", "Žvaigždutės iš 5"),
}
"""Ends of scales, which are no thresholds though some are the same number."""


def python_keys(path: Path) -> Iterator[str]:
    """Strings of a module that read as a key; of an f-string each field is `*`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(value) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for value in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            text = node.value
        else:
            continue
        if KEY.fullmatch(text) and not text.endswith(".py"):
            yield text


def template_keys(path: Path) -> Iterator[str]:
    for start, rest in IN_TEMPLATE.findall(path.read_text(encoding="utf-8")):
        yield f"{start}*" if rest else start


def asked() -> dict[str, str]:
    """Key, with `*` for what is filled in -> where it is asked for."""
    rooms = [path for room in ("dashboard", "overheard") for path in (ROOT / room).rglob("*.py")]
    found = {key: str(path) for path in rooms for key in python_keys(path)}
    return found | {key: str(path) for path in (ROOT / "dashboard").rglob("*.j2") for key in template_keys(path)}


def pattern(key: str) -> re.Pattern[str]:
    return re.compile(re.escape(key).replace(r"\*", r"[^.]+"))


def test_every_key_that_is_asked_for_exists() -> None:
    texts = catalogue("en")
    for key, place in asked().items():
        assert any(pattern(key).fullmatch(known) for known in texts), f"{place} asks for {key}"


def test_every_text_is_asked_for() -> None:
    patterns = [pattern(key) for key in asked()]
    unused = [known for known in catalogue("en") if not any(each.fullmatch(known) for each in patterns)]
    assert not unused


def test_no_text_types_a_threshold() -> None:
    thresholds = {float(value) for value in THRESHOLDS.model_dump().values()}
    typed = []
    for path in CATALOGUE.rglob("*.toml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.partition(" = ")[2]
            for scale in SCALES:
                text = text.replace(scale, "")
            typed += [(path.name, line) for number in NUMBER.findall(text) if float(number) in thresholds]
    assert not typed


@pytest.mark.parametrize("language", sorted(set(FIRST) - {DEFAULT_LANGUAGE}))
def test_a_language_says_the_same_with_the_same_fields(language: str) -> None:
    english, other = own_texts(DEFAULT_LANGUAGE), own_texts(language)
    assert other.keys() <= english.keys()
    assert {key: fields(text) for key, text in other.items()} == {key: fields(english[key]) for key in other}
    assert all(text.strip() for text in other.values())
    assert not [key for key in english if key.startswith("deck.") and key not in other], (
        "the slides are in each of the four"
    )


def fields(text: str) -> set[str]:
    return {name for _, name, *_ in Formatter().parse(text) if name}


def test_what_a_language_has_no_text_for_is_said_in_english() -> None:
    with speaking("lt"):
        assert t("deck.cover.kicker") == own_texts("lt")["deck.cover.kicker"]
        assert t("export.table.empty") == own_texts("en")["export.table.empty"]
    assert t("deck.cover.kicker") == own_texts("en")["deck.cover.kicker"]


def test_texts_hold_the_thresholds_of_the_file() -> None:
    texts = catalogue("en")
    assert f"at least {THRESHOLDS.min_units} customers" in texts["export.found.none_text"]
    assert not [text for text in texts.values() if "{thresholds" in text]
