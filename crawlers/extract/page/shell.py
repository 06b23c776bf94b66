"""Whether a page is a shell that scripts fill in a browser, judged by what it shows, where its content should be and what its
scripts say."""

from __future__ import annotations

import re
import tomllib
from functools import cache, cached_property
from importlib import resources

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.rules import SURE, VETO, Decision, Rule
from crawlers.extract.page.stand_in import Look, said
from crawlers.extract.page.text import one_line, text_of

_LONG = 2_500
"""Characters of text above which a page has been filled, whatever its scripts do."""
_OWN = 250
"""Characters of a page's own words (links and buttons not counted) above which it has content."""
_WORDS, _FEW = 120, 60
_BLANK = 3
"""Characters of text that an empty place may hold: dots, a bullet."""
_EMPTY = 60
"""Likewise where they say that it loads."""
_MAX_CODE = 200_000
_HOLDERS = ("div", "main", "section", "article", "ul", "dl")
_TEMPLATE = re.compile(r"\{\{[^{}\n]{1,80}\}\}|<%=|\[\[ ?\w[\w. ]{0,60}\]\]")
_BINDINGS = (
    "v-for",
    "x-for",
    "ng-repeat",
    "*ngfor",
    "data-ng-repeat",
    "ng-app",
    "hx-get",
    "data-hx-get",
    "up-defer",
    "data-bind",
    "v-if",
    "v-html",
    "x-text",
)
_STATE = re.compile(
    r"(?i:__NEXT_DATA__)|__NUXT__|__INITIAL_STATE__|__PRELOADED_STATE__|__APOLLO_STATE__|webpackChunk|__remixContext|__sveltekit"
)
_FETCHES = re.compile(
    r"\bfetch\(|getJSON\(|XMLHttpRequest|axios[.(]|\$\.(?:ajax|get)\(|\.innerHTML\s*=|appendChild\(|createRoot\(|\.mount\(|ReactDOM"
    r"|createApp\(|customElements\.define|loadModule\("
)
_BUNDLE = re.compile(
    r"(?:^|[/._-])(?:main|app|bundle|index|runtime|chunk|vendors?|polyfills?|client|entry|start|application|blazor|flutter\w*|"
    r"elm|_app|nocache)(?:[.\-_~]\w+)*\.m?js",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"(?:^|[-_\s])(?:content|main|list|faqs?|questions?|answers?|reviews?|testimonials?|items|results|page|view)"
    r"(?:$|[-_\s])"
)
_WAITS = re.compile(r"(?:^|[-_\s])(?:skeleton|shimmer|spinner|loader|loading|preloader|placeholder-glow)(?:$|[-_\s])")


def looks_script_driven(page: Page) -> bool:
    """Whether scripts would bring what the page should hold: its own words are few, and an empty place waits for content, a
    template shows, or its scripts say that they fetch it."""
    return _SHELLS.holds(_Shell(page))


