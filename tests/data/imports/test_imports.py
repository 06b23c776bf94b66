"""Files of any delimiter, encoding, calendar and order of dates become the records that a person would read in them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.cells.errors import RowError
from data.imports.choosing.choose import choose
from data.imports.columns import examine
from data.imports.convert import Converter, Plan
from data.imports.encoding import detect_encoding
from data.imports.errors import ImportFileError
from data.imports.mapping import Mapping, builtin_mappings, check_columns, load_mapping, to_toml
from data.imports.pipeline import Result, convert
from data.imports.read_as import MIXED, ReadAs
from data.imports.reading import REASON, Table, open_table
from data.imports.rejected import RejectedFile, guarded, rejected_path
from data.kinds import IMPORTS
from data.kinds.goal import Goal
from data.kinds.mention import Mention
from data.kinds.metric import Metric
from data.kinds.mystery_shop import MysteryShop
from data.kinds.review import Review, review_id
from data.kinds.survey import Survey
from data.record.fields import clip
from data.record.model import Record

NOW = datetime(2026, 11, 22, 4, 0)
KEY = bytes(range(32))
BRANDS = {"acme": "acme", "acme coffee": "acme", "borealis": "borealis"}
SAMPLES = {
    "utf-8": "Siuntą pristatė greitai, กาแฟหอมมาก, giao hàng nhanh",
    "utf-8-sig": "Siuntą pristatė greitai, กาแฟหอมมาก",
    "utf-16": "Siuntą pristatė greitai, กาแฟหอมมาก",
    "utf-16-le": "The parcel came late, ačiū",
    "cp1252": "Très déçu du service après-vente, la livraison était en retard",
    "cp874": "กาแฟหอมมากแต่ส่งช้า แอดมินตอบไวดีครับ",
    "cp1257": "Siuntą gavau greičiau nei žadėjo, ačiū už šiltą aptarnavimą",
    "cp1250": "Zamówienie przyszło późno, ale obsługa była świetna i pomocna",
}


def plan_for(path: Path, kind: str, mapping: Mapping | None = None, **changes: object) -> Plan:
    table = open_table(path)
    mapping = mapping or choose(table, kind, BRANDS, guess=False).mapping
    indexes = mapping.indexes(table.header)
    facts = examine(table.rows(), indexes, IMPORTS[kind])
    settings_: dict[str, object] = {
        "kind": kind, "file": path.name, "header": tuple(table.header), "indexes": indexes, "brands": BRANDS, "key": KEY,
        "seen_at": NOW, "now": NOW, "constants": mapping.constants, "translations": mapping.values,
        "patterns": mapping.patterns, "orders": {f: c.order for f, c in facts.columns.items()},
        "decimals": {f: c.decimal for f, c in facts.columns.items()},
        "scale": next((c.scale for c in facts.columns.values() if c.scale), None), **changes,
    }  # fmt: skip
    return Plan(**settings_)  # type: ignore[arg-type]


def read(path: Path, kind: str, mapping: Mapping | None = None, **changes: object) -> tuple[list[Record], list[str]]:
    """The records of a file, and the reasons of its rejected rows."""
    converter, made, reasons = Converter(plan_for(path, kind, mapping, **changes)), [], []
    for _, cells in open_table(path).rows():
        try:
            made += converter.records(cells)
        except RowError as error:
            reasons.append(str(error))
    return made, reasons


def converted(table: Table, plan: Plan) -> Iterator[Result]:
    return convert(table, plan, examine(table.rows(), plan.indexes, IMPORTS[plan.kind]))


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", SAMPLES)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter_reads_the_same(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = SAMPLES[encoding]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows(
        [["brand", "rating", "text"], *([["Acme", "4", f'{text}; "{n}" | a, b\nnext line'] for n in range(3)])]
    )
    made, reasons = read(write(tmp_path / "f.csv", out.getvalue(), encoding), "reviews")
    assert reasons == []
    assert [record.body for record in made if isinstance(record, Review)] == [
        f'{text}; "{n}" | a, b\nnext line' for n in range(3)
    ]


def test_vietnamese_code_page(tmp_path: Path) -> None:
    # Code page 1258 writes tones as letters of their own, behind the vowel.
    written = "brand,text\nAcme,Giao ha\u0300ng râ\u0301t nhanh nhưng đo\u0301ng go\u0301i châ\u0323m\n"
    path = write(tmp_path / "f.csv", written, "cp1258")
    assert detect_encoding(path).name == "cp1258"
    made, _ = read(path, "reviews")
    assert isinstance(made[0], Review)
    assert made[0].body == "Giao hàng rất nhanh nhưng đóng gói chậm"


def test_excels_sep_line_blank_rows_and_guards(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", '\ufeffsep=|\r\n\r\nbrand|id|text\r\n||\r\nAcme|="007"|\'=1+1\r\n\r\n')
    made, reasons = read(path, "reviews")
    assert reasons == []
    assert [(r.native_id, r.body) for r in made if isinstance(r, Review)] == [("007", "=1+1")]
    assert [line for line, _ in open_table(path).rows()] == [5]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["13/4/2567", "1/2/2567"], [date(2024, 4, 13), date(2024, 2, 1)]),
        (["4/13/2026", "1/2/2026"], [date(2026, 4, 13), date(2026, 1, 2)]),
        (["29/02/2567"], [date(2024, 2, 29)]),
        (["2567-04-13", "2569/1/2"], [date(2024, 4, 13), date(2026, 1, 2)]),
        (["03.04.2026", "2026.05.06"], [date(2026, 4, 3), date(2026, 5, 6)]),
        (["1/2/67", "14/2/25"], [date(2024, 2, 1), date(2025, 2, 14)]),
        (["๑๓/๔/๒๕๖๗"], [date(2024, 4, 13)]),
        (["1767323045000", "1767323045"], [date(2026, 1, 2), date(2026, 1, 2)]),
    ],
)
def test_dates_are_read_as_their_column_says(tmp_path: Path, cells: list[str], expected: list[date]) -> None:
    path = write(tmp_path / "f.csv", "brand;date;text\n" + "".join(f"Acme;{cell};x\n" for cell in cells))
    made, reasons = read(path, "reviews")
    assert reasons == []
    assert [r.published_at.date() for r in made if isinstance(r, Review) and r.published_at] == expected


def test_what_no_date_tells_is_asked_for_and_both_orders_at_once_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", "brand,date,text\nAcme,3/4/2026,a\nAcme,13/4/2026,b\nAcme,4/13/2026,c\n")
    made, reasons = read(path, "reviews")
    assert len(made) == 2
    assert "--dates" in reasons[0]
    made, reasons = read(path, "reviews", orders={"published_at": "mdy"})
    assert reasons == []


def test_the_scale_of_ratings_is_the_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", "brand,rating,text\nAcme,4,a\nAcme,9,b\nAcme,3/4,c\n")
    made, _ = read(path, "reviews")
    assert [(r.rating, r.rating_max) for r in made if isinstance(r, Review)] == [(4, 10), (9, 10), (3, 4)]


@pytest.mark.parametrize("name", sorted(builtin_mappings()))
def test_every_mapping_reads_its_own_export(tmp_path: Path, name: str) -> None:
    mapping = load_mapping(name, builtin_mappings()[name].kind)
    at = "2026-03-04T05:06:07Z"
    cells = {
        "rating": "FIVE" if name == "google-business-profile" else "4", "published_at": at, "replied_at": at, "asked_at": at,
        "native_id": "https://play.google.com/x?reviewId=gp%3A1&c=2", "content_kind": "VIDEO", "likes": "12", "replies": "3",
        "shares": "4", "views": "500", "network": "https://twitter.com/", "url": "https://x.com/p/1", "rating_max": "5",
        "score": "9", "nps": "9", "metric": "NPS", "volume": "10 - 1000", "created_at": at, "responded_at": "2026-03-04 07:06:07",
        "resolved_at": "2026-03-05T05:06:07Z", "first_response_time": "2:00:00", "first_response_hours": "2",
        "resolution_time": "90", "resolution_hours": "1.5",
    }  # fmt: skip
    row = {names[0]: cells.get(field, f"some {field}") for field, names in mapping.columns.items()}
    row |= {column.split("|")[0]: row.get(column.split("|")[0], "") for column in mapping.detect}
    row |= {"Would you recommend us?": "9"} if mapping.open and not {"score", "nps"} & mapping.columns.keys() else {}
    path = tmp_path / "f.csv"
    with path.open("w", encoding="utf-16", newline="") as file:
        csv.writer(file).writerows([row.keys(), row.values()])
    choice = choose(open_table(path), mapping.kind, BRANDS)
    assert choice.mapping.name == name
    made, reasons = read(path, mapping.kind, choice.mapping, brand="acme", zone=mapping.timezone or "UTC")
    assert reasons == []
    moments = {getattr(record, "published_at", None) or getattr(record, "asked_at", None) for record in made} - {None}
    assert moments <= {datetime(2026, 3, 4, 5, 6, 7)}
    assert not any(getattr(record, "author", None) or getattr(record, "respondent", None) for record in made)
    for record in made:
        if isinstance(record, Review):
            assert (record.rating_max, record.rating) == (5, 5 if name == "google-business-profile" else 4)
        elif isinstance(record, Mention):
            assert (record.network, record.voice) == ("x", "brand" if name == "meta" else "customer")
        elif isinstance(record, Survey):
            assert (record.metric, record.score) == ("nps", 9)
        elif isinstance(record, Metric):
            assert record.value in (90, 120)
    assert made


def test_a_brands_own_pages_and_accounts_are_its_own(tmp_path: Path) -> None:
    hosts = {"acme": "acme.example", "borealis": "borealis.example"}
    path = write(
        tmp_path / "r.csv", "brand,url,text\nAcme,https://www.acme.example/r,a\nBorealis,https://shop.acme.example/,b\n"
    )
    made, _ = read(path, "reviews", own_hosts=hosts)
    assert [r.first_party for r in made if isinstance(r, Review)] == [True, False]
    path = write(
        tmp_path / "m.csv", "url,text\nhttps://mastodon.social/@Acme/17,a\nhttps://mastodon.social/@acmefan/18,b\n"
    )
    made, _ = read(path, "mentions", brand="borealis", social={"mastodon.social/@acme": "acme"})
    assert [(m.voice, m.brand, m.brands, m.network) for m in made if isinstance(m, Mention)] == [
        ("brand", "acme", ("acme",), "mastodon"),
        ("customer", "", ("borealis",), "mastodon"),
    ]


def test_a_nested_export_as_jsonl(tmp_path: Path) -> None:
    lines = [
        {"name": "accounts/1/reviews/a", "reviewer": {"displayName": "Jo Bloggs"}, "starRating": "TWO", "comment": "Slow.",
         "createTime": "2026-02-03T04:05:06.789Z", "reviewReply": {"comment": "Sorry", "updateTime": "2026-02-04T00:00:00Z"}},
        {"starRating": "FOUR", "createTime": "2026-02-05T00:00:00Z", "name": "b"},
    ]  # fmt: skip
    path = write(tmp_path / "f.jsonl", "".join(json.dumps(line) + "\n" for line in lines) + "oops\n[1]\n")
    made, reasons = read(path, "reviews", load_mapping("google-business-profile", "reviews"), brand="acme")
    assert [(r.rating, r.body, r.reply_body) for r in made if isinstance(r, Review)] == [
        (2, "Slow.", "Sorry"),
        (4, "", None),
    ]
    assert len(reasons) == 2
    assert "JSON object" in reasons[0]


def test_auto_proposes_by_names_and_by_what_cells_look_like(tmp_path: Path) -> None:
    rows = "".join(
        f"Borealis,1{n}/02/2026,{n % 5 + 1},the staff were kind but the parcel was late {n},Jo\n" for n in range(9)
    )
    path = write(tmp_path / "f.csv", "c1,when it was,c3,c4,customer name\n" + rows)
    choice = choose(open_table(path), "reviews", BRANDS)
    mapping, about = choice.mapping, choice.about
    assert mapping.columns == {
        "brand": ("c1",), "rating": ("c3",), "body": ("c4",), "author": ("customer name",), "published_at": ("when it was",),
    }  # fmt: skip
    assert "look" in about["body"]
    saved = write(tmp_path / "mine.toml", to_toml(mapping, about))
    assert load_mapping(str(saved), "reviews").columns == mapping.columns
    assert len(read(path, "reviews", mapping)[0]) == 9


def test_surveys_wide_and_long_and_anonymous(tmp_path: Path) -> None:
    wide = write(
        tmp_path / "wide.csv", "brand,date,NPS,CSAT,comment\n" + "Acme,2026-03-01,9,4,\n" * 2 + "Acme,2026-03-01,11,,\n"
    )
    (result,) = converted(open_table(wide), plan_for(wide, "surveys"))
    assert (result.records, len(result.rejected)) == (4, 1), "two people may say the same"
    keys = [json.loads(line)["data"].get("respondent_key") for line in result.lines.splitlines()]
    (again,) = converted(open_table(wide), plan_for(wide, "surveys"))
    assert len(set(keys[:4])) == 4
    assert again.lines == result.lines
    long = write(
        tmp_path / "long.csv", "brand,respondent,metric,score\nAcme,1001,NPS,9\nAcme,1001,nps,9\nAcme,1001,nps,3\n"
    )
    (result,) = converted(open_table(long), plan_for(long, "surveys"))
    assert (result.records, [line for line, _, _ in result.rejected]) == (1, [4])
    assert "line 2" in result.rejected[0][2]


def test_goals_and_their_days(tmp_path: Path) -> None:
    path = write(
        tmp_path / "f.csv", "brand;KPI;target;due;owner\nAcme;Response time;1,5;31/12/2570;Ana\nAcme;nps;;1/1/2027;\n"
    )
    made, reasons = read(path, "goals")
    assert [(g.metric, g.target, g.due) for g in made if isinstance(g, Goal)] == [
        ("response_time", 1.5, date(2027, 12, 31))
    ]
    assert "target" in reasons[0]


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("", "reviews", "empty"),
        ("a,b\n1,2\n", "reviews", "column for body or rating"),
        ("text\nx\n", "reviews", "--brand"),
        ('brand,text\nAcme,"never closed\n' + "x\n" * 2_200_000, "reviews", "line 2"),
        ("brand,text\nAcme," + "x" * (5 << 20), "reviews", "at most"),
    ],
)
def test_a_file_that_is_no_table_is_told_with_its_line(tmp_path: Path, text: str, kind: str, message: str) -> None:
    path = write(tmp_path / "f.csv", text)

    def read_whole() -> None:
        table = open_table(path)
        check_columns(choose(table, kind, BRANDS).mapping, IMPORTS[kind], table.header, path, "")
        list(table.rows())

    with pytest.raises(ImportFileError, match=message) as caught:
        read_whole()
    assert str(path) in str(caught.value)


def test_unknown_brands_are_refused_with_the_nearest(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", "brand,text\nAcme Cofee,x\nACME coffee,y\n")
    made, reasons = read(path, "reviews")
    assert [r.brand for r in made] == ["acme"]
    assert "acme coffee" in reasons[0]


def test_rejected_rows_can_be_mended_and_imported_again(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", 'brand;rating;text\nAcme;4;"=1+1"\nNobody;4;"=cmd; a\nb"\nNobody;4;-5\n')
    table = open_table(path)
    with RejectedFile(table) as rejected:
        for result in converted(table, plan_for(path, "reviews")):
            for _, cells, reason in result.rejected:
                rejected.add(cells, reason)
    assert rejected.path == rejected_path(path)
    assert REASON in open_table(rejected.path).header
    mended = rejected.path.read_text(encoding="utf-8-sig").replace("Nobody;", "Acme;")
    made, reasons = read(write(rejected.path, mended), "reviews")
    assert reasons == []
    assert [r.body for r in made if isinstance(r, Review)] == ["=cmd; a\nb", "-5"]
    assert rejected_path(rejected.path) == rejected.path


@given(st.text())
@example("\r0")
@example("\t-5")
@example("-5 ")
def test_no_guarded_cell_is_a_formula(cell: str) -> None:
    shown = guarded(cell)
    assert not shown.startswith(("=", "@", "\t", "\r"))


_CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufeff\ufffd")
_TEXT = (
    st.text(_CHARACTERS, min_size=1, max_size=60)
    .map(lambda text: str(clip(text)).strip())
    .filter(lambda text: text and text[0] not in "'=+-@" and not any(c.isdigit() or c == "@" for c in text))
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(_TEXT, st.integers(1, 5), st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1)), _TEXT),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_records_written_as_csv_come_back(
    tmp_path: Path, rows: list[tuple[str, int, datetime, str]], delimiter: str, encoding: str
) -> None:
    path = tmp_path / "f.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow(["brand", "body", "rating", "rating_max", "published_at", "title"])
        for body, stars, at, title in rows:
            writer.writerow(["acme", body, stars, 5, at.isoformat(), title])
    made, reasons = read(path, "reviews")
    assert reasons == []
    found = [(r.body, r.rating, r.published_at, r.title) for r in made if isinstance(r, Review)]
    assert found == [(body, stars, at, title) for body, stars, at, title in rows]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=400),
    st.sampled_from(["f.csv", "f.jsonl"]),
    st.sampled_from(sorted(IMPORTS)),
    st.binary(max_size=40),
)
def test_garbage_is_refused_or_rejected_and_never_breaks(
    tmp_path: Path, content: bytes, name: str, kind: str, more: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(b"brand,text,date,rating\n" + content if more[:1] > b"\x80" else content + more)
    try:
        table = open_table(path)
        mapping = choose(table, kind, BRANDS).mapping
        plan = plan_for(path, kind, mapping, brand="acme")
        for result in converted(table, plan):
            assert result.lines.count(b"\n") >= len(result.rejected)
            numbers = [line for line, _, _ in result.rejected]
            assert sorted(set(numbers)) == numbers
    except ImportFileError as refused:
        message = str(refused)
    else:
        return
    assert str(path) in message


def test_a_long_file_is_converted_by_workers_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(
        tmp_path / "f.csv",
        "brand,id,text\n" + "".join(f"{'Acme' if n % 7 else 'Nobody'},p{n},t {n}\n" for n in range(300)),
    )
    plan = plan_for(path, "mentions")
    alone = list(converted(open_table(path), plan))
    monkeypatch.setattr("data.imports.pipeline.WORTH_A_POOL", 1)
    monkeypatch.setattr("data.imports.columns.BLOCK", 50)
    together = list(converted(open_table(path), plan))
    assert (len(alone), len(together)) == (1, 6)
    assert b"".join(r.lines for r in together) == b"".join(r.lines for r in alone)
    assert [line for r in together for line in r.rejected] == alone[0].rejected
    assert sum(r.records for r in together) == 257


def test_the_nameless_are_told_apart_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "f.csv", "brand,date,rating\n" + "Acme,2026-03-01,5\nAcme,2026-03-01,4\n" * 60)
    plan = plan_for(path, "reviews")
    alone = list(converted(open_table(path), plan))
    monkeypatch.setattr("data.imports.pipeline.WORTH_A_POOL", 1)
    monkeypatch.setattr("data.imports.columns.BLOCK", 16)
    together = list(converted(open_table(path), plan))
    assert len(together) > 2
    lines = b"".join(r.lines for r in together)
    assert lines == b"".join(r.lines for r in alone)
    records = [Review.model_validate(json.loads(line)["data"]) for line in lines.splitlines()]
    assert len({review_id(record) for record in records}) == len(records) == 120
    assert [r.native_id for r in records[:2]] == [None, None], "the first of its kind keeps the id that its text gives"


_CELL = st.text(st.sampled_from('ab ,;"\n\r\x0b\x1c\x85\u2028\ufeffก'), max_size=6)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(_CELL, min_size=1, max_size=3), max_size=12),
    st.text(st.sampled_from('ab,"\n\r'), max_size=30),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["", "sep=,\n"]),
    st.sampled_from(["f.csv", "f.jsonl"]),
)
def test_blocks_hold_the_rows_of_the_file(
    tmp_path: Path, rows: list[list[str]], tail: str, newline: str, encoding: str, sep: str, name: str
) -> None:
    path = tmp_path / name
    with path.open("w", encoding=encoding, newline="") as file:
        if name == "f.csv":
            file.write(sep)
            csv.writer(file, lineterminator=newline).writerows([["a", "b", "c"], *rows])
        else:
            for cells in [["a"], *rows]:
                file.write(json.dumps(dict(zip("abc", cells, strict=False))) + newline)
        file.write(tail)
    try:
        table = open_table(path)
        whole = list(table.rows())
    except ImportFileError:  # an unclosed quote
        return
    starts = [line for line, _ in whole[::2]]
    assert [row for block in table.blocks(starts) for row in table.parse(block)] == whole


def test_a_file_that_changes_while_it_is_read_is_not_taken_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.imports.columns.BLOCK", 10)
    path = write(tmp_path / "f.csv", "brand,text\n" + "Acme,x\n" * 30)
    results = converted(open_table(path), plan_for(path, "reviews"))
    assert next(results).records == 10
    write(path, "brand,text\n" + "Acme,x\n" * 31)
    with pytest.raises(ImportFileError, match="found it changed"):
        next(results)


@pytest.mark.parametrize(
    ("ratings", "scale"),
    [
        ([1, 2, 3, 4, 5, 99], 5),
        ([4, 9], 10),
        ([3, 4, 5, 8], 10),
        ([8, 9, 10, 99], 10),
        ([5] * 98 + [7, 9], 5),
        ([5] * 97 + [7, 9, 9], 10),
        ([3, 70, 80], 100),
        ([99], 100),
    ],
)
def test_a_typo_among_ratings_does_not_rescale_the_others(tmp_path: Path, ratings: list[int], scale: int) -> None:
    rows = "".join(f"Acme,{rating},text {n}\n" for n, rating in enumerate(ratings))
    made, reasons = read(write(tmp_path / "f.csv", "brand,rating,text\n" + rows), "reviews")
    assert reasons == []
    expected = [(rating, scale) if rating <= scale else (None, None) for rating in ratings]
    assert [(r.rating, r.rating_max) for r in made if isinstance(r, Review)] == expected


def test_ratings_without_a_scale_are_of_the_one_that_other_cells_state(tmp_path: Path) -> None:
    def ratings(*cells: str) -> list[tuple[float | None, float | None]]:
        rows = "".join(f"Acme,{cell},text {n}\n" for n, cell in enumerate(cells))
        made, _ = read(write(tmp_path / "f.csv", "brand,rating,text\n" + rows), "reviews")
        return [(r.rating, r.rating_max) for r in made if isinstance(r, Review)]

    assert ratings("4½", "★★★☆☆", "11") == [(4.5, 5), (3, 5), (None, None)]
    assert ratings("8/10", "4", "3") == [(8, 10), (4, 10), (3, 10)]
    assert ratings("4/5", "80", "90", "70")[1:] == [(80, 100), (90, 100), (70, 100)]


def test_a_quality_above_its_scale_costs_no_more_than_itself(tmp_path: Path) -> None:
    rows = "".join(f"Acme,chat,2026-03-01,Open at {n}?,{quality}\n" for n, quality in enumerate([1, 2, 4, 5, 99]))
    made, reasons = read(write(tmp_path / "f.csv", "brand,channel,asked,question,quality\n" + rows), "mystery-shops")
    assert [(s.quality, s.quality_max) for s in made if isinstance(s, MysteryShop)] == [
        (1, 5), (2, 5), (4, 5), (5, 5), (None, None)
    ]  # fmt: skip
    assert reasons == []


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/", "https://", "https://[", "https://a b", "n/a"],
)
@pytest.mark.parametrize("kind", ["reviews", "mentions"])
def test_an_address_that_is_no_web_page_is_rejected(tmp_path: Path, kind: str, url: str) -> None:
    text = f'brand,url,text\nAcme,"{url}",a\nAcme, HTTPS://www.shop.example/กาแฟ?x=1 ,b\nAcme,,c\n'
    made, reasons = read(write(tmp_path / "f.csv", text), kind)
    assert [getattr(record, "url", None) or None for record in made] == ["HTTPS://www.shop.example/กาแฟ?x=1", None]
    (reason,) = reasons
    assert reason.startswith("url (column url): expected an address that begins with http:// or https://")


def test_networks_are_short_plain_words_in_one_case(tmp_path: Path) -> None:
    names = [
        "TikTok",
        "BLOG_other",
        " Q&A ",
        "https://Forum.Example/t/1",
        "พันทิป",
        "<b>x</b>",
        "javascript:x()",
        "y" * 90,
    ]
    text = "brand,network,text\n" + "".join(f"Acme,{name},text {n}\n" for n, name in enumerate(names))
    made, reasons = read(write(tmp_path / "f.csv", text), "mentions")
    assert [m.network for m in made if isinstance(m, Mention)] == [
        "tiktok", "blog_other", "q&a", "forum.example", "พันทิป",
    ]  # fmt: skip
    assert len(reasons) == 3
    assert all(reason.startswith("network: expected") for reason in reasons)


@pytest.mark.parametrize("bad", ["scale=ten", "scale=-1", "dates.published_at=ymd", "decimal.rating=;", "x=1", "scale"])
def test_a_reading_that_was_mangled_is_refused(bad: str) -> None:
    with pytest.raises(ImportFileError, match=r"f\.csv: reject_read_as: expected"):
        ReadAs.parse(bad, Path("f.csv"))


def test_a_reading_is_written_as_it_is_parsed() -> None:
    reading = ReadAs(10.0, {"published_at": "dmy", "replied_at": MIXED}, {"rating": ","})
    assert str(reading) == "scale=10 dates.published_at=dmy dates.replied_at=mixed decimal.rating=,"
    assert ReadAs.parse(str(reading), Path("f.csv")) == reading
    assert str(ReadAs()) == ""


def test_a_rejected_row_names_nobody_in_what_is_kept_of_it(tmp_path: Path) -> None:
    file = write(
        tmp_path / "r.csv",
        "brand,author,date,body,reply\nAcme,Somchai Jaidee,never,ส่งช้า โทร.0812345678,เรียนคุณ Somchai Jaidee ขออภัย\n",
    )
    converter = Converter(plan_for(file, "reviews"))
    (cells,) = [cells for _, cells in open_table(file).rows()]
    payload = converter.reject(2, cells, "reason").payload
    assert "0812345678" not in payload
    assert "Somchai" not in payload
    assert "[name] ขออภัย" in payload
