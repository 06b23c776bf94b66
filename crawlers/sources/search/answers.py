"""Questions to an answer engine: whatever speaks the format of OpenAI's chat completions
(https://platform.openai.com/docs/api-reference/chat): the API itself, other companies' APIs, a model on one's own machine.

The keyword is put as a question of its market's language (`question` in results.toml), as somebody would who looks for where to
buy; nothing is said of brands, and no system prompt steers the answer. Cited pages come in several forms: annotations of the
message, lists beside it, links in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from typing_extensions import override

from crawlers.extract.rankings.answered import question_of
from crawlers.extract.rankings.result_page import ResultPage
from crawlers.sources.registry import register
from crawlers.sources.search.base import KEYWORDS, LookUp
from crawlers.sources.source import NAMED, Answer, Ask, Limits
from crawlers.sources.values import MalformedError, load_json, mapping, objects, sequence, web_address, word
from data.urls import without_tracking
from data.workspace.searches import SECRETS

MAX_SAID = 50_000
"""Characters of one answer that are read."""
MAX_CITED = 100
"""Pages that one answer cites, at most."""
_PATH = "chat/completions"
_REST = r"[^\s()<>\[\]\"'`]"
_ADDRESS = rf"https?://{_REST}+(?:\({_REST}*\){_REST}*)*"
_LINK = re.compile(rf"\[([^\]\n]{{0,200}})\]\(({_ADDRESS})\)|({_ADDRESS})")
_ENDINGS = ".,;:!?*_"


@register
class Answers(LookUp):
    """One question to one model. Each time it is asked is a look-up of its own: it counts towards the daily cap and costs."""

    name = "answers"
    options: ClassVar = {
        **KEYWORDS,
        "search.url": "the endpoint's address, such as https://api.openai.com/v1",
        "search.model": "the model that answers, as the endpoint calls it",
        "search.asks": "how often each keyword is asked in one crawl (3 where nothing is said)",
        "search.market": "language of the questions, and country, such as th-TH",
        SECRETS[
            "answers"
        ]: "key of the endpoint, if it wants one; OVERHEARD_ANSWERS_API_OPENAI_COM_KEY goes before it at "
        "api.openai.com, and so on",
    }
    limits = Limits(asks=1, items=MAX_CITED)
    hosts = (NAMED,)
    secret = SECRETS["answers"]
    answers = True
    seconds = 120.0
    patience = 6

    @property
    def engine(self) -> str:
        return self.search.asked_engine

    @property
    def account(self) -> str:
        return f"{self.name} {self.search.url}"

    @property
    def key(self) -> str:
        return f"{super().key}\n{self.number}"

    @property
    def address(self) -> str:
        query = {"model": self.search.model, "market": self.search.market, "q": self.keyword}
        return f"{self._endpoint}?{urlencode(query)}"

    @property
    def question(self) -> str:
        """What is asked."""
        return question_of(self.keyword, self.search.language)

    @property
    def _endpoint(self) -> str:
        url = self.search.url.rstrip("/")
        return url if urlsplit(url).path.endswith(f"/{_PATH}") else f"{url}/{_PATH}"

    @override
    def needs(self) -> tuple[str, ...]:
        return ()  # a model on one's own machine wants none; who wants one says so

    @override
    def uses(self) -> tuple[str, ...]:
        own = f"OVERHEARD_ANSWERS_{re.sub('[^A-Z0-9]+', '_', (urlsplit(self.search.url).hostname or '').upper())}_KEY"
        return (own if self.env.get(own) else self.secret,)

    @override
    def headers(self) -> dict[str, str]:
        key = self.env.get(self.uses()[0], "")
        return {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})

    @override
    def ask(self) -> Ask:
        body = {"model": self.search.model, "messages": [{"role": "user", "content": self.question}], "stream": False}
        return Ask(
            self._endpoint,
            method="POST",
            body=json.dumps(body, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json"},
        )

    def result(self, answer: Answer) -> ResultPage:
        try:
            reply = _streamed(answer.body) if _is_stream(answer.body) else _whole(self.payload(answer))
        except MalformedError as error:
            return self.empty("failed", str(error))
        said = reply.text[:MAX_SAID]
        if reason := _unanswered(reply, said):
            return self.empty("failed", reason)
        cited = tuple(dict.fromkeys([*reply.cited, *_linked(said)]))[:MAX_CITED]
        search = self.search
        return ResultPage(
            self.engine,
            self.keyword,
            search.market,
            search.device,
            "observed",
            said=said,
            cited=cited,
            model=reply.model,
        )


class _Reply:
    """An answer as it was written: `ended` is the reason that the endpoint gives for its end ('' if none)."""

    def __init__(self) -> None:
        self.text = self.refusal = self.ended = self.model = ""
        self.cited: list[tuple[str, str]] = []

    def take(self, part: Mapping[str, Any], message: str) -> None:
        """A whole answer (`message`) or a part of a stream (`delta`)."""
        self.model = word(part.get("model")) or self.model
        choice = next(iter(objects(part.get("choices"))), {})
        said = mapping(choice.get(message))
        self.text += _text(said.get("content"))
        self.refusal += word(said.get("refusal")) or ""
        self.ended = word(choice.get("finish_reason")) or self.ended
        self.cited += [*_cited(said), *_cited(mapping(said.get("context"))), *_cited(part)]


def _whole(payload: Mapping[str, Any]) -> _Reply:
    if not objects(payload.get("choices")):
        if said := word(mapping(payload.get("error")).get("message")):
            raise MalformedError(f"the endpoint says: {said[:200]}")
        keys = sorted(map(str, payload))[:8]
        raise MalformedError(f"expected an answer with `choices`, found the keys {keys}")
    reply = _Reply()
    reply.take(payload, "message")
    return reply


def _is_stream(body: bytes) -> bool:
    return body.lstrip()[:6].startswith((b"data:", b"event:", b": "))


def _streamed(body: bytes) -> _Reply:
    """An answer in parts (server-sent events), which some endpoints send whatever is asked. Raises MalformedError where it
    breaks off."""
    reply, done = _Reply(), False
    for line in body.decode("utf-8", "replace").replace("\r", "\n").split("\n"):
        data = line.removeprefix("data:").strip() if line.startswith("data:") else ""
        if data == "[DONE]":
            done = True
        elif data:
            part = mapping(load_json(data.encode(), "a part of a streamed answer"))
            if said := word(mapping(part.get("error")).get("message")):
                raise MalformedError(f"the endpoint says: {said[:200]}")
            reply.take(part, "delta")
    if not (done or reply.ended):
        raise MalformedError(f"a streamed answer that breaks off after {len(reply.text)} characters")
    return reply


def _unanswered(reply: _Reply, said: str) -> str:
    """Why an answer says nothing of whom it would name ('' if it does): who is not in it may have been in the rest."""
    if reply.refusal:
        return f"the engine refused: {reply.refusal[:200]}"
    if reply.ended == "content_filter":
        return "the engine refused: its filter held the answer back"
    if not said.strip():
        return f"an empty answer (finish_reason {reply.ended or 'not given'})"
    if reply.ended == "length":
        return f"an answer that was cut off after {len(said)} characters: who else it would have named is not known"
    return ""


def _text(content: object) -> str:
    """The words of a message: a text, or parts of which some are texts."""
    if isinstance(content, str):
        return content
    return "".join(part["text"] for part in objects(content) if isinstance(part.get("text"), str))


def _cited(of: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The pages (address, title) that an answer's annotations or lists of sources name."""
    for note in objects(of.get("annotations")):
        yield from _page(mapping(note.get("url_citation")) or note)
    for name in ("search_results", "citations", "sources"):
        for entry in sequence(of.get(name)):
            yield from _page(entry if isinstance(entry, Mapping) else {"url": entry})


def _page(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if url := web_address(entry.get("url")):
        yield _plain(url), " ".join((word(entry.get("title")) or "").split())[:200]


def _linked(said: str) -> Iterator[tuple[str, str]]:
    """The pages that the text itself links to."""
    for match in _LINK.finditer(said):
        if url := web_address(match[2] or match[3].rstrip(_ENDINGS)):
            yield _plain(url), (match[1] or "").strip()


def _plain(url: str) -> str:
    """An address without what only says where the click came from."""
    return without_tracking(url)
