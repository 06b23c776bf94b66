"""From texts to their opinions: a row for each part of a sentence that judges by itself, and each driver it is about ('' if
none)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from typing import NamedTuple, Protocol

from analysis import language as language_module
from analysis import sentences
from analysis.clauses import Clause, Feels, clause_languages, clause_version, read_clauses
from analysis.drivers import Driver, load_taxonomy, taxonomy_languages
from analysis.emotions import emotion_languages, emotion_of, emotion_version
from analysis.sentiment import NO_MODEL, Sentiment, SentimentModel, default_models
from analysis.signals import intent_of, signal_languages, signal_version

Models = Mapping[str, SentimentModel]
"""Language -> the model that scores its texts. A language without one gets no labels."""


class DriverModel(Protocol):
    """Names the drivers of parts of texts of one language, knowing what the phrases say of them."""

    @property
    def name(self) -> str:
        """Family, language and version. Equal names give equal answers."""
        ...

    def classify_many(self, sentences: Sequence[str], said: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
        """Ids of the drivers of each, in taxonomy order; `said`: the phrases' verdicts."""
        ...


DriverModels = Mapping[str, DriverModel]
"""Language -> what names its drivers. In a language without one the phrases do."""
NO_DRIVER_MODELS: DriverModels = {}
_UNREAD = Sentiment(None, None, NO_MODEL)


class Opinion(NamedTuple):
    """One part of a text on one driver; `text[start:end]` is the part: a sentence, or a clause of one that judges by itself.
    `label` −1, 0, 1 and `score` −1..1, or None where no model reads the language; `confidence` 0..1, None from a model
    that has none; `emotion` and `intent` None if the part shows none; `stage` and `touchpoint` are the driver's defaults
    ('' driver has none)."""

    start: int
    end: int
    driver: str
    stage: str | None
    touchpoint: str | None
    label: int | None
    score: float | None
    emotion: str | None
    intent: str | None
    model: str
    confidence: float | None


def opinions_of(text: str, language: str | None, models: Models | None = None) -> list[Opinion]:
    """The opinions in `text`, a customer's words in `language`. At least one for any text that is not blank."""
    return opinions_of_many([text], [language], models if models is not None else default_models())[0]


def opinions_of_many(
    texts: Sequence[str], languages: Sequence[str | None], models: Models, named: DriverModels = NO_DRIVER_MODELS
) -> list[list[Opinion]]:
    """The opinions of each text, in order; `languages` holds the language of each. Parts of one language are scored, and
    their drivers named by `named`, together, which learned models need to be fast."""
    parts = [_parts(text, language) for text, language in zip(texts, languages, strict=True)]
    for code in named.keys() & set(languages):
        _name_drivers(texts, languages, parts, code, named[code])
    waiting: dict[str, list[tuple[int, str]]] = {}
    for number, (text, language) in enumerate(zip(texts, languages, strict=True)):
        if language is not None and language in models:
            waiting.setdefault(language, []).extend((number, text[part.start : part.end]) for part in parts[number])
    scored: list[list[Sentiment]] = [[] for _ in texts]
    for language, said in waiting.items():
        for (number, _), sentiment in zip(said, models[language].score_many([part for _, part in said]), strict=True):
            scored[number].append(sentiment)
    return [
        _opinions(text, language, found, sentiments or [_UNREAD] * len(found))
        for text, language, found, sentiments in zip(texts, languages, parts, scored, strict=True)
    ]


def _name_drivers(
    texts: Sequence[str], languages: Sequence[str | None], parts: list[list[Clause]], language: str, model: DriverModel
) -> None:
    """Give the parts of the texts of one language the drivers that `model` names. Where texts are taken apart is left to the
    phrases: parts must not move when a workspace learns, for corrections are of parts."""
    places = [
        (number, at) for number, own in enumerate(languages) if own == language for at in range(len(parts[number]))
    ]
    before = [parts[number][at] for number, at in places]
    said = [texts[number][part.start : part.end] for (number, _), part in zip(places, before, strict=True)]
    found = model.classify_many(said, [part.drivers for part in before])
    for (number, at), part, drivers in zip(places, before, found, strict=True):
        parts[number][at] = Clause(part.start, part.end, drivers)


