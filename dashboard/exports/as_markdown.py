"""The SWOT as GitHub-flavoured Markdown. Every text is on one line and escaped, so no quote can become markup."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.reports import unmeasured, words
from dashboard.reports.messages import t
from dashboard.reports.safety import markdown_link, markdown_text, one_line
from dashboard.reports.swot import QUADRANTS, QUOTE, Evidence, Failure, SwotLine, SwotReport


def as_markdown(report: SwotReport) -> bytes:
    """The whole report as UTF-8 text: quadrants with evidence, leads, brands, what was not measured, definitions,
    settings."""
    parts = [
        *_head(report),
        *_changes(report),
        *_quadrants(report),
        *_leads(report),
        *_brands(report),
        *_failures(report),
        *_method(report),
    ]
    return ("\n\n".join(parts) + "\n").encode()


def _head(report: SwotReport) -> list[str]:
    title = t("export.deck.name", brand=one_line(report.brand_name), edition=one_line(report.edition))
    parts = [f"# {markdown_text(title)}"]
    if report.synthetic:
        parts.append(f"> **{t('export.deck.synthetic')}**")
    start, end = words.day(report.window_start), words.day(report.window_end)
    edition = t("export.deck.edition", edition=one_line(report.edition), status=words.status_of(report))
    facts = [edition, t("export.deck.window", start=start, end=end)]
    rivals = ", ".join(words.rivals_of(report))
    facts.append(t("export.deck.compared", rivals=rivals) if rivals else t("export.deck.compared_none"))
    facts.append(t("export.deck.made", workspace=one_line(report.workspace), build=one_line(report.build)))
    facts += filter(None, [words.changes(report)])
    return [*parts, "  \n".join(markdown_text(fact) for fact in facts)]


def _changes(report: SwotReport) -> list[str]:
    """What is new, gone, stronger or weaker since the edition before."""
    found = [f"- {markdown_text(kind)}: {markdown_text(title)}" for kind, title in words.changed(report)]
    return [f"## {t('export.changes.title')}", "\n".join(found)] if found else []


def _quadrants(report: SwotReport) -> list[str]:
    if not report.lines:
        brand = one_line(report.brand_name)
        return [f"## {t('export.found.none_head')}", markdown_text(t("export.found.none_text", brand=brand))]
    parts: list[str] = []
    for quadrant in QUADRANTS:
        meaning = t(f"export.meaning.{quadrant}", brand=one_line(report.brand_name))
        parts += [f"## {t(f'export.quadrant.{quadrant}')}", f"*{markdown_text(meaning)}*"]
        lines = report.quadrant(quadrant)
        if not lines:
            parts.append(t("export.matrix.empty"))
        for place, line in enumerate(lines, 1):
            parts += [f"### {place}. {markdown_text(line.title)}", *_line(line)]
    return parts


def _line(line: SwotLine) -> list[str]:
    numbers = ", ".join(filter(None, (words.change(line), words.tested_word(line), *words.figures(line))))
    said = [markdown_text(text) for text in (line.statement, words.listed(line), line.basis) if text]
    return [*said, f"*{markdown_text(numbers)}*", *(_evidence(item) for item in line.evidence)]


def _evidence(item: Evidence) -> str:
    """A quote as a block quotation; an observation as a paragraph of its own."""
    source = markdown_link(one_line(item.url) or t("export.value.no_address"), item.url)
    name = f"{markdown_text(item.brand_name)}, " if item.brand_name else ""
    facts = ", ".join(filter(None, (source, words.captured(item))))
    mark = "> " if item.form == QUOTE else ""
    return f"{mark}{markdown_text(words.shown(item))}  \n{mark}{name}{facts}"


def _leads(report: SwotReport) -> list[str]:
    if not report.leads:
        return []
    header = [t("export.columns.lead_claim"), t("export.columns.difference"), t("export.columns.status")]
    rows = [
        [
            "<br>".join(
                markdown_text(text) for text in (line.title, line.statement, words.listed(line), line.basis) if text
            ),
            markdown_text(", ".join(filter(None, (words.difference(line), words.sizes(line))))),
            markdown_text(words.named("status", line.status)),
            markdown_text(line.needed),
        ]
        for line in report.leads
    ]
    return [f"## {t('export.leads.title')}", _table([*header, t("export.columns.needed")], rows)]


def _brands(report: SwotReport) -> list[str]:
    names = ("brand", "reviews", "rating", "net", "faqs", "channels", "response_rate")
    rows = []
    for brand in report.brands:
        texts = (words.reviews_text, words.rating_text, words.net_text)
        cells = ["<br>".join(markdown_text(part) for part in text(brand)) for text in texts]
        rows.append(
            [
                f"**{markdown_text(brand.name)}**" if brand.own else markdown_text(brand.name),
                *cells,
                words.count(brand.faqs),
                markdown_text(words.channels_text(brand.channels)),
                "<br>".join(markdown_text(part) for part in words.response_text(brand)),
            ]
        )
    note = markdown_text(t("export.brands.note"))
    return [f"## {t('export.brands.title')}", _table([t(f"export.columns.{name}") for name in names], rows), note]


def _failures(report: SwotReport) -> list[str]:
    if not report.failures:
        return []
    names = ("brand", "kind", "url", "result", "reason", "when")
    rows = [
        [
            markdown_text(failure.brand_name),
            markdown_text(words.named("kind", failure.kind)),
            _page(failure),
            markdown_text(words.named("status", failure.status)),
            markdown_text(unmeasured.why(failure)),
            words.moment(failure.fetched_at),
        ]
        for failure in report.failures
    ]
    note = markdown_text(t("export.failures.note"))
    return [f"## {t('export.failures.title')}", note, _table([t(f"export.columns.{name}") for name in names], rows)]


def _page(failure: Failure) -> str:
    address = unmeasured.page(failure)
    return markdown_link(one_line(address), address) if address else markdown_text(t("export.why.page"))


def _method(report: SwotReport) -> list[str]:
    terms = [f"- **{markdown_text(term)}**: {markdown_text(text)}" for term, text in words.definitions()]
    return [f"## {t('export.method.title')}", "\n".join(terms), *_settings(report)]


def _settings(report: SwotReport) -> list[str]:
    """An appendix, in one table: for whoever computes the edition again, not for whoever reads it."""
    rows = [
        [markdown_text(item), "<br>".join(map(markdown_text, parts))]
        for item, parts in [*words.models_of(report), *words.parameters_of(report)]
    ]
    if not rows:
        return []
    header = [t("export.columns.key"), t("export.columns.value")]
    return [f"## {t('export.method.settings_title')}", _table(header, rows)]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
