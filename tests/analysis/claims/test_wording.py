"""Headlines and statements, whatever the names and figures: short, plain, and no more than what was tested."""

from __future__ import annotations

import re
from datetime import date, datetime
from gettext import c2py
from string import Formatter
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.claims.leads import leads_of
from analysis.claims.market import Market
from analysis.claims.quotes import QUOTED, Quotes
from analysis.claims.statements import (
    ELLIPSIS,
    FILE,
    counted,
    date_of,
    doubt_in_words,
    headline,
    net,
    number,
    shortened,
    stars,
)
from analysis.claims.wording import PER, compared, variant, words_of
from analysis.figures.editions.edition import edition_of
from analysis.figures.gaps import DRIVER, FEW, OVERALL_NET, OVERALL_STARS, RESPONSE, TESTED, GapRow, gap_row
from analysis.figures.presence import CHANNEL, FAQ_INTENT, Presence
from analysis.figures.presence.pages import Doubt
from analysis.marks import RIVALS
from analysis.text.drivers import load_taxonomy
from data import languages
from tests.conftest import ROOT

TEMPLATES: dict[str, dict[str, Any]] = {code: languages.table(code, FILE) for code in languages.having(FILE)}
HEADLINES = [(language, key) for language, table in TEMPLATES.items() for key in table["headline"]]
EDITION = edition_of(datetime(2026, 11, 20, 3, 0), "UTC", 90)
IDS = tuple(f"id-{n}q" for n in range(9))
DRIVERS = sorted(load_taxonomy("en").drivers)
PEOPLE = (
    "ปลาทูนึ่งเจ้าเก่าริมน้ำ",
    "Northbean Coffee Roasters of Upper Wharf Street and Sons",
    "K",
    "Žalioji kavinė prie Nemuno",
    "株式会社",
)
names = st.one_of(
    st.sampled_from(PEOPLE), st.text(st.characters(categories=("L", "M", "N", "P", "Zs")), min_size=1, max_size=90)
)


@pytest.mark.parametrize(("language", "key"), HEADLINES)
@given(brand=names, rival=names, topic=names)
@settings(max_examples=40)
def test_a_headline_is_short_and_shows_what_it_shortened(
    language: str, key: str, brand: str, rival: str, topic: str
) -> None:
    given_names = {"brand": brand, "rival": rival, "topic": topic, "names": rival}
    said = headline(key, language, **given_names)
    assert len(said) <= TEMPLATES[language]["headline_length"]
    wanted = {name for _, name, *_ in Formatter().parse(TEMPLATES[language]["headline"][key]) if name}
    assert ELLIPSIS in said or all(given_names[name].casefold() in said.casefold() for name in wanted)


@pytest.mark.parametrize(
    ("language", "why"), [(language, why) for language, table in TEMPLATES.items() for why in table["doubt"]]
)
def test_every_doubt_has_its_words(language: str, why: str) -> None:
    said = doubt_in_words(Doubt(why, "https://a.example/", n=1, of=1, day=date(2026, 11, 2), text="Why?"), language)
    assert not re.search(r"[{}]|\b1 (?:pages|questions)\b", said)