@cache
def _roots() -> frozenset[str]:
    text = resources.files("crawlers.extract.page").joinpath("condition.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["script"]["roots"])


class _Shell(Look):
    """A page as it is judged here; what costs a walk over it is read when first asked for."""

    @cached_property
    def prose(self) -> list[str]:
        """The page's own words without those of its frame, which are there before any content is."""
        frames = self.page.tagged("header", "footer", "nav")
        frame = {line.casefold() for element in frames for line in text_of(element).splitlines()}
        return [line for line in super().prose if line not in frame]

    @cached_property
    def scripts(self) -> list[etree._Element]:
        """The scripts that are code, not data."""
        return [script for script in self.page.tagged("script") if "json" not in (script.get("type") or "")]

    @cached_property
    def code(self) -> str:
        return "\n".join(script.text or "" for script in self.page.tagged("script"))[:_MAX_CODE]

    @cached_property
    def empty(self) -> list[etree._Element]:
        """The places that could hold content, and hold next to none: no picture, form or frame either."""
        return [element for element in self.page.tagged(*_HOLDERS) if _is_empty(element)]

    @cached_property
    def waiting(self) -> str:
        """The classes and ids of the empty places, in lower case."""
        return "\n".join(_names(element) for element in self.empty)

    @cached_property
    def noscript(self) -> str:
        return " ".join(str(node.xpath("string()")) for node in self.page.tagged("noscript")).casefold()


def _is_empty(element: etree._Element) -> bool:
    text = 0
    for node in element.iter():
        if node.tag in ("img", "form", "iframe", "table", "video", "svg", "picture", "input"):
            return False
        if node.tag not in ("script", "style", "noscript", "template"):
            text += len((node.text or "").strip())
        text += len((node.tail or "").strip()) if node is not element else 0
        if text > _EMPTY:
            return False
    return text <= _BLANK or said("loading").search(one_line(text_of(element)).casefold()) is not None


def _names(element: etree._Element) -> str:
    return f"{element.get('id') or ''} {element.get('class') or ''}".lower()


def _shows_template(look: _Shell) -> bool:
    if _TEMPLATE.search(look.page.survey.text):
        return True
    return any(name.lower() in _BINDINGS for element in look.page.elements for name in element.keys())  # noqa: SIM118


def _has_custom_root(look: _Shell) -> bool:
    """An element of the page's own making, where there is nothing else."""
    return look.spoken < _FEW and any(
        "-" in str(element.tag) and _is_empty(element) for element in look.page.root.iterdescendants()
    )


def _has_root(look: _Shell) -> bool:
    return any((element.get("id") or "").lower() in _roots() for element in look.empty)


def _lacks_main(look: _Shell) -> bool:
    return any(
        element.tag == "main"
        or element.get("role") == "main"
        or (element.get("id") or "").lower() in ("main", "content")
        for element in look.empty
    )


def _fills_place(look: _Shell) -> bool:
    """An empty place that a script names, on a page whose scripts fetch."""
    if not _FETCHES.search(look.code):
        return False
    ids = {element.get("id") or "" for element in look.empty}
    return any(len(name) > 1 and name in look.code for name in ids)


def _says_it_waits(look: _Shell) -> bool:
    return any(said("loading").search(line) for line in look.prose if len(line) <= _EMPTY)


def _looks_waiting(look: _Shell) -> bool:
    return _WAITS.search(look.waiting) is not None


def _asks_for_scripts(look: _Shell) -> bool:
    return said("script").search(f"{look.noscript} {look.page.survey.folded}") is not None


def _is_mostly_code(look: _Shell) -> bool:
    inline = sum(len(script.text or "") for script in look.scripts)
    return look.spoken < _FEW and (len(look.scripts) >= 3 or inline > 0.5 * look.page.size)


def _loads_bundle(look: _Shell) -> bool:
    return any(
        (script.get("type") or "").lower() == "module"
        or script.get("data-main")
        or _BUNDLE.search((script.get("src") or "").partition("?")[0])
        for script in look.scripts
    )


_SHELLS = Decision[_Shell](
    "condition.script driven",
    Rule("has text", VETO, lambda look: look.length >= _LONG),
    Rule("has no code", VETO, lambda look: not look.scripts),
    Rule("shows nothing", SURE, lambda look: look.length == 0),
    Rule("has words of its own", VETO, lambda look: look.spoken >= _OWN),
    Rule("shows a template", 1.5, _shows_template),
    Rule("has an empty root of an application", 1.5, _has_root),
    Rule("has an empty element of its own making", 1.5, _has_custom_root),
    Rule("its main part is empty", 1.0, _lacks_main),
    Rule("a script fills an empty place", 1.5, _fills_place),
    Rule("an empty place has a name of content", 0.5, lambda look: _PLACES.search(look.waiting)),
    Rule("says that it loads", 1.0, _says_it_waits),
    Rule("shows that it loads", 0.5, _looks_waiting),
    Rule("asks for scripts", 1.0, _asks_for_scripts),
    Rule("is mostly code", 0.5, _is_mostly_code),
    Rule("loads a bundle", 0.5, _loads_bundle),
    Rule("holds the state of an application", 1.0, lambda look: _STATE.search(f"{look.code}{look.page.named}")),
    Rule("has no words of its own", 0.5, lambda look: look.spoken == 0),
    Rule("has few words", 0.5, lambda look: look.spoken < _FEW),
    Rule("has a form of its own", -0.5, lambda look: bool(look.page.tagged("form"))),
    Rule("has some words", -0.5, lambda look: look.spoken >= _WORDS),
    needs=2.0,
)
