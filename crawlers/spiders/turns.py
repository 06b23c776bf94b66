"""Several sources at once, each in its own turn: what one brings is passed on while the others still work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

from data.record.model import Record

Work = TypeVar("Work")


async def in_turns(
    turn: Callable[[Work, Callable[[Record], None]], Awaitable[None]], turns: Iterable[Work]
) -> AsyncIterator[Record]:
    """The records that `turn(work, land)` lands for each of `turns`, all under way together, as they come. What a turn
    raises is raised when all have ended; all end when nobody listens any more."""
    landed: asyncio.Queue[Record | None] = asyncio.Queue()

    async def take(work: Work) -> None:
        try:
            await turn(work, landed.put_nowait)
        finally:
            landed.put_nowait(None)

    tasks = [asyncio.ensure_future(take(work)) for work in turns]
    try:
        for _ in tasks:
            while (record := await landed.get()) is not None:
                yield record
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
