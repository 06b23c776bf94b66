"""The rules of the SWOT that rest on what was seen ("observed, not tested"): S2, S3, W2, W3, O2, T3, T4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from analysis.claims.complaints import Complaint
from analysis.claims.lines import Line
from analysis.claims.market import Market
from analysis.claims.quotes import absence
from analysis.claims.statements import counted, say, topic_name
from analysis.figures.presence import CHANNEL, FAQ_INTENT, Presence
from analysis.figures.rankings import Asked
from analysis.marks import RIVALS
from data.thresholds import THRESHOLDS

_ONLY = {FAQ_INTENT: "S2", CHANNEL: "S3"}
_LACKING = {FAQ_INTENT: "W2", CHANNEL: "W3"}


def presence_lines(market: Market, brand: str) -> Iterator[Line]:
    """S2, S3: only this brand has it, of at least `observed_rivals` rivals observed. W2, W3: most of the rivals observed,
    and at least `observed_rivals`, have it and this brand, itself observed, has not."""
    for kind in (FAQ_INTENT, CHANNEL):
        own = market.presence(brand, kind)
        rivals = [entry for entry in _observed(market, kind) if entry.brand != brand]
        if len(rivals) >= THRESHOLDS.observed_rivals:
            for topic in sorted({topic for entry in [own, *rivals] for topic in entry.topics}):
                line = _only_line(market, own, topic, rivals) or _lacking_line(market, own, topic, rivals)
                if line is not None:
                    yield line


def _only_line(market: Market, own: Presence, topic: str, rivals: Sequence[Presence]) -> Line | None:
    """S2 or S3, if they hold."""
    if topic not in own.topics or any(topic in entry.topics for entry in rivals):
        return None
    lacking = tuple(item for rival in rivals for item in absence(rival, topic, market.language, 1))
    line = _presence_line(market, own, topic, _ONLY[own.kind], n=len(own.topics[topic]), rivals=rivals, named=rivals)
    return replace(line, evidence=own.topics[topic][:4] + lacking, share=1.0)


def _lacking_line(market: Market, own: Presence, topic: str, rivals: Sequence[Presence]) -> Line | None:
    """W2 or W3, if they hold."""
    having = [entry for entry in rivals if topic in entry.topics]
    most = len(having) >= THRESHOLDS.observed_rivals and len(having) > THRESHOLDS.most_rivals * len(rivals)
    if not own.observed or topic in own.topics or not most:
        return None
    seen = tuple(item for rival in having for item in rival.topics[topic][:2])
    line = _presence_line(market, own, topic, _LACKING[own.kind], n=len(having), rivals=rivals, named=having)
    return replace(line, evidence=absence(own, topic, market.language) + seen, share=len(having) / len(rivals))


def _presence_line(
    market: Market,
    own: Presence,
    topic: str,
    rule: str,
    *,
    n: int,
    rivals: Sequence[Presence],
    named: Sequence[Presence],
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
    return Line(
        brand=own.brand,
        rule=rule,
        kind=own.kind,
        topic=topic,
        rival=RIVALS,
        statement=statement,
        tested=False,
        n_own=1,
        n_other=len(rivals),
    )


def unanswered_lines(market: Market, brand: str) -> Iterator[Line]:
    """O2: what people also ask, or at least `complaining_authors` customers ask in reviews, and no FAQ answers, where this
    brand's and at least `observed_rivals` rivals' were read."""
    observed = _observed(market, FAQ_INTENT)
    brands = {entry.brand for entry in observed}
    if brand not in brands or len(brands) <= THRESHOLDS.observed_rivals:
        return
    answered = {topic for (_, kind), entry in market.presences.items() if kind == FAQ_INTENT for topic in entry.topics}
    complaints = {
        complaint.intent: complaint
        for complaint in market.complaints
        if complaint.authors >= THRESHOLDS.complaining_authors
    }
    for intent in sorted({*market.asked_intents, *complaints} - answered):
        questions, complaint = market.asked_intents.get(intent, ()), complaints.get(intent)
        asked = len(questions) + (complaint.authors if complaint else 0)
        seen = tuple(entry.item for entry in questions[:4]) + (complaint.evidence if complaint else ())
        visits = tuple(item for entry in observed for item in absence(entry, intent, market.language, 1))
        yield Line(
            brand=brand,
            rule="O2",
            kind=FAQ_INTENT,
            topic=intent,
            rival=RIVALS,
            statement=_unanswered(market, intent, questions, complaint, brands),
            tested=False,
            evidence=seen + visits,
            n_own=asked,
            n_other=len(brands) - 1,
            share=float(asked),
        )


def _unanswered(
    market: Market, intent: str, questions: Sequence[Asked], complaint: Complaint | None, brands: Iterable[str]
) -> str:
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
    return say(key, market.language, **values)


def ranking_lines(market: Market, brand: str) -> Iterator[Line]:
    """T3: a rival above this brand for a keyword, day after day, or among the first results where this brand is not."""
    for found in market.outranked:
        if found.brand != brand:
            continue
        key = "T3" if not found.alone else "T3_alone" if not found.above else "T3_both"
        statement = say(
            key,
            market.language,
            rival=market.name(found.rival),
            brand=market.name(brand),
            topic=found.keyword,
            n=found.above,
            n_alone=found.alone,
            n_own=found.days,
            engine=" ".join(part for part in (found.engine, found.market, found.device) if part),
        )
        yield Line(
            brand=brand,
            rule="T3",
            kind="ranking",
            topic=found.keyword,
            rival=found.rival,
            statement=statement,
            tested=False,
            evidence=found.evidence,
            n_own=found.days,
            n_other=found.above + found.alone,
            share=found.share,
        )


def switching_lines(market: Market, brand: str) -> Iterator[Line]:
    """T4: at least `switching_authors` customers say they switch to a rival."""
    for switch in market.switches:
        if switch.brand == brand and switch.authors >= THRESHOLDS.switching_authors:
            statement = say(
                "T4", market.language, n=switch.authors, brand=market.name(brand), rival=market.name(switch.rival)
            )
            yield Line(
                brand=brand,
                rule="T4",
                kind="switching",
                topic="switching",
                rival=switch.rival,
                statement=statement,
                tested=False,
                evidence=switch.evidence,
                n_own=switch.authors,
                share=float(switch.authors),
            )


def _observed(market: Market, kind: str) -> list[Presence]:
    return [entry for entry in (market.presence(name, kind) for name in market.brands) if entry.observed]
