"""The base of all kinds of records. A kind is a class in a module of `data/kinds`; making the class registers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator

from data.record.fields import Believed, Time, Word, cleaned
from data.record.identity import Identity
from data.record.personal import Address, KeyOf, Name, Personal

KEY_PATTERN = "[0-9a-f]{16}"
"""How the keyed hash of a name looks, as Python, DuckDB and RE2 read it."""
Place = tuple[str, str]
"""brand, source."""


@dataclass(frozen=True)
class Needs:
    """A field that a landed record needs where another, `where`, holds `value`; `what` it is, for the reason of a reject."""

    field: str
    where: str
    value: str
    what: str


class Record(BaseModel):
    """Common to all kinds: whose it is, where it was found and when it was read (UTC).

    What follows each kind states of itself, and all else is derived: the shape of its rows (`data.load.staging`), what may land
    of it (`data.landing.protect`), what a file to import may hold of it (`data.record.importing`), what a build holds of it
    and the proof of its key (`data.publish`).
    """

    # Without the input in its message, an error that is logged or reported as a reason cannot carry a customer's words.
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    kind_name: ClassVar[str]
    """What landing lines call it."""
    table: ClassVar[str]
    """Its table in the warehouse; `data/merges/<table>.sql` takes its rows in."""
    kept_back: ClassVar[tuple[str, ...]] = ()
    """Tables of its own that no build holds: past wordings, working tables."""
    needed: ClassVar[tuple[str, ...]] = ("brand", "fetched_at")
    """Fields without which a landed record is an error."""
    needed_where: ClassVar[tuple[Needs, ...]] = ()
    identity: ClassVar[Identity | None] = None
    key: ClassVar[tuple[str, ...]]
    """The columns of which its table holds each combination once; of lines that share one, `newest` says which counts."""
    newest: ClassVar[str] = "line_no"
    """In SQL, what of lines that share a key is greatest in the one that counts."""
    can_be_edited: ClassVar[bool] = False
    """Whether its records say when they were edited, so that of two wordings the later counts."""
    adds_up: ClassVar[bool] = False
    """Whether each line counts though its key is another's: the merge sums up."""
    key_is_proven: ClassVar[bool] = True
    by_the_million: ClassVar[bool] = False
    """Whether there may be so many that they are read column by column."""
    read_together: ClassVar[bool] = False
    """Whether the rows of one file are merged with regard to each other: a file is not parted behind the first of them."""
    removable: ClassVar[bool] = False
    """Whether a source may say that a record is gone."""
    is_covered: ClassVar[bool] = False
    """Whether it matters in which stretches of time all records of a source were seen."""
    merged_first: ClassVar[bool] = False
    """Whether it is merged before all other kinds: it says what of them is gone."""

    counts: ClassVar[frozenset[str]] = frozenset()
    """Derived: the fields that hold counts which others state."""
    personal: ClassVar[dict[str, Personal]]
    """Derived: the fields with a rule."""
    person: ClassVar[str]
    """Derived: the field that names somebody ('' if none)."""
    person_key: ClassVar[str]
    """Derived: the field that holds the keyed hash of that name ('' if none): KEY_PATTERN, or nobody is named."""

    brand: Word = ""
    url: Annotated[Word, Address()] = ""
    fetched_at: Time | None = None

    @model_validator(mode="before")
    @classmethod
    def _clip(cls, values: Any) -> Any:
        return cleaned(values, cls.counts)

    @classmethod
    def __pydantic_init_subclass__(cls, **arguments: Any) -> None:
        super().__pydantic_init_subclass__(**arguments)
        if "kind_name" in cls.__dict__:
            register(cls)

    def contradiction(self) -> str:
        """What a landed record says against itself, for the reason of its reject; '' if nothing."""
        return ""

    def places(self) -> tuple[Place, ...]:
        """Of what brands, at what source, it is a customer's word that comparisons may use."""
        return ()

    def named_by_content(self) -> str:
        """The id of a record that nothing but its content tells from others, as nobody signed it; '' for all else."""
        return ""


REGISTERED: dict[str, type[Record]] = {}
"""Kind -> its class, as far as its module was imported; `data.kinds.KINDS` holds all."""


def register(model: type[Record]) -> None:
    """Derive what a class states of itself and add it to the kinds. Raises TypeError where it contradicts itself."""
    name = model.kind_name
    if name in REGISTERED:
        raise TypeError(f"{model.__name__}: the kind {name} is {REGISTERED[name].__name__} already")
    model.personal = {
        field: rule
        for field, info in model.model_fields.items()
        for rule in info.metadata
        if isinstance(rule, Personal)
    }
    model.counts = frozenset(
        field for field, info in model.model_fields.items() if any(isinstance(part, Believed) for part in info.metadata)
    )
    model.person = next((field for field, rule in model.personal.items() if isinstance(rule, Name)), "")
    model.person_key = next((field for field, rule in model.personal.items() if isinstance(rule, KeyOf)), "")
    known = {*model.model_fields, "run_id", *((model.identity.column,) if model.identity else ())}
    if unknown := {*model.key, *model.needed, *(model.identity.fields if model.identity else ())} - known:
        raise TypeError(f"{model.__name__}: {', '.join(sorted(unknown))} is none of its fields")
    REGISTERED[name] = model
