"""HTML of the app's own quotes, badges and tables. Every text from outside passes `esc`; links are http(s) only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from html import escape
from urllib.parse import urlsplit

from dashboard.reports.messages import t
from dashboard.reports.names import day, instant, number

MAX_SHOWN = 600
"""Characters of one collected text shown in a card; the page itself is one click away."""
CONTEXT = 90
"""Characters shown on either side of the sentence a label is about."""


def esc(text: object) -> str:
    """`text` as HTML text or attribute value."""
    return escape(str(text), quote=True)


def safe_url(url: str | None) -> str | None:
    """`url` if it is an absolute http(s) address, else None: collected addresses may be scripts."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else None


def link(url: str | None, label: str) -> str:
    """A link that opens in a new tab, or words that say there is no address."""
    target = safe_url(url)
    if target is None:
        return f'<span class="oh-muted">{esc(t("app.quote.no_link"))}</span>'
    host = urlsplit(target).hostname or ""
    return (
        f'<a href="{esc(target)}" title="{esc(target)}" target="_blank" rel="noopener noreferrer">'
        f"{esc(label)}</a>"
        f' <span class="oh-muted">{esc(host)}</span>'
    )


def tip(label: str, definition: str) -> str:
    """`label` with a definition that hover, focus and touch show."""
    return f'<span class="oh-tip" tabindex="0" role="note" data-tip="{esc(definition)}">{esc(label)}</span>'


def chip(text: str, style: str = "", definition: str | None = None) -> str:
    """A small badge; `style` is one of the oh-chip variants of theme.css."""
    extra = f' data-tip="{esc(definition)}" tabindex="0"' if definition else ""
    return f'<span class="oh-chip {esc(style)}{" oh-tip" if definition else ""}"{extra}>{esc(text)}</span>'


def shorten(text: str, limit: int = MAX_SHOWN) -> str:
    """`text` cut to `limit` characters, with an ellipsis where something was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def in_context(body: str, start: int, end: int) -> str:
    """The sentence body[start:end] marked within its surroundings, as HTML."""
    before, after = body[max(0, start - CONTEXT) : start], body[end : end + CONTEXT]
    lead = "…" if start > CONTEXT else ""
    rest = "…" if len(body) > end + CONTEXT else ""
    return f"{lead}{esc(before)}<mark>{esc(shorten(body[start:end]))}</mark>{esc(after)}{rest}"


def observation(
    text: str, *, url: str | None, fetched_at: datetime | None, where: tzinfo, who: str | None = None
) -> str:
    """What was seen of a page, in our words: no quotation, for nobody said it."""
    facts = [f"<b>{esc(who)}</b>"] if who else []
    if url or fetched_at:
        facts += [esc(t("app.quote.captured", when=instant(fetched_at, where))), link(url, t("app.quote.link"))]
    return f'<div class="oh-quote oh-observation"><p dir="auto">{esc(text)}</p><small>{" · ".join(facts)}</small></div>'


def quote(
    text_html: str,
    *,
    url: str | None,
    fetched_at: datetime | None,
    where: tzinfo,
    who: str | None = None,
    published_at: datetime | None = None,
    stars: tuple[float | None, float | None] = (None, None),
    tone: str = "",
    tone_name: str = "",
    marks: str = "",
    network: str = "",
) -> str:
    """A quotation with its page, its date and the time it was read. `text_html`, `marks` (badges) and `network` are escaped
    already."""
    facts = [f"<b>{esc(who)}</b>"] if who else []
    if tone_name:
        facts.append(f'<span class="oh-tone {esc(tone)}">{esc(tone_name)}</span>{" " + marks if marks else ""}')
    if network:
        facts.append(network)
    rating, maximum = stars
    if _known(rating) and _known(maximum):
        facts.append(esc(t("app.quote.stars", rating=number(rating, 1).removesuffix(".0"), max=f"{maximum:g}")))
    if published_at is not None:
        facts.append(esc(t("app.quote.written", day=day(published_at, where))))
    facts.append(esc(t("app.quote.captured", when=instant(fetched_at, where))))
    facts.append(link(url, t("app.quote.link")))
    return (
        f'<figure class="oh-quote {esc(tone)}"><blockquote dir="auto">{text_html}</blockquote>'
        f"<figcaption>{' · '.join(facts)}</figcaption></figure>"
    )


def _known(value: float | None) -> bool:
    return value is not None and value == value


def table(
    headings: Sequence[str], body: Iterable[Sequence[str]], *, numeric: Iterable[int] = (), caption: str = "",
    style: str = "",
) -> str:  # fmt: skip
    """An HTML table that scrolls sideways on its own when narrow. Cells are HTML (escaped by the caller); the first
    column is the row's heading; `numeric` columns are set right; `style` is a class of theme.css."""
    right = set(numeric)
    head = "".join(f'<th scope="col"{_cls(i in right)}>{esc(text)}</th>' for i, text in enumerate(headings))
    lines = []
    for cells in body:
        first, *rest = cells
        lines.append(
            f'<tr><th scope="row">{first}</th>'
            + "".join(f"<td{_cls(i in right)}>{cell}</td>" for i, cell in enumerate(rest, 1))
            + "</tr>"
        )
    label = f"<caption>{esc(caption)}</caption>" if caption else ""
    return (
        f'<div class="oh-scroll" tabindex="0"><table class="oh-table {esc(style)}">{label}<thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cls(right: bool) -> str:
    return ' class="oh-num"' if right else ""
