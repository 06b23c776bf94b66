"""Which drivers a workspace's own corrections have taught: trained when there is enough that is new, kept, and used only
where they beat the phrases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from analysis.pipeline.corrections import corrected_parts
from analysis.reading.masking import NO_BRANDS, Masking
from analysis.tables import sql
from analysis.taught import store as store
from analysis.taught.drivers import MIN_CORRECTED, DriverExample, LearnedDrivers, Training, train_drivers
from analysis.taught.store import Manifest
from analysis.text.drivers import load_taxonomy, taxonomy_languages

NEW_CORRECTIONS, GROWTH = 20, 0.2
"""Corrections more or fewer from which on there is a new training, and what share of the last ones they must be."""
UNMARKED = 2
"""Parts nobody corrected, beside each that was: people correct what is wrong, so corrections alone would flatter a model."""
MOST = 5_000
"""Corrections of a language that are learned from, the newest."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class DriverChoice:
    """`models`: language -> the learned drivers that serve it; `trainings`: language -> its last training, whether or not its
    model serves. Languages in neither are read by the phrases."""

    models: Mapping[str, LearnedDrivers]
    trainings: Mapping[str, Manifest]


NO_CHOICE = DriverChoice({}, {})


def driver_models(
    con: duckdb.DuckDBPyConnection, state_dir: Path, report: Say, masking: Masking = NO_BRANDS
) -> DriverChoice:
    """Choose for every language with a taxonomy, training where there is enough that is new. `con`: a migrated warehouse, only
    read. Raises OSError when the state folder cannot be written."""
    corrected: dict[str, list[DriverExample]] = {code: [] for code in taxonomy_languages()}
    for part in sorted(
        (part for part in corrected_parts(con) if part.field == "driver" and not part.unknown),
        key=lambda part: (part.made_at, part.record_kind, part.record_id, part.start),
    ):
        if part.language in corrected:
            text = masking.mask(part.text, part.language).text
            corrected[str(part.language)].append(DriverExample(text, frozenset(part.drivers), part.author))
    models: dict[str, LearnedDrivers] = {}
    trainings: dict[str, Manifest] = {}
    for language, examples in corrected.items():
        manifest = store.load_manifest(state_dir, language, report)
        if manifest is None and len(examples) < MIN_CORRECTED:
            continue
        model, manifest = _chosen(con, state_dir, language, examples[-MOST:], manifest, report, masking)
        trainings[language] = manifest
        if model is not None:
            models[language] = model
    return DriverChoice(models, trainings)


def _chosen(
    con: duckdb.DuckDBPyConnection,
    state_dir: Path,
    language: str,
    examples: list[DriverExample],
    manifest: Manifest | None,
    report: Say,
    masking: Masking,
) -> tuple[LearnedDrivers | None, Manifest]:
    """The model that serves, if one does, and its training: the last one, as long as it holds."""
    if manifest is not None and _holds(manifest, language, len(examples)):
        model = store.load_model(state_dir, manifest, report) if manifest.chosen else None
        if model is not None or not manifest.chosen:
            return model, manifest
    report(f"{language}: learning drivers from {len(examples):,} corrections")
    rows = con.execute(sql("driver_examples"), {"language": language, "most": UNMARKED * len(examples)}).fetchall()
    unmarked = [DriverExample(masking.mask(text, language).text, frozenset(), author) for author, text in rows]
    training = train_drivers(examples, load_taxonomy(language), unmarked=unmarked)
    model = training.model if training.chosen else None
    verdict = "learned drivers serve" if model is not None else "the phrases serve"
    report(f"{language}: {verdict}: {training.reason}")
    return model, store.save(state_dir, _manifest(language, len(examples), training), model)


def _holds(manifest: Manifest, language: str, corrections: int) -> bool:
    fresh = abs(corrections - manifest.corrected)
    enough = fresh >= NEW_CORRECTIONS and fresh >= GROWTH * manifest.corrected
    return manifest.language == language and manifest.taxonomy == load_taxonomy(language).version and not enough


def _manifest(language: str, corrections: int, training: Training) -> Manifest:
    return Manifest(
        language=language,
        taxonomy=load_taxonomy(language).version,
        corrected=corrections,
        n=training.n,
        chosen=training.chosen,
        reason=training.reason,
        learned_f1=training.learned_f1,
        phrases_f1=training.rules_f1,
        low=training.low,
        high=training.high,
    )
