"""The rules of the SWOT that rest on what was seen ("observed, not tested"): S2, S3, W2, W3, O2, T3, T4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from analysis.claims.complaints import Complaint
from analysis.claims.lines import Line
from analysis.claims.market import Market
from analysis.claims.quotes import absence, presence
from analysis.claims.statements import counted, headline, named, say, topic_name
from analysis.figures.evidence import OBSERVATION, EvidenceItem
from analysis.figures.presence import CHANNEL, FAQ_INTENT, Presence
from analysis.figures.presence.nearest import Near
from analysis.figures.search.rankings import Asked, Outranked, Shown
from analysis.marks import RIVALS
from data.thresholds import THRESHOLDS

_ONLY = {FAQ_INTENT: "S2", CHANNEL: "S3"}
_LACKING = {FAQ_INTENT: "W2", CHANNEL: "W3"}


def presence_lines(market: Market, brand: str) -> Iterator[Line]:
    """S2, S3: only this brand has it, of at least `observed_rivals` rivals of which all is known. W2, W3: most of the rivals, and
    at least `observed_rivals`, have it and this brand, of which all is known, has not."""
    for kind in (FAQ_INTENT, CHANNEL):
        own, rivals = market.presence(brand, kind), rivals_read(market, brand, kind)
        for topic in sorted({topic for entry in [own, *rivals] for topic in entry.topics}):
            line = _only_line(market, own, topic, rivals) or _lacking_line(market, own, topic, rivals)
            if line is not None:
                yield line


def rivals_read(market: Market, brand: str, kind: str) -> list[Presence]:
    """The rivals of which anything of the kind was read."""
    entries = (market.presence(name, kind) for name in market.brands if name != brand)
    return [entry for entry in entries if entry.read]


def most_have(topic: str, rivals: Sequence[Presence]) -> list[Presence]:
    """The rivals that have a topic, if they are most of `rivals` and at least `observed_rivals`; else none."""
    having = [entry for entry in rivals if topic in entry.topics]
    most = len(having) >= THRESHOLDS.observed_rivals and len(having) > THRESHOLDS.most_rivals * len(rivals)
    return having if most else []


def near_miss(near: Near | None) -> bool:
    """Whether the nearest text is so near that it may be what was not recognised."""
    return near is not None and near.alike >= THRESHOLDS.nearest_alike


def _only_line(market: Market, own: Presence, topic: str, rivals: Sequence[Presence]) -> Line | None:
    """S2 or S3, if they hold."""
    lacking = [entry for entry in rivals if entry.whole]
    enough = len(lacking) >= THRESHOLDS.observed_rivals
    if topic not in own.topics or not enough or any(entry.has(topic) for entry in rivals):
        return None
    nears = [(entry, entry.near(topic, [own])) for entry in lacking]
    if any(near_miss(near) for _, near in nears):
        return None
    seen = tuple(item for entry, near in nears for item in absence(entry, topic, market.language, 1, near))
    line = _presence_line(market, own, topic, _ONLY[own.kind], n=len(own.topics[topic]), rivals=lacking, named=lacking)
    return replace(line, evidence=presence(own, topic, market.language, 4) + seen, share=1.0)


def _lacking_line(market: Market, own: Presence, topic: str, rivals: Sequence[Presence]) -> Line | None:
    """W2 or W3, if they hold."""
    having = most_have(topic, rivals)
    if not having or own.has(topic) is not False:
        return None
    near = own.near(topic, having)
    if near_miss(near):
        return None
    seen = tuple(item for rival in having for item in presence(rival, topic, market.language, 2))
    line = _presence_line(market, own, topic, _LACKING[own.kind], n=len(having), rivals=rivals, named=having)
    evidence = absence(own, topic, market.language, near=near) + seen
    return replace(line, evidence=evidence, share=len(having) / len(rivals))


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
    names = {"brand": market.name(own.brand), "topic": topic_name(own.kind, topic, market.language)}
    statement = say(
        rule,
        market.language,
        n=n,
        questions=counted(n, "questions", market.language),
        read=counted(len(own.texts), "questions", market.language),
        rivals=counted(len(rivals), "rivals", market.language),
        brands=counted(len(rivals) + 1, "brands", market.language),
        **names,
    )
    return Line(
        brand=own.brand,
        rule=rule,
        kind=own.kind,
        topic=topic,
        rival=RIVALS,
        headline=headline(rule, market.language, **names),
        statement=statement,
        rivals=market.name_list((entry.brand for entry in named), least=1),
        tested=False,
        n_own=1,
        n_other=len(rivals),
    )


def unanswered_lines(market: Market, brand: str) -> Iterator[Line]:
    """O2: what people also ask, or at least `complaining_authors` customers ask in reviews, and no FAQ answers, where this
    brand's and at least `observed_rivals` rivals' were read as a whole."""
    faqs = [market.presence(name, FAQ_INTENT) for name in market.brands]
    whole = [entry for entry in faqs if entry.whole]
    brands = {entry.brand for entry in whole}
    if brand not in brands or len(brands) <= THRESHOLDS.observed_rivals:
        return
    answered = _answered(faqs)
    complaints = {
        complaint.intent: complaint
        for complaint in market.complaints
        if complaint.authors >= THRESHOLDS.complaining_authors
    }
    for intent in sorted({*market.asked_intents, *complaints} - answered):
        questions, complaint = market.asked_intents.get(intent, ()), complaints.get(intent)
        asked = len(questions) + (complaint.authors if complaint else 0)
        seen = tuple(_asked(market, entry) for entry in questions[:4]) + (complaint.evidence if complaint else ())
        visits = tuple(item for entry in whole for item in absence(entry, intent, market.language, 1))
        yield Line(
            brand=brand,
            rule="O2",
            kind=FAQ_INTENT,
            topic=intent,
            rival=RIVALS,
            headline=headline("O2", market.language, topic=topic_name(FAQ_INTENT, intent, market.language)),
            statement=_unanswered(market, intent, questions, complaint),
            rivals=market.name_list(brands, least=1),
            tested=False,
            evidence=seen + visits,
            n_own=asked,
            n_other=len(brands) - 1,
            share=float(asked),
        )


def _answered(faqs: Iterable[Presence]) -> frozenset[str]:
    """What any FAQ answers."""
    return frozenset(topic for entry in faqs for topic in (*entry.mentioned, *entry.topics))


def _unanswered(market: Market, intent: str, questions: Sequence[Asked], complaint: Complaint | None) -> str:
    values: dict[str, object] = {"topic": topic_name(FAQ_INTENT, intent, market.language)}
    if questions:
        values["question"] = questions[0].question
    if complaint is not None:
        values["customers"] = counted(complaint.authors, "customers", market.language)
        values["customers_of"] = market.names(complaint.brands, "brands")
    key = "O2" if complaint is None else "O2_both" if questions else "O2_complaints"
    return say(key, market.language, **values)


def ranking_lines(market: Market, brand: str) -> Iterator[Line]:
    """T3: a rival above this brand for a keyword, day after day, or among the first results where this brand is not."""
    for found in market.outranked:
        if found.brand != brand:
            continue
        key = "T3" if not found.alone else "T3_alone" if not found.above else "T3_both"
        names = {"rival": market.name(found.rival), "brand": market.name(brand), "topic": found.keyword}
        statement = say(
            key,
            market.language,
            n=found.above,
            n_alone=found.alone,
            pages=counted(found.days, "result_pages", market.language),
            engine=_engine(market, found),
            **names,
        )
        yield Line(
            brand=brand,
            rule="T3",
            kind="ranking",
            topic=found.keyword,
            rival=found.rival,
            headline=headline("T3_alone" if key == "T3_alone" else "T3", market.language, **names),
            statement=statement,
            tested=False,
            evidence=tuple(_ranked(market, found, shown) for shown in found.shown),
            n_own=found.days,
            n_other=found.above + found.alone,
            share=found.share,
        )


def _asked(market: Market, entry: Asked) -> EvidenceItem:
    """What a result page showed that people ask."""
    return replace(entry.item, form=OBSERVATION, quote=say("asked", market.language, text=entry.question))


def _ranked(market: Market, found: Outranked, shown: Shown) -> EvidenceItem:
    """What a result page showed of the rival: seen there, and nothing that anybody said."""
    rival = market.name(found.rival)
    said = say("ranked", market.language, rival=rival, place=shown.place, topic=found.keyword, title=shown.title)
    return replace(shown.item, form=OBSERVATION, quote=said)


def _engine(market: Market, found: Outranked) -> str:
    """Where result pages are from: the engine, by whom it was asked, the market and the device."""
    asked, _, engine = found.engine.rpartition(":")
    parts = [named("engines", name, market.language) for name in (engine, asked) if name]
    parts += [found.market, named("devices", found.device, market.language)]
    return ", ".join(filter(None, parts))


def switching_lines(market: Market, brand: str) -> Iterator[Line]:
    """T4: at least `switching_authors` customers say they switch to a rival."""
    for switch in market.switches:
        if switch.brand == brand and switch.authors >= THRESHOLDS.switching_authors:
            names = {"brand": market.name(brand), "rival": market.name(switch.rival)}
            customers = counted(switch.authors, "customers", market.language)
            yield Line(
                brand=brand,
                rule="T4",
                kind="switching",
                topic="switching",
                rival=switch.rival,
                headline=headline("T4", market.language, **names),
                statement=say("T4", market.language, customers=customers, **names),
                tested=False,
                evidence=switch.evidence,
                n_own=switch.authors,
                share=float(switch.authors),
            )
