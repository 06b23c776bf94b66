"""The steps that make an edition, in order: each makes the rows of one table from what was found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

import pandas as pd

from analysis.claims.lines import Line
from analysis.figures.aims.actions import RATING, RESPONSE_RATE, action_effects
from analysis.figures.channels.audit import channel_audit
from analysis.figures.channels.consistency import contradictions, passages_of
from analysis.figures.channels.findability import findability
from analysis.figures.channels.touchpoints import touchpoint_use
from analysis.figures.editions.edition import Edition
from analysis.figures.evidence import OBSERVATION, EvidenceItem
from analysis.figures.gaps import NOT_STORED
from analysis.figures.journey import journey
from analysis.figures.kpis import kpi_rows, meant_precision
from analysis.figures.personas import persona_journey, persona_scores
from analysis.figures.scores import driver_scores
from analysis.figures.search.visibility import visibility
from analysis.figures.units import whole_reach
from analysis.marks import NO_BRAND
from analysis.pipeline.edition_row import edition_row, evaluation_rows
from analysis.pipeline.findings import Findings, Ranked

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Step:
    """What makes the rows of `table`. They replace those of the same edition or, if not `by_edition`, all there are;
    `announced` is reported before the step."""

    table: str
    rows: Callable[[Findings], list[Row] | pd.DataFrame]
    by_edition: bool = True
    announced: str = ""


def _gaps(found: Findings) -> list[Row]:
    return [
        {name: value for name, value in row.items() if name not in NOT_STORED} for row in _of(found.edition, found.gaps)
    ]


def _swot(found: Findings) -> list[Row]:
    return _line_rows(found, "swot", found.lines)


def _leads(found: Findings) -> list[Row]:
    return _line_rows(found, "leads", found.leads)


def _swot_evidence(found: Findings) -> list[Row]:
    """What lines and leads can be opened to: evidence that says something and can be looked up."""
    lines = [line for by_brand in (found.lines, found.leads) for ranked in by_brand.values() for _, line in ranked]
    return [
        {"edition": found.edition.id, "line_id": line.line_id, "position": position, **asdict(item)}
        for line in lines
        for position, item in enumerate(filter(_can_be_opened, line.evidence), start=1)
    ]


def _can_be_opened(item: EvidenceItem) -> bool:
    return bool(item.quote and (item.url or item.form == OBSERVATION))


def _edition_values(found: Findings) -> pd.DataFrame:
    return found.values.frame.rename(columns={"at": "published_at"}).assign(edition=found.edition.id)


def _driver_scores(found: Findings) -> list[Row]:
    reach = whole_reach(found.sources, found.edition.window_start, found.edition.window_end)
    scores = driver_scores([found.values.by_driver, found.values.overall], found.brands, reach)
    return _of(found.edition, scores)


def _kpis(found: Findings) -> list[Row]:
    inputs, start, end = found.inputs, found.edition.window_start, found.edition.window_end
    seen = visibility(inputs.rankings, inputs.volumes, found.brands, start, end)
    measures = kpi_rows(
        texts=found.texts,
        answers=found.answers,
        seen=seen,
        surveys=inputs.surveys,
        brands=found.brands,
        start=start,
        end=end,
    )
    return _of(found.edition, measures + meant_precision(inputs.meant_labels))


def _question_intents(found: Findings) -> list[Row]:
    """Of the brands' own questions, and of those people also ask in search."""
    return found.faq_intents + [
        {"record_kind": "paa", "record_id": entry.item.record_id, "brand": NO_BRAND, "intent": intent}
        for intent, entries in found.asked_intents.items()
        for entry in entries
    ]


def _brands(found: Findings) -> list[Row]:
    return [
        {"brand": brand.id, "name": brand.name, "own": brand.own, "site": brand.site, "position": position}
        for position, brand in enumerate(found.inputs.workspace.brands, start=1)
    ]


def _coverage(found: Findings) -> list[Row]:
    return [
        {"brand": brand, "source": source, "kind": "texts", **asdict(stretch)}
        for (brand, source), stretches in found.coverage.items()
        for stretch in stretches
    ]


def _changes(found: Findings) -> list[Row]:
    return [asdict(change) for change in found.changes]


def _signals(found: Findings) -> list[Row]:
    return [asdict(signal) for signal, _ in found.signals]


def _signal_evidence(found: Findings) -> list[Row]:
    return [
        {"signal_id": signal.signal_id, "position": position, **asdict(item)}
        for signal, evidence in found.signals
        for position, item in enumerate(evidence, start=1)
    ]


def _action_effects(found: Findings) -> list[Row]:
    measures = {RATING: found.stars, RESPONSE_RATE: found.all_answers}
    return [asdict(effect) for effect in action_effects(found.inputs.actions, measures, found.inputs.now)]


def _journey(found: Findings) -> list[Row]:
    window, sentences = (found.edition.window_start, found.edition.window_end), found.texts.sentences
    of_all = journey(sentences, found.brands, *window, found.validated)
    members, personas = found.inputs.persona_members, found.personas
    return _of(found.edition, [*of_all, *persona_journey(sentences, found.values, members, personas, found.validated)])


def _persona_scores(found: Findings) -> list[Row]:
    reach = whole_reach(found.sources, found.edition.window_start, found.edition.window_end)
    return _of(found.edition, persona_scores(found.values, found.inputs.persona_members, found.personas, reach))


