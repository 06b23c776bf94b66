"""Alerts arrive at real servers on this machine: once, in harmless words, without a secret in any file or log."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from data.clock import utc_now
from data.privacy import load_key
from data.state.alerts import read_messages
from data.workspace import Workspace, load_workspace
from data.workspace.alerts import WEEKDAYS
from overheard.alerts.sending import alert_lines, send_alerts
from overheard.run import _send_alerts
from tests.conftest import ROOT
from tests.overheard.command import environment, overheard
from tests.overheard.receivers import Mailbox, Webhook, serving
from tests.sample_build import write_sample_build

VARIABLE = "OVERHEARD_ALERT_TEAM"
BRANDS = """
[workspace]
name = "Coffee"
[[brand]]
name = "Northbean Coffee"
id = "northbean"
own = true
site = "https://northbean.example/"
[[brand]]
name = "Kettle & Crane"
id = "kettle-crane"
site = "https://kettle-crane.example/"
"""
TODAY = WEEKDAYS[datetime.now(UTC).weekday()]


def place(root: Path, alert: str = "", hostile: str | None = None) -> Workspace:
    """A workspace with a published build and one alert."""
    settings = f'{BRANDS}[[alert]]\nname = "team"\nurl_env = "{VARIABLE}"\n{alert}'
    (root / "overheard.toml").write_text(settings, encoding="utf-8")
    workspace = load_workspace(root)
    load_key(workspace.state_dir)
    build = write_sample_build(workspace.state_dir, hostile=hostile)
    with duckdb.connect(str(build)) as con:  # the sample build is of a fixed day
        con.execute("UPDATE signals SET last_day = current_date, first_day = current_date - 1 WHERE state = 'open'")
    return workspace


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    receiver = Webhook()
    monkeypatch.setenv(VARIABLE, receiver.url)
    with serving(receiver):
        yield receiver


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    receiver = Mailbox()
    monkeypatch.setenv(VARIABLE, receiver.url)
    with serving(receiver):
        yield receiver


def test_a_signal_is_sent_once_and_without_quotes(tmp_path: Path, hook: Webhook) -> None:
    workspace = place(tmp_path, 'link = "https://app.shop.example/"\n')
    assert send_alerts(workspace) == []
    assert send_alerts(workspace) == []
    (message,) = hook.got
    assert message["title"] == "Coffee: Northbean Coffee: more complaints than usual about Delivery"
    assert "14 customers where 2.5 were to be expected" in message["message"]
    assert "https://app.shop.example/" in message["message"]
    assert "“" not in message["message"]
    assert next(alert_lines(workspace)).startswith("team (at once): sent last")


def test_quotes_leave_only_if_the_alert_says_so(tmp_path: Path, hook: Webhook) -> None:
    send_alerts(place(tmp_path, "quotes = true\n"))
    assert "“" in hook.got[0]["message"]


@pytest.mark.parametrize(
    "alert", ['whose = "rivals"', 'kinds = ["faq"]', 'brands = ["Kettle & Crane"]', 'drivers = ["billing"]']
)
def test_what_an_alert_does_not_name_is_not_sent(tmp_path: Path, hook: Webhook, alert: str) -> None:
    assert send_alerts(place(tmp_path, f"{alert}\n")) == []
    assert hook.asked == 0


def test_a_receiver_that_fails_is_reported_once_and_tried_again(tmp_path: Path, hook: Webhook) -> None:
    workspace = place(tmp_path)
    hook.status = 503
    (problem,) = send_alerts(workspace)
    assert problem == f"alert team: not sent: {VARIABLE}: the receiver answered 503; the next run tries again"
    assert send_alerts(workspace) == []
    assert hook.asked == 2
    assert any("fails since" in line for line in alert_lines(workspace))
    hook.status = 200
    assert send_alerts(workspace) == []
    assert send_alerts(workspace) == []
    assert len(hook.got) == 1
    assert not any("fails" in line for line in alert_lines(workspace))


def test_a_missing_address_is_a_failure_until_it_is_there(
    tmp_path: Path, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = place(tmp_path)
    monkeypatch.delenv(VARIABLE)
    (problem,) = send_alerts(workspace)
    assert "expected an address in the environment" in problem
    assert send_alerts(workspace) == []
    monkeypatch.setenv(VARIABLE, hook.url)
    assert send_alerts(workspace) == []
    assert len(hook.got) == 1


def test_two_receivers_in_one_address_are_refused(
    tmp_path: Path, mail: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of them could take what the other refuses, and get it twice."""
    monkeypatch.setenv(VARIABLE, mail.url.replace("team@shop.example", "team@shop.example,second@shop.example"))
    (problem,) = send_alerts(place(tmp_path))
    assert "expected one receiver, found 2" in problem
    assert mail.got == []


