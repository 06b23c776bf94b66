"""What several tables of an edition are made of, each worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.claims.complaints import Complaint, complaints_of
from analysis.claims.leads import leads_of
from analysis.claims.lines import Line
from analysis.claims.market import Market
from analysis.claims.questions import Answer, Question, questions
from analysis.claims.quotes import quotes_of
from analysis.claims.signals import Shown, Watched, shown_signals
from analysis.claims.statements import statement_language, texts_in
from analysis.claims.switching import Switcher, switchers_of, switches_of
from analysis.claims.swot import swot_of
from analysis.coverage import Coverage, coverage_of
from analysis.figures.changes import Change, changes
from analysis.figures.editions.nights import with_nights
from analysis.figures.editions.values import Values, values_of
from analysis.figures.gaps import GapRow, in_order, with_q
from analysis.figures.presence import FAQ_INTENT, Presence, intents_of, presence_rows, presences_of
from analysis.figures.response import answers
from analysis.figures.search.rankings import Asked, asked, asked_intents, outranked
from analysis.figures.signals.days import Calendar, calendar_of
from analysis.figures.texts import Texts, stars, texts_of, unread_texts
from analysis.pipeline.inputs import Inputs, named_brands
from analysis.pipeline.persona_rows import ProposedRows, persona_rows
from analysis.pipeline.topic_rows import NoTopics, TopicRows, topic_rows
from analysis.sentiment.measuring.evaluations import Validated, validated
from analysis.text.drivers import load_taxonomy, taxonomy_languages
from analysis.text.fingerprints import Memory

Progress = Callable[[str, int, int], None]
_ALL_TIME = datetime(1, 1, 1)  # noqa: DTZ001 - naive UTC, as all times here
Ranked = tuple[int, Line]
"""rank, line."""


class Findings:
    """What follows from `inputs`. Each finding is worked out when it is first asked for, from the inputs and from others.
    `progress` is called with what is being done, how many brands are done with it, and of how many. `memory` is what is known of
    the texts, and learns what is not."""

    def __init__(self, inputs: Inputs, progress: Progress = lambda *_: None, memory: Memory | None = None) -> None:
        self.inputs = inputs
        self._memory = memory
        self._progress = progress
        self.edition = inputs.edition
        self.brands = inputs.brands
        self.personas = [persona.id for persona in inputs.workspace.personas]

    @cached_property
    def validated(self) -> Validated:
        """The languages, each with the kinds of text, whose figures may be compared."""
        choice = self.inputs.sentiment
        languages = {*self.inputs.workspace.languages, *taxonomy_languages()}
        return validated(languages, choice.names_of_kinds, choice.measured)

    @cached_property
    def texts(self) -> Texts:
        """Customers' texts without duplicates, and their sentences of this window and the previous one."""
        found = self.earlier_texts
        inside = found.sentences["at"] >= self.edition.previous_start
        return found if inside.all() else replace(found, sentences=found.sentences[inside])

    @cached_property
    def earlier_texts(self) -> Texts:
        """The same with the sentences of so many weeks as signals need, where the windows are shorter."""
        reviews, mentions = self.inputs.reviews, self.inputs.mentions
        both = pd.concat([part for part in (reviews, mentions) if len(part)]) if len(mentions) else reviews
        return texts_of(both.reset_index(drop=True), self.inputs.opinions, self._memory)

    @cached_property
    def values(self) -> Values:
        """What is compared, and over which dates."""
        frame = values_of(
            self.texts.sentences, self.stars, self.answers, self.inputs.sampled, self.validated, self.edition
        )
        return Values(
            frame=frame,
            brands=self.brands,
            drivers=tuple(load_taxonomy("en").drivers),
            coverage=self.coverage,
            edition=self.edition,
        )

    @cached_property
    def coverage(self) -> Coverage:
        """(brand, source) -> the stretches in which everything of the brand was seen there."""
        window = timedelta(days=self.edition.window_days)
        truncated = self.inputs.truncated
        held_back = truncated[truncated["truncated"].astype(bool)]
        return coverage_of(
            self.texts.all,
            zip(held_back["brand"], held_back["source"], strict=True),
            self.inputs.stated,
            # A window further back: so far the rate of a source can be seen.
            min(self.edition.previous_start - window, self.calendar.start),
            self.inputs.readings,
        )

    @cached_property
    def sources(self) -> list[str]:
        """The sources that showed anything, sorted."""
        return sorted({source for _, source in self.coverage})

    @cached_property
    def stars(self) -> pd.DataFrame:
        """The stars that customers give at third parties."""
        return stars(self.texts.of_kind("review"))

    @cached_property
    def answers(self) -> pd.DataFrame:
        """The window's reviews with whether, and how soon, they were answered."""
        return answers(self.texts.of_kind("review"), self.edition.window_start, self.edition.window_end)

    @cached_property
    def all_answers(self) -> pd.DataFrame:
        """The same of all reviews, whenever they were published."""
        return answers(self.texts.of_kind("review"), _ALL_TIME, self.inputs.now)

    @cached_property
    def faq_intents(self) -> list[dict[str, Any]]:
        """Rows of question_intents of the brands' own questions."""
        return intents_of(self.inputs.faqs)

    @cached_property
    def presences(self) -> Mapping[tuple[str, str], Presence]:
        """(brand, kind) -> its FAQ intents or channels."""
        return presences_of(
            brands=self.brands,
            faqs=self.inputs.faqs,
            channels=self.inputs.channels,
            visits=self.inputs.last_visits,
            intents=self.faq_intents,
            since=self.edition.window_start,
        )

    @cached_property
    def asked_intents(self) -> Mapping[str, list[Asked]]:
        """FAQ intent -> the questions people also ask in search that have it."""
        questions = asked(self.inputs.rankings, self.edition.window_start, self.edition.window_end)
        return asked_intents(questions, self.inputs.workspace.languages)

    @cached_property
    def gaps(self) -> list[GapRow]:
        """All comparisons and tests of the edition."""
        rows = [*self.values.rows(self._comparing), *presence_rows(list(self.presences.values()), self.edition)]
        return with_nights(with_q(in_order(rows)), self.values.earlier, self.edition)

    def _comparing(self, brand: str) -> None:
        name = next(each.name for each in self.inputs.workspace.brands if each.id == brand)
        self._progress(f"comparing {name}", self.brands.index(brand), len(self.brands))

    @cached_property
    def market(self) -> Market:
        """All that the rules of the SWOT look at."""
        inputs, start, end = self.inputs, self.edition.window_start, self.edition.window_end
        language = statement_language(inputs.workspace.language)
        sentences = self.texts.sentences
        unread = unread_texts(sentences, self.validated, start)
        return Market(
            edition=self.edition,
            language=language,
            brands={brand.id: brand.name for brand in inputs.workspace.brands},
            rows=self.gaps,
            presences=self.presences,
            quotes=quotes_of(sentences, self.validated, start, end),
            answers=self.answers,
            outranked=outranked(inputs.rankings, self.brands, start, end),
            switches=switches_of(self.switchers),
            asked_intents=self.asked_intents,
            complaints=self.complaints,
            stars=self.stars[(self.stars["at"] >= start) & (self.stars["at"] <= end)],
            unread_texts={brand: texts_in(kind, code, language) for brand, (code, kind) in unread.items()},
        )

    @cached_property
    def lines(self) -> Mapping[str, list[Ranked]]:
        """Brand -> the lines of its SWOT with their rank within the quadrant."""
        return {brand: swot_of(self.market, brand) for brand in self.brands}

    @cached_property
    def complaints(self) -> list[Complaint]:
        """What customers ask in the window, or find no information on."""
        window = self.edition.window_start, self.edition.window_end
        return complaints_of(self.texts.sentences, self.validated, *window)

    @cached_property
    def questions(self) -> tuple[list[Question], list[Answer]]:
        """The market's questions and what each brand answers."""
        of_faqs = [entry for entry in self.presences.values() if entry.kind == FAQ_INTENT]
        return questions(self.asked_intents, self.complaints, of_faqs, self.inputs.faqs)

    @cached_property
    def switchers(self) -> list[Switcher]:
        """Customers who say in the window that they switch to a rival."""
        window = self.edition.window_start, self.edition.window_end
        return switchers_of(self.texts.sentences, named_brands(self.inputs.workspace), *window)

    @cached_property
    def changes(self) -> list[Change]:
        """What changed at the brands, the newest first."""
        inputs = self.inputs
        return changes(
            faqs=inputs.faq_changes,
            channels=inputs.channel_changes,
            ranks=inputs.ranks,
            ratings=inputs.claimed_ratings,
            brands=self.brands,
        )

    @cached_property
    def calendar(self) -> Calendar:
        """The days that signals are made of."""
        return calendar_of(self.inputs.now, self.inputs.workspace.timezone)

    @cached_property
    def signals(self) -> list[Shown]:
        """What is unlike a brand's own past, with its evidence."""
        inputs = self.inputs
        watched = Watched(
            brands=self.brands,
            rivals=[brand.id for brand in inputs.workspace.rivals],
            drivers=tuple(load_taxonomy("en").drivers),
            texts=self.earlier_texts,
            validated=self.validated,
            coverage=self.coverage,
            calendar=self.calendar,
            switchers=self.switchers,
            window_start=self.edition.window_start,
            changes=self.changes,
            ranks=inputs.ranks,
            statuses=inputs.visit_statuses,
        )
        return shown_signals(watched, inputs.known_signals, inputs.now)

    @cached_property
    def leads(self) -> Mapping[str, list[Ranked]]:
        """Brand -> its leads with their rank."""
        return {
            brand: list(enumerate(leads_of(self.market, brand, [line for _, line in self.lines[brand]]), start=1))
            for brand in self.brands
        }

    @cached_property
    def proposed_personas(self) -> ProposedRows:
        """Groups of customers of the window that may be personas, with examples."""
        return persona_rows(self.texts.sentences, self.edition.window_start, (*self._names, *self._sold))

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(name for brand in named_brands(self.inputs.workspace) for name in brand.names)

    @property
    def _sold(self) -> tuple[str, ...]:
        """The keywords of what is sold."""
        return tuple(keyword for search in self.inputs.workspace.search for keyword in search.keywords)

    @cached_property
    def topics(self) -> TopicRows:
        """What customers speak of and no driver names, with examples."""
        known = NoTopics(names=self._names, market=self._sold, dismissed=self.inputs.dismissed_topics)
        return topic_rows(
            proposals=self.inputs.topic_proposals,
            examples=self.inputs.topic_examples,
            sentences=self.texts.sentences,
            known=known,
            start=self.edition.window_start,
            now=self.inputs.now,
        )