def _personas(found: Findings) -> list[Row]:
    texts = found.inputs.persona_members["persona"].value_counts()
    return [
        {
            "edition": found.edition.id,
            "persona": persona.id,
            "position": position,
            "name": persona.name,
            "conditions": json.dumps(persona.conditions(), ensure_ascii=False),
            "texts": int(texts.get(persona.id, 0)),
            "unmatched": found.inputs.unmatched_names.get(persona.id),
        }
        for position, persona in enumerate(found.inputs.workspace.personas, start=1)
    ]


def _questions(found: Findings) -> list[Row]:
    return _of(found.edition, found.questions[0])


def _question_answers(found: Findings) -> list[Row]:
    return _of(found.edition, found.questions[1])


def _contradictions(found: Findings) -> list[Row]:
    inputs = found.inputs
    passages = passages_of(inputs.faqs, inputs.channels, inputs.replies, found.edition.window_start)
    return _of(found.edition, contradictions(passages))


def _channel_audit(found: Findings) -> list[Row]:
    inputs = found.inputs
    return _of(found.edition, channel_audit(found.brands, found.presences, inputs.channels, inputs.shops))


def _findability(found: Findings) -> list[Row]:
    inputs, render = found.inputs, found.inputs.workspace.crawl.render
    rows = findability(found.brands, inputs.last_visits, inputs.channels, inputs.faq_places, render=render)
    return _of(found.edition, rows)


def _touchpoint_use(found: Findings) -> list[Row]:
    window = found.edition.window_start, found.edition.window_end
    return _of(found.edition, touchpoint_use(found.texts.sentences, found.brands, *window, found.presences))


def _evaluations(found: Findings) -> list[Row]:
    return evaluation_rows(found.inputs.workspace.languages, found.inputs.sentiment)


def _topic_proposals(found: Findings) -> list[Row]:
    return found.topics.proposals


def _persona_proposals(found: Findings) -> list[Row]:
    return [row | {"edition": found.edition.id} for row in found.proposed_personas.proposals]


def _persona_examples(found: Findings) -> list[Row]:
    return [row | {"edition": found.edition.id} for row in found.proposed_personas.examples]


def _topic_examples(found: Findings) -> list[Row]:
    return found.topics.examples


def _editions(found: Findings) -> list[Row]:
    return [edition_row(found.inputs, found.texts, found.values)]


STEPS = (
    Step(table="gaps", rows=_gaps, announced="comparing brands"),
    Step(table="swot", rows=_swot),
    Step(table="leads", rows=_leads),
    Step(table="swot_evidence", rows=_swot_evidence),
    Step(table="edition_values", rows=_edition_values),
    Step(table="driver_scores", rows=_driver_scores),
    Step(table="kpis", rows=_kpis),
    Step(table="question_intents", rows=_question_intents, by_edition=False),
    Step(table="coverage", rows=_coverage, by_edition=False),
    Step(table="journey", rows=_journey),
    Step(table="persona_scores", rows=_persona_scores),
    Step(table="personas", rows=_personas),
    Step(table="persona_proposals", rows=_persona_proposals),
    Step(table="persona_examples", rows=_persona_examples),
    Step(table="questions", rows=_questions),
    Step(table="question_answers", rows=_question_answers),
    Step(table="contradictions", rows=_contradictions),
    Step(table="channel_audit", rows=_channel_audit),
    Step(table="findability", rows=_findability),
    Step(table="touchpoint_use", rows=_touchpoint_use),
    Step(table="changes", rows=_changes, by_edition=False),
    Step(table="ranks", rows=lambda found: found.inputs.ranks, by_edition=False),
    Step(table="signals", rows=_signals, by_edition=False, announced="looking for signals"),
    Step(table="signal_evidence", rows=_signal_evidence, by_edition=False),
    Step(table="action_effects", rows=_action_effects, by_edition=False),
    Step(table="brands", rows=_brands, by_edition=False),
    Step(table="evaluations", rows=_evaluations, by_edition=False),
    Step(
        table="topic_proposals",
        rows=_topic_proposals,
        by_edition=False,
        announced="looking for topics that no driver names",
    ),
    Step(table="topic_examples", rows=_topic_examples, by_edition=False),
    Step(table="editions", rows=_editions),
)


def _of(edition: Edition, rows: Iterable[Any]) -> list[Row]:
    """The rows' fields, and the edition they are of."""
    return [{field.name: getattr(row, field.name) for field in fields(row)} | {"edition": edition.id} for row in rows]


def _line_rows(found: Findings, table: str, by_brand: Mapping[str, list[Ranked]]) -> list[Row]:
    known = found.inputs.first_seen[table]
    return [
        _line_row(found.edition, rank, line, known.get((line.brand, line.line_id), found.inputs.now))
        | ({"status": line.status, "needed": line.needed} if table == "leads" else {})
        for ranked in by_brand.values()
        for rank, line in ranked
    ]


def _line_row(edition: Edition, rank: int, line: Line, first_seen: datetime) -> Row:
    return {
        "edition": edition.id,
        "brand": line.brand,
        "line_id": line.line_id,
        "quadrant": line.quadrant,
        "rank": rank,
        "rule": line.rule,
        "kind": line.kind,
        "topic": line.topic,
        "rival": line.rival,
        "headline": line.headline,
        "statement": line.statement,
        "basis": line.basis or None,
        "rivals": ", ".join(line.rivals) or None,
        "tested": line.tested,
        "prior_weight": line.weight,
        "gap": line.gap,
        "low": line.low,
        "high": line.high,
        "q": line.q,
        "n_own": line.n_own,
        "n_other": line.n_other,
        "first_seen": first_seen,
        "expires_at": edition.expires_at,
    }
