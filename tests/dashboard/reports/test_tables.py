"""The tables that are exported say what the build holds, and what it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.reports import queries
from dashboard.reports.queries import Build
from dashboard.reports.tables import subjects, table_report
from dashboard.reports.tables.reviews import Wanted, inbox
from dashboard.reports.tables.table import View
from tests.sample_build import write_sample_build
from tests.sample_cycle import ANSWERED, ANSWERED_AFTER, ASKED, NPS, RANKS


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return queries.open_build(write_sample_build(tmp_path_factory.mktemp("build")))


def rows_of(build: Build, subject: str, brand: str | None = None) -> list[dict[str, Any]]:
    report = table_report(build, subject, brand)
    keys = [field.key for field in report.fields]
    return [dict(zip(keys, row, strict=True)) for row in report.rows]


def test_a_brand_that_is_not_on_a_result_page_has_no_position(build: Build) -> None:
    rows = rows_of(build, "search")
    names = {row["brand"]: row["name"] for row in queries.rows(build, "brands")}
    assert len(rows) == len(RANKS) * len(names)
    newest = {row["brand"]: row for row in rows[: len(names)]}
    assert newest[names["northbean"]]["position"] == 3
    assert newest[names["northbean"]]["above"] == names["kettle-crane"]
    assert newest[names["northbean"]]["above_since"] == f"{names['kettle-crane']} since 2026-10-12"
    assert all(not row["above_since"] for row in rows[len(names) :])
    assert newest[names["lotus-roast"]]["position"] is None
    assert newest[names["lotus-roast"]]["above"] == f"{names['kettle-crane']}, {names['northbean']}"


def test_what_is_not_answered_counts_for_nobody(build: Build) -> None:
    rows = rows_of(build, "answers")
    names = {row["brand"]: row["name"] for row in queries.rows(build, "brands")}
    named = {row["brand"]: row for row in rows if row["engine"] == ASKED and row["what"] == "named"}
    assert named.keys() == set(names.values())
    asked = sum(read for _, read, _, _ in ANSWERED)
    for brand, name in names.items():
        row = named[name]
        said = sum(of.get(brand, 0) for _, _, _, of in ANSWERED)
        assert (row["named_n"], row["asked_n"], row["unanswered_n"]) == (said, asked, 4)
        assert row["share"] == pytest.approx(said / asked)
        assert row["low"] <= row["share"] <= row["high"]
    assert (named["Lotus Roast"]["share"], named["Lotus Roast"]["high"] > 0.3) == (0, True)
    cited = {row["brand"]: row for row in rows if row["engine"] == ASKED and row["what"] == "cited"}
    assert (cited["guide.example"]["named_n"], cited["guide.example"]["asked_n"]) == (2, 5)


def test_whom_an_overview_names_is_not_observed_where_only_its_sources_are_read(build: Build) -> None:
    rows = [row for row in rows_of(build, "answers") if row["engine"] == "google ai overview"]
    named = [row for row in rows if row["what"] == "named"]
    assert {(row["share"], row["named_n"], row["asked_n"]) for row in named} == {(None, None, 0)}
    cited = {row["brand"]: row["named_n"] for row in rows if row["what"] == "cited"}
    assert {brand for brand, n in cited.items() if n} == {"Kettle & Crane"}
    assert len(cited) == len(named)


def test_every_review_of_the_window_is_in_the_inbox(build: Build) -> None:
    counted = build.cursor().execute(
        "SELECT count(*), count(*) FILTER (coalesce(reply_body, '') <> '' OR replied_at IS NOT NULL) FROM reviews, editions"
        " WHERE edition = (SELECT max(edition) FROM editions) AND published_at BETWEEN window_start AND window_end"
    )
    total, answered = counted.fetchone() or (0, 0)
    rows = rows_of(build, "reviews")
    assert len(rows) == total > 0
    assert sum(row["answered"] == "yes" for row in rows) == answered > 0
    assert all(row["stars"] is None or 0 < row["stars"] <= 5 for row in rows)
    one = rows_of(build, "reviews", "kettle-crane")
    assert {row["brand"] for row in one} == {"Kettle & Crane"}
    assert len(one) == sum(row["brand"] == "Kettle & Crane" for row in rows)


def test_the_inbox_holds_what_is_wanted_page_by_page(build: Build) -> None:
    edition = queries.editions(build)[0]
    view = View(build, edition, "northbean", {}, None)
    (fields, everything), total = inbox(view, Wanted())
    assert len(everything) == total
    pages = [inbox(view, Wanted(limit=100, offset=start))[0][1] for start in range(0, total, 100)]
    assert [row for rows in pages for row in rows] == everything
    (_, beyond), _ = inbox(view, Wanted(limit=100, offset=total + 5))
    assert beyond == pages[0]
    keys = [field.key for field in fields]
    for wanted, key, values in (
        (Wanted(answered="no"), "answered", {"no"}),
        (Wanted(against="text_complains"), "disagrees", {"good stars, the text complains"}),
        (Wanted(language="th"), "language", {"Thai"}),
    ):
        (_, rows), n = inbox(view, wanted)
        matching = [row for row in everything if row[keys.index(key)] in values]
        assert rows == matching
        assert n == len(matching)
    (_, five), _ = inbox(view, Wanted(stars=5))
    assert {int(row[keys.index("stars")]) for row in five} == {5}
    (_, mine), n = inbox(view, Wanted(persona="students"))
    assert 0 < n < total
    assert [row for row in everything if row in mine] == mine


def test_answers_are_followed_as_long_as_they_were_seen(build: Build) -> None:
    rows = {(row["brand"], row["source"]): row for row in rows_of(build, "response")}
    claimed = [row for row in queries.rows(build, "claimed") if not row["first_party"]]
    assert rows.keys() == {(row["brand_name"], row["source"]) for row in claimed}
    for row in claimed:
        shown = rows[row["brand_name"], row["source"]]
        assert (shown["claimed_n"], shown["collected_n"]) == (row["claimed_n"], row["kept"])
    observed = [row for row in rows.values() if row["n"]]
    assert any(row["answered_n"] for row in observed)
    for row in observed:
        shares = [row[f"within_{days}"] for days in (1, 7, 30) if row[f"within_{days}"] is not None]
        assert shares == sorted(shares)
        if row["within_7"] and row["within_7_low"] is not None:
            assert row["within_7_low"] < row["within_7"] < row["within_7_high"]
    never = rows["Morning Post Coffee", "cuppaview.example"]
    assert never["answered_n"] == 0 or never["status"] == "not observed"


def test_counts_that_a_network_hides_are_empty(build: Build) -> None:
    rows = rows_of(build, "streams")
    hidden = [row for row in rows if row["likes"] is None and row["replies"] is None and row["shares"] is None]
    assert hidden
    assert all(row["engagement"] is None for row in hidden)
    shown = [row for row in rows if row["engagement"] is not None]
    assert all(row["engagement"] == sum(row[name] or 0 for name in ("likes", "replies", "shares")) for row in shown)


def test_surveys_and_shops_are_measured_by_month_and_together(build: Build) -> None:
    rows = [row for row in rows_of(build, "surveys") if row["month"] == "all months"]
    nps = {row["brand"]: row for row in rows if row["measure"].startswith("NPS") and row["survey"] == "all surveys"}
    scores = NPS["northbean"]
    value = 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)
    assert nps["Northbean Coffee"]["value"] == pytest.approx(value)
    assert nps["Northbean Coffee"]["n"] == len(scores)
    assert nps["Northbean Coffee"]["low"] < value < nps["Northbean Coffee"]["high"]
    shops = {(row["brand"], row["measure"]): row for row in rows if "shops" in row["measure"]}
    answered = shops["Northbean Coffee", "Answered (mystery shops)"]
    waits = ANSWERED_AFTER["northbean"]
    assert answered["value"] == pytest.approx(sum(wait is not None for wait in waits) / len(waits))
    assert shops["Kettle & Crane", "Answer time (mystery shops)"]["value"] == pytest.approx(4)
    assert {row["status"] for row in rows} == {"not enough data"}


def test_changes_show_the_words_that_changed(build: Build) -> None:
    rows = {row["what"]: row for row in rows_of(build, "changes")}
    assert len(rows) == 5
    assert rows["Question or answer reworded"]["difference"] == "Can I return beans? Within [−30−] [+14+] days."
    assert rows["Question removed"]["after"] == ""
    assert (rows["Place in search"]["before"], rows["Place in search"]["after"]) == ("place 9", "not on the page")
    assert rows["Rating claimed"]["after"] == "3.9 of 5 stars"
    assert rows["Channel opened"]["topic"] == "Live chat"


def test_the_journey_is_in_order_and_opens_to_its_pages(build: Build) -> None:
    rows = rows_of(build, "journey")
    assert [row["stage"] for row in rows] == ["Engagement", "Transaction"]
    chat, delivery = rows
    assert (chat["status"], chat["emotion"], chat["pain"]) == ("not enough data", "", "")
    assert delivery["emotion"] == "anger"
    assert delivery["pain_url"].startswith("https://")


def test_what_a_brand_lacks_comes_first_and_what_is_not_known_is_not_no(build: Build) -> None:
    rows = rows_of(build, "questions")
    assert [(row["topic"], row["standing"]) for row in rows[::3]] == [
        ("Gift cards and gifts", "missing: others answer"),
        ("Tracking an order", "alone: only we answer"),
    ]
    assert [row["answered"] for row in rows[:3]] == ["no", "yes", None]
    assert rows[1]["passage"] == "Gift cards? Yes, by post."


@pytest.mark.parametrize("subject", subjects())
def test_no_two_columns_of_a_table_are_called_alike(build: Build, subject: str) -> None:
    fields = table_report(build, subject).fields
    for names in ([field.heading for field in fields], [field.key for field in fields]):
        assert len(set(names)) == len(names)


def test_a_contradiction_shows_both_passages(build: Build) -> None:
    hours, fee = rows_of(build, "consistency")
    assert (hours["brand"], hours["promise"]) == ("Northbean Coffee", "Hours of the telephone")
    assert (hours["value_one"], hours["value_two"]) == ("mon-fri 09:00-17:00", "mon-fri 08:00-18:00")
    assert (hours["quote_two"], hours["source_two"]) == ("“Call us 8 to 18.”", "FAQ")
    assert (fee["value_two"], fee["places_one"]) == ("free", 2)
    assert "deleted" in fee["quote_two"]


def test_channels_say_how_they_are_known_or_why_not(build: Build) -> None:
    chat, human, phone, *other = rows_of(build, "channels")
    assert (chat["there"], chat["detail"], chat["how"]) == ("yes", "Tidio", "seen on the page")
    assert (phone["asked"], phone["there"]) == ("Telephone", "no")
    assert (human["minutes"], human["status"], human["how"]) == (28.5, "not enough data", "mystery shoppers")
    assert {row["there"] for row in other} == {None}
    assert [row["how"] for row in other] == ["too few pages were read", "no mystery shopper asked: not observed"]


def test_where_a_faq_is_found_says_which_way(build: Build) -> None:
    faq, way, unread = rows_of(build, "findability")
    assert (faq["clicks"], faq["readable"], faq["found"], faq["position"], faq["site_search"]) == (
        2,
        "yes",
        "yes",
        3,
        None,
    )
    assert (way["clicks"], way["found"]) == (0, "")
    assert way["target"].startswith("Nearest way to ask: E")
    assert (unread["clicks"], unread["found"]) == (None, "not observed")


def test_published_figures_are_marked_as_such(build: Build) -> None:
    report = table_report(build, "touchpoints")
    headings = {field.key: field.heading for field in report.fields}
    assert headings["published"] == "Published figure, not measured here"
    website, chat, every = rows_of(build, "touchpoints")
    assert (website["share"], website["published"], website["offered"]) == (0.2, 0.58, "not observed")
    assert (chat["published"], chat["published_says"], chat["offered"]) == (None, "", "yes")
    assert (every["share"], every["published"], every["offered"]) == (None, 0.15, "4 of 9 kinds of channels seen")


def test_proposed_personas_show_their_words_and_the_quotes_that_are_still_said(build: Build) -> None:
    (row,) = rows_of(build, "personas")
    assert (row["language"], row["n"], row["share"]) == ("English", 41, 0.1025)
    assert row["words"] == '["night shift", "flatmate"]'
    assert row["quote_1"].startswith("\u201c")
    assert (row["quote_2"], row["quote_3"]) == ("", "")


def test_goals_are_held_against_the_figures_and_projected(build: Build) -> None:
    rows = {row["metric"]: row for row in rows_of(build, "goals")}
    assert rows["conversion"]["value"] == 2.6
    assert rows["conversion"]["as_of"] == "2026-09-30"
    assert rows["conversion"]["projected_low"] < rows["conversion"]["projected"] < rows["conversion"]["projected_high"]
    assert rows["conversion"]["status"] in ("on track", "open: may or may not be reached")
    assert rows["NPS (surveys)"]["value"] is None or rows["NPS (surveys)"]["status"] != "not measured"


def test_actions_show_what_moved_after_them(build: Build) -> None:
    rows = {row["title"]: row for row in rows_of(build, "actions")}
    done, planned = rows["Answer every review within a day"], rows["Write the returns page anew"]
    assert (done["effect"], done["effect_status"]) == (0.4, "measured, no proof")
    assert (planned["effect"], planned["effect_status"], planned["state"]) == (None, "", "planned")


def test_signals_say_what_was_expected_and_open_to_a_quote(build: Build) -> None:
    going, gone = rows_of(build, "signals")
    assert (going["state"], going["observed"], going["expected"], going["n"]) == ("open", 14, 2.5, 40)
    assert going["signal"].endswith("more complaints than usual about Delivery")
    assert going["quote"]
    assert (gone["state"], gone["kind"], gone["expected"], gone["p"]) == ("over", "FAQ", None, None)
    assert "30 days" in gone["quote"]


def test_nothing_is_claimed_of_a_build_without_rows(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path)
    with duckdb.connect(str(path)) as con:
        for table in (
            "rankings",
            "reviews",
            "mentions",
            "surveys",
            "mystery_shops",
            "changes",
            "goals",
            "actions",
            "journey",
            "questions",
            "contradictions",
            "signals",
            "channel_audit",
            "findability",
            "touchpoint_use",
        ):
            con.execute(f"DELETE FROM {table}")
    empty = queries.open_build(path)
    names = [
        "search",
        "reviews",
        "streams",
        "surveys",
        "changes",
        "goals",
        "actions",
        "journey",
        "questions",
        "signals",
        "consistency",
    ]
    assert all(not table_report(empty, name).rows for name in names)


def test_tables_of_a_persona_hold_its_figures_alone(build: Build) -> None:
    report = table_report(build, "comparison", persona="Students")
    keys = [field.key for field in report.fields]
    rows = [dict(zip(keys, row, strict=True)) for row in report.rows]
    shown = {(row["brand"], row["topic"]): row for row in rows}
    assert len(rows) == 4
    delivery = shown["Northbean Coffee", "Delivery"]
    assert [delivery[name] for name in ("value", "low", "high", "n", "status")] == [-0.62, -0.8, -0.44, 41, "measured"]
    assert shown["Kettle & Crane", "Delivery"]["status"] == "not enough data"
    assert (report.persona, report.title.endswith(": Students"), "60 in the window" in report.note) == (
        "students",
        True,
        True,
    )
    everybody = table_report(build, "comparison")
    assert (everybody.persona, len(everybody.rows) > len(rows)) == ("", True)
    journey = table_report(build, "journey", persona="students")
    assert [row[3:7] for row in journey.rows] == [(-0.62, -0.8, -0.44, 41)]
    assert not set(journey.rows) & set(table_report(build, "journey").rows)
    assert table_report(build, "journey", persona="elsewhere").rows == ()


@pytest.mark.parametrize(
    ("table", "persona", "said"),
    [
        ("journey", "student", "personas of 2026-10, Students, Elsewhere, found 'student'"),
        ("gaps", "students", "expected it with comparison or journey, found it with gaps"),
    ],
)
def test_a_persona_that_there_is_not_is_no_empty_table(build: Build, table: str, persona: str, said: str) -> None:
    with pytest.raises(queries.NoEditionError, match=said):
        table_report(build, table, persona=persona)
