"""What each brand's channels are: yes from a page, no only where all were read, how soon from mystery shoppers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import pytest

from analysis.figures.channels.audit import ASPECTS, HUMAN, Audited, channel_audit
from analysis.figures.channels.touchpoints import EVERY_CHANNEL, published, touchpoint_use
from analysis.figures.evidence import OBSERVATION, EvidenceItem
from analysis.figures.presence import CHANNEL, Presence
from analysis.figures.presence.pages import Doubt
from analysis.text.touchpoints import DRIVER, TEXT, touchpoint_stages

SEEN = datetime(2026, 9, 1)
PAGE = "https://acme.example/contact"
COLUMNS = ["brand", "kind", "vendor", "address", "url", "hours", "hours_url", "hours_seen", "languages", "last_seen"]


def presence(*kinds: str, doubt: Doubt | None = None) -> Presence:
    topics = {
        kind: (
            EvidenceItem(
                form=OBSERVATION, record_kind="channel", record_id=kind, quote=kind, url=PAGE, fetched_at=SEEN
            ),
        )
        for kind in kinds
    }
    return Presence(brand="acme", kind=CHANNEL, doubt=doubt, topics=topics)


def channel(kind: str, **more: Any) -> dict[str, Any]:
    return {**dict.fromkeys(COLUMNS), "brand": "acme", "kind": kind, "url": PAGE, "last_seen": SEEN, **more}


def shop(channel: str, minutes: float | None) -> dict[str, Any]:
    return {"brand": "acme", "channel": channel, "minutes": minutes, "waited": 600.0, "resolved": None, "quality": None}


def audit(
    entry: Presence, ways: list[dict[str, Any]] | None = None, shops: list[dict[str, Any]] | None = None
) -> dict[tuple[str, str], Audited]:
    asked = pd.DataFrame(shops or [], columns=["brand", "channel", "minutes", "waited", "resolved", "quality"])
    rows = channel_audit(["acme"], {("acme", CHANNEL): entry}, pd.DataFrame(ways or [], columns=COLUMNS), asked)
    return {(row.aspect, row.place): row for row in rows}


def test_a_channel_is_missing_only_where_all_pages_were_read() -> None:
    whole = audit(presence("phone"))
    assert (whole["phone", ""].present, whole["phone", ""].url) == (True, PAGE)
    assert (whole["chat", ""].present, whole["chat", ""].how) == (False, "all_pages")
    unread = audit(presence("phone", doubt=Doubt("no_contact")))
    assert unread["phone", ""].present is True
    assert (unread["chat", ""].present, unread["chat", ""].how, unread["chat", ""].doubt) == (None, None, "no_contact")


@pytest.mark.parametrize("kind", ["whatsapp", "line", "zalo"])
def test_any_messenger_is_one(kind: str) -> None:
    assert audit(presence(kind))["messenger", ""].present is True
    assert audit(presence("phone"))["messenger", ""].present is False


def test_hours_and_languages_that_no_page_gives_are_not_observed() -> None:
    ways = [
        channel("phone", hours="Mon-Fri 9-17", hours_url=f"{PAGE}/hours", hours_seen=SEEN, languages="English, Thai")
    ]
    given = audit(presence("phone"), ways)
    assert (given["phone_hours", ""].detail, given["phone_hours", ""].url) == ("Mon-Fri 9-17", f"{PAGE}/hours")
    assert given["languages", ""].detail == "English, Thai"
    assert ("chat_hours", "") not in given  # there is no chat
    unknown = audit(presence("phone"), [channel("phone")])
    assert (unknown["phone_hours", ""].present, unknown["languages", ""].present) == (None, None)


def test_how_soon_somebody_answers_is_of_shoppers_and_not_of_bots() -> None:
    shops = [shop("chat", 4), shop("chat", 8), shop("chat", 12), shop("chatbot", 0), shop("email", None)]
    found = audit(presence("chat"), shops=shops)
    assert (found[HUMAN, "chat"].minutes, found[HUMAN, "chat"].n) == (8, 3)
    assert (found[HUMAN, "email"].present, found[HUMAN, "email"].minutes) == (False, None)
    assert (HUMAN, "chatbot") not in found
    nobody = audit(presence("chat"), shops=[shop("chatbot", 0)])
    assert (nobody[HUMAN, ""].present, nobody[HUMAN, ""].doubt) == (None, "not_shopped")


def said(author: str, touchpoint: str, place_from: str = TEXT, **more: Any) -> dict[str, Any]:
    row = {"brand": "acme", "author": author, "touchpoint": touchpoint, "place_from": place_from}
    return {**row, "at": SEEN, "first_party": False, **more}


def test_shares_are_of_the_customers_who_name_any_touchpoint() -> None:
    sentences = pd.DataFrame(
        [
            said("a", "website"),
            said("a", "website"),
            said("b", "delivery"),
            said("c", "chat"),
            said("d", "website", DRIVER),
            said("e", "website", first_party=True),
            said("f", "website", at=datetime(2025, 1, 1)),
        ]
    )
    entry = {("acme", CHANNEL): presence("chat", "phone")}
    rows = touchpoint_use(sentences, ["acme"], datetime(2026, 8, 1), datetime(2026, 10, 1), entry)
    found = {row.touchpoint: row for row in rows}
    assert (found["website"].n, found["website"].customers, found["website"].share) == (1, 3, pytest.approx(1 / 3))
    low, high = found["website"].low, found["website"].high
    assert low is not None
    assert high is not None
    assert 0 < low < 1 / 3 < high < 1
    assert (found["chat"].offered, found["email"].offered, found["website"].offered) == (True, False, None)
    assert (found["email"].share, found["email"].published) == (0, 0.52)
    assert (found[EVERY_CHANNEL].offered_n, found[EVERY_CHANNEL].share) == (2, None)


def test_nothing_is_said_where_no_customer_names_a_touchpoint() -> None:
    sentences = pd.DataFrame([said("a", "website", DRIVER)])
    rows = touchpoint_use(sentences, ["acme"], SEEN, SEEN, {("acme", CHANNEL): presence(doubt=Doubt("unvisited"))})
    assert {(row.n, row.share) for row in rows} == {(None, None)}
    assert {row.offered_n for row in rows} == {None}


def test_what_is_published_is_of_touchpoints_and_kinds_that_there_are() -> None:
    known = {*touchpoint_stages("en"), EVERY_CHANNEL}
    assert set(published()) <= known
    assert all(0 < figure.share < 1 for figure in published().values())
    assert len({kind for kinds in ASPECTS.values() for kind in kinds}) == sum(map(len, ASPECTS.values()))
