"""Real Google pages of 2014-2026 against their reviewed truth: the order of the first ten organic results."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from crawlers.extract.page import parse_page
from crawlers.extract.rankings_google import parse_google

CORPUS = Path(os.environ.get("OVERHEARD_CORPUS") or Path(__file__).parents[2].parent / "shared" / "corpus")
WRONG_AT_MOST = 1
"""Pages whose first ten may be wrong."""

Truth = list[tuple[str | None, str | None]]

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (CORPUS / "serp").is_dir(), reason=f"no result pages in {CORPUS}; set OVERHEARD_CORPUS"),
]


def truths() -> list[tuple[Path, Truth]]:
    """Pages with their organic results in order as (title, address), each None where the truth does not state it."""
    found: list[tuple[Path, Truth]] = []
    for file in sorted(CORPUS.glob("serp/**/*.parsed.json")):
        results = json.loads(file.read_text(encoding="utf-8"))["results"]
        organic = [(entry.get("title"), entry.get("url")) for entry in results if entry["type"] == "general"]
        found.append((Path(str(file).removesuffix(".parsed.json")), organic))
    for file in sorted(CORPUS.glob("serp/**/*.html.yml")):
        organic = _from_yaml(file.read_text(encoding="utf-8"))
        if organic:
            found.append((Path(str(file).removesuffix(".yml")), organic))
    return found


def _from_yaml(text: str) -> Truth:
    """The entries under `results:` whose types name CLASSICAL: as much YAML as these files use."""
    _, _, results = text.partition("\nresults:")
    organic: Truth = []
    for entry in re.split(r"\n {2}- types:", results)[1:]:
        if re.search(r"^ +- CLASSICAL", entry, re.MULTILINE):
            url = re.search(r"^ {6}url: *(\S+)$", entry, re.MULTILINE)
            organic.append((None, url[1].strip("'\"") if url else None))
    return organic


def _is_right(page: Path, truth: Truth) -> bool:
    device = "mobile" if "mobile" in str(page) else "desktop"
    result = parse_google(parse_page(page.read_bytes(), "https://www.google.com/search?q=x"), device)
    got = [ranking for ranking in result.rankings if ranking.kind == "organic"]
    if len(got[:10]) != len(truth[:10]) or (len(truth) < 10 and len(got) != len(truth)):
        return False
    pairs = zip(got[:10], truth[:10], strict=True)
    return all(
        (url is None or unquote(ranking.url) == unquote(url)) and (title is None or _key(ranking.title) == _key(title))
        for ranking, (title, url) in pairs
    )


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def test_first_ten_organic_results() -> None:
    pages = truths()
    assert len(pages) >= 20
    wrong = [page.name for page, truth in pages if not _is_right(page, truth)]
    assert len(wrong) <= WRONG_AT_MOST, f"{len(wrong)} of {len(pages)} pages wrong: {wrong}"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("serp/serp-spider+search-engine-google/pages-evaluated/captcha.html", "blocked"),
        ("serp/NikolaiT+GoogleScraper/no_results_literal/google.html", "absent"),
        ("serp/gitronald+WebSearcher/result_estimate_script_fallback_1.html", "absent"),
    ],
)
def test_pages_without_positions(name: str, status: str) -> None:
    result = parse_google(parse_page((CORPUS / name).read_bytes(), "https://www.google.com/search?q=x"))
    assert (result.status, result.rankings) == (status, [])
    assert result.reason
