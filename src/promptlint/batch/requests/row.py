"""What a format makes of one record: what is needed of it, and nothing of its body that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.batch.requests.blocks import Block


class Flaw(NamedTuple):
    """Something that the batch API will not take, and the JSON key to point at."""

    message: str
    key: str
    help: str | None = None


class Row(NamedTuple):
    """One request: `blocks` are what the model reads, in the provider's order."""

    id: object
    model: str | None
    blocks: Sequence[Block]
    prompt: tuple[str, str] | None = None  # the id and the version of a prompt that the request declares
    flaws: tuple[Flaw, ...] = ()
    endpoint: str | None = None  # where the provider takes one in a batch
