"""From texts to their opinions: a row for each part of a sentence that judges by itself, and each driver it is about ('' if
none)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol

from analysis.marks import NO_DRIVER
from analysis.reading.masking import NO_BRANDS, Masked, Masking, says_something
from analysis.sentiment import NO_MODEL, Sentiment, SentimentModel, default_models, lexicons
from analysis.sentiment.model import scores_of_wholes
from analysis.sentiment.models.lexicon.emoji import EMOJI
from analysis.text import language as language_module
from analysis.text import sentences
from analysis.text.clauses import (
    Feels,
    clause_books,
    clause_languages,
    clause_version,
    clauses_from,
    spaces_separate,
    too_short,
)
from analysis.text.drivers import Driver, load_taxonomy, own_drivers, taxonomy_languages
from analysis.text.emotions import emotion_book, emotion_languages, emotion_version
from analysis.text.lexicons import LabelledBook
from analysis.text.phrases import JointBook, PhraseBook
from analysis.text.signals import COMPLAINT, complaint_by, intent_among, intent_book, signal_languages, signal_version
from analysis.text.touchpoints import (
    DRIVER,
    TEXT,
    named_places,
    place_book,
    touchpoint_languages,
    touchpoint_version,
)
from analysis.text.verdicts import (
    NEGATIVE,
    VERDICT_CONFIDENCE,
    judged,
    verdict_book,
    verdict_languages,
    verdict_version,
)
from data.thresholds import THRESHOLDS

Models = Mapping[str, SentimentModel]
"""Language -> the model that scores its texts. A language without one gets no labels."""


class DriverModel(Protocol):
    """Names the drivers of parts of texts of one language, knowing what the phrases say of them."""

    @property
    def name(self) -> str:
        """Family, language and version. Equal names give equal answers."""
        ...

    def classify_many(self, sentences: Sequence[str], by_phrases: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
        """Ids of the drivers of each, in taxonomy order; `by_phrases`: those that the phrases find."""
        ...


DriverModels = Mapping[str, DriverModel]
"""Language -> what names its drivers. In a language without one the phrases do."""
NO_DRIVER_MODELS: DriverModels = {}
LONGEST_WHOLE = 1_000
"""Characters up to which a text is read as a whole beside its parts; a longer one is what more of its parts say."""
FRAGMENTS = "fragments-1"
"""How neutral fragments are judged (`_with_whole`): part of what a language is read with."""
_UNREAD = Sentiment(None, None, NO_MODEL)
_NO_DRIVER = (NO_DRIVER,)
_NOWHERE = (None, None, None)


class Opinion(NamedTuple):
    """One part of a text on one driver; `text[start:end]` is the part: a sentence, or a clause of one that judges by itself.
    `label` −1, 0, 1 and `score` −1..1, or None where no model reads the language; `confidence` 0..1, None from a model
    that has none; `emotion` and `intent` None if the part shows none; `stage` and `touchpoint` are what the part
    names (`place_from` TEXT; the touchpoint None where it names a stage alone), else the driver's usual ones (DRIVER), None where
    it has none; `text_label` is how the text
    judges as a whole, None where no model reads it."""

    start: int
    end: int
    driver: str
    stage: str | None
    touchpoint: str | None
    place_from: str | None
    label: int | None
    score: float | None
    emotion: str | None
    intent: str | None
    model: str
    confidence: float | None
    text_label: int | None


def opinions_of(text: str, language: str | None, models: Models | None = None) -> list[Opinion]:
    """The opinions in `text`, a customer's words in `language`. At least one for any text that is not blank."""
    return opinions_of_many([text], [language], models if models is not None else default_models())[0]


def opinions_of_many(
    texts: Sequence[str], languages: Sequence[str | None], models: Models, named: DriverModels = NO_DRIVER_MODELS
) -> list[list[Opinion]]:
    """The opinions of each text, in order; `languages` holds the language of each. As `opinion_columns`."""
    numbers, *fields = opinion_columns(texts, languages, models, named)
    found: list[list[Opinion]] = [[] for _ in texts]
    for number, *values in zip(numbers, *fields, strict=True):
        found[number].append(Opinion(*values))
    return found


