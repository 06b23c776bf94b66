"""The demo market, crawled for real by the command a scheduler calls: its SWOT holds the planted truths and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.reports.queries import open_build
from dashboard.reports.texts import search_texts
from overheard.demo.market.market import Market, build_market
from overheard.demo.market.truths import planted_counts, planted_net, truths
from overheard.demo.past import write_past
from overheard.demo.sites.brand_site import PRIVATE_TARGET
from overheard.demo.sites.server import DemoServer
from overheard.demo.workspace import write_workspace
from tests.overheard.command import SECONDS
from tests.overheard.receivers import Webhook, serving

OWN = "kettle"
VARIABLE = "OVERHEARD_ALERT_TEAM"


@dataclass(frozen=True)
class Outcome:
    """What the run left: its exit code and what it said, the published build, and what the sites were asked for."""

    code: int
    said: str
    build: duckdb.DuckDBPyConnection
    requests: set[tuple[str, str]]
    market: Market
    path: Path
    alerts: list[dict[str, Any]]

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self.build.execute(query, list(parameters)).fetchall()


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    root = tmp_path_factory.mktemp("demo")
    market = build_market(datetime.now(UTC).date())
    hook = Webhook()
    with DemoServer(market) as server, serving(hook):
        write_workspace(root, server.hosts, market)
        write_past(root, server.hosts, market)
        with (root / "overheard.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[[alert]]\nname = "team"\nurl_env = "{VARIABLE}"\n')
        run = subprocess.run(
            [sys.executable, "-m", "overheard", "run", "--workspace", str(root)],
            capture_output=True, text=True, timeout=SECONDS, check=False, env={**os.environ, "NO_COLOR": "1", VARIABLE: hook.url},
        )  # fmt: skip
        asked = set(server.requests)
    published = root / ".overheard" / "published"
    assert (published / "CURRENT").exists(), run.stdout + run.stderr
    path = published / (published / "CURRENT").read_text().strip()
    build = duckdb.connect(str(path), read_only=True)
    yield Outcome(run.returncode, run.stdout + run.stderr, build, asked, market, path, hook.got)
    build.close()


def test_the_swot_holds_the_planted_lines_and_no_others(outcome: Outcome) -> None:
    found = outcome.rows("select rule, topic, coalesce(rival, '') from swot where brand = ?", OWN)
    assert sorted(found) == sorted((line["rule"], line["topic"], line["rival"]) for line in truths()["lines"])


def test_the_planted_spike_and_the_reworded_answer_are_the_only_signals(outcome: Outcome) -> None:
    spike, reworded = truths()["spike"], truths()["reworded"]
    found = {
        (kind, brand): row
        for kind, brand, *row in outcome.rows("select kind, brand, topic, n, first_day, observed from signals")
    }
    assert set(found) == {("complaints", spike["brand"]), ("faq", reworded["brand"])}
    topic, _, first_day, observed = found["complaints", spike["brand"]]
    assert (topic, observed) == (spike["driver"], spike["complaints"])
    assert first_day == outcome.market.anchor - timedelta(days=spike["age_days"])
    quotes = outcome.rows(
        "select e.quote from signal_evidence e join signals s using (signal_id) where s.kind = 'complaints' and e.quote != ''"
    )
    assert quotes


def test_the_run_sends_what_is_new_and_open_without_quotes(outcome: Outcome) -> None:
    [message] = outcome.alerts
    said = json.dumps(message, ensure_ascii=False)
    assert "Northbound Coffee: its FAQ changed" in said
    assert truths()["reworded"]["was"] not in said


def test_the_planted_changes_are_found_and_no_other(outcome: Outcome) -> None:
    reworded, lost = truths()["reworded"], truths()["rank_lost"]
    found = {
        (brand, what): row
        for brand, what, *row in outcome.rows("select brand, what, topic, before, after from changes")
    }
    assert set(found) == {(reworded["brand"], "reworded"), (lost["brand"], "rank")}
    topic, before, after = found[reworded["brand"], "reworded"]
    assert before == f"{topic}\n{reworded['was']}"
    assert after.startswith(topic)
    assert reworded["was"] not in after
    assert found[lost["brand"], "rank"][:2] == [lost["keyword"], "1"]


def test_the_answer_engine_names_the_brands_as_often_as_planted(outcome: Outcome) -> None:
    plan = truths()["answers"]
    found = outcome.rows("select brand, named_n, asked_n, keyword from answers where kind = 'named'")
    assert sorted(found) == sorted((brand, n, plan["asks"], plan["keyword"]) for brand, n in plan["named"].items() if n)


def test_the_action_that_worked_has_the_planted_effect(outcome: Outcome) -> None:
    plan, replies = truths()["action"], truths()["replies"]["within_7_days"]
    [(title, effect, low, status)] = outcome.rows("select title, effect, low, status from action_effects")
    assert (title, status) == (plan["title"], "ok")
    assert effect == pytest.approx(replies[OWN] - plan["before_within_7_days"], abs=0.03)
    assert low > 0


def test_goal_survey_and_open_question_are_the_planted_ones(outcome: Outcome) -> None:
    goal, survey = truths()["goal"], truths()["survey"]
    assert outcome.rows("select brand, metric, target from goals") == [(OWN, goal["metric"], goal["target"])]
    assert outcome.rows("select value, n from kpis where kpi = 'nps' and source = ?", survey["name"]) == [
        (pytest.approx(survey["nps"]), sum(survey["scores"].values()))
    ]
    open_ones = outcome.rows(
        "select distinct intent from questions q where asked_search > 0 and not exists "
        "(select 1 from question_answers a where a.question_id = q.question_id and a.answered in ('yes', 'mentioned'))"
    )
    assert [intent for (intent,) in open_ones] == truths()["intents"]["asked_but_answered_by_nobody"]


def test_the_pain_is_in_the_planted_stage(outcome: Outcome) -> None:
    own, rivals = (
        outcome.rows(
            "select stage, touchpoint, avg(net) from journey where persona = '' and n >= 30 and brand in "
            f"({', '.join('?' * len(brands))}) group by all",
            *brands,
        )
        for brands in ((OWN,), ("bramble", "northbound"))
    )
    others = {(stage, touchpoint): net for stage, touchpoint, net in rivals}
    behind = {
        (stage, touchpoint): net - others[stage, touchpoint]
        for stage, touchpoint, net in own
        if (stage, touchpoint) in others
    }
    assert min(behind, key=lambda place: behind[place]) == ("transaction", "delivery")


def test_a_search_finds_the_texts_that_say_it(outcome: Outcome) -> None:
    plan = truths()["persona"]
    found = search_texts(open_build(outcome.path), f'"{plan["words"][0]}"')
    planted = sum(plan["words"][0] in review.body.lower() for review in outcome.market.reviews_of(plan["brand"]))
    assert found.found == planted
    assert {hit.brand_names for hit in found.hits} == {"Kettle & Crow"}


def test_the_planted_contradiction_is_found_and_no_other(outcome: Outcome) -> None:
    planted = truths()["contradiction"]
    [(brand, topic, place, *sides)] = outcome.rows(
        "select brand, topic, place, value_one, url_one, value_two, url_two from contradictions"
    )
    assert (brand, topic, place) == (planted["brand"], planted["topic"], planted["place"])
    found = {(value, "/" + url.rpartition("/")[2]) for value, url in (sides[:2], sides[2:])}
    assert found == set(zip(planted["values"], planted["pages"], strict=True))


def test_channels_are_audited_as_planted(outcome: Outcome) -> None:
    planted = truths()["channels"]
    seen = {
        (brand, aspect): present
        for brand, aspect, present in outcome.rows("select brand, aspect, present from channel_audit")
    }
    for topic in planted["only_own"]:
        assert {brand for brand in ("kettle", "bramble", "northbound", "kavos") if seen[brand, topic]} == {OWN}
    for topic in planted["all_rivals_but_not_own"]:
        assert [seen[brand, topic] for brand in (OWN, "bramble", "northbound", "kavos")] == [False, True, True, True]
    hours = outcome.rows("select brand, detail from channel_audit where aspect = 'phone_hours' and present")
    assert hours == [("northbound", "Monday to Friday, 9:00-17:00")]
    assert outcome.rows("select count(*) from channel_audit where aspect = 'human_answer' and present is not null") == [
        (0,)
    ]


def test_faqs_and_contact_pages_are_a_click_away_and_need_no_scripts(outcome: Outcome) -> None:
    found = {
        (b, t): row for b, t, *row in outcome.rows("select brand, target, clicks, readable, found from findability")
    }
    # Only a FAQ that a crawl found by its links has clicks: the others are configured.
    assert {brand: found[brand, "faq"] for brand in (OWN, "northbound")} == {
        OWN: [None, True, False],
        "northbound": [1, True, False],
    }
    assert {tuple(row) for (_, target), row in found.items() if target == "contact"} == {(1, True, None)}


def test_the_sizes_are_the_planted_ones(outcome: Outcome) -> None:
    for line in truths()["lines"]:
        if "gap" not in line:
            continue
        [(gap, low, high, q)] = outcome.rows(
            "select gap, low, high, q from swot where brand = ? and rule = ? and topic = ?",
            OWN,
            line["rule"],
            line["topic"],
        )
        exact = line["rule"] != "W4"  # replies are planted as shares of all reviews, the window cuts through them
        assert gap == pytest.approx(line["gap"], abs=1e-9 if exact else 0.03)
        assert q < 0.05
        assert low * high > 0


def test_what_is_equal_has_a_gap_of_exactly_nothing(outcome: Outcome) -> None:
    for driver in ("staff_knowledge", "returns_refunds", "loyalty"):
        gaps = outcome.rows(
            "select gap, n_own from gaps where brand = ? and topic = ? and kind = 'driver'", OWN, driver
        )
        assert {round(gap, 9) for gap, _ in gaps} == {0}
        assert {n for _, n in gaps} == {80}


def test_net_sentiment_of_every_brand_and_driver_is_the_planted_one(outcome: Outcome) -> None:
    for driver in truths()["drivers"]:
        for brand in (OWN, "bramble", "northbound"):
            [(net,)] = outcome.rows(
                "select net from driver_scores where brand = ? and driver = ? and language = 'en' and source = '*'",
                brand,
                driver,
            )
            assert net == pytest.approx(planted_net(brand, driver)), (brand, driver)


def test_the_planted_persona_differs_and_its_figure_is_the_planted_one(outcome: Outcome) -> None:
    plan = truths()["persona"]
    [(n, net, status)] = outcome.rows(
        "select n, value, status from persona_scores where persona = ? and brand = ? and driver = ? and language = 'en'",
        plan["id"], plan["brand"], plan["driver"],
    )  # fmt: skip
    assert (n, net, status) == (
        planted_counts(plan["brand"])["current", plan["driver"], plan["label"]],
        plan["label"],
        "ok",
    )
    assert net < planted_net(plan["brand"], plan["driver"]) - 0.5
    assert outcome.rows("select distinct brand from persona_scores") == [(plan["brand"],)]
    [(texts, unmatched)] = outcome.rows("select texts, unmatched from personas")
    assert (texts >= n, unmatched) == (True, None)
    assert outcome.rows("select distinct persona from journey order by all") == [("",), (plan["id"],)]


def test_the_planted_persona_is_among_the_proposed_ones(outcome: Outcome) -> None:
    plan = truths()["persona"]
    found = dict(outcome.rows("select words, n from persona_proposals where language = 'en'"))
    [words] = [words for words in found if plan["words"][0] in json.loads(words)]
    assert found[words] == planted_counts(plan["brand"])["current", plan["driver"], plan["label"]]


def test_every_line_opens_to_evidence_with_its_page(outcome: Outcome) -> None:
    bare = outcome.rows(
        "select line_id from swot where line_id not in "
        "(select line_id from swot_evidence where url != '' and fetched_at is not null)"
    )
    assert bare == []


def test_the_lithuanian_rival_yields_leads_only(outcome: Outcome) -> None:
    assert outcome.rows("select * from swot where tested and (brand = 'kavos' or rival = 'kavos')") == []
    [(n,)] = outcome.rows("select count(*) from leads where status = 'language not validated'")
    assert n > 0


def test_pages_that_fail_are_named_and_never_taken_for_absence(outcome: Outcome) -> None:
    visits = outcome.rows(
        "select url, status, reason from visits where status in ('failed', 'blocked') order by status, url"
    )
    ends = {("/".join(url.split("/")[3:]), status) for url, status, _ in visits}
    assert ends == {
        ("members/reviews", "blocked"), ("reviews", "blocked"), ("duk/archyvas", "blocked"), ("atsiliepimai", "failed"),
    }  # fmt: skip
    assert all(reason for _, _, reason in visits)
    assert outcome.code == 1
    assert all(url in outcome.said for url, _, _ in visits)


def test_the_crawl_asked_for_nothing_it_should_not(outcome: Outcome) -> None:
    assert ("bramble", "/members/reviews") not in outcome.requests
    assert PRIVATE_TARGET not in {url for (url,) in outcome.rows("select url from visits")}


def test_traps_change_nothing_but_are_counted(outcome: Outcome) -> None:
    [(coverage,)] = outcome.rows("select coverage from editions")
    counted, traps = json.loads(coverage), truths()["traps"]
    assert counted[traps["syndicated"]["brand"]]["duplicates"] == traps["syndicated"]["reviews"]
    assert counted[traps["undated"]["brand"]]["undated"] == traps["undated"]["reviews"]
    [(claimed, collected)] = outcome.rows(
        "select max(claimed_n), max(collected_n) from source_totals where brand = 'bramble' and claimed_n > 1000"
    )
    assert claimed == traps["claimed"]["bramble"] > collected


def test_the_build_says_that_the_market_is_made_up(outcome: Outcome) -> None:
    assert outcome.rows("select synthetic from build_info") == [(True,)]
