"""The rules of the SWOT that rest on what was seen ("observed, not tested"): S2, S3, W2, W3, O2, T3, T4."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.claims.lines import Line
from analysis.claims.market import Market
from analysis.claims.quotes import absence
from analysis.claims.statements import counted, say, topic_name
from analysis.figures.evidence import EvidenceItem
from analysis.figures.gaps import RIVALS
from analysis.figures.presence import CHANNEL, FAQ_INTENT, MIN_RIVALS, Presence

MIN_SWITCHERS = 3
"""Different customers it takes to call switching to a rival a threat."""
MIN_COMPLAINTS = 3
"""Different customers it takes to call what they ask in reviews a question of the market."""
MOST = 0.5
_ONLY = {FAQ_INTENT: "S2", CHANNEL: "S3"}
_LACKING = {FAQ_INTENT: "W2", CHANNEL: "W3"}


def presence_lines(market: Market, brand: str) -> Iterator[Line]:
    """S2, S3: only this brand has it, of at least MIN_RIVALS rivals observed. W2, W3: more than half of the rivals
    observed, and at least MIN_RIVALS, have it and this brand, itself observed, has not."""
    for kind in (FAQ_INTENT, CHANNEL):
        own = market.presence(brand, kind)
        rivals = [entry for entry in _observed(market, kind) if entry.brand != brand]
        if len(rivals) < MIN_RIVALS:
            continue
        for topic in sorted({topic for entry in [own, *rivals] for topic in entry.topics}):
            having = [entry for entry in rivals if topic in entry.topics]
            if topic in own.topics and not having:
                lacking = tuple(item for rival in rivals for item in absence(rival, topic, market.language, 1))
                evidence = own.topics[topic][:4] + lacking
                yield _line(market, own, topic, _ONLY[kind], len(own.topics[topic]), rivals, rivals, evidence)
            elif (
                own.observed
                and topic not in own.topics
                and len(having) >= MIN_RIVALS
                and len(having) > MOST * len(rivals)
            ):
                seen = tuple(item for rival in having for item in rival.topics[topic][:2])
                evidence = absence(own, topic, market.language) + seen
                yield _line(market, own, topic, _LACKING[kind], len(having), rivals, having, evidence)


def _line(
    market: Market,
    own: Presence,
    topic: str,
    rule: str,
    n: int,
    rivals: list[Presence],
    named: list[Presence],
    evidence: tuple[EvidenceItem, ...],
) -> Line:
    statement = say(
        rule,
        market.language,
        brand=market.name(own.brand),
        topic=topic_name(own.kind, topic, market.language),
        n=n,
        questions=counted(n, "questions", market.language),
        n_other=len(rivals),
        brands=len(rivals) + 1,
        names=market.names(entry.brand for entry in named),
    )
    share = 1.0 if rule in _ONLY.values() else n / len(rivals)
    return Line(
        own.brand, rule, own.kind, topic, RIVALS, statement, False, evidence, n_own=1, n_other=len(rivals), share=share
    )


def unanswered_lines(market: Market, brand: str) -> Iterator[Line]:
    """O2: what people also ask, or at least MIN_COMPLAINTS customers ask in reviews, and no FAQ answers, where this brand's
    and at least MIN_RIVALS rivals' were read."""
    observed = _observed(market, FAQ_INTENT)
    brands = {entry.brand for entry in observed}
    if brand not in brands or len(brands) <= MIN_RIVALS:
        return
    answered = {topic for (_, kind), entry in market.presences.items() if kind == FAQ_INTENT for topic in entry.topics}
    told = {complaint.intent: complaint for complaint in market.complaints if complaint.authors >= MIN_COMPLAINTS}
    for intent in sorted({*market.asked_intents, *told} - answered):
        questions, complaint = market.asked_intents.get(intent, ()), told.get(intent)
        values: dict[str, object] = {
            "topic": topic_name(FAQ_INTENT, intent, market.language),
            "names": market.names(brands),
        }
        if questions:
            values["question"] = questions[0].question
        if complaint is not None:
            values["customers"] = counted(complaint.authors, "customers", market.language)
            values["customers_of"] = market.names(complaint.brands)
        key = "O2" if complaint is None else "O2_both" if questions else "O2_complaints"
        seen = tuple(entry.item for entry in questions[:4]) + (complaint.evidence if complaint else ())
        visits = tuple(item for entry in observed for item in absence(entry, intent, market.language, 1))
        n = len(questions) + (complaint.authors if complaint else 0)
        yield Line(
            brand,
            "O2",
            FAQ_INTENT,
            intent,
            RIVALS,
            say(key, market.language, **values),
            False,
            seen + visits,
            n_own=n,
            n_other=len(brands) - 1,
            share=float(n),
        )


def ranking_lines(market: Market, brand: str) -> Iterator[Line]:
    """T3: a rival above this brand for a keyword, crawl after crawl."""
    for found in market.outranked:
        if found.brand != brand:
            continue
        statement = say(
            "T3",
            market.language,
            rival=market.name(found.rival),
            brand=market.name(brand),
            topic=found.keyword,
            n=found.above,
            n_own=found.crawls,
            engine=" ".join(part for part in (found.engine, found.market, found.device) if part),
        )
        yield Line(
            brand,
            "T3",
            "ranking",
            found.keyword,
            found.rival,
            statement,
            False,
            found.evidence,
            n_own=found.crawls,
            n_other=found.above,
            share=found.share,
        )


def switching_lines(market: Market, brand: str) -> Iterator[Line]:
    """T4: at least MIN_SWITCHERS customers say they switch to a rival."""
    for switch in market.switches:
        if switch.brand == brand and switch.authors >= MIN_SWITCHERS:
            statement = say(
                "T4", market.language, n=switch.authors, brand=market.name(brand), rival=market.name(switch.rival)
            )
            yield Line(
                brand,
                "T4",
                "switching",
                "switching",
                switch.rival,
                statement,
                False,
                switch.evidence,
                n_own=switch.authors,
                share=float(switch.authors),
            )


def _observed(market: Market, kind: str) -> list[Presence]:
    return [entry for entry in (market.presence(b.id, kind) for b in market.brands) if entry.observed]