def whole_labels(
    texts: Sequence[str], language: str, models: Models, masking: Masking = NO_BRANDS, *, posts: bool = False
) -> list[int]:
    """How each text of a language judges as a whole, −1, 0 or 1 (also where nothing judges it)."""
    numbers, *fields = opinion_columns(texts, [language] * len(texts), models, masking=masking, posts=posts)
    labels = dict(zip(numbers, fields[Opinion._fields.index("text_label")], strict=True))
    return [labels.get(number) or 0 for number in range(len(texts))]


def opinion_columns(
    texts: Sequence[str],
    languages: Sequence[str | None],
    models: Models,
    named: DriverModels = NO_DRIVER_MODELS,
    masking: Masking = NO_BRANDS,
    *,
    posts: bool = False,
) -> list[list[Any]]:
    """The opinions of texts as columns: the place of the text in `texts`, then each field of Opinion; rows in the order of the
    texts. `languages` holds the language of each. One language is read after the other: its words stay at hand, and its parts
    are scored, and their drivers named by `named`, together, which learned models need to be fast. What reads them sees no
    name that `masking` masks; offsets are those of the text as it is. `posts`: they are posts, judged as `_beside_whole` says."""
    of_language: dict[str | None, list[int]] = {}
    for number, language in enumerate(languages):
        of_language.setdefault(language, []).append(number)
    parts: list[list[_Part]] = [[] for _ in texts]
    scored = _Scored([()] * len(texts), {})
    for language, numbers in of_language.items():
        whole = {}
        for number in numbers:
            masked = masking.mask(texts[number], language)
            parts[number] = _parts(masked, language)
            if len(parts[number]) > 1 and len(masked.text) <= LONGEST_WHOLE:
                whole[number] = masked.text
        if language is not None and language in named:
            _name_drivers(parts, numbers, named[language])
        model = EMOJI if language is None else models.get(language)
        if model is not None:
            _score(model, parts, numbers, whole, scored)
    for number, sentiment in scored.wholes.items():
        if posts:
            scored.parts[number] = _beside_whole(scored.parts[number], sentiment)
        elif spaces_separate(languages[number]):
            scored.parts[number] = _with_whole(scored.parts[number], sentiment)
    return _columns(languages, parts, scored)


class _Scored(NamedTuple):
    """What models say: of the parts of each text, and of texts of several parts as wholes (number of the text -> Sentiment)."""

    parts: list[Sequence[Sentiment]]
    wholes: dict[int, Sentiment]


def _score(
    model: SentimentModel,
    parts: Sequence[Sequence[_Part]],
    numbers: Sequence[int],
    whole: Mapping[int, str],
    scored: _Scored,
) -> None:
    """Score the texts `numbers` into `scored`, all together: the parts of those that have several, and the texts `whole` (number
    -> text); a text of one part is a whole."""
    single = [number for number in numbers if len(parts[number]) == 1]
    several = [number for number in numbers if len(parts[number]) > 1]
    of_wholes = scores_of_wholes(model, [*(parts[number][0].text for number in single), *whole.values()])
    for number, sentiment in zip(single, of_wholes[: len(single)], strict=True):
        scored.parts[number] = (sentiment,)
    scored.wholes.update(zip(whole, of_wholes[len(single) :], strict=True))
    of_parts = model.score_many([part.text for number in several for part in parts[number]])
    first = 0
    for number in several:
        scored.parts[number] = of_parts[first : first + len(parts[number])]
        first += len(parts[number])


def _beside_whole(parts: Sequence[Sentiment], whole: Sentiment) -> list[Sentiment]:
    """The parts of a short post beside the post as a whole, of which a model knows more than of its fragments: they take its
    label, but for one that says the opposite, and for those that take sides where the post has both.

    Measured through the reading (benchmarks/cards.py): macro-F1 of Thai posts 0.551 without it, 0.58 with it, English ones
    0.567 and 0.572. Sentences of reviews know more than the review, so there every part is judged by itself.
    """
    own = {part.label for part in parts}
    mixed = {1, -1} <= own
    return [part if part.label and (mixed or whole.label == -part.label) else whole for part in parts]


