"""What users say of proposed topics: `topics.jsonl` in the state folder, appended to by the app and read by the app, `status`
and the analysis."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from data.state.answers import append_answers, read_answers

FILE_NAME = "topics.jsonl"


class TopicAnswer(BaseModel):
    """One answer to one proposal: whether it was `dismissed`, or (false) called back. `made_at` is naive UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    proposal_id: str = Field(pattern=r"^[0-9a-f]{12}$")
    dismissed: bool
    made_at: NaiveDatetime

    @property
    def key(self) -> str:
        """What a newer answer replaces."""
        return self.proposal_id

    @property
    def given_at(self) -> datetime:
        """When it was given, naive UTC."""
        return self.made_at


def append_topic_answers(state_dir: Path, answers: Iterable[TopicAnswer]) -> None:
    """Add answers to the file, as `append_answers` does."""
    append_answers(state_dir / FILE_NAME, answers)


def dismissed_topics(state_dir: Path) -> tuple[frozenset[str], list[str]]:
    """(ids of the proposals that are dismissed, problems), as `read_answers` has them."""
    answers, problems = read_answers(state_dir / FILE_NAME, TopicAnswer)
    return frozenset(answer.proposal_id for answer in answers if answer.dismissed), problems
