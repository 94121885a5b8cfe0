"""What a batch pays when its cache is lost: tokens as a range, in dollars where prices are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.record import Record

if TYPE_CHECKING:
    from promptlint.batch.pinned import PinnedBatch
    from promptlint.ir import Prompt
    from promptlint.tokens import Bounds


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stake(Record):
    """The size of a loss, in words for a message and for its help."""

    tokens: Bounds  # of one request
    summary: str = ""
    explanation: str = ""


def stake(batch: PinnedBatch, prompt: Prompt | None) -> Stake:
    """What is lost when the entries of a prompt, or of all prompts, are worthless."""
    tokens = batch.prefix_tokens((prompt,) if prompt is not None else batch.found)
    requests = batch.settings.requests
    if requests is None or not tokens.high:
        return Stake(tokens)
    is_shared = prompt is not None and len(batch.prompts) > 1
    count = f"up to {requests:,}" if is_shared else f"{requests:,}"
    return Stake(tokens, f": {count} requests of {tokens} tokens")
