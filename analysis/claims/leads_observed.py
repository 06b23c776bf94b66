"""Leads of what was seen: absences that were not earned, with the page to look at, and customers who switch, too few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analysis.claims.lines import Line
from analysis.claims.market import Market
from analysis.claims.quotes import absence, presence
from analysis.claims.rules_observed import most_have, near_miss, rivals_read
from analysis.claims.statements import counted, doubt_in_words, headline, say, topic_name
from analysis.claims.wording import Words
from analysis.figures.gaps import FEW
from analysis.figures.presence import CHANNEL, FAQ_INTENT, NOT_OBSERVED
from analysis.figures.presence.pages import Doubt
from analysis.marks import ALL_TOPICS, RIVALS
from data.thresholds import THRESHOLDS

MOST_TOPICS = 4
"""Topics of a kind that leads speak of: one look at the page answers for all of them."""


def presence_leads(market: Market, brand: str) -> Iterator[Line]:
    """What most rivals have and was not found of this brand, where that proves nothing; then brands whose FAQ or channels were
    not read as a whole: nothing is claimed about what they lack."""
    for kind, rule in ((FAQ_INTENT, "W2"), (CHANNEL, "W3")):
        yield from _lacking_leads(market, brand, kind, rule)
    for kind, rule, key in ((FAQ_INTENT, "S2", "L_faqs"), (CHANNEL, "S3", "L_channels")):
        for name in market.brands:
            doubt = market.presence(name, kind).doubt
            if doubt is not None:
                names = {"names": market.name(name)}
                reason = doubt_in_words(doubt, market.language)
                words = Words(
                    headline=headline(key, market.language, **names),
                    statement=say(key, market.language, reason=reason, **names),
                )
                yield _lead(market, brand, rule, kind, ALL_TOPICS, name, words, doubt)


def _lacking_leads(market: Market, brand: str, kind: str, rule: str) -> Iterator[Line]:
    """W2 or W3 as leads, what the most rivals have first."""
    own, rivals = market.presence(brand, kind), rivals_read(market, brand, kind)
    having = {topic: most_have(topic, rivals) for entry in rivals for topic in entry.topics}
    wanted = [topic for topic in having if having[topic] and not own.has(topic)]
    for topic in sorted(wanted, key=lambda topic: (-len(having[topic]), topic))[:MOST_TOPICS]:
        near = own.near(topic, having[topic])
        doubt = own.doubt
        if doubt is None and near is not None and near_miss(near):
            doubt = Doubt("may_answer", near.item.url, text=near.text)
        if doubt is None:
            continue  # proven, and so a line
        names = {"brand": market.name(brand), "topic": topic_name(kind, topic, market.language)}
        statement = say(
            f"L_{rule}",
            market.language,
            n=len(having[topic]),
            rivals=counted(len(rivals), "rivals", market.language),
            reason=doubt_in_words(doubt, market.language),
            **names,
        )
        words = Words(
            headline=headline(f"L_{rule}", market.language, **names),
            statement=statement,
            rivals=market.name_list((entry.brand for entry in having[topic]), least=1),
        )
        lead = _lead(market, brand, rule, kind, topic, RIVALS, words, doubt)
        seen = tuple(item for rival in having[topic] for item in presence(rival, topic, market.language, 1))
        evidence = absence(own, topic, market.language, 1, near) + seen
        yield replace(lead, evidence=evidence, n_own=1, n_other=len(rivals), share=len(having[topic]) / len(rivals))


def _lead(market: Market, brand: str, rule: str, kind: str, topic: str, rival: str, words: Words, doubt: Doubt) -> Line:
    key = "need_page" if doubt.page else "need_pages"
    return Line(
        brand=brand,
        rule=rule,
        kind=kind,
        topic=topic,
        rival=rival,
        headline=words.headline,
        statement=words.statement,
        rivals=words.rivals,
        tested=False,
        status=NOT_OBSERVED,
        needed=say(key, market.language, page=doubt.page),
        has_quadrant=False,
    )


def switching_leads(market: Market, brand: str) -> Iterator[Line]:
    """Fewer than `switching_authors` customers who say they switch to a rival."""
    for switch in market.switches:
        if switch.brand == brand and switch.authors < THRESHOLDS.switching_authors:
            customers = counted(switch.authors, "customers", market.language)
            names = {"brand": market.name(brand), "rival": market.name(switch.rival)}
            yield Line(
                brand=brand,
                rule="T4",
                kind="switching",
                topic="switching",
                rival=switch.rival,
                headline=headline("L_switching", market.language, **names),
                statement=say("L_switching", market.language, customers=customers, **names),
                tested=False,
                evidence=switch.evidence,
                n_own=switch.authors,
                status=FEW,
                needed=say(
                    "need_authors",
                    market.language,
                    more=counted(THRESHOLDS.switching_authors - switch.authors, "more_customers", market.language),
                    min_authors=THRESHOLDS.switching_authors,
                ),
            )
