"""The SWOT as one HTML page: no script, nothing loaded from anywhere, printable. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.safety import clean, host_of, one_line, safe_url
from dashboard.reports.swot import QUADRANTS, BrandSummary, Evidence, Line, SwotReport

STYLE = Path(__file__).with_name("page.css")


def as_html(report: SwotReport) -> bytes:
    """The page as UTF-8, with its style inside and a policy that lets a browser load nothing else."""
    title = t("export.deck.name", brand=one_line(report.brand_name), edition=one_line(report.edition))
    sections = [_head(report), _matrix(report), _leads(report), _brands(report), _failures(report), _method(report)]
    return page_of(title, sections)


def page_of(title: str, sections: Iterable[str]) -> bytes:
    """A whole page of `sections` (HTML, escaped by the caller; empty ones left out) in our style."""
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(title)}</title>\n<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        + "\n".join(section for section in sections if section)
        + "\n</body>\n</html>\n"
    )
    return page.encode("utf-8")


def _text(text: str | None) -> str:
    return escape(clean(text), quote=True)


def _link(shown: str, url: str | None) -> str:
    link = safe_url(url)
    if not link:
        return f"<span>{_text(shown)}</span>"
    return f'<a href="{escape(link, quote=True)}" rel="noopener noreferrer nofollow">{_text(shown)}</a>'


def _head(report: SwotReport) -> str:
    rivals = ", ".join(words.rivals_of(report))
    facts = [
        t("export.deck.edition", edition=one_line(report.edition), status=words.status_of(report)),
        t("export.deck.window", start=words.day(report.window_start), end=words.day(report.window_end)),
        t("export.deck.compared", rivals=rivals) if rivals else t("export.deck.compared_none"),
        t("export.deck.made", workspace=one_line(report.workspace), build=one_line(report.build)),
    ]
    mark = f'<p class="synthetic">{_text(t("export.deck.synthetic"))}</p>' if report.synthetic else ""
    return (
        f'<header>{mark}<p class="kicker">{_text(t("export.deck.kicker"))}</p>'
        f'<h1 dir="auto">{_text(report.brand_name)}</h1>'
        + "".join(f'<p class="fact" dir="auto">{_text(fact)}</p>' for fact in facts)
        + "</header>"
    )


def _matrix(report: SwotReport) -> str:
    brand = one_line(report.brand_name)
    if not report.lines:
        text = f"<h2>{_text(t('export.found.none_head'))}</h2><p>{_text(t('export.found.none_text', brand=brand))}</p>"
        return f'<section class="nothing">{text}</section>'
    blocks = []
    for quadrant in QUADRANTS:
        items = "".join(_line(line) for line in report.quadrant(quadrant))
        body = f"<ol>{items}</ol>" if items else f'<p class="muted">{_text(t("export.matrix.empty"))}</p>'
        blocks.append(
            f'<section class="quadrant {quadrant}"><h2>{_text(t(f"export.quadrant.{quadrant}"))}</h2>'
            f'<p class="muted">{_text(t(f"export.meaning.{quadrant}", brand=brand))}</p>{body}</section>'
        )
    return f'<main class="matrix">{"".join(blocks)}</main>'


def _line(line: Line) -> str:
    facts = (words.difference(line) if line.gap is not None else "", words.against(line), words.sizes(line))
    numbers = " · ".join(_text(fact) for fact in (*facts, words.q_value(line)) if fact)
    badge = f'<span class="badge{"" if line.tested else " untested"}">{_text(words.tested_word(line))}</span>'
    return (
        f'<li><h3 dir="auto">{_text(line.topic_name or line.topic)} {badge}</h3>'
        f'<p dir="auto">{_text(line.statement)}</p>'
        f'<p class="numbers">{numbers}</p>{_bar(line)}{"".join(_quote(item) for item in line.evidence)}</li>'
    )


def _bar(line: Line) -> str:
    """The gap and its interval on a scale from −1 to 1, as an inline picture; nothing for a line without a test."""
    if line.gap is None or line.low is None or line.high is None:
        return ""
    low, gap, high = (max(-1.0, min(1.0, value)) * 100 + 100 for value in (line.low, line.gap, line.high))
    return (
        f'<svg class="bar" viewBox="0 0 200 10" role="img" aria-label="{_text(words.difference(line))}">'
        '<rect x="95" y="0" width="10" height="10" class="band"/><path d="M0 5H200M100 0V10" class="axis"/>'
        f'<path d="M{low:.1f} 5H{high:.1f}" class="interval"/><circle cx="{gap:.1f}" cy="5" r="3" class="dot"/></svg>'
    )


def _quote(item: Evidence) -> str:
    name = f'<b dir="auto">{_text(item.brand_name)}</b> · ' if item.brand_name else ""
    source = _link(host_of(item.url) or t("export.value.no_address"), item.url)
    return (
        f'<blockquote dir="auto">{_text(words.quoted(item.quote))}'
        f"<footer>{name}{source} · {_text(words.captured(item))}</footer></blockquote>"
    )


def _leads(report: SwotReport) -> str:
    rows = []
    for line in report.leads:
        head = " · ".join(filter(None, (words.quadrant_of(line), line.topic_name or line.topic)))
        numbers = "<br>".join(_text(part) for part in (words.difference(line), words.sizes(line)) if part)
        claim = f"<b>{_text(head)}</b><br>{_text(line.statement)}{''.join(_quote(item) for item in line.evidence[:2])}"
        rows.append([claim, numbers, _text(words.named("status", line.status)), _text(line.needed)])
    names = ("lead_claim", "difference", "status", "needed")
    return _section("leads", _table(names, rows)) if rows else ""


def _brands(report: SwotReport) -> str:
    names = ("brand", "reviews", "rating", "net", "faqs", "channels", "response_rate")
    table = _table(names, [_brand(brand) for brand in report.brands])
    return _section("brands", f'{table}<p class="muted">{_text(t("export.brands.note"))}</p>')


def _brand(brand: BrandSummary) -> list[str]:
    name = f"{'<b>' if brand.own else ''}{_text(brand.name)}{'</b>' if brand.own else ''}"
    site = f"<br><small>{_link(host_of(brand.site), brand.site)}</small>"
    pairs = [_lines(text(brand)) for text in (words.reviews_text, words.rating_text, words.net_text)]
    tail = [_text(words.count(brand.faqs)), _text(words.channels_text(brand.channels))]
    return [name + site, *pairs, *tail, _lines(words.response_text(brand))]


def _lines(parts: Iterable[str]) -> str:
    first, *rest = parts
    return _text(first) + "".join(f"<br><small>{_text(part)}</small>" for part in rest)


def _failures(report: SwotReport) -> str:
    rows = [
        [
            _text(item.brand_name),
            _text(words.named("kind", item.kind)),
            _link(one_line(item.url), item.url),
            _text(words.named("status", item.status)),
            _text(item.reason),
            _text(words.moment(item.fetched_at)),
        ]
        for item in report.failures
    ]
    table = _table(("brand", "kind", "url", "result", "reason", "when"), rows)
    return _section("failures", f'<p class="muted">{_text(t("export.failures.note"))}</p>{table}') if rows else ""


def _method(report: SwotReport) -> str:
    terms = "".join(f"<dt>{_text(name)}</dt><dd>{_text(text)}</dd>" for name, text in words.definitions())
    rows = [[_text(item), _text(value)] for item, value in [*words.about(report), *words.settings(report)]]
    return _section("method", f"<dl>{terms}</dl>{_table(('key', 'value'), rows)}")


def _section(name: str, body: str) -> str:
    return f'<section class="{name}"><h2>{_text(t(f"export.{name}.title"))}</h2>{body}</section>'


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with headings from the catalogue; the cells are HTML already."""
    head = "".join(f'<th scope="col">{_text(t(f"export.columns.{name}"))}</th>' for name in names)
    body = "".join("<tr>" + "".join(f'<td dir="auto">{cell}</td>' for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
