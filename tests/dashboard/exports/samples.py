"""Made-up SWOT reports in code, for the tests of the exports: rich, empty, leads only, hostile, long, many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from dashboard.reports.swot import OBSERVATION, QUADRANTS, QUOTE, BrandSummary, Evidence, Failure, SwotLine, SwotReport

CAPTURED = datetime(2026, 10, 3, 4, 15)
OWN, RIVAL, OTHER = "Northbean Coffee", "Kettle & Crane", "Morning Post"
FORMULAS = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "  =cmd|' /C calc'!A0",
)
HOSTILE = (
    '<script>alert(1)</script> [x](javascript:alert(1)) | *b* `c` $x^2$ ~~s~~ :tada: & "q" \x00\x0b\x1f\ufffe \u202egnp.exe '
    "![i](http://evil.example/i.png) ]]> --> _x0041_ <b>\n\n# heading\n- item\n;=1+1"
)
THAI = "พนักงานตอบช้ามากและไม่รู้เรื่องการจัดส่งเลยต้องโทรไปถามหลายครั้งกว่าจะได้คำตอบที่ชัดเจนเกี่ยวกับสินค้าที่สั่งไป" * 4
VIETNAMESE = (
    "Nhân viên trả lời rất chậm, tôi phải gọi lại nhiều lần mới được giải quyết thỏa đáng về đơn hàng của mình. " * 5
)
LITHUANIAN = (
    "Aptarnavimas lėtas, į laiškus neatsakoma ištisas savaites, nors grąžinimo sąlygos žadėjo visai ką kita. " * 5
)


def evidence(position: int = 1, brand: str | None = OWN, quote: str = "", url: str = "") -> Evidence:
    """A quote of a brand's customer."""
    text = quote or "They answered within the hour and knew exactly which roast I had bought before."
    address = url or f"https://reviews.example/{(brand or 'x').split()[0].lower()}/{position}"
    return Evidence(position, QUOTE, "review", f"r{position}", text, None, None, address, CAPTURED, brand)


def seen(position: int, brand: str, text: str, url: str) -> Evidence:
    """What a visit saw of a brand's page."""
    return Evidence(position, OBSERVATION, "visit", f"v{position}", text, None, None, url, CAPTURED, brand)


