"""The demo's answer engine: chat completions that name the brands which truths.toml plants, in as many answers as it says."""

from __future__ import annotations

from overheard.demo.market.truths import companies, truths
from overheard.demo.sites.html import Response, json_response

ANSWERS_PATH = "/v1"
"""Where the endpoint is, as `search.url` names it."""
COMPLETIONS_PATH = f"{ANSWERS_PATH}/chat/completions"


def completion(number: int) -> Response:
    """The answer to the question that is asked for the `number`-th time, from 0: of `asks` in a row each brand is named in as
    many as planted."""
    plan = truths()["answers"]
    named = [brand.name for brand in companies() if plan["named"][brand.id] > number % plan["asks"]]
    said = "\n".join(["Here is who is often recommended:", *(f"- {name}" for name in named)])
    return json_response(
        {
            "id": f"demo-{number}",
            "object": "chat.completion",
            "model": plan["model"],
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}],
        }
    )
