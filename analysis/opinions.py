"""From one text to its opinions: a row for each sentence and each driver it is about ('' if none)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analysis import language as language_module
from analysis import sentences, signals
from analysis.drivers import load_taxonomy, taxonomy_languages
from analysis.sentiment import model_for, score_sentence


@dataclass(frozen=True)
class Opinion:
    """One sentence on one driver; `text[start:end]` is the sentence. `label` −1, 0, 1 and `score` −1..1, or None where
    no model reads the language; `stage` and `touchpoint` are the driver's defaults ('' driver has none)."""

    start: int
    end: int
    driver: str
    stage: str | None
    touchpoint: str | None
    label: int | None
    score: float | None
    intent: str | None
    model: str


def opinions_of(text: str, language: str | None) -> list[Opinion]:
    """The opinions in `text`, a customer's words in `language`. At least one for any text that is not blank."""
    rows: list[Opinion] = []
    taxonomy = load_taxonomy(language) if language in taxonomy_languages() else None
    for span in sentences.split(text):
        sentence = text[span.start : span.end]
        sentiment = score_sentence(sentence, language)
        intent = signals.intent_of(sentence, language)
        for driver in (taxonomy.classify(sentence) if taxonomy else ()) or ("",):
            about = taxonomy.drivers[driver] if taxonomy and driver else None
            rows.append(
                Opinion(
                    span.start,
                    span.end,
                    driver,
                    about.stage if about else None,
                    about.touchpoint if about else None,
                    sentiment.label,
                    sentiment.score,
                    intent,
                    sentiment.model,
                )
            )
    return rows


@lru_cache(maxsize=64)
def method_of(languages: tuple[str, ...]) -> str:
    """What texts are read with, in one line: it changes when any part does, and then texts are read again."""
    parts = [language_module.VERSION, "+".join(languages), sentences.VERSION, model_for("en")]
    parts += [f"drivers-{code}-{load_taxonomy(code).version}" for code in taxonomy_languages()]
    parts += [f"signals-{code}-{signals.signal_version(code)}" for code in signals.signal_languages()]
    return " ".join(parts)
