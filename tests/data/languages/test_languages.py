"""The folders of data/languages: all alike, all read, none against another; and a language that a new folder adds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from data import languages
from data.languages.shapes import CustomersContext, Extract, Imports, Language, Privacy, Results, Shape, Walls
from tests.conftest import ROOT

FILES = {
    "language.toml": Language,
    "extract.toml": Extract,
    "walls.toml": Walls,
    "results.toml": Results,
    "imports.toml": Imports,
    "privacy.toml": Privacy,
}
CUSTOMERS = "text/sentiment/customers.toml"
PHRASES = (
    "drivers",
    "intents",
    "signals",
    "emotions",
    "clauses",
    "promises",
    "sentences",
    "topics",
    "touchpoints",
    "verdicts",
)
TEXT = {f"text/{name}.toml" for name in PHRASES}
STATEMENTS = "statements.toml"
SENTIMENT = {"text/sentiment/words.tsv", "text/sentiment/rules.toml"}
VADERS = {"text/sentiment/words.tsv", "text/sentiment/customers.tsv", CUSTOMERS}
"""English is read by VADER's rules."""


@pytest.mark.parametrize("code", languages.known())
def test_every_file_of_a_language_is_known_and_can_be_read(code: str) -> None:
    folder = languages.path(code, "")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found <= {*FILES, *TEXT, *SENTIMENT, *VADERS, STATEMENTS}
    for read in (languages.language, languages.extract, languages.results, languages.imports, languages.privacy):
        read(code)


@pytest.mark.parametrize("code", languages.FIRST)
def test_a_language_that_is_read_in_full_has_every_file(code: str) -> None:
    expected = {*FILES, *TEXT, STATEMENTS, *(VADERS if code == "en" else SENTIMENT)}
    assert {file for file in expected if not languages.path(code, file).is_file()} == set()


def test_a_language_whose_texts_are_read_is_read_in_full() -> None:
    for file in TEXT:
        assert set(languages.having(file)) == set(languages.FIRST), file


def leaves(shape: type[Shape], *above: str) -> Iterator[tuple[str, ...]]:
    """The keys of a file, each with the tables it is in."""
    for name, field in shape.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Shape):
            yield from leaves(kind, *above, name)
        else:
            yield (*above, name)


KEYS = [(file, keys) for file, shape in {**FILES, CUSTOMERS: CustomersContext}.items() for keys in leaves(shape)]


@cache
def readers() -> str:
    """The modules that read languages."""
    paths = [path for room in ("analysis", "crawlers", "data") for path in (ROOT / room).rglob("*.py")]
    texts = [path.read_text("utf-8") for path in paths if "languages" not in path.relative_to(ROOT).parts]
    return "\n".join(text for text in texts if "data.languages import" in text or "from data import languages" in text)


@pytest.mark.parametrize(("file", "keys"), KEYS, ids=lambda value: ".".join(value) if isinstance(value, tuple) else "")
def test_every_key_is_read_by_somebody_and_given_by_a_language(file: str, keys: tuple[str, ...]) -> None:
    direct, passed_on = (
        re.escape("." + ".".join(keys)) + r"\b",
        rf"\b(?:words|content|page|rule|\w+\([\w.]*\))\.{keys[-1]}\b",
    )
    assert re.search(direct, readers()) or re.search(passed_on, readers()), f"{file}: nobody reads {'.'.join(keys)}"
    given = [languages.table(code, file) for code in languages.known()]
    assert any(value_of(table, keys) for table in given), f"{file}: no language gives {'.'.join(keys)}"


def value_of(table: dict[str, Any], keys: tuple[str, ...]) -> object:
    for key in keys[:-1]:
        table = table.get(key, {})
    return table.get(keys[-1])


def test_no_two_languages_mean_different_things_by_a_word_that_is_read_in_all() -> None:
    units = ("minute", "hour", "day", "week", "month", "year")
    languages.all_meanings(languages.extract, lambda file: file.dates.numbers)
    languages.all_meanings(languages.extract, lambda file: month_numbers(file.dates.months))
    languages.all_meanings(
        languages.extract, lambda file: {word: unit for unit in units for word in getattr(file.dates, unit)}
    )
    languages.all_meanings(languages.imports, lambda file: file.volumes.units)
    for kind in ("flag", "voice", "content_kind", "metric"):
        languages.all_meanings(languages.imports, lambda file: meanings_of(file, kind))  # noqa: B023
    named = [name for code in languages.known() for name in languages.extract(code).spoken.names]
    assert len(named) == len(set(named))
    labels = [languages.all_words(languages.extract, lambda file: file.phones.before),
              languages.all_words(languages.extract, lambda file: file.phones.fax),
              languages.all_words(languages.extract, lambda file: file.phones.other),
              languages.all_words(languages.extract, lambda file: file.phones.registered),
              languages.all_words(languages.extract, lambda file: file.phones.registers)]  # fmt: skip
    assert sum(map(len, labels)) == len({word for words in labels for word in words})


