"""`overheard status` and `doctor` tell what the app tells: models, trainings, corrections waiting, sources without a key."""

from __future__ import annotations

import json
from pathlib import Path

from data.clock import utc_now
from data.state.corrections import Correction, append_corrections, sentence_hash
from data.state.topic_answers import TopicAnswer, append_topic_answers
from tests.overheard.command import overheard
from tests.sample_build import write_sample_build

OWN = "--own", "Northbean Coffee=https://northbean.example/"
LISTEN = '\n[[listen]]\nnetwork = "reddit"\nquery = "coffee"\n'


def test_status_tells_models_trainings_and_corrections(tmp_path: Path) -> None:
    assert overheard("init", *OWN, cwd=tmp_path).returncode == 0
    state = tmp_path / ".overheard"
    write_sample_build(state)
    (state / "models").mkdir(exist_ok=True)
    manifest = {
        "language": "en", "rated": 812, "corrections": 3, "chosen": False, "reason": "the lexicon serves",
        "learned": {"model": "learned-en-5f21c0"},
    }  # fmt: skip
    (state / "models" / "en.json").write_text(json.dumps(manifest), encoding="utf-8")
    (state / "models" / "drivers").mkdir()
    drivers = {"language": "en", "corrected": 64, "chosen": True, "reason": "micro-F1 0.80"}
    (state / "models" / "drivers" / "en.json").write_text(json.dumps(drivers), encoding="utf-8")
    (state / "models" / "drivers" / "vi.json").write_text("{", encoding="utf-8")
    correction = Correction(
        record_kind="review", record_id="rev-northbean-1", start=0, new="-1", sentence_hash=sentence_hash("Slow."),
        corrected_by="app", made_at=utc_now(),
    )  # fmt: skip
    append_corrections(state, [correction])
    append_topic_answers(state, [TopicAnswer(proposal_id="000000000001", dismissed=True, made_at=utc_now())])
    done = overheard("status", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    vader = next(line for line in lines if line.startswith("en reviews vader-3.3.2 validated"))
    assert "macro-F1 0.64 (0.62 to 0.66), floor 0.60, accuracy 0.71, n = 2000; labels" in vader
    assert any(line.startswith("th reviews none never measured leads only; leaves") for line in lines)
    assert any("en: trained" in line and "from 812 rated and 3 corrected texts" in line for line in lines)
    taught = next(line for line in lines if line.startswith("en: drivers trained"))
    assert taught.endswith("from 64 corrected texts; learned drivers serve: micro-F1 0.80")
    assert any("vi.json: cannot be read, so the next analysis learns again" in line for line in lines)
    assert any(line.startswith("1 correction waits for the next analysis") for line in lines)
    topics = "2 topics proposed that no driver covers, 1 dismissed: gift card (en, 18 people), ที่จอดรถ (th, 24 people)"
    assert topics in lines
    assert any(line.startswith("mentions: 120 by the brands themselves, 141 by customers") for line in lines)


def test_a_source_without_a_key_is_named_apart_from_failures(tmp_path: Path) -> None:
    assert overheard("init", *OWN, cwd=tmp_path).returncode == 0
    config = tmp_path / "overheard.toml"
    config.write_text(config.read_text(encoding="utf-8") + LISTEN, encoding="utf-8")
    overheard("crawl", "mentions", cwd=tmp_path)
    status = overheard("status", cwd=tmp_path).stdout
    assert "skipped for want of a key (1):" in status
    assert "mentions https://www.reddit.com/search/?q=coffee&sort=new: needs OVERHEARD_REDDIT_" in status
    assert "could not be measured" not in status
    doctor = overheard("doctor", cwd=tmp_path).stdout
    assert (
        "warning  reddit at https://www.reddit.com/search/?q=coffee&sort=new: not asked, needs OVERHEARD_REDDIT_"
        in doctor
    )


def test_doctor_names_damage_in_what_was_taught(tmp_path: Path) -> None:
    assert overheard("init", *OWN, cwd=tmp_path).returncode == 0
    state = tmp_path / ".overheard"
    (state / "models").mkdir(parents=True, exist_ok=True)
    (state / "models" / "lt.json").write_text("{", encoding="utf-8")
    (state / "corrections.jsonl").write_text('{"record_kind": "poem"}\n', encoding="utf-8")
    doctor = overheard("doctor", cwd=tmp_path).stdout
    assert "lt.json: cannot be read, so the next analysis trains again" in doctor
    assert "corrections.jsonl line 1: record_kind" in doctor
