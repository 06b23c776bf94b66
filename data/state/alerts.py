"""What was sent to whom, in `alerts.jsonl` of the state folder: written before and after each message.

A message whose writing after is missing may have arrived: it counts as sent, so that nothing arrives twice. One that the
receiver refused did not, and what it said is sent anew. Names and topics are kept as keyed hashes only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from data.state.answers import append_answers, read_answers

FILE_NAME = "alerts.jsonl"
State = Literal["sending", "sent", "failed", "nothing"]
SENDING: Final = "sending"
SENT: Final = "sent"
FAILED: Final = "failed"
NOTHING: Final = "nothing"


class SentSignal(BaseModel):
    """A signal that a message spoke of: its `place` (a hash of kind, brand and topic) and its days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: str
    first_day: date
    last_day: date


class Message(BaseModel):
    """One message to one alert's receiver, and what became of it. `figures`: hash of a brand and measure -> its value then;
    `due`: the day a digest was due. `nothing`: a digest that had nothing to say; `failed`, with its `problem`: it did
    not arrive, or could not be sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    alert: str = Field(min_length=1)
    message: str = Field(min_length=1)
    state: State
    at: NaiveDatetime
    signals: tuple[SentSignal, ...] = ()
    figures: dict[str, float] = {}
    due: date | None = None
    problem: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a newer entry replaces."""
        return self.alert, self.message

    @property
    def given_at(self) -> datetime:
        """When it was written, naive UTC."""
        return self.at


def note_message(state_dir: Path, message: Message) -> None:
    """Write what became of a message, whole and flushed. Raises OSError."""
    append_answers(state_dir / FILE_NAME, [message])


def read_messages(state_dir: Path) -> tuple[list[Message], list[str]]:
    """(all messages as they are known last, oldest first; lines that cannot be read)."""
    found, problems = read_answers(state_dir / FILE_NAME, Message)
    return sorted(found, key=lambda message: message.at), problems


def of_alert(messages: Iterable[Message], alert: str) -> list[Message]:
    """The messages of one alert, oldest first."""
    return [message for message in messages if message.alert == alert]
