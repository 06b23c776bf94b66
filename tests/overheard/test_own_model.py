"""A sentiment model of one's own on the command line: a wrong folder stops everything before it begins, a right one reads."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.publish import current_build
from tests.overheard.command import overheard
from tests.tiny_onnx import write_classifier

CONFIG = """[workspace]
name = "Test"
languages = ["en"]
{settings}

[[brand]]
name = "Acme"
own = true
site = "https://acme.example/"
"""
REVIEWS = """date,rating,text
2026-11-02,1,The box was zingy.
2026-11-03,5,It was grotty here.
"""


def write_config(folder: Path, settings: str) -> None:
    (folder / "overheard.toml").write_text(CONFIG.format(settings=settings), encoding="utf-8")


def test_a_wrong_folder_is_named_and_nothing_is_touched(tmp_path: Path) -> None:
    write_config(tmp_path, 'sentiment_model = "models/tiny"')
    for command in ("analyze", "run", "edition"):
        done = overheard(command, cwd=tmp_path)
        assert done.returncode == 2, done.stderr
        assert "workspace.sentiment_model: " in done.stderr
        assert f"{tmp_path / 'models' / 'tiny'}: expected a folder with model.onnx" in done.stderr
    assert not (tmp_path / ".overheard").exists()
    assert "expected a folder with model.onnx" in overheard("doctor", cwd=tmp_path).stdout


def test_it_reads_what_the_user_says_it_reads(tmp_path: Path) -> None:
    write_classifier(tmp_path / "models" / "tiny", {"zingy": (0, 0, 4), "grotty": (4, 0, 0)})
    write_config(tmp_path, 'sentiment = "transformer"\nsentiment_model = { en = "models/tiny" }')
    (tmp_path / "reviews.csv").write_text(REVIEWS, encoding="utf-8")
    done = overheard("import", "reviews", "reviews.csv", "--brand", "Acme", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = overheard("analyze", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "serves, as overheard.toml says; never measured here" in done.stderr
    build = current_build(tmp_path / ".overheard")
    assert build is not None
    with duckdb.connect(str(build), read_only=True) as con:
        rows = con.execute("SELECT label, model FROM opinions").fetchall()
    assert sorted(label for label, _ in rows) == [-1, 1]
    assert all(model.startswith("transformer-en-") for _, model in rows)
    assert "never measured" in overheard("status", cwd=tmp_path).stdout