def month_numbers(months: tuple[tuple[str, ...], ...]) -> dict[str, int]:
    return {name: number for number, names in enumerate(months, 1) for name in names}


def meanings_of(file: Imports, kind: str) -> dict[str, str]:
    return {word: meaning for meaning, words in file.means.get(kind, {}).items() for word in words}


def test_columns_are_those_of_kinds_that_can_be_imported() -> None:
    from data.kinds import IMPORTS

    for code in languages.known():
        for kind, fields in languages.imports(code).columns.items():
            assert set(fields) <= set(IMPORTS[kind].cells), languages.shown(code, "imports.toml")


TOY = {
    "extract.toml": """
        [asking]
        faq = ["Klientaj demandoj"]
        weak_starts = ["kiel", "kie", "kiam"]
        [dates]
        months = [["januaro"], ["februaro"], ["marto"], ["aprilo"], ["majo"], ["junio"], ["julio"], ["aŭgusto"], ["septembro"],
          ["oktobro"], ["novembro"], ["decembro"]]
        [ratings]
        of = ["el"]
        [reviews]
        by = ["skribis"]
        reply = ["respondo de la posedanto"]
        [pages.faqs]
        text = ["klientaj demandoj"]
        """,
    "imports.toml": """
        [means.flag]
        yes = ["jes"]
        [columns.reviews]
        brand = ["Markonomo"]
        rating = ["poentoj"]
        body = ["recenzo"]
        """,
    "privacy.toml": """
        [names]
        greetings = ["saluton"]
        """,
    "text/drivers.toml": """
        language = "xx"
        version = "1"
        [drivers.delivery]
        name = "Livero"
        prior_weight = 0.2
        prior_source = "assumed"
        stage = "transaction"
        touchpoint = "delivery"
        include = ["livero ... malfru*"]
        [drivers.product_quality]
        name = "Kvalito"
        prior_weight = 0.2
        prior_source = "assumed"
        stage = "transaction"
        touchpoint = "product"
        include = ["kafo ... bona"]
        """,
    "text/clauses.toml": """
        language = "xx"
        version = "1"
        [clauses.contrast]
        include = ["sed"]
        [clauses.joining]
        include = ["kaj"]
        """,
}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, languages.VARIABLE: str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")


def test_a_folder_adds_a_language(tmp_path: Path) -> None:
    write(tmp_path / "xx", TOY)
    ran = run(tmp_path, str(ROOT / "tests" / "data" / "languages" / "toy.py"))
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["known"][:4] == found["first"]
    assert "xx" in found["known"]
    assert found["drivers_in"] == sorted([*languages.FIRST, "xx"])
    assert "xx" not in found["intents_in"]
    assert "xx" not in found["sentiment_in"]
    assert found["questions"] == ["Kiel mi pagas", "Kie estas mia pako", "Kiam vi respondas"]
    assert found["links"] == ["https://acme.example/helpo"]
    assert found["authors"] == ["Ana", "Petro", "Ivo"]
    assert found["dates"] == ["2026-05-05", "2026-06-12", "2026-07-03"]
    assert found["rating"] == [4.0, 5.0]
    assert min(found["columns"]) >= 0.8
    assert found["flag"] is True
    assert found["hidden"] == "Saluton [name], dankon pro via letero."
    assert found["drivers"] == ["delivery", "product_quality"]
    assert found["clauses"] == ["La livero malfruis", "sed la kafo estas bona."]


@pytest.mark.parametrize(
    ("files", "code", "expected"),
    [
        ({"extract.toml": "[dates]\nmonths = [['januaro']]\n"}, "extract('xx')", ["xx/extract.toml: dates.months: ", "12"]),
        ({"extract.toml": "[dates]\nmonth = [1]\n"}, "extract('xx')", ["xx/extract.toml: dates.month[1]: expected a valid "]),
        ({"privacy.toml": "[names]\nhello = ['saluton']\n"}, "privacy('xx')", ["xx/privacy.toml: names.hello: unknown key"]),
        ({"imports.toml": "[columns\n"}, "imports('xx')", ["xx/imports.toml: expected TOML in UTF-8"]),
        ({"extract.toml": ""}, "extract('yy')", ["language: expected one of en, ", "xx", "found 'yy'"]),
        (
            {"extract.toml": "[dates]\nnumbers = { one = 7 }\n"},
            "all_meanings(extract, lambda file: file.dates.numbers)",
            ["'one': expected 1 as in data/languages/en, found 7"],
        ),
    ],
)  # fmt: skip
def test_errors_name_file_and_key(tmp_path: Path, files: dict[str, str], code: str, expected: list[str]) -> None:
    write(tmp_path / "xx", files)
    ran = run(tmp_path, "-c", f"from data.languages import *; {code}")
    said = ran.stderr.strip().splitlines()[-1]
    assert ran.returncode == 1
    assert "LanguageError" in said
    assert [part for part in expected if part not in said] == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    ran = run(tmp_path / "none", "-c", "from data.languages import known; known()")
    assert "OVERHEARD_LANGUAGES: expected a folder of languages, found" in ran.stderr
