"""The demo market holds exactly what truths.toml says, in words that the analysis reads as meant."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from scipy import stats
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.text.drivers import load_taxonomy
from analysis.text.intents import load_intents
from overheard.demo.market.market import DemoReview, Market, build_market
from overheard.demo.market.people import generic_names
from overheard.demo.market.phrases import MOODS, Phrases, phrase_book, pool
from overheard.demo.market.truths import LABELS, WINDOWS, companies, planted_counts, planted_net, truths
from overheard.demo.sites.serp import result_pages

ANCHOR = date(2026, 11, 22)
ENGLISH = ("kettle", "bramble", "northbound")


@cache
def market() -> Market:
    return build_market(ANCHOR)


@cache
def vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def label_of(sentence: str) -> int | None:
    """The unmistakable mood of a sentence, None when it is in doubt."""
    compound = vader().polarity_scores(sentence)["compound"]
    if abs(compound) < 0.05:
        return 0
    return None if abs(compound) < 0.3 else (1 if compound > 0 else -1)


def sentences_of(review: DemoReview) -> list[str]:
    return re.split(r"(?<=\.) ", review.body) if review.body else []


def units(brand: str, driver: str, window: str) -> list[float]:
    """Mean label per author; a record without a name of its own is a unit by itself."""
    said: dict[str, list[int]] = defaultdict(list)
    for review in market().reviews_of(brand):
        for opinion in review.opinions:
            if opinion.driver == driver and review.window == window:
                said[review.id if review.author in generic_names() else review.author].append(opinion.label)
    return [float(np.mean(labels)) for labels in said.values()]


def test_the_same_anchor_and_seed_give_the_same_market_and_another_anchor_the_same_one_shifted() -> None:
    assert build_market(ANCHOR) == market()
    later = build_market(ANCHOR + timedelta(days=10))
    assert [r.body for r in later.reviews] == [r.body for r in market().reviews]
    shifts = {
        (a.published - b.published).days
        for a, b in zip(later.reviews, market().reviews, strict=True)
        if a.published and b.published
    }
    assert shifts == {10}
    assert build_market(ANCHOR, seed=8).reviews != market().reviews


def test_it_is_large_enough_and_its_reviewers_are_many() -> None:
    reviews = market().reviews
    assert len(reviews) >= 3000
    assert len({r.author for r in reviews}) >= 1800
    assert len(market().faqs) >= 60
    generic = Counter(r.author for r in reviews if r.author in generic_names())
    assert set(generic) == set(generic_names())
    assert min(generic.values()) >= 20
    assert len({r.id for r in reviews}) == len(reviews)
    repeaters = Counter((r.brand, r.author) for r in reviews if r.author not in generic_names())
    assert sum(n > 1 for n in repeaters.values()) >= 60


@pytest.mark.parametrize("seed", [1, 2])
def test_every_sentence_is_about_its_driver_alone_and_its_mood_is_beyond_doubt(seed: int) -> None:
    taxonomy = load_taxonomy("en")
    wrong = [
        (driver, label, sentence)
        for driver, label, sentence in pool("en", seed, 120)
        if taxonomy.classify(sentence) != (driver,) or label_of(sentence) != label
    ]
    assert wrong == []


def test_remarks_and_titles_are_about_no_driver() -> None:
    taxonomy, phrases, rng = load_taxonomy("en"), Phrases("en"), random.Random(3)
    given = {"switching": {"rival": "Bramble Roasters"}}
    for section in ("details", "replies", "switching", "first_party"):
        for _ in range(200):
            remark = phrases.remark(section, rng, **given.get(section, {}))
            assert taxonomy.classify(remark) == (), remark
            assert section != "details" or label_of(remark) == 0, remark
    for label in MOODS:
        for _ in range(50):
            title = phrases.title(label, rng)
            assert taxonomy.classify(title) == (), title
            assert label_of(title) == label, title


def test_every_slot_of_the_phrase_books_is_filled() -> None:
    for language in ("en", "lt"):
        assert phrase_book(language)["drivers"]
    assert not [r.id for r in market().reviews if re.search(r"[{}]", r.body + r.title + r.reply)]


def test_what_reviews_say_is_what_was_planted() -> None:
    taxonomy = load_taxonomy("en")
    for review in random.Random(4).sample(
        [r for r in market().reviews if r.brand != "kavos" and r.site == "platform"], 500
    ):
        read = [(d, label_of(s)) for s in sentences_of(review) for d in taxonomy.classify(s)]
        assert read == [(o.driver, o.label) for o in review.opinions], review.body


def test_only_the_planted_persona_says_whose_it_is() -> None:
    plan = truths()["persona"]
    mine = [r for r in market().reviews if any(word in r.body.lower() for word in plan["words"])]
    said = {(plan["driver"], plan["label"])}
    assert {(r.brand, bool(said & {(o.driver, o.label) for o in r.opinions})) for r in mine} == {(plan["brand"], True)}
    current = [r for r in mine if r.window == "current"]
    assert len({r.author for r in current}) >= 30
    others = set(market().reviews_of(plan["brand"])) - set(mine)
    assert not any(said & {(o.driver, o.label) for o in r.opinions} for r in others)


@pytest.mark.parametrize("brand", [*ENGLISH, "kavos"])
def test_units_are_exactly_those_planted(brand: str) -> None:
    for (window, driver), wanted in _by_driver(brand).items():
        found = Counter(units(brand, driver, window))
        assert found == wanted, (window, driver)
        assert sum(wanted.values()) >= 60


def _by_driver(brand: str) -> dict[tuple[str, str], Counter[float]]:
    wanted: dict[tuple[str, str], Counter[float]] = defaultdict(Counter)
    for (window, driver, label), n in planted_counts(brand).items():
        wanted[window, driver][float(label)] = n
    return wanted


def test_counting_texts_instead_of_people_would_be_wrong() -> None:
    trap = truths()["traps"]["vocal"]
    texts = [
        o.label
        for r in market().reviews_of(trap["brand"])
        for o in r.opinions
        if o.driver == trap["driver"] and r.window == "current"
    ]
    assert np.mean(texts) < planted_net(trap["brand"], trap["driver"]) - 0.15


def test_planted_differences_can_be_proven_and_planted_equalities_are_exact() -> None:
    def gap(driver: str, rival: str) -> tuple[float, float]:
        own, other = units("kettle", driver, "current"), units(rival, driver, "current")
        return float(np.mean(own) - np.mean(other)), float(stats.ttest_ind(own, other, equal_var=False).pvalue)

    better, worse = ("product_quality", "personal_treatment"), ("delivery", "response_time")
    for driver in (*better, *worse):
        for rival in ("bramble", "northbound"):
            size, p = gap(driver, rival)
            assert size * (1 if driver in better else -1) >= 0.6
            assert p < 1e-4
    size, p = gap("price_value", "bramble")
    assert size >= 0.6
    assert p < 1e-4
    assert gap("price_value", "northbound")[1] > 0.1
    for driver in ("staff_knowledge", "returns_refunds", "loyalty"):
        assert [gap(driver, rival)[0] for rival in ("bramble", "northbound")] == [0, 0]
    assert all(abs(gap("ease_of_use", rival)[0]) < 0.05 for rival in ("bramble", "northbound"))


def test_only_the_one_brand_gap_is_unproven_against_the_rivals_together() -> None:
    own, bramble, northbound = (np.array(units(b, "price_value", "current")) for b in ENGLISH)
    size = own.mean() - (bramble.mean() + northbound.mean()) / 2
    error = np.sqrt(
        own.var(ddof=1) / len(own) + (bramble.var(ddof=1) / len(bramble) + northbound.var(ddof=1) / len(northbound)) / 4
    )
    assert size - 1.96 * error < 0.05


def test_only_the_planted_need_is_unmet_by_the_whole_market() -> None:
    drivers = list(truths()["drivers"])
    below = [
        d
        for d in drivers
        if all(planted_net(b, d) < np.mean([planted_net(b, other) for other in drivers if other != d]) for b in ENGLISH)
    ]
    assert below == ["loyalty"]


def test_nothing_changes_between_the_windows_but_what_is_planted() -> None:
    changed = {
        (brand, driver): round(planted_net(brand, driver) - planted_net(brand, driver, "previous"), 3)
        for brand in ENGLISH
        for driver in truths()["drivers"]
        if planted_net(brand, driver) != planted_net(brand, driver, "previous")
    }
    assert changed == {("kettle", "delivery"): -0.725, ("northbound", "response_time"): 0.575}


def test_no_two_reviews_are_near_duplicates() -> None:
    texts = [r.body for r in market().reviews if r.body and not r.id.endswith("-copy")]
    for k in (4, 6):
        shingles = [{t[i : i + k] for i in range(len(t) - k + 1)} for t in random.Random(k).sample(texts, 400)]
        closest = max(len(a & b) / len(a | b) for a, b in combinations(shingles, 2))
        assert closest < 0.8


def test_dates_lie_clear_of_the_windows_borders_and_never_in_the_future() -> None:
    midnight = datetime(ANCHOR.year, ANCHOR.month, ANCHOR.day)
    for review in market().reviews:
        assert review.published is None or review.published < midnight
        assert review.replied is None or (review.published is not None and review.published < review.replied < midnight)
    ages = {
        w: [(midnight - r.published).days for r in market().reviews if r.window == w and r.published] for w in WINDOWS
    }
    two_weeks = 14
    assert max(ages["current"]) + two_weeks < 90
    assert min(ages["previous"]) > 90
    assert max(ages["previous"]) + two_weeks < 180
    assert sum(r.published is None for r in market().reviews) == truths()["traps"]["undated"]["reviews"]


@pytest.mark.parametrize("brand", [*ENGLISH, "kavos"])
def test_brands_answer_as_quickly_as_planted(brand: str) -> None:
    midnight = datetime(ANCHOR.year, ANCHOR.month, ANCHOR.day)
    old = [r for r in market().reviews_of(brand) if r.published and midnight - r.published >= timedelta(days=7)]
    answered = [r for r in old if r.published and r.replied and r.replied - r.published <= timedelta(days=7)]
    wanted = dict.fromkeys(WINDOWS, truths()["replies"]["within_7_days"][brand])
    if brand == "kettle":
        wanted["previous"] = truths()["action"]["before_within_7_days"]
    for window, share in wanted.items():
        of_window = [review for review in old if review.window == window]
        quick = sum(review in answered for review in of_window)
        assert quick / len(of_window) == pytest.approx(share, abs=0.01), window


def test_the_spike_is_of_one_day_among_the_planted_units() -> None:
    plan = truths()["spike"]
    day = (ANCHOR - timedelta(days=plan["age_days"])).isoformat()
    complaints = Counter(
        f"{review.published:%Y-%m-%d}"
        for review in market().reviews_of(plan["brand"])
        if review.published and (plan["driver"], -1) in {(o.driver, o.label) for o in review.opinions}
    )
    [(busiest, most), (_, next_most)] = complaints.most_common(2)
    assert busiest == day
    assert most >= plan["complaints"] >= 2 * next_most


def test_the_survey_has_the_score_that_is_stated() -> None:
    plan = truths()["survey"]
    scores = {int(score): n for score, n in plan["scores"].items()}
    n = sum(scores.values())
    promoters, detractors = scores[10] + scores[9], sum(k for score, k in scores.items() if score <= 6)
    assert 100 * (promoters - detractors) / n == plan["nps"]


def test_stars_fit_the_words() -> None:
    for review in market().reviews_of("kettle"):
        if review.opinions:
            mean = np.mean([o.label for o in review.opinions])
            assert (review.rating > 3) == (mean >= 0.2)
            assert (review.rating < 3) == (mean <= -0.2)


def test_six_customers_say_that_they_switched_and_no_other_brand_has_such() -> None:
    switched = [r for r in market().reviews if "switched to" in r.body]
    assert {r.brand for r in switched} == {"kettle"}
    assert all("Bramble Roasters" in r.body for r in switched)
    assert len({r.author for r in switched}) == truths()["switching"]["bramble"]


def test_questions_have_the_intents_planted() -> None:
    intents = load_intents("en")
    for faq in market().faqs:
        assert intents.classify(faq.question) == ((faq.intent,) if faq.intent else ()) or faq.brand == "kavos", (
            faq.question
        )
    have = {b: {f.intent for f in market().faqs if f.brand == b} for b in ENGLISH}
    rivals = have["bramble"] | have["northbound"]
    planted = truths()["intents"]
    assert have["kettle"] - rivals == set(planted["only_own"])
    assert rivals - have["kettle"] == set(planted["all_english_rivals_but_not_own"])
    assert (have["bramble"] & have["northbound"]) - have["kettle"] == set(planted["all_english_rivals_but_not_own"])
    asked = {i for page in result_pages() for q in page["asked"] for i in intents.classify(q)}
    assert asked - rivals - have["kettle"] == set(planted["asked_but_answered_by_nobody"])
    assert all(intents.classify(q) for page in result_pages() for q in page["asked"])


def test_lines_of_the_truths_agree_with_its_counts() -> None:
    for line in truths()["lines"]:
        if line["rule"] in ("S1", "W1"):
            rivals = ("bramble", "northbound") if line["rival"] == "*" else (line["rival"],)
            other = np.mean([planted_net(r, line["topic"]) for r in rivals])
            assert line["gap"] == pytest.approx(planted_net("kettle", line["topic"]) - other)
    assert all(sum(row[b]) >= 60 for row in truths()["drivers"].values() for b in ENGLISH)
    assert len(LABELS) == 3
    assert [c.id for c in companies() if c.own] == ["kettle"]
