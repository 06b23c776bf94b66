"""Truth about FAQs that does not come from the extractors measured: extruct, BeautifulSoup, and sidecars."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import extruct
from bs4 import BeautifulSoup

Pair = tuple[str, str]
_SCRIPT = re.compile(rb"(<script[^>]{0,200}application/ld\+json[^>]{0,200}>)(.*?)(</script>)", re.S | re.I)
_STRING = r'"(?:[^"\\]|\\.)*"'
_QUESTION = re.compile(
    rf'"@type"\s*:\s*"Question"\s*,\s*(?:"@id"\s*:\s*{_STRING}\s*,\s*)?"name"\s*:\s*({_STRING})\s*,\s*'
    rf'"acceptedAnswer"\s*:\s*\[?\s*\{{\s*"@type"\s*:\s*"Answer"\s*,\s*"text"\s*:\s*({_STRING})'
)
_LOST = re.compile(r"(?<!\\)u(00(?:2[0-9a-f]|3[a-e]|[a-f][0-9a-f]))")
GOLD_LIMIT = 120
"""Pairs of a gold file that are also put on a page of their own."""


def plain(markup: str) -> str:
    """The text of a fragment of HTML, possibly escaped once, as BeautifulSoup reads it; escapes that lost their backslash
    on the way ("u003c") are meant as such."""
    markup = _LOST.sub(lambda lost: chr(int(lost[1], 16)), markup)
    text = html.unescape(markup) if "<" not in markup else markup
    if "<" not in text:
        return text.strip()
    soup = BeautifulSoup(text, "lxml")
    for element in soup(["script", "style", "iframe", "noscript", "svg"]):
        element.decompose()
    return html.unescape(soup.get_text(" ")).strip()


def marked_pairs(body: bytes) -> list[Pair]:
    """Every pair that extruct, or a pattern over the raw JSON-LD where it cannot be parsed, finds; not of QAPages."""
    found: list[Pair] = []
    for syntax in ("json-ld", "microdata"):
        try:
            read = extruct.extract(body, syntaxes=[syntax], base_url="https://x.example/")[syntax]
        except (ValueError, LookupError):  # broken JSON-LD: the pattern below; encodings extruct does not know
            read = []
        found += _pairs(read)
    if not found:
        found = list(_raw_pairs(body))
    return list(dict.fromkeys((plain(question), plain(answer)) for question, answer in found if question and answer))


def _raw_pairs(body: bytes) -> Iterator[Pair]:
    for match in _SCRIPT.finditer(body):
        for question, answer in _QUESTION.findall(match[2].decode("utf-8", "replace")):
            try:
                yield json.loads(question, strict=False), json.loads(answer, strict=False)
            except ValueError:
                continue


def _pairs(data: Any) -> Iterator[Pair]:
    stack: list[tuple[Any, bool]] = [(data, False)]
    while stack:
        value, thread = stack.pop(0)
        if isinstance(value, list):
            stack = [*((entry, thread) for entry in value), *stack]
        elif isinstance(value, dict):
            types = value.get("@type") or value.get("type") or []
            names = {str(name).rsplit("/", 1)[-1] for name in (types if isinstance(types, list) else [types])}
            held = _held(value)
            if "Question" in names and not thread:
                yield _first(held.get("name", "")), _all(held.get("acceptedAnswer", ""))
            stack = [*((entry, thread or "QAPage" in names) for entry in held.values()), *stack]


def _held(value: dict[str, Any]) -> dict[str, Any]:
    """The properties of an item: extruct puts those of microdata a level deeper."""
    properties = value.get("properties")
    return properties if isinstance(properties, dict) else value


def _first(value: Any) -> str:
    while isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        held = _held(value)
        return _first(held.get("text") or held.get("name") or value.get("value") or "")
    return str(value)


def _all(value: Any) -> str:
    return "\n".join(_first(entry) for entry in value) if isinstance(value, list) else _first(value)


def broken_versions(body: bytes) -> Iterator[tuple[str, bytes, list[Pair]]]:
    """The page with its JSON-LD broken in the ways it is broken in the wild, and the pairs that still stand in it."""
    scripts = [match for match in _SCRIPT.finditer(body) if b'"Question"' in match[2]]
    if len(scripts) != 1:
        return
    match = scripts[0]
    try:
        data = json.loads(match[2].decode("utf-8"))
    except ValueError:
        return
    pairs = list(dict.fromkeys((plain(question), plain(answer)) for question, answer in _pairs(data)
                               if question and answer))  # fmt: skip
    written = json.dumps(data, ensure_ascii=False, indent=1)
    versions = {
        "comma": re.sub(r"(?<=[\]}\"])(\s*[}\]])", r",\1", written),
        "comment": "// the questions\n/* made by hand */\n" + written.replace("[\n", "[ // list\n"),
        "cdata": "//<![CDATA[\n" + written + "\n//]]>",
        "html_comment": "<!--\n" + written + "\n-->",
        "newline": re.sub(r"(?<=\w) (?=\w)", "\n", written, count=40),
        "entities": html.escape(written, quote=True),
        "array": "[" + written + "," + '{"@type": "Thing"}' + "]",
        "graph": json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "mainEntity": data}]}),
        "semicolon": written + ";",
        "two": written + "\n" + '{"@type": "Thing"}',
        "cut": written.rstrip()[:-1].rstrip(),
    }
    for name, text in versions.items():
        start, end = match.span(2)
        yield name, body[:start] + text.encode() + body[end:], pairs


def _unlabelled(text: str) -> str:
    """Without "Q:" or "A." in front: the label says what a text is, and is no part of it."""
    return re.sub(r"^[QA] ?[:.)](?=\s|[A-Z])\s*", "", text)


def gold_pages(path: Path) -> Iterator[tuple[str, str, str, bytes, list[Pair]]]:
    """(layer, name, language, page, true pairs): the fragments of one source and language as one page, in each of
    several dresses where the question came without markup; and the first of them each on a page of its own."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    rows = [row for row in rows if row["questionOriginal"].strip() and plain(row["answerOriginal"])]
    rows.sort(key=lambda row: (row["sourceUrl"], row["language"]))
    for (source, language), group in groupby(rows, lambda row: (row["sourceUrl"], row["language"])):
        members = list(group)
        pairs = [_pair(row) for row in members]
        bare = all("<" not in row["questionOriginal"] for row in members)
        for dress in _DRESSES if bare else ("as_found",):
            body = "\n".join(_dressed(row, dress) for row in members)
            yield "gold_page", f"{source[8:48]} {dress}", language, _page("FAQ", body), pairs
    for number, row in enumerate(rows[:GOLD_LIMIT]):
        yield "gold_pair", f"#{number}", row["language"], _page("FAQ", _dressed(row, "heading")), [_pair(row)]


def _pair(row: dict[str, Any]) -> Pair:
    return _unlabelled(plain(row["questionOriginal"])), _unlabelled(plain(row["answerOriginal"]))


_DRESSES = ("heading", "bold", "paragraph", "dl")


def _dressed(row: dict[str, Any], dress: str) -> str:
    question, answer = row["questionOriginal"].strip(), row["answerOriginal"].strip()
    if "<" not in question:
        question = html.escape(question, quote=False)
        question = {
            "heading": f"<h3>{question}</h3>",
            "bold": f"<p><strong>{question}</strong></p>",
            "paragraph": f"<p>{question}</p>",
            "dl": f"<dt>{question}</dt>",
        }[dress]
    if "<" not in answer:
        answer = "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in answer.split("\n") if part.strip())
    if dress == "dl":
        return f"<dl>{question}<dd>{answer}</dd></dl>"
    return f"{question}<div>{answer}</div>" if dress == "heading" else f"<div>{question}</div>{answer}"


def _page(title: str, body: str) -> bytes:
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body><nav><a href=/>Home</a></nav>"
        f"<main><h1>{title}</h1>{body}</main><footer>© Example</footer></body></html>"
    ).encode()
