"""The demo market's FAQs in the markup styles of real sites; each function gives the markup of a page's main part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import groupby

from overheard.demo.market.market import DemoFaq
from overheard.demo.sites.html import json_ld

FaqMarkup = Callable[[Sequence[DemoFaq]], str]


def _groups(faqs: Sequence[DemoFaq]) -> Iterable[tuple[str, list[DemoFaq]]]:
    return ((escape(name), list(group)) for name, group in groupby(faqs, key=lambda f: f.category))


def linked_data(faqs: Sequence[DemoFaq]) -> str:
    """JSON-LD FAQPage, with the same questions visible as headings and paragraphs."""
    entities = [
        {
            "@type": "Question",
            "name": f.question,
            "acceptedAnswer": {"@type": "Answer", "text": f"<p>{escape(f.answer)}</p>"},
        }
        for f in faqs
    ]
    return json_ld({"@type": "FAQPage", "mainEntity": entities}) + headings(faqs)


def headings(faqs: Sequence[DemoFaq]) -> str:
    """Question headings, each followed by its answer."""
    return "".join(
        f"<h2>{name}</h2>" + "".join(f"<h3>{escape(f.question)}</h3><p>{escape(f.answer)}</p>" for f in group)
        for name, group in _groups(faqs)
    )


def microdata(faqs: Sequence[DemoFaq]) -> str:
    """schema.org FAQPage in microdata."""
    parts = ['<div itemscope itemtype="https://schema.org/FAQPage">']
    for name, group in _groups(faqs):
        parts.append(f"<h2>{name}</h2>")
        parts += [
            '<div itemscope itemprop="mainEntity" itemtype="https://schema.org/Question">'
            f'<h3 itemprop="name">{escape(f.question)}</h3>'
            '<div itemscope itemprop="acceptedAnswer" itemtype="https://schema.org/Answer">'
            f'<div itemprop="text"><p>{escape(f.answer)}</p></div></div></div>'
            for f in group
        ]
    return "".join([*parts, "</div>"])


def accordion(faqs: Sequence[DemoFaq]) -> str:
    """An ARIA accordion: buttons that control panels."""
    parts = []
    for number, (name, group) in enumerate(_groups(faqs)):
        parts.append(f"<h2>{name}</h2>")
        for position, f in enumerate(group):
            panel = f"panel-{number}-{position}"
            parts.append(
                f'<h3><button type="button" aria-expanded="false" aria-controls="{panel}">{escape(f.question)} '
                f'<span class="sign">+</span></button></h3><div id="{panel}" role="region" hidden>'
                f"<p>{escape(f.answer)}</p></div>"
            )
    return "".join(parts)


def disclosures(faqs: Sequence[DemoFaq]) -> str:
    """details and summary."""
    return "".join(
        f"<h2>{name}</h2>"
        + "".join(f"<details><summary>{escape(f.question)}</summary><p>{escape(f.answer)}</p></details>" for f in group)
        for name, group in _groups(faqs)
    )


def definitions(faqs: Sequence[DemoFaq]) -> str:
    """A definition list: dt asks, dd answers."""
    return "".join(
        f"<h2>{name}</h2><dl>"
        + "".join(f"<dt>{escape(f.question)}</dt><dd>{escape(f.answer)}</dd>" for f in group)
        + "</dl>"
        for name, group in _groups(faqs)
    )


STYLES: dict[tuple[str, str], FaqMarkup] = {
    ("kettle", "main"): linked_data,
    ("kettle", "subscriptions"): headings,
    ("bramble", "main"): microdata,
    ("northbound", "main"): accordion,
    ("northbound", "subscriptions"): disclosures,
    ("kavos", "main"): definitions,
}
"""(brand, page) -> how its questions are marked up; the page that is missing here is the one that needs scripts."""