def segmenter_of(language: str | None) -> str:
    """What takes texts of a language apart, with its version."""
    if language is None or language not in clause_languages():
        return sentences.VERSION
    return f"{sentences.VERSION} clauses-{language}-{clause_version(language)}"


def _parts(text: str, language: str | None) -> list[Clause]:
    """The parts of a text, with offsets into it."""
    feels = _feels(language)
    parts = []
    for span in sentences.split(text, language):
        for clause in read_clauses(text[span.start : span.end], language, feels):
            parts.append(Clause(span.start + clause.start, span.start + clause.end, clause.drivers))
    return parts


@cache
def _feels(language: str | None) -> Feels | None:
    """Whether a text judges, by the model that needs no training: parts must not move when a workspace learns another
    model, for corrections are of parts."""
    model = default_models().get(language or "")
    if model is None:
        return None
    return lambda text: bool(model.score_many([text])[0].label)


def _opinions(text: str, language: str | None, parts: list[Clause], sentiments: list[Sentiment]) -> list[Opinion]:
    rows: list[Opinion] = []
    drivers: Mapping[str, Driver] = load_taxonomy(language).drivers if language in taxonomy_languages() else {}
    for part, sentiment in zip(parts, sentiments, strict=True):
        said = text[part.start : part.end]
        emotion = emotion_of(said, language, sentiment.label)
        intent = intent_of(said, language, sentiment.label)
        for driver in part.drivers or ("",):
            about = drivers.get(driver)
            rows.append(
                Opinion(
                    part.start,
                    part.end,
                    driver,
                    about.stage if about else None,
                    about.touchpoint if about else None,
                    sentiment.label,
                    sentiment.score,
                    emotion,
                    intent,
                    sentiment.model,
                    sentiment.confidence,
                )
            )
    return rows


def method_of(languages: tuple[str, ...], models: Models | None = None, named: DriverModels = NO_DRIVER_MODELS) -> str:
    """What texts are read with, in one line, all languages together: for people and editions."""
    models = models if models is not None else default_models()
    return " ".join([_common(languages), *(_special(code, models, named) for code in _special_languages(models))])


def methods_of(languages: tuple[str, ...], models: Models, named: DriverModels = NO_DRIVER_MODELS) -> dict[str, str]:
    """Language -> 16 hexadecimal digits that change when anything does that texts of that language are read with; ''
    stands for all languages that have nothing of their own. A change of one language leaves the others alone."""
    special = {"": "", **{code: _special(code, models, named) for code in _special_languages(models)}}
    common = _common(languages)
    return {code: blake2b(f"{common} {own}".encode(), digest_size=8).hexdigest() for code, own in special.items()}


def _common(languages: tuple[str, ...]) -> str:
    return " ".join([language_module.VERSION, "+".join(languages), sentences.VERSION])


def _special_languages(models: Models) -> list[str]:
    of_their_own = (taxonomy_languages(), clause_languages(), emotion_languages(), signal_languages())
    return sorted({*models, *default_models(), *(code for codes in of_their_own for code in codes)})


def _special(code: str, models: Models, named: DriverModels) -> str:
    cold = default_models()
    parts = [models[code].name] if code in models else []
    if code in taxonomy_languages():
        parts.append(f"drivers-{code}-{load_taxonomy(code).version}")
    if code in named:
        parts.append(named[code].name)
    if code in clause_languages():
        parts.append(f"clauses-{code}-{clause_version(code)}" + (f"-{cold[code].name}" if code in cold else ""))
    if code in emotion_languages():
        parts.append(f"emotions-{code}-{emotion_version(code)}")
    if code in signal_languages():
        parts.append(f"signals-{code}-{signal_version(code)}")
    return " ".join(parts)
