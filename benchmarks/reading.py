"""How fast texts are read: all of them from cold, then a few new ones among them.

    python benchmarks/reading.py [--n 1000000] [--new 1000] [--learned] [--profile]

Makes `--n` reviews of 30 words (English, Thai, Vietnamese, Lithuanian) in a warehouse of its own, reads them all, adds
`--new` more and reads again. Reports seconds, processor seconds and the most memory that all processes held together. Ends with
status 1 above the limits below, which are those for 1,000,000 texts on two idle cores; they scale with --n (a small --n pays
the start of the processes, so judge it by the rate). `--learned`: English and Thai are scored by learned models, trained here.
`--profile` tells instead where the time of one process goes. `--corpus` is taken and not needed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))
from analysis.reading import opinions  # noqa: E402
from analysis.reading.batches import read_texts  # noqa: E402
from analysis.reading.opinions import Models  # noqa: E402
from analysis.reading.pool import Reader, Task  # noqa: E402
from analysis.sentiment import default_models, lexicons  # noqa: E402
from analysis.text import clauses, emotions, sentences, signals  # noqa: E402
from analysis.text.drivers import load_taxonomy, taxonomy_languages  # noqa: E402
from analysis.text.language import identify  # noqa: E402
from data.warehouse import open_warehouse  # noqa: E402

FULL = 1_000_000
SECONDS, SECONDS_LEARNED = 120.0, 600.0
BYTES = 2 << 30
SHARE_OF_NEW = 0.03
VOCABULARY = tomllib.loads(Path(__file__).with_name("reading_words.toml").read_text(encoding="utf-8"))
LANGUAGES = tuple(VOCABULARY)
LEARNED = ("en", "th")
WORDS = 30
BATCH = 50_000


def texts(n: int, seed: int) -> Iterator[str]:
    """`n` texts of 30 words in one to three sentences, mostly English; none is like another."""
    pick = random.Random(seed)
    parts_of = {language: entry["words"].split() for language, entry in VOCABULARY.items()}
    shares = [entry["share"] for entry in VOCABULARY.values()]
    for language in pick.choices(LANGUAGES, shares, k=n):
        words = pick.choices(parts_of[language], k=WORDS)
        ends = sorted({*(pick.randrange(5, WORDS) for _ in range(2)), WORDS})
        joint = "" if language == "th" else " "
        starts = [0, *ends]
        parts = [joint.join(words[low:high]) for low, high in zip(starts, ends, strict=False)]
        yield " ".join(f"{part[:1].upper()}{part[1:]}{pick.choice('..!?')}" for part in parts)


def add_reviews(con: duckdb.DuckDBPyConnection, first: int, n: int, seed: int) -> None:
    """Write `n` generated reviews, numbered from `first`."""
    made = texts(n, seed)
    start = datetime(2026, 1, 1)  # noqa: DTZ001 - times are naive UTC
    for low in range(first, first + n, BATCH):
        numbers = range(low, min(low + BATCH, first + n))
        rows = pa.table(
            {
                "review_id": [f"r{number:016x}" for number in numbers],
                "brand": [("acme", "beta", "gamma")[number % 3] for number in numbers],
                "source": ["trust.example" for _ in numbers],
                "body": [next(made) for _ in numbers],
                "author_key": [f"a{number:016x}" for number in numbers],
                "published_at": [start + timedelta(seconds=number) for number in numbers],
            }
        )
        con.register("made_rows", rows)
        names = ", ".join(rows.column_names)
        con.execute(f"INSERT INTO reviews ({names}) SELECT {names} FROM made_rows")
        con.unregister("made_rows")


class Memory:
    """The most memory (bytes resident) that this process and its children held together; 0 where /proc is not there."""

    def __init__(self) -> None:
        self.peak = 0
        self._done = threading.Event()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch, five times a second, while the block runs."""
        watcher = threading.Thread(target=self._watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self._done.set()
            watcher.join()

    def _watch(self) -> None:
        while not self._done.wait(0.2):
            self.peak = max(self.peak, sum(map(_resident, _family(os.getpid()))))


def _family(pid: int) -> list[int]:
    out = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = path.read_text().split()
        except OSError:  # the thread has ended meanwhile
            continue
        for child in children:
            out += _family(int(child))
    return out


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:  # the process has ended meanwhile
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and processor seconds of this process and of those it started and that have ended."""
    wall, before = time.perf_counter(), os.times()
    work()
    after = os.times()
    spent = sum(after[:4]) - sum(before[:4])
    return time.perf_counter() - wall, spent


def learned_models() -> Models:
    """The default models, with learned ones for LEARNED, each trained on 2,000 generated texts that the cold model has rated."""
    from analysis.sentiment.training.fitting import Example, fit

    cold, models = lexicons(), default_models()
    made = [(identify(text, LANGUAGES).code, text) for text in texts(22_000, seed=5)]
    for language in LEARNED:
        rated = [text for code, text in made if code == language][:2_000]
        labels = [sentiment.label or 0 for sentiment in models[language].score_many(rated)]
        examples = [Example(text, label, str(n)) for n, (text, label) in enumerate(zip(rated, labels, strict=True))]
        models[language] = fit(examples, cold[language])
    return models


def profile(models: Models, n: int) -> None:
    """Print the microseconds a text that each step of reading takes, in this process."""
    bodies = list(texts(n, seed=1))
    reader = Reader(LANGUAGES, models)
    reader.read(Task(0, [""] * 500, bodies[:500], opinions=True))
    step = partial(_print_step, n)

    codes = [identify(body, LANGUAGES).code for body in bodies]
    split = [[body[s.start : s.end] for s in sentences.split(body)] for body in bodies]
    step("all", lambda: reader.read(Task(0, [""] * n, bodies, opinions=True)))
    step("language identification", lambda: [identify(f"\n{body}", LANGUAGES) for body in bodies])
    step("sentences", lambda: [sentences.split(body) for body in bodies])
    step("opinions, all parts", lambda: opinions.opinions_of_many(bodies, codes, models))
    parts: dict[str, list[str]] = {code: [] for code in LANGUAGES}
    for code, found in zip(codes, split, strict=True):
        if code in parts:
            parts[code] += found
    for language, model in models.items():
        step(f"sentiment {model.name}", partial(model.score_many, parts[language]))
    _profile_phrases([(sentence, language) for language in LANGUAGES for sentence in parts[language]], step)
    print(f"{sum(map(len, split)) / n:.2f} sentences a text")


def _profile_phrases(said: Sequence[tuple[str, str]], step: Callable[[str, Callable[[], object]], None]) -> None:
    """The same for the phrases in sentences of known languages."""
    print("phrases, each asked for alone (reading asks for all of them at once):")
    step("  drivers", lambda: [load_taxonomy(own).classify(s) for s, own in said if own in taxonomy_languages()])
    step("  clauses and drivers", lambda: [clauses.read_clauses(s, own) for s, own in said])
    step("  emotions", lambda: [emotions.emotion_of(s, own, -1) for s, own in said])
    step("  intents", lambda: [signals.intent_of(s, own, -1) for s, own in said])


def _print_step(n: int, name: str, work: Callable[[], object]) -> None:
    started = time.process_time()
    work()
    print(f"{name:<34}{(time.process_time() - started) / n * 1e6:8.1f} microseconds a text")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--n", type=int, default=FULL)
    parser.add_argument("--new", type=int, default=1_000)
    parser.add_argument("--workers", type=int, help="processes (default: one a core)")
    parser.add_argument("--learned", action="store_true")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--corpus", type=Path)
    arguments = parser.parse_args(argv)
    models = learned_models() if arguments.learned else default_models()
    if arguments.profile:
        profile(models, min(arguments.n, 5_000))
        return 0

    limit = (SECONDS_LEARNED if arguments.learned else SECONDS) * arguments.n / FULL
    memory = Memory()
    with tempfile.TemporaryDirectory() as folder, memory.watched():
        con = open_warehouse(Path(folder))
        add_reviews(con, 0, arguments.n, seed=1)
        con.execute("CHECKPOINT")

        def read() -> object:
            return read_texts(con, LANGUAGES, lambda _: None, models, arguments.workers)

        cold, cold_processor = timed(read)
        add_reviews(con, arguments.n, arguments.new, seed=2)
        warm, warm_processor = timed(read)
        row = con.execute("SELECT count(*) FROM opinions").fetchone()
        con.close()
    print(f"{arguments.n:,} texts of {WORDS} words, {row[0] if row else 0:,} opinions")
    print(
        f"cold: {cold:.1f} s, {arguments.n / cold:,.0f} texts/s, processor {cold_processor:.1f} s (limit {limit:.1f} s)"
    )
    share = warm / cold
    print(
        f"{arguments.new:,} new: {warm:.2f} s, processor {warm_processor:.2f} s, {share:.1%} of cold (limit {SHARE_OF_NEW:.0%})"
    )
    print(f"memory of all processes: {memory.peak / 2**20:,.0f} MiB (limit {BYTES / 2**20:,.0f} MiB)")
    return 1 if cold > limit or warm > SHARE_OF_NEW * cold or memory.peak > BYTES else 0


if __name__ == "__main__":
    sys.exit(main())
