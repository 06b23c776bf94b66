"""Charts as data: what a heat map cell says, which cells may be coloured, and that every chart is valid Vega-Lite."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import charts
from dashboard.reports.names import estimate, number
from dashboard.views import tables
from dashboard.views.compare_views import clicked_cell
from dashboard.views.markup import esc, in_context, safe_url
from dashboard.views.tables import plain

BRANDS = {"a": "Acme", "b": "Bolt", "c": "Cog"}
SCORES = pd.DataFrame(
    [
        ("a", "delivery", 120, 0.42, 0.31, 0.53, "ok"),
        ("b", "delivery", 12, None, None, None, "not enough data"),
        ("a", "billing", 80, None, None, None, "language not validated"),
    ],
    columns=["brand", "driver", "n", "net", "low", "high", "status"],
).assign(brand_name=lambda frame: frame["brand"].map(BRANDS))


def test_every_cell_says_its_figure_or_why_there_is_none() -> None:
    cells = charts.heat_cells(SCORES, BRANDS).set_index(["driver", "brand"])
    assert len(cells) == 6
    words = {index: tuple(row) for index, row in cells[["value", "detail", "why"]].iterrows()}
    assert words["delivery", "a"] == ("0.42", "0.31 to 0.53", "n = 120")
    assert words["delivery", "b"] == ("", "not enough data", "n = 12")
    assert words["billing", "a"] == ("", "language not validated", "n = 80")
    assert words["billing", "c"] == ("", "not observed", "")
    assert list(cells.index[cells["shown"]]) == [("delivery", "a")]


def test_a_brand_without_texts_in_the_language_says_so() -> None:
    cells = charts.heat_cells(SCORES, BRANDS, "en").set_index(["driver", "brand"])
    assert cells.loc[("billing", "c"), "detail"] == "no texts in English"
    assert cells.loc[("billing", "b"), "detail"] == "not observed"
    rows = SCORES.to_dict("records")
    assert tables.missing_text(rows, "c", "lt") == "no texts in Lithuanian"
    assert tables.missing_text(rows, "b", "lt") == "not observed"
    assert "no texts in English" in tables.scores(rows, ["delivery"], BRANDS, "en")


def test_a_figure_whose_status_is_not_ok_is_never_coloured() -> None:
    scores = SCORES.assign(net=0.9, low=0.8, high=1.0)
    cells = charts.heat_cells(scores, BRANDS)
    assert set(cells.loc[cells["shown"], "status"]) == {"ok"}


@pytest.mark.parametrize("dark", [False, True])
def test_charts_are_valid_in_both_themes(dark: bool) -> None:
    cells = charts.heat_cells(SCORES, BRANDS)
    chart = charts.heat_map(cells, ["delivery", "billing"], ("delivery", "a"), dark=dark).to_dict()
    colour = next(layer for layer in chart["layer"] if "scale" in layer["encoding"].get("color", {}))
    assert colour["encoding"]["color"]["scale"]["domain"] == [-1, -0.5, 0, 0.5, 1]
    acme = {"name": "Acme", "own": True, "n_units": 40, "sentiment_status": "ok", "n_rated": 40, "rating_status": "ok"}
    acme |= {"net": 0.1, "low": 0.0, "high": 0.2, "rating": 4.2, "rating_low": 4.0, "rating_high": 4.4}
    bolt = {"name": "Bolt", "own": False, "n_units": 3, "sentiment_status": "language not validated", "n_rated": 0}
    summary = pd.DataFrame([acme, bolt])
    for measure, (low, high) in (("net", (-1, 1)), ("rating", (1, 5))):
        spec = charts.intervals(summary, measure, dark=dark).to_dict()
        domains = [
            layer["encoding"]["x"]["scale"]["domain"]
            for layer in spec["layer"]
            if "scale" in layer["encoding"].get("x", {})
        ]
        words = [row["words"] for rows in spec["datasets"].values() for row in rows if row.get("name") == "Bolt"]
        assert words == ["Language not validated" if measure == "net" else "not observed"]
        assert domains
        assert all(low <= start < end <= high for start, end in domains)


def test_shares_are_shown_as_per_cent_with_what_limits_them() -> None:
    rows = pd.DataFrame(
        [("Acme", True, 0.22, 0.15, 0.34, 74, "ok"), ("Bolt", False, 0.0, 0.0, 0.2, 12, "not enough data"),
         ("Cog", False, None, None, None, 0, "not observed")],
        columns=["name", "own", "value", "low", "high", "n", "status"],
    )  # fmt: skip
    spec = charts.intervals(rows, "share_of_voice", dark=False).to_dict()
    words = {row["name"]: row["words"].replace("\u00a0", " ") for row in next(iter(spec["datasets"].values()))}
    assert words == {
        "Acme": "22 %  (15 % to 34 %)",
        "Bolt": "0 %  (0 % to 20 %), not enough data",
        "Cog": "Not observed",
    }


def test_charts_stand_without_any_figure() -> None:
    nothing = SCORES.assign(net=None, low=None, high=None, status="not enough data")
    charts.heat_map(charts.heat_cells(nothing, BRANDS), ["delivery", "billing"], None, dark=False).to_dict()
    summary = pd.DataFrame(
        [{"name": "Acme", "own": True, "net": None, "low": None, "high": None, "n_units": 0, "sentiment_status": None}]
    )
    charts.intervals(summary, "net", dark=False).to_dict()


def test_a_click_names_the_cell() -> None:
    event = {"selection": {"cell": [{"driver": "billing", "brand": "b"}]}}
    assert clicked_cell(event) == ("billing", "b")
    assert clicked_cell({"selection": {"cell": []}}) is None
    assert clicked_cell({"selection": {}}) is None


@given(st.text())
def test_escaped_text_opens_no_tag(text: str) -> None:
    assert not set("<>\"'") & set(esc(text).replace("&#x27;", "").replace("&quot;", ""))


@given(st.text())
def test_markdown_is_shown_letter_by_letter(text: str) -> None:
    shown = plain(text)
    at = 0
    while at < len(shown):
        if shown[at] == "\\":
            at += 2
            continue
        assert shown[at] not in "`*_{}[]()<>#!|~$:&"
        at += 1


@given(st.text(max_size=300), st.data())
def test_the_sentence_is_marked_in_its_place(body: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, len(body)))
    shown = in_context(body, start, end)
    assert f"<mark>{esc(body[start:end])}</mark>" in shown
    assert shown.count("<") == 2


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "//host.example/x", "file:///etc/passwd", "", None,
     "http://", "ftp://host.example/", "https://[bad"],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_numbers_as_a_reader_sees_them() -> None:
    assert estimate(0.42, 0.31, 0.53, 120) == "0.42 (0.31 to 0.53), n = 120"
    assert estimate(-0.001, None, None, 1234) == "0.00, n = 1\u202f234"
    assert number(-0.5) == "\u22120.50"
    assert estimate(None, None, None, 3) == "not observed"


RANKS = pd.DataFrame(
    [
        (date(2026, 6, day), brand, brand.title(), brand == "acme", observed, place)
        for day, observed, places in [
            (1, True, {"acme": 2, "bolt": 5}), (2, False, {}), (3, True, {"acme": 3}), (4, True, {"acme": 4, "bolt": 2}),
            (5, True, {"acme": 4, "bolt": 2}),
        ]
        for brand in ("acme", "bolt") for place in [places.get(brand)]
    ],
    columns=["day", "brand", "name", "own", "observed", "position"],
)  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
def test_a_line_of_places_has_gaps_and_no_place_0(dark: bool) -> None:
    made = charts.rank_lines(RANKS, dark=dark).to_dict()
    bands, line, _ = made["layer"]
    rows = made["datasets"][line["data"]["name"]]
    assert {row["position"] for row in rows} == {2, 3, 4, 5}
    assert len({row["stretch"] for row in rows if row["brand"] == "acme"}) == 2, "a day without a page parts it"
    assert len({row["stretch"] for row in rows if row["brand"] == "bolt"}) == 2, "a day off the page parts it"
    (grey,) = made["datasets"][bands["data"]["name"]]
    assert grey["day"].startswith("2026-06-01T12")
    low, high = line["encoding"]["y"]["scale"]["domain"]
    assert low > high > 0, "the first place is on top"
    assert line["encoding"]["y"]["axis"]["title"] == "Organic place (1 is the top)"


def test_places_of_which_none_is_known_are_drawn_empty() -> None:
    assert charts.rank_lines(RANKS.assign(position=None, observed=False), dark=False).to_dict()
