"""The way out: one message to the address of an alert, by Apprise. The address is a secret: no message and no log names it."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from data.workspace.alerts import Alert

_LOGGERS = ("apprise", "urllib3", "requests")
"""They write addresses, tokens included, at one level or another."""
_STATUS = re.compile(r"error=(\d{3})\b")


@dataclass(frozen=True)
class Words:
    """A message: one line of title, and its body as plain text or as HTML."""

    title: str
    body: str
    html: bool = False


def problem_of(alert: Alert) -> str:
    """Why nothing can be sent to an alert's receiver, '' if nothing speaks against it. Asks nobody."""
    return _receiver(alert)[1]


def described(alert: Alert) -> str:
    """What kind of receiver it is, such as E-Mail, for a person."""
    receiver, problem = _receiver(alert)
    return problem or str(receiver.service_name)


def send(alert: Alert, words: Words) -> str:
    """Send it, once. Returns why it did not arrive, '' if it was taken."""
    receiver, problem = _receiver(alert)
    if problem:
        return problem
    import apprise  # only a run that sends something pays for it

    hub = apprise.Apprise(asset=_asset())
    hub.add(receiver)
    with _unheard() as said:
        try:
            form = apprise.NotifyFormat.HTML if words.html else apprise.NotifyFormat.TEXT
            taken = hub.notify(title=words.title, body=words.body, body_format=form)
        except Exception as error:  # noqa: BLE001 - a way out of a hundred, each with errors of its own; none may stop a run
            return f"{alert.url_env}: {type(error).__name__}"
    return "" if taken else f"{alert.url_env}: {_why(said)}"


def _receiver(alert: Alert) -> tuple[Any, str]:
    """(the receiver, '') or (None, what is wrong with its address)."""
    address = os.environ.get(alert.url_env, "").strip()
    if not address:
        return None, f"{alert.url_env}: expected an address in the environment (of cron too), found none"
    import apprise

    with _unheard():
        try:
            receiver = apprise.Apprise.instantiate(address, asset=_asset(), suppress_exceptions=True)
        except Exception:  # noqa: BLE001 - as above; what it says may hold the address
            receiver = None
    if receiver is None:
        return None, f"{alert.url_env}: expected an address of Apprise, such as mailto://..., found another"
    if len(receiver) != 1:
        return None, f"{alert.url_env}: expected one receiver, found {len(receiver)}; give each an [[alert]] of its own"
    receiver.retry = 0  # what was not taken is sent by the next run: twice at once would be twice
    return receiver, ""


def _asset() -> Any:
    """No pictures and addresses of Apprise's own in messages, no files beside ours."""
    import apprise

    return apprise.AppriseAsset(
        app_id="Overheard", app_desc="Overheard", app_url="", image_url_mask="", image_url_logo="", async_mode=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY, plugin_paths=[],
    )  # fmt: skip


def _why(said: list[str]) -> str:
    """What is known of a refusal, without a word of the address."""
    for line in said:
        if found := _STATUS.search(line):
            return f"the receiver answered {found[1]}"
    if any("onnection" in line or "SMTP" in line or "ocket" in line for line in said):
        return "the receiver could not be reached, or broke off"
    return "the receiver did not take it"


@contextmanager
def _unheard() -> Iterator[list[str]]:
    """What the libraries say while the block runs goes here, and to no log."""
    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    handler, before = Kept(logging.WARNING), []
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        before.append((logger, logger.propagate, logger.handlers[:]))
        logger.propagate, logger.handlers = False, [handler]
    try:
        yield said
    finally:
        for logger, propagate, handlers in before:
            logger.propagate, logger.handlers = propagate, handlers