def line(number: int, quadrant: str | None = "strength", **changes: object) -> SwotLine:
    """A tested line on a driver; `number` makes its id, rank and page addresses its own."""
    made = SwotLine(
        line_id=f"{number:016x}",
        quadrant=quadrant,
        rank=number,
        rule="S1",
        kind="driver",
        topic=f"topic_{number}",
        topic_name=f"Topic {number}",
        rival="*",
        rival_name="the rivals",
        headline=f"Northbean Coffee beats 3 rivals on topic {number}",
        statement=f"Claim {number}: praise outweighs complaints by 42 for us and by 11 for 3 rivals on average.",
        basis="Gap in net sentiment +0.31 (95 % interval +0.18 to +0.44); n = 120 and 340 customers; q < 0.001.",
        rivals="Kettle & Crane, Morning Post, Lotus Roast",
        tested=True,
        prior_weight=0.51,
        gap=0.31,
        low=0.18,
        high=0.44,
        q=0.0004,
        n_own=120,
        n_other=340,
        first_seen=datetime(2026, 9, 1),
        expires_at=datetime(2027, 1, 1),
        evidence=(
            evidence(number * 10 + 1, url=f"https://reviews.example/own/{number}"),
            evidence(number * 10 + 2, RIVAL, url=f"https://reviews.example/rival/{number}"),
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def observed(number: int, quadrant: str, **changes: object) -> SwotLine:
    """A line that was seen, not tested."""
    nothing = {"gap": None, "low": None, "high": None, "q": None, "n_own": None, "n_other": None, "tested": False}
    return line(number, quadrant, **{"rule": "S2", "kind": "faq_intent", **nothing, **changes})


def lead(number: int, **changes: object) -> SwotLine:
    """A claim that is not proven."""
    fields: dict[str, object] = {
        "statement": f"Lead {number}: Kettle & Crane may be ahead on delivery.",
        "tested": False,
        "gap": -0.22,
        "low": -0.51,
        "high": 0.07,
        "q": None,
        "n_own": 18,
        "n_other": 44,
        "status": "not enough data",
        "needed": "12 more of our customers who write about delivery.",
    }
    return line(number, "weakness", **{**fields, **changes})


def brand(name: str, /, own: bool = False, **changes: object) -> BrandSummary:
    """What was observed of one brand."""
    made = BrandSummary(
        brand=name.split()[0].lower(),
        name=name,
        own=own,
        site=f"https://www.{name.split()[0].lower()}.example/",
        reviews=1204,
        reviews_in_window=310,
        claimed_n=2310,
        claimed_rating=4.1,
        claimed_rating_max=5.0,
        n_rated=300,
        rating=4.21,
        rating_low=4.12,
        rating_high=4.30,
        n_units=288,
        net=0.42,
        low=0.31,
        high=0.53,
        neutral_share=0.24,
        language="en",
        sentiment_status="ok",
        faqs=23,
        channels=("email", "phone", "live_chat"),
        response_rate=0.62,
        response_rate_low=0.55,
        response_rate_high=0.69,
        n_replies_base=204,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


UNSEEN = dict.fromkeys(
    (
        *(
            "claimed_n",
            "claimed_rating",
            "claimed_rating_max",
            "rating",
            "rating_low",
            "rating_high",
            "net",
            "low",
            "high",
        ),
        *("neutral_share", "language", "sentiment_status", "faqs", "channels"),
        *("response_rate", "response_rate_low", "response_rate_high"),
    )
)


def failure(number: int, **changes: object) -> Failure:
    """A page that could not be measured."""
    made = Failure(
        RIVAL,
        "faqs",
        f"https://help.kettle.example/{number}",
        "blocked",
        "403 Forbidden: the site refuses robots",
        CAPTURED,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def report(**changes: object) -> SwotReport:
    """A report of four brands without lines, leads or failures."""
    made = SwotReport(
        workspace="Northbean and its rivals",
        synthetic=True,
        build="build-20261018T023000.duckdb",
        edition="2026-10",
        edition_status="provisional",
        window_start=datetime(2026, 7, 20),
        window_end=datetime(2026, 10, 18),
        created_at=datetime(2026, 10, 18, 2, 30),
        brand="northbean",
        brand_name=OWN,
        lines=(),
        leads=(),
        brands=(
            brand(OWN, own=True),
            brand(RIVAL, net=0.11, low=0.02, high=0.20),
            brand(OTHER, net=0.3, low=-0.04, high=0.64, n_units=18, sentiment_status="not enough data", channels=()),
            brand("Lotus Roast", reviews=0, reviews_in_window=0, n_rated=0, n_units=0, n_replies_base=0, **UNSEEN),
        ),
        failures=(),
        parameters={"window_days": 90, "thresholds": {"q": 0.05, "margin": 0.05}, "rules": ["S1", "S2"]},
        models={
            "en": {"model": "vader 3.3.2", "status": "validated"},
            "th": {"model": "none", "status": "not measured"},
        },
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def rich() -> SwotReport:
    """What a good month looks like: all four quadrants, tested and observed, leads and failures."""
    first = line(
        1,
        topic="response_time",
        topic_name="Response time",
        statement="Customers rate Northbean Coffee's response time higher than the rivals': net sentiment 0.42 against "
        "0.11, a difference of 0.31 (0.18 to 0.44), n = 120 and 340.",
        evidence=(
            evidence(1),
            evidence(2, quote="Chat replied in two minutes on a Sunday."),
            evidence(3, RIVAL, quote="Waited nine days for an answer about a broken grinder, then got a form letter."),
            evidence(4, OTHER, quote="Three e-mails, no reply. I gave up and asked my bank for the money back."),
        ),
    )
    second = line(2, topic_name="Staff knowledge", gap=0.19, low=0.07, high=0.31, q=0.012)
    only = observed(
        3,
        "strength",
        topic="subscription_pause",
        topic_name="How to pause a subscription",
        statement="Only Northbean Coffee answers how to pause a subscription; 3 observed rivals do not.",
        evidence=(
            replace(
                evidence(1, OWN, "How do I pause my subscription?", "https://help.northbean.example/faq"),
                record_kind="faq",
            ),
            seen(2, RIVAL, "23 questions read on this page, none about pausing", "https://kettle.example/help"),
        ),
    )
    worse = line(
        4,
        "weakness",
        topic_name="Delivery",
        rule="W1",
        gap=-0.27,
        low=-0.39,
        high=-0.15,
        statement="Customers rate Northbean Coffee's delivery lower than the rivals': net sentiment −0.12 against 0.15.",
        evidence=(
            replace(
                evidence(41, quote="Parcel sat in the depot for eleven days and nobody told me."),
                stars=1.0,
                published_at=datetime(2026, 9, 28),
            ),
            evidence(42, RIVAL, "Ordered on Monday, drinking it on Wednesday."),
        ),
    )
    lacks = observed(
        5, "weakness", rule="W3", kind="channel", topic_name="Live chat", statement="3 of 3 rivals offer chat."
    )
    unmet = line(6, "opportunity", topic_name="Returns and refunds", rule="O1", gap=-0.24, low=-0.33, high=-0.15)
    asked = observed(7, "opportunity", rule="O2", kind="paa", topic_name="Which grind for a moka pot?", rival_name="")
    rising = line(8, "threat", topic_name="Ease of use", rule="T1", rival_name=RIVAL, gap=-0.2, low=-0.31, high=-0.09)
    search = observed(9, "threat", rule="T3", kind="ranking", topic_name="coffee subscription", rival_name=OTHER)
    return report(
        lines=(first, second, only, worse, lacks, unmet, asked, rising, search),
        leads=(lead(20), lead(21, status="language not validated", needed="A sentiment model measured for Thai.")),
        failures=(
            *(failure(number) for number in range(5)),
            failure(9, brand_name=None, kind="rankings", status="failed", reason="timed out after 30 s"),
        ),
    )


def leads_only() -> SwotReport:
    """Too little to compare, but close."""
    return report(leads=tuple(lead(number) for number in range(1, 9)), failures=(failure(1),), synthetic=False)


def hostile(text: str = HOSTILE) -> SwotReport:
    """`text` wherever a page or a configuration could put it."""
    bad = Evidence(1, QUOTE, "review", text, text, None, None, "javascript:alert(1)", CAPTURED, text)
    worse = replace(bad, url="https://reviews.example/a?b=<script>&c=\"'|)](x) y")
    fields = {"topic_name": text, "statement": text, "rival_name": text, "evidence": (bad, worse), "rule": text}
    return report(
        workspace=text,
        brand_name=text,
        lines=tuple(line(number, quadrant, **fields) for number, quadrant in enumerate(QUADRANTS, 1)),
        leads=(lead(20, **fields, needed=text, status=text),),
        brands=(brand("Own", own=True, name=text, site=text, channels=(text,), language=text, sentiment_status=text),),
        failures=(failure(1, brand_name=text, kind=text, url=text, status=text, reason=text),),
        parameters={text: text},
        models={text: {text: text}},
        build=text,
    )


def in_language(text: str) -> SwotReport:
    """Long text of one language as name, claim and quote."""
    long = {
        "topic_name": text[:60],
        "statement": text[:300],
        "evidence": (evidence(1, quote=text), evidence(2, RIVAL, text)),
    }
    return report(
        brand_name=text[:70],
        lines=tuple(line(number, QUADRANTS[number % 4], **long) for number in range(1, 9)),
        leads=(lead(20, **long, needed=text),),
        brands=(brand("Own", own=True, name=text[:90]), brand(RIVAL)),
        failures=(failure(1, reason=text),),
    )


def many(lines: int = 60) -> SwotReport:
    """Sixty lines, thirty leads, twenty brands, three hundred failures."""
    start = CAPTURED
    return report(
        lines=tuple(line(number, QUADRANTS[number % 4]) for number in range(1, lines + 1)),
        leads=tuple(lead(number) for number in range(101, 131)),
        brands=tuple(brand(f"B{number} Coffee", own=number == 0) for number in range(20)),
        failures=tuple(
            failure(number, reason=f"HTTP {500 + number % 60}", fetched_at=start + timedelta(minutes=number))
            for number in range(300)
        ),
    )


SAMPLES: dict[str, Callable[[], SwotReport]] = {
    "rich": rich,
    "empty": report,
    "leads only": leads_only,
    "hostile": hostile,
    "Thai": lambda: in_language(THAI),
    "Vietnamese": lambda: in_language(VIETNAMESE),
    "Lithuanian": lambda: in_language(LITHUANIAN),
    "many": many,
}