def leaves(table: dict[str, Any], *above: str) -> dict[str, Any]:
    """Key ("headline.T4") -> what it holds."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        found |= leaves(value, *above, key) if isinstance(value, dict) else {".".join((*above, key)): value}
    return found


def fields(value: Any) -> set[str]:
    """The {fields} of a text or of each of several."""
    texts = value if isinstance(value, list) else [value]
    return {name for text in texts if isinstance(text, str) for _, name, *_ in Formatter().parse(text) if name}


NOT_WORDS = ("plural", "headline_length", "locale.")


@pytest.mark.parametrize("language", sorted(set(TEMPLATES) - {"en"}))
def test_every_language_says_the_same_with_the_same_fields(language: str) -> None:
    english, other = leaves(TEMPLATES["en"]), leaves(TEMPLATES[language])
    assert other.keys() == english.keys()
    words = [key for key in english if not key.startswith(NOT_WORDS)]
    assert {key: fields(other[key]) for key in words} == {key: fields(english[key]) for key in words}
    assert all(text.strip() for key in words for text in (other[key] if isinstance(other[key], list) else [other[key]]))


@pytest.mark.parametrize("language", TEMPLATES)
def test_what_is_counted_has_a_text_for_each_form_of_its_language(language: str) -> None:
    table = TEMPLATES[language]
    forms = {c2py(table["plural"])(n) for n in range(1_000)}
    assert forms == set(range(len(forms)))
    assert {len(texts) for texts in table["counted"].values()} == {len(forms)}
    assert all("{n}" in text for texts in table["counted"].values() for text in texts)


NOT_NAMED_IN_CODE = ("locale.", "languages.", "engines.", "channels.", "devices.", "texts.")
"""Tables whose keys come from data."""


def said_by_somebody(key: str, whole: set[str], made: set[str]) -> bool:
    """Whether modules name a key whole ("need_page"), by its beginning (f"doubt.{why}") or by its end."""
    last = key.rpartition(".")[2]
    ended = {f"{start}{end}" for start in whole for end in ("_overall", "_stars")}
    joined = {f"{start}{rule}" for start in made for rule in whole}
    begun = any(key.startswith(start) or last.startswith(start) for start in made - {"headline.", "L_"})
    return begun or last in whole | ended | joined


def test_every_sentence_is_said_by_somebody() -> None:
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "analysis").rglob("*.py")))
    whole = set(re.findall(r"[\"']([A-Za-z][A-Za-z0-9_.]*)[\"']", code))
    made = set(re.findall(r"f\"([a-zA-Z_.]+)\{", code))
    keys = [key for key in leaves(TEMPLATES["en"]) if not key.startswith(NOT_NAMED_IN_CODE)]
    assert [key for key in keys if not said_by_somebody(key, whole, made)] == []
    assert not said_by_somebody("headline.L_nobody_says_this", whole, made)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["1 customer", "2 customers", "11 customers", "21 customers", "1,234 customers"]),
        ("lt", ["1 klientas", "2 klientai", "11 klientų", "21 klientas", "1 234 klientai"]),
        ("th", ["ลูกค้า 1 คน", "ลูกค้า 2 คน", "ลูกค้า 11 คน", "ลูกค้า 21 คน", "ลูกค้า 1,234 คน"]),
        ("vi", ["1 khách", "2 khách", "11 khách", "21 khách", "1.234 khách"]),
    ],
)
def test_what_is_counted_is_said_in_the_right_number(language: str, said: list[str]) -> None:
    assert [counted(n, "customers", language) for n in (1, 2, 11, 21, 1_234)] == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["2026-11-02", "−0.42", "4.2", "12,345"]),
        ("lt", ["2026-11-02", "−0,42", "4,2", "12 345"]),
        ("th", ["2 พ.ย. 2569", "−0.42", "4.2", "12,345"]),
        ("vi", ["02/11/2026", "−0,42", "4,2", "12.345"]),
    ],
)
def test_numbers_and_dates_are_written_as_in_their_language(language: str, said: list[str]) -> None:
    assert [
        date_of(date(2026, 11, 2), language),
        net(-0.42, language),
        stars(4.2, language),
        number(12_345, language),
    ] == said


def test_the_other_forms_of_lithuanian_numbers() -> None:
    forms = {
        form: [n for n in range(1, 131) if counted(n, "days", "lt").endswith(form)]
        for form in (" diena", " dienos", " dienų")
    }
    assert forms[" diena"] == [1, 21, 31, 41, 51, 61, 71, 81, 91, 101, 121]
    assert set(range(10, 21)) | {30, 100, 111, 112, 119, 120} <= set(forms[" dienų"])
    assert {2, 9, 22, 29, 102, 122} <= set(forms[" dienos"])


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("Northbean Coffee", 10, "Northbean…"),
        ("Northbean Coffee", 11, "Northbean…"),
        ("ปลาทูนึ่งเจ้าเก่า", 9, "ปลาทูนึ่…"),
        ("กาแฟเเก่า", 5, "กาแฟ…"),
        ("Žalioji", 4, "Žal…"),
    ],
)
def test_names_are_cut_between_characters(text: str, length: int, short: str) -> None:
    assert shortened(text, length) == short


def market(rows: list[GapRow], language: str = "en") -> Market:
    """Brands whose ids are nothing that a reader may see."""
    columns = [*QUOTED, "driver", "label", "score", "confidence", "intent"]
    presences = {
        (brand, kind): Presence(brand=brand, kind=kind, doubt=None, topics={})
        for brand in IDS
        for kind in (FAQ_INTENT, CHANNEL)
    }
    return Market(
        edition=EDITION,
        language=language,
        brands={brand: f"Brand {brand[3]}" for brand in IDS},
        rows=rows,
        presences=presences,
        quotes=Quotes(pd.DataFrame({name: [] for name in columns})),
        answers=pd.DataFrame(),
    )


@st.composite
def gap_rows(draw: st.DrawFn) -> GapRow:
    """A comparison as figures may be: few units or many, an interval that holds zero or not."""
    measure = draw(st.sampled_from((DRIVER, OVERALL_NET, OVERALL_STARS, RESPONSE)))
    topic = {OVERALL_NET: "net_sentiment", OVERALL_STARS: "stars", RESPONSE: "response_rate"}.get(measure, "")
    rivals = draw(st.lists(st.sampled_from(IDS[1:]), min_size=1, max_size=8, unique=True))
    rival = draw(st.sampled_from((RIVALS, rivals[0])))
    row = gap_row(EDITION, measure, IDS[0], rival, topic or draw(st.sampled_from(DRIVERS)))
    low, high = (1.0, 5.0) if measure is OVERALL_STARS else (0.0, 1.0) if measure is RESPONSE else (-1.0, 1.0)
    own, other = draw(st.floats(low, high)), draw(st.floats(low, high))
    half = draw(st.floats(0.001, 1.0))
    few = draw(st.booleans())
    counts = {name: draw(st.integers(0, 40)) for name in ("n_own", "n_other", "unsigned_own", "unsigned_other")}
    figures = {"own": own, "other": other, "gap": own - other, "low": own - other - half, "high": own - other + half}
    known = {} if few and draw(st.booleans()) else figures
    q = None if few else draw(st.floats(0, 1))
    fields: dict[str, Any] = {**vars(row), **counts, **known, "p": q, "q": q, "rivals": tuple(rivals)}
    return GapRow(**(fields | {"status": FEW if few else TESTED, "days": draw(st.integers(0, 91))}))


RAW = re.compile(r"\b1 (customers|reviews|days|rivals|brands|pages|questions)\b|\w_\w|id-\d|[{}]|\?|\bnan\b")
DIRECTIONS = ("beat", "trail", "better liked", "less liked", "more stars", "fewer")


@given(gap_rows())
@settings(max_examples=300)
def test_leads_say_a_direction_only_where_there_is_one(row: GapRow) -> None:
    found = leads_of(market([row]), IDS[0], [])
    for lead in found:
        assert 0 < len(lead.headline) <= 60
        assert any(word in lead.headline for word in DIRECTIONS) == bool(row.direction)
        assert ("cannot be told apart" in lead.statement) == (row.gap is not None and not row.direction)
        for text in (lead.headline, lead.statement, lead.basis, lead.needed or ""):
            assert not RAW.search(text), text
        several = row.rival == RIVALS and len(row.rivals) > 2
        assert len(lead.rivals) == (len(row.rivals) if several else 0)


@given(gap_rows().filter(lambda row: row.gap is not None))
@settings(max_examples=300)
def test_the_two_figures_differ_by_the_gap(row: GapRow) -> None:
    words = words_of(
        market([row]), row, "S1" + variant(row) if row.kind != "response" else "W4", compared(market([row]), row)
    )
    assert not RAW.search(" ".join((words.headline, words.statement, words.basis))), words
    own, other = _figures(words.statement, row)
    scale = 1 if row.topic == "stars" else PER
    assert own - other == pytest.approx(scale * row.gap, abs=0.1001 if scale == 1 else 1.0001)


@pytest.mark.parametrize("language", sorted(set(TEMPLATES) - {"en"}))
@given(gap_rows())
@settings(max_examples=60)
def test_lines_in_other_languages_hold_no_english_and_keep_their_ids(language: str, row: GapRow) -> None:
    english, other = leads_of(market([row]), IDS[0], []), leads_of(market([row], language), IDS[0], [])
    assert [lead.line_id for lead in english] == [lead.line_id for lead in other]
    for lead in other:
        assert 0 < len(lead.headline) <= TEMPLATES[language]["headline_length"]
        for text in (lead.headline, lead.statement, lead.basis, lead.needed or ""):
            assert not re.search(
                r"\w_\w|id-\d|[{}]|\bnan\b|\b(?:customers?|reviews?|days?|rivals?|and|than|the)\b", text
            ), text


def _figures(said: str, row: GapRow) -> tuple[float, float]:
    """The two figures that a statement says, signed."""
    said = re.sub(r"\b(Brand \d|\d rivals|7 days|Per 100|Of 100|of 5 stars)\b", "", said)
    if row.topic == "stars" or row.kind == "response":
        own, other = re.findall(r"\d+(?:\.\d+)?", said)
        return float(own), float(other)
    found = re.findall(r"(praise outweighs complaints by|complaints outweigh praise by|and by) (\d+)|(balance)", said)
    values: list[float] = []
    for how, n, even in found:
        sign = (
            0 if even else values[0] and abs(values[0]) / values[0] if how == "and by" else 1 if how[0] == "p" else -1
        )
        values.append(sign * float(n or 0))
    own, other = values
    return own, other
