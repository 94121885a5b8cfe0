"""A prompt before and after, and what of it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.config import VersionPolicy
    from promptlint.ir import Prompt


@dataclass(frozen=True)
class Change:
    """One prompt in two trees.

    `elsewhere` holds the same prompt where else it lives now: at the tip of the base branch, at
    the head that is being merged. Each comes with the name of that place.
    """

    before: Prompt
    after: Prompt
    policy: VersionPolicy
    elsewhere: tuple[tuple[str, Prompt], ...] = ()