@pytest.mark.parametrize(("when", "arrives"), [("before", 0), ("after", 1)])
def test_killed_between_sending_and_writing_it_down_nothing_is_sent_twice(
    tmp_path: Path, hook: Webhook, when: str, arrives: int
) -> None:
    """Before or after the message went out, nobody can tell: it counts as sent, and status says so."""
    workspace = place(tmp_path)
    call = [sys.executable, "-m", "tests.overheard.alerts_night", str(tmp_path)]
    night = environment(tmp_path, PYTHONPATH=str(ROOT), **{VARIABLE: hook.url})
    target = "overheard.alerts.sending:send"
    killed = subprocess.run(
        [*call, target, "1", when], env=night, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -9, killed.stderr
    assert send_alerts(workspace) == []
    assert len(hook.got) == arrives
    assert any("was cut off and may not have arrived" in line for line in alert_lines(workspace))


def test_a_signal_whose_days_or_id_change_is_not_sent_again(tmp_path: Path, hook: Webhook) -> None:
    """A record that is forgotten, or one that comes late, moves them."""
    workspace = place(tmp_path)
    send_alerts(workspace)
    (build,) = (workspace.state_dir / "published").glob("*.duckdb")
    moved = build.with_name("20990101T000000Z-moved.duckdb")
    moved.write_bytes(build.read_bytes())
    with duckdb.connect(str(moved)) as con:
        con.execute("UPDATE signals SET signal_id = 'other', first_day = first_day - 5 WHERE state = 'open'")
    (workspace.state_dir / "published" / "CURRENT").write_text(moved.name, encoding="utf-8")
    assert send_alerts(workspace) == []
    assert len(hook.got) == 1


HOSTILE = "Bean\r\nBcc: all@shop.example\r\n\r\n<script>alert(1)</script> [free](https://evil.example) @everyone www.evil.example"


def test_hostile_names_are_no_header_markup_or_link(tmp_path: Path, mail: Mailbox) -> None:
    send_alerts(place(tmp_path, "quotes = true\n", HOSTILE))
    (message,) = mail.got
    assert message["Bcc"] is None
    assert message["To"] == "team@shop.example"
    subject = str(message["Subject"])
    assert "\n" not in subject
    text = message.as_string() + "".join(str(part.get_content()) for part in message.walk() if not part.is_multipart())
    for part in ("<script", "](http", "@everyone", "evil.example"):
        assert part not in text


def test_a_digest_is_a_mail_in_html_with_what_moved(tmp_path: Path, mail: Mailbox) -> None:
    workspace = place(tmp_path, f'when = "weekly"\nweekday = "{TODAY}"\nlink = "https://app.shop.example"\n')
    assert send_alerts(workspace) == []
    assert send_alerts(workspace) == []
    (message,) = mail.got
    html = next(part.get_content() for part in message.walk() if part.get_content_type() == "text/html")
    assert "the week to" in str(message["Subject"])
    assert "more complaints than usual about Delivery" in html
    assert 'href="https://app.shop.example/tables?table=signals"' in html
    assert "Figures that moved" not in html


def test_the_next_digest_tells_what_moved_since(tmp_path: Path, mail: Mailbox) -> None:
    workspace = place(tmp_path, f'when = "weekly"\nweekday = "{TODAY}"\n')
    send_alerts(workspace)
    path = workspace.state_dir / "alerts.jsonl"
    (sent,), _ = read_messages(workspace.state_dir)
    week_ago = sent.model_copy(update={
        "message": "digest-before", "at": utc_now() - timedelta(days=7), "due": sent.due - timedelta(days=7),  # type: ignore[operator]
        "figures": {key: value - 0.5 for key, value in sent.figures.items()},
    })  # fmt: skip
    path.write_text(week_ago.model_dump_json() + "\n", encoding="utf-8")
    send_alerts(workspace)
    html = next(part.get_content() for part in mail.got[1].walk() if part.get_content_type() == "text/html")
    assert "Figures that moved since the digest before" in html
    assert "Northbean Coffee: rating" in html
    assert "New signals" not in html
    assert "What still goes on" in html


def test_a_digest_waits_for_its_weekday(tmp_path: Path, mail: Mailbox) -> None:
    tomorrow = WEEKDAYS[(datetime.now(UTC).weekday() + 1) % 7]
    assert send_alerts(place(tmp_path, f'when = "weekly"\nweekday = "{tomorrow}"\n')) == []
    assert mail.got == []


def test_a_digest_with_nothing_to_say_is_not_sent(tmp_path: Path, mail: Mailbox) -> None:
    workspace = place(tmp_path, f'when = "weekly"\nweekday = "{TODAY}"\nkinds = ["quiet"]\n')
    assert send_alerts(workspace) == []
    assert mail.got == []
    assert [message.state for message in read_messages(workspace.state_dir)[0]] == ["nothing"]


def test_a_mail_server_that_refuses_is_asked_again_next_night(tmp_path: Path, mail: Mailbox) -> None:
    workspace = place(tmp_path)
    mail.refuses = True
    assert len(send_alerts(workspace)) == 1
    mail.refuses = False
    assert send_alerts(workspace) == []
    assert len(mail.got) == 1


def test_no_secret_reaches_a_file_an_output_or_a_log(
    tmp_path: Path, hook: Webhook, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    workspace = place(tmp_path)
    hook.status = 500
    problems = send_alerts(workspace)
    hook.status = 200
    send_alerts(workspace)
    written = "".join(
        path.read_text(encoding="utf-8", errors="replace") for path in tmp_path.rglob("*") if path.is_file()
    )
    shown = capfd.readouterr()
    for text in (written, "".join(problems), caplog.text, shown.out, shown.err):
        assert "s3cret-t0ken" not in text
    assert "northbean" not in (workspace.state_dir / "alerts.jsonl").read_text(encoding="utf-8")


def test_doctor_sends_only_if_asked(tmp_path: Path, hook: Webhook) -> None:
    place(tmp_path)
    looked = overheard("doctor", cwd=tmp_path, **{VARIABLE: hook.url})
    assert "alert team:" in looked.stdout
    assert hook.asked == 0
    tried = overheard("doctor", "--try-alerts", cwd=tmp_path, **{VARIABLE: hook.url})
    assert "took a test" in tried.stdout
    assert [message["title"] for message in hook.got] == ["Coffee: a test"]


def test_status_names_signals_and_alerts(tmp_path: Path, hook: Webhook) -> None:
    send_alerts(place(tmp_path))
    shown = overheard("status", cwd=tmp_path).stdout
    assert "signals that go on (1):" in shown
    assert "more complaints than usual about Delivery" in shown
    assert "team (at once): sent last" in shown


def test_a_run_of_a_workspace_without_alerts_sends_nothing(tmp_path: Path) -> None:
    workspace = place(tmp_path).model_copy(update={"alerts": ()})
    assert _send_alerts(workspace) == []