def _with_whole(parts: Sequence[Sentiment], whole: Sentiment) -> list[Sentiment]:
    """The parts of a review that was taken apart at spaces, into fragments of sentences: one that a model calls neutral without
    being sure says what its text says, unless the text takes both sides. It stays as unsure, so that nothing quotes it.

    Measured on the drivers of translated reviews in Thai (the half of texts that nothing was chosen on, 630): correlation with
    people's labels 0.649 without it, 0.674 with it; two texts that have nothing to do with each other, read as one: 0.662 and
    0.697. In English, whose parts are clauses and sentences, it brings nothing (0.716 and 0.711).
    """
    if {1, -1} <= {part.label for part in parts}:
        return list(parts)
    return [
        replace(whole, confidence=part.confidence)
        if part.label == 0 and part.confidence is not None and part.confidence < THRESHOLDS.quote_confidence
        else part
        for part in parts
    ]


def _columns(languages: Sequence[str | None], parts: Sequence[Sequence[_Part]], scored: _Scored) -> list[list[Any]]:
    columns: list[list[Any]] = [[] for _ in range(1 + len(Opinion._fields))]
    numbers, *fields = (column.append for column in columns)
    (
        starts,
        ends,
        drivers,
        stages,
        touchpoints,
        places,
        labels,
        scores,
        emotions,
        intents,
        names,
        confidences,
        text_labels,
    ) = fields
    for number, (language, own_parts, read) in enumerate(zip(languages, parts, scored.parts, strict=True)):
        known = _knowledge(language)
        sentiments = [
            _judged(sentiment, part.verdicts) if part.judged else _UNREAD
            for part, sentiment in zip(own_parts, read or [_UNREAD] * len(own_parts), strict=True)
        ]
        text_label = _text_label(sentiments, scored.wholes.get(number))
        for part, sentiment in zip(own_parts, sentiments, strict=True):
            label = sentiment.label
            emotion = known.emotions.first_of(part.emotions, label) if known.emotions and part.emotions else None
            intent = _intent(part, language if known.intents else None, sentiment, emotion, text_label)
            named = _NOWHERE if part.place is None else (*known.named[part.place], TEXT)
            for driver in part.drivers or _NO_DRIVER:
                stage, touchpoint, place_from = named if part.place else known.places[driver]
                numbers(number)
                starts(part.start)
                ends(part.end)
                drivers(driver)
                stages(stage)
                touchpoints(touchpoint)
                places(place_from)
                labels(label)
                scores(sentiment.score)
                emotions(emotion)
                intents(intent)
                names(sentiment.model)
                confidences(sentiment.confidence)
                text_labels(text_label)
    return columns


def _text_label(parts: Sequence[Sentiment], whole: Sentiment | None) -> int | None:
    """How a text judges: as it was read as a whole or, where it was not, as its parts do: the side that more of them take."""
    if whole is not None:
        return whole.label
    labels = [part.label for part in parts if part.label is not None]
    total = sum(labels)
    return (total > 0) - (total < 0) if labels else None


def _intent(
    part: _Part, language: str | None, sentiment: Sentiment, emotion: str | None, text_label: int | None
) -> str | None:
    if language is None:
        return None
    found = intent_among(part.intents, part.text, language, sentiment.label, emotion)
    if found is None and part.verdicts[:1] == (NEGATIVE,):
        return COMPLAINT
    if found is None and sentiment.label == text_label == -1:
        return complaint_by(language, sentiment.score, emotion, part.intents, about=bool(part.drivers))
    return found


def _judged(sentiment: Sentiment, verdicts: Sequence[str]) -> Sentiment:
    """What a model says of a part, after the turns of phrase in it that leave no doubt."""
    label = judged(sentiment.label, verdicts)
    if label is None or label == sentiment.label:
        return sentiment
    confidence = None if sentiment.confidence is None else VERDICT_CONFIDENCE
    return Sentiment(label, label * VERDICT_CONFIDENCE, sentiment.model, confidence)


