"""`overheard init` keeps what was typed: a wrong answer is asked again at once, with what was probably meant."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer import Abort

from data.workspace import load_workspace
from overheard.commands import init
from overheard.commands.suggestions import address, market, zones
from tests.overheard.command import SECONDS, environment, overheard

OWN = "Acme=https://acme.example/"


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Bangkok", "Asia/Bangkok"),
        ("bangkok", "Asia/Bangkok"),
        ("asia/bangkok", "Asia/Bangkok"),
        ("Asia Bangkok", "Asia/Bangkok"),
        ("Asia/Bankok", "Asia/Bangkok"),
        ("Vilnus", "Europe/Vilnius"),
        ("vilnius", "Europe/Vilnius"),
        ("ho chi minh", "Asia/Ho_Chi_Minh"),
        ("Ho Chi Minh City", "Asia/Ho_Chi_Minh"),
        ("Thailand", "Asia/Bangkok"),
        ("Lithuania", "Europe/Vilnius"),
        ("th", "Asia/Bangkok"),
        ("New York", "America/New_York"),
        ("Berlin, Germany", "Europe/Berlin"),
        ("+7", "Etc/GMT-7"),
        ("UTC+07:00", "Etc/GMT-7"),
        ("utc", "UTC"),
        ("Europe-London", "Europe/London"),
        ("Londn", "Europe/London"),
        ("Sao Paulo", "America/Sao_Paulo"),
    ],
)
def test_zones_that_are_meant(said: str, zone: str) -> None:
    assert zones(said)[0] == zone


@pytest.mark.parametrize("said", ["", "Mars/Base", "qqqq", "7"])
def test_no_zone_is_meant(said: str) -> None:
    assert zones(said) == []


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("acme.com", "https://acme.com/"), ("www.acme.com/faq", "https://www.acme.com/faq"), ("htps://acme.com", "https://acme.com/"),
        ("https:/acme.com/", "https://acme.com/"), ("https//acme.com", "https://acme.com/"), ("http:acme.com", None),
        ("https://acme,com/", "https://acme.com/"), ("acme .com", "https://acme.com/"), ("<https://acme.com>", "https://acme.com/"),
        ("localhost:8888", "http://localhost:8888/"), ("127.0.0.1:8888", "http://127.0.0.1:8888/"), ("http://acme.com", "http://acme.com/"),
        ("ร้าน.ไทย", "https://ร้าน.ไทย/"), ("acme", None), ("me@acme.com", None), ("", None),
    ],
)  # fmt: skip
def test_addresses_that_are_meant(said: str, url: str | None) -> None:
    assert address(said) == url


def test_markets_that_are_meant() -> None:
    assert [market(said) for said in ("TH_th", "en-gb", "vi", "Thailand!")] == ["th-TH", "en-GB", "vi", None]


def scripted(*answers: str | type[BaseException]) -> tuple[Callable[..., str], list[tuple[str, str | None]]]:
    """A prompt that gives these answers, and what it was asked; an empty answer takes the default."""
    waiting: Iterator[str | type[BaseException]] = iter(answers)
    asked: list[tuple[str, str | None]] = []

    def prompt(text: str, default: str | None = None) -> str:
        asked.append((text, default))
        answer = next(waiting)
        if not isinstance(answer, str):
            raise answer
        return answer or default or ""

    return prompt, asked


def test_wrong_answers_are_asked_again_with_what_was_meant(tmp_path: Path) -> None:
    prompt, asked = scripted(
        "Acme", "acme.example", "acme", "Bolder", "htps://bolder.example", "", "", "stars.example/acme", "", "",
        "coffee", "", "127.0.0.1:8888", "", "TH_th", "", "Bangkok", "",
    )  # fmt: skip
    draft = init.ask(prompt)
    assert [(brand.name, brand.site) for brand in draft.brands] == [
        ("Acme", "https://acme.example/"), ("Bolder", "https://bolder.example/"),
    ]  # fmt: skip
    assert draft.brands[0].reviews == ["https://stars.example/acme"]
    assert (draft.searxng, draft.market, draft.timezone) == ("http://127.0.0.1:8888/", "th-TH", "Asia/Bangkok")
    again = [(text, default) for text, default in asked if "found" in text]
    assert [default for _, default in again] == [
        "", "https://bolder.example/", "http://127.0.0.1:8888/", "th-TH", "Asia/Bangkok",
    ]  # fmt: skip
    assert "found 'Bangkok'" in again[-1][0]
    assert init.write_workspace(tmp_path, draft).timezone == "Asia/Bangkok"


@pytest.mark.parametrize("broken_off", [Abort, EOFError, KeyboardInterrupt])
def test_what_was_answered_before_the_end_is_given_back(broken_off: type[BaseException]) -> None:
    prompt, _ = scripted(
        "Acme", "acme.example", "Bo & Co", "https://bo.example/", "", "https://stars.example/a?b=c", broken_off
    )
    with pytest.raises(init.StoppedError) as stopped:
        init.ask(prompt)
    assert init.as_command(stopped.value.draft) == (
        "overheard init --own Acme=https://acme.example/ --rival 'Bo & Co=https://bo.example/' "
        "--reviews 'Acme=https://stars.example/a?b=c'"
    )


def terminal(folder: Path, typed: str) -> tuple[int, str]:
    """`overheard init` on a terminal where this is typed: its exit code and all that is shown."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "overheard", "init"], cwd=folder, env=environment(folder), stdin=theirs, stdout=theirs,
        stderr=theirs,
    ) as running:  # fmt: skip
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # Linux says so when the other end is closed
                break
            if not part:
                break
            shown += part
        code = running.wait(SECONDS)
    os.close(ours)
    return code, shown.decode()


def test_on_a_terminal(tmp_path: Path) -> None:
    code, shown = terminal(tmp_path, "Acme\nacme.example\n\n\n\nBangkok\n\n")
    assert code == 0, shown
    assert "[Asia/Bangkok]" in shown
    assert load_workspace(tmp_path).timezone == "Asia/Bangkok"


def test_broken_off_on_a_terminal(tmp_path: Path) -> None:
    code, shown = terminal(tmp_path, "Acme\nacme.example\n\x04")
    assert code == 2, shown
    assert "nothing was written" in shown
    assert f"overheard init --own {OWN}" in shown
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        ((OWN, "--timezone", "Bangkok"), "Asia/Bangkok"),
        ((OWN, "--timezone", "Europe/Vilnus"), "Europe/Vilnius"),
        (("Acme=acme.com",), "https://acme.com/"),
        ((OWN, "--reviews", "Acme=htps://stars.example/a"), "https://stars.example/a"),
        ((OWN, "--faqs", "Akme=https://acme.example/faq"), "Acme"),
        ((OWN, "--keyword", "coffee", "--searxng", "localhost:8888"), "http://localhost:8888/"),
        ((OWN, "--keyword", "coffee", "--searxng", "http://localhost:8888", "--market", "TH_th"), "th-TH"),
    ],
)
def test_flags_are_told_what_was_meant(tmp_path: Path, arguments: tuple[str, ...], meant: str) -> None:
    done = overheard("init", "--own", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert f"Did you mean {meant}?" in done.stderr
    assert list(tmp_path.iterdir()) == []
