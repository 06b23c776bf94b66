"""What is read column by column is what is read line by line, whatever the lines hold; and texts are kept as they may be."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from annotated_types import Ge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import StringConstraints, TypeAdapter, ValidationError

from data.kinds import KINDS
from data.kinds.mention import Mention
from data.kinds.reject import Reject
from data.kinds.review import Review
from data.landing import landing_line
from data.load import bulk, staging
from data.load.staging import Parsed, Stretch, parse, parse_line
from data.record.fields import MAX_COUNT, MAX_TEXT, Text, clip
from data.record.model import Record

T0 = datetime(2026, 11, 1, 3, 0)
SAMPLES: dict[str, Record] = {
    "mention": Mention(
        network="reddit", native_id="t1_a", brands=("acme", "borealis"), body="ดีมาก “yes”", url="https://r.example/a",
        fetched_at=T0, published_at=T0 - timedelta(days=1, microseconds=7), utc_offset=420, likes=3, views=0, author_key="ab" * 8,
    ),
    "review": Review(
        brand="acme", source="stars.example", fetched_at=T0, rating=4.5, rating_max=5, body="ok", layer="jsonld", url="u",
        first_party=True, published_at=T0, author_key="cd" * 8, title="t", product="p",
    ),
    "reject": Reject(file="f.csv", line=7, of_kind="mention", reason="url: bad", payload="{}", fetched_at=T0),
}  # fmt: skip
ODD: list[Any] = [
    None, True, 0, -1, 4.0, 0.5, 1e300, float("nan"), float("inf"), MAX_COUNT, MAX_COUNT + 1, 2**63, -1440, 1441, 1793502000,
    "", " ", " x", "x\u3000", "\x1cx", "x\x85", "a\x00b", "\u202ex", "\ud800", "x" * MAX_TEXT, "x" * (MAX_TEXT + 1),
    "brand", "press", "video", "4", "4.0", "yes", "true", {}, {"a": 1}, [], ["acme"], ["a", ""], ["a", None], ["a", 1], [None],
    ["x\u2066", "y"], ["a\x00"], "2026-11-01T03:00:00Z", "2026-11-01T03:00:00+07:00", "2026-11-01", "2026-11-01T03",
    "2026-11-01 03:00", "2026-11-01T03:00:00.5", "2026-02-30T00:00:00", "0000-01-01T00:00:00", "0001-01-01T00:00:00",
    "9999-12-31T23:59:59", "2026-11-01T24:00:00",
]  # fmt: skip
"""Values that a line may hold in any field."""
IN_COLUMNS = [kind for kind, model in KINDS.items() if model.by_the_million]
FIELDS = {kind: sorted(model.model_fields) for kind, model in KINDS.items()}
BROKEN = [
    b"\xff",
    b"}",
    b"}}",
    b'"',
    b",",
    b"\x00",
    b'"x":1,',
    b'"body":"b",',
    b"{}",
    b"[",
    b"\r",
    b"\\",
    b" ",
    b"\xed\xa0\x80",
]


def line_of(kind: str, changes: dict[str, Any], *, escaped: bool = True) -> bytes:
    content = json.loads(landing_line(SAMPLES[kind]))
    content["data"] = {n: v for n, v in (content["data"] | changes).items() if v is not ...}
    return json.dumps(content, separators=(",", ":"), ensure_ascii=escaped).encode("utf-8", "surrogatepass")


def read(lines: list[bytes], *, columns: bool) -> tuple[Any, ...]:
    """What is found in the lines: rows by kind, lines that are no record."""
    parsed, left = Parsed({}), list(enumerate(lines, start=5))
    for kind in IN_COLUMNS if columns else ():
        left = staging._parse_columns(kind, left, "r1", parsed)
    staging._parse_lines(left, "r1", parsed)
    # As text, for NaN is not itself.
    tables = {kind: sorted(map(repr, table.to_pylist())) for kind, table in parsed.tables.items() if len(table)}
    return tables, parsed.rejected, parsed.records


@pytest.fixture
def in_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "WORTH_COLUMNS", 0)


@pytest.mark.usefixtures("in_columns")
@pytest.mark.parametrize("kind", IN_COLUMNS)
def test_columns_and_lines_read_the_same_of_any_value(kind: str) -> None:
    good = line_of(kind, {})
    for name in [*FIELDS[kind], "cat"]:
        for value in [*ODD, ...]:
            lines = [good, line_of(kind, {name: value}, escaped=name < "f"), good]
            assert read(lines, columns=True) == read(lines, columns=False), (name, value)
    spoken = [line_of("mention", {"voice": "brand", "brand": brand}) for brand in ("", "acme")]
    assert read(spoken, columns=True) == read(spoken, columns=False)
    assert len(read(spoken, columns=True)[1]) == 1


@pytest.mark.usefixtures("in_columns")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(IN_COLUMNS), at=st.integers(0, 400), what=st.sampled_from(BROKEN), cut=st.integers(0, 3))
def test_columns_and_lines_read_the_same_of_broken_lines(kind: str, at: int, what: bytes, cut: int) -> None:
    line = line_of(kind, {})
    lines = [line, line[:at] + what + line[at + cut :], line_of("review", {})]
    assert read(lines, columns=True) == read(lines, columns=False)


@pytest.mark.usefixtures("in_columns")
def test_two_objects_on_a_line_are_no_record() -> None:
    line = line_of("reject", {})
    data = line[line.index(b'"data":') + 7 : -1]
    lines = [line[:-1] + data + b"}", line]
    assert read(lines, columns=True) == read(lines, columns=False)
    assert [number for number, _, _ in read(lines, columns=True)[1]] == [5]


def test_a_stretch_is_read_in_columns_where_that_pays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line_of(kind, {}) for kind in IN_COLUMNS] * 70 + [b"cat"]
    path = tmp_path / "f.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    single: list[bytes] = []
    monkeypatch.setattr(staging, "parse_line", lambda line: single.append(line) or parse_line(line))
    parsed = parse(Stretch(str(path), "r1", 0, path.stat().st_size, 1, len(lines)))
    assert (parsed.records, [number for number, _, _ in parsed.rejected]) == (210, [211])
    assert len(single) == 211, "seventy of a kind do not pay"
    single.clear()
    monkeypatch.setattr(staging, "WORTH_COLUMNS", 60)
    parsed = parse(Stretch(str(path), "r1", 0, path.stat().st_size, 1, len(lines)))
    assert (parsed.records, single) == (210, [b"cat"])


@pytest.mark.parametrize("kind", IN_COLUMNS)
def test_what_landed_is_read_in_columns_and_the_rest_beside_it(kind: str) -> None:
    line = landing_line(SAMPLES[kind])
    data = line[line.index(b'"data":') + 7 : -2]
    late = data.replace(b"2026-11-01T03:00:00", b"2026-11-01T03:00:00Z")
    found = bulk.read_columns(kind, [data, late, data])
    assert found is not None
    table, good = found
    assert good == [True, False, True]
    expected = SAMPLES[kind].model_dump()
    assert {**expected, **table.to_pylist()[0]} == {
        k: list(v) if isinstance(v, tuple) else v for k, v in expected.items()
    }


def test_texts_that_are_kept_are_those_that_the_model_leaves_alone() -> None:
    strip = TypeAdapter(Text).validate_python
    characters = [chr(c) for c in (*range(0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE1000))]
    texts = [f"a{c}b" for c in characters] + [f"{c}b" for c in characters]
    kept = bulk._kept(pa.array(texts), strip=False, least=0).to_pylist()
    assert [clip(text) == text for text in texts] == kept
    kept = bulk._kept(pa.array(texts), strip=True, least=0).to_pylist()
    assert [text for text, good in zip(texts, kept, strict=True) if good and strip(text) != text] == []
    assert sum(kept) > 250_000


def said(validate: Callable[..., Record], *given_: Any) -> tuple[Any, ...]:
    """What a validation comes to."""
    try:
        made = validate(*given_)
    except ValidationError as error:
        return (str(error),)
    return type(made), repr(made), made.model_fields_set


TYPED: list[Any] = [
    T0, T0.replace(tzinfo=UTC), T0.replace(tzinfo=timezone(timedelta(hours=7))), datetime.max.replace(tzinfo=UTC), T0.date(),
    ("acme", "a\u202e"), ("a\x00",), ("x" * (MAX_TEXT + 1),), ("a", 3), (), b"x", b"\xff", " " * MAX_TEXT + "x", object,
]  # fmt: skip
BASES: dict[str, dict[str, Any]] = {
    "survey": {"metric": "nps", "score": 9, "scale_max": 10}, "keyword": {"keyword": "k"}, "removal": {"record_kind": "review",
    "source": "s", "native_id": "n"}, "goal": {"metric": "nps", "due": T0.date(), "target": 3}, "faq": {"question": "q",
    "answer": "a", "layer": "dl", "position": 1}, "mystery_shop": {"channel": "chat", "asked_at": T0, "question": "q"},
    "answer": {"engine": "e", "keyword": "k", "kind": "none", "position": 1, "asked_n": 0},
    "ranking": {"engine": "e", "keyword": "k", "position": 1, "overall_position": 1}, "channel": {"kind": "chat"},
    "visit": {"kind": "faqs", "spider": "site", "status": "observed"}, "source_total": {},
    "action": {"title": "t"}, "metric": {"metric": "visits", "period": "2026-08", "value": 3},
    "stated_range": {"source": "s", "record_kind": "review",
    "start": T0, "end": T0, "file": "f", "digest": "d"},
} | {kind: record.model_dump(exclude_none=True) for kind, record in SAMPLES.items()}  # fmt: skip


class Tag(str):
    """A text as parsers of HTML give it."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_holds_texts_as_clip_leaves_them(kind: str) -> None:
    model = KINDS[kind]
    assert said(model.model_validate, BASES[kind])[0] is model
    for name in [*FIELDS[kind], "cat"]:
        for value in [*ODD, *TYPED]:
            kept = tuple(map(clip, value)) if isinstance(value, tuple | list) else clip(value)
            given_ = Tag(value) if isinstance(value, str) else value
            fields = {**BASES[kind], name: given_}
            assert said(model.model_validate, fields) == said(model.model_validate, {**fields, name: kept}), (
                name,
                value,
            )
            assert fields[name] is given_, "what was given is not changed"


def test_a_field_that_cannot_be_read_in_columns_is_refused() -> None:
    for annotation, said_ in ((dict, []), (float, [Ge(0)]), (str, [StringConstraints(pattern="a")]), (int, ["odd"])):
        with pytest.raises(TypeError, match=r"columns|not known"):
            bulk._column(annotation, said_)