def _name_drivers(parts: list[list[_Part]], numbers: Sequence[int], model: DriverModel) -> None:
    """Give the parts of the texts of one language (`numbers`: their places) the drivers that `model` names. Where texts are
    taken apart is left to the phrases: parts must not move when a workspace learns, for corrections are of parts."""
    places = [(number, at) for number in numbers for at in range(len(parts[number]))]
    before = [parts[number][at] for number, at in places]
    found = model.classify_many([part.text for part in before], [part.drivers for part in before])
    for (number, at), part, drivers in zip(places, before, found, strict=True):
        parts[number][at] = part._replace(drivers=drivers)


def segmenter_of(language: str | None) -> str:
    """What takes texts of a language apart, with its version."""
    if language is None or language not in clause_languages():
        return sentences.VERSION
    return f"{sentences.VERSION} clauses-{language}-{clause_version(language)}"


class _Part(NamedTuple):
    """A part of a text: `text`, as it is masked, its offsets into the original, its drivers, and which emotions, intents and
    verdicts its phrases allow, and the place it names. One that says nothing is not `judged`."""

    text: str
    start: int
    end: int
    drivers: tuple[str, ...]
    emotions: tuple[str, ...]
    intents: tuple[str, ...]
    verdicts: tuple[str, ...] = ()
    place: str | None = None
    judged: bool = True


class _Knowledge(NamedTuple):
    """What parts of one language are read with. `book`: the phrases of drivers, turns, emotions, intents, verdicts and
    places; `places`: driver -> its usual stage and touchpoint; `named`: a place that words name -> the same."""

    book: JointBook
    places: Mapping[str, tuple[str | None, str | None, str | None]]
    named: Mapping[str, tuple[str, str | None]]
    emotions: LabelledBook | None
    intents: LabelledBook | None
    feels: Feels | None


_EMOTIONS, _INTENTS, _VERDICTS, _PLACES = 2, 3, 4, 5
"""The places of the books in `_Knowledge.book` that come after those of clauses."""
_BOOKS = range(_PLACES + 1)


def _knowledge(language: str | None) -> _Knowledge:
    return _knowledge_with(language, own_drivers())


@cache
def _knowledge_with(language: str | None, _own: str) -> _Knowledge:
    code = language or ""
    taxonomy = load_taxonomy(code) if code in taxonomy_languages() else None
    drivers = taxonomy.drivers.values() if taxonomy else ()
    emotions = emotion_book(code) if code in emotion_languages() else None
    intents = intent_book(code) if code in signal_languages() else None
    phrases = [book.book if book else PhraseBook({}) for book in (emotions, intents)]
    phrases.append(verdict_book(code) if code in verdict_languages() else PhraseBook({}))
    phrases.append(place_book(code) if code in touchpoint_languages() else PhraseBook({}))
    model = lexicons().get(code)
    # Whether a text judges, by the lexicon: parts must not move when a workspace learns another model.
    feels = None if model is None else lambda text: bool(model.score_many([text])[0].label)
    return _Knowledge(
        JointBook([*(clause_books(code) if taxonomy else [PhraseBook({}), PhraseBook({})]), *phrases]),
        {
            NO_DRIVER: _NOWHERE,
            **{driver.id: _usual_place(driver) for driver in drivers},
        },
        named_places(code) if code in touchpoint_languages() else {},
        emotions,
        intents,
        feels,
    )


def _usual_place(driver: Driver) -> tuple[str | None, str | None, str | None]:
    known = driver.stage is not None or driver.touchpoint is not None
    return (driver.stage, driver.touchpoint, DRIVER) if known else _NOWHERE


def _parts(masked: Masked, language: str | None) -> list[_Part]:
    """The parts of a masked text, with their offsets into the original. Its phrases are looked up once a sentence, and again only
    in the parts of one that falls apart. What says nothing (addresses, hashtags, signs) is no part; of a text that is nothing
    else one part is left, without a label."""
    known = _knowledge(language)
    text = masked.text
    parts: list[_Part] = []
    for start, end in _sentences(text, language, known):
        sentence = text[start:end]
        matched = known.book.search(sentence)
        clauses = clauses_from(sentence, language, matched, known.feels)
        for low, high, drivers in clauses:
            part = sentence
            if len(clauses) > 1:
                part = sentence[low:high]
                matched = known.book.search(part)
            if not says_something(part):
                continue
            first, last = masked.original(start + low), masked.original(start + high, end=True)
            emotions, intents, verdicts = (matched.meanings(book) for book in (_EMOTIONS, _INTENTS, _VERDICTS))
            place = next(iter(matched.meanings(_PLACES)), None)
            parts.append(_Part(part, first, last, drivers, emotions, intents, verdicts, place))
    if not parts and text.strip():
        parts.append(_Part("", 0, masked.original(len(text), end=True), (), (), (), judged=False))
    return parts


def _sentences(text: str, language: str | None, known: _Knowledge) -> list[sentences.Span]:
    """The sentences of a masked text. One too short to judge ("Twice.", "Just saying.") goes with the one before it on its line,
    or after it if it is the first: by itself it would count as a neutral opinion of nothing."""
    spans: list[sentences.Span] = []
    short: sentences.Span | None = None
    for span in sentences.split(text, language):
        if short is not None and "\n" not in text[short.end : span.start]:
            spans[-1] = span = sentences.Span(short.start, span.end)
        elif (
            spans
            and "\n" not in text[spans[-1].end : span.start]
            and _is_short(text[span.start : span.end], language, known)
        ):
            spans[-1] = sentences.Span(spans[-1].start, span.end)
            continue
        else:
            spans.append(span)
        short = span if _is_short(text[span.start : span.end], language, known) else None
    return spans


def _is_short(sentence: str, language: str | None, known: _Knowledge) -> bool:
    """Whether a sentence says something, of few words none of which names, feels or asks anything."""
    if known.feels is None or language is None or not too_short(sentence, language) or not says_something(sentence):
        return False
    return (
        "?" not in sentence
        and not any(known.book.search(sentence).count(book) for book in _BOOKS)
        and not known.feels(sentence)
    )


def method_of(languages: tuple[str, ...], models: Models | None = None, named: DriverModels = NO_DRIVER_MODELS) -> str:
    """What texts are read with, in one line, all languages together: for people and editions."""
    models = models if models is not None else default_models()
    return " ".join([_common(languages), *(_special(code, models, named) for code in _special_languages(models))])


def methods_of(
    languages: tuple[str, ...], models: Models, named: DriverModels = NO_DRIVER_MODELS, brands: str = ""
) -> dict[str, str]:
    """Language -> 16 hexadecimal digits that change when anything does that texts of that language are read with; ''
    is for all languages that have nothing of their own. A change of one language leaves the others alone. `brands`: the
    version of the brands' names, which are masked, and to which customers may switch."""
    special = {"": "", **{code: _special(code, models, named) for code in _special_languages(models)}}
    common = f"{_common(languages)} {brands}"
    return {code: blake2b(f"{common} {own}".encode(), digest_size=8).hexdigest() for code, own in special.items()}


def _common(languages: tuple[str, ...]) -> str:
    return " ".join([language_module.VERSION, "+".join(languages), sentences.VERSION, EMOJI.name])


def _special_languages(models: Models) -> list[str]:
    of_their_own = (
        taxonomy_languages(),
        clause_languages(),
        emotion_languages(),
        signal_languages(),
        verdict_languages(),
        touchpoint_languages(),
    )
    return sorted({*models, *default_models(), *(code for codes in of_their_own for code in codes)})


def _special(code: str, models: Models, named: DriverModels) -> str:
    cold = lexicons()
    parts = [models[code].name] if code in models else []
    if code in taxonomy_languages():
        parts.append(f"drivers-{code}-{load_taxonomy(code).version}")
    if code in named:
        parts.append(named[code].name)
    if code in clause_languages():
        parts.append(f"clauses-{code}-{clause_version(code)}" + (f"-{cold[code].name}" if code in cold else ""))
        if spaces_separate(code):
            parts.append(FRAGMENTS)
    if code in emotion_languages():
        parts.append(f"emotions-{code}-{emotion_version(code)}")
    if code in signal_languages():
        parts.append(f"signals-{code}-{signal_version(code)}")
    if code in verdict_languages():
        parts.append(f"verdicts-{code}-{verdict_version(code)}")
    if code in touchpoint_languages():
        parts.append(f"touchpoints-{code}-{touchpoint_version(code)}")
    return " ".join(parts)
