"""A prompt before and after, and what of it changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.diagnostics import Label
from promptlint.ir import Evidence, fingerprint, placeholders
from promptlint.source import Span
from promptlint.versions import Bump, Order, compare, family

if TYPE_CHECKING:
    from promptlint.config import VersionPolicy
    from promptlint.diagnostics import Difference
    from promptlint.ir import Prompt
    from promptlint.parting import Cause, Parting, Place
    from promptlint.versions import Version


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
    is_accompanied: bool = False  # the version is also that of a prompt which changed, came or went
    is_pinned: bool = False  # a batch counts on its cache entries
    is_repinned: bool = False  # and is told of the change: whatever pins it moved

    @cached_property
    def prefix_changed(self) -> bool:
        """Whether the model sees another cached prefix.

        Where nobody marks the end of a prefix, it ends at the first value that requests do not share.
        To declare such a value shared moves that end, but changes no byte that is sent.
        """
        if self.after.fingerprint.matches(self.before.fingerprint):
            return False
        is_marked = self.before.last_breakpoint or self.after.last_breakpoint
        return is_marked is not None or not self.cause.is_extent

    @cached_property
    def interface_changed(self) -> bool:
        """Whether the prompt takes other values than before."""
        return _interface(self.before) != _interface(self.after)

    @property
    def model_changed(self) -> bool:
        """Whether another model is named; each has its own cache."""
        return self.before.model != self.after.model

    @cached_property
    def is_idle(self) -> bool:
        """Whether nothing at all changed of what is sent, where it is marked and how it is called."""
        return (
            fingerprint(self.before.blocks, self.before.model) == fingerprint(self.after.blocks, self.after.model)
            and _marks(self.before) == _marks(self.after)
            and self.before.name == self.after.name
        )

    @cached_property
    def order(self) -> Order | None:
        """How the version moved; None when there is none on one side."""
        before, after = self.before.version, self.after.version
        return compare(before.text, after.text) if before and after else None

    @property
    def is_renamed(self) -> bool:
        """Whether the prompt goes by another name now, so that its numbering may begin again."""
        before, after = (family(prompt.path).rpartition("/")[2] for prompt in (self.before, self.after))
        return before != after and (self.after.name is None or self.after.name != self.before.name)

    @property
    def is_frozen(self) -> bool:
        """Whether the version stands in the path and did not move, so that the file must not change."""
        before, after = self.before.version, self.after.version
        return bool(before and after and before.origin.freezes and after.origin.freezes and self.order is Order.SAME)

    @cached_property
    def required(self) -> Bump | None:
        """The smallest step that the policy accepts for what changed."""
        asked = (
            self.policy.prefix_change if self.prefix_changed else None,
            self.policy.interface_change if self.interface_changed else None,
        )
        return max((step for step in asked if step), key=lambda step: step.rank, default=None)

    @cached_property
    def _parting(self) -> Parting:
        from promptlint.parting import part  # noqa: PLC0415 only where something changed

        return part(self.before, self.after)

    @property
    def cause(self) -> Cause:
        """What kind of difference comes first."""
        return self._parting.cause

    @property
    def place(self) -> Place:
        """The first place of the prompt as it is that differs; in an included file, if it is there."""
        return self._parting.after

    @property
    def place_before(self) -> Place:
        """The same place in the prompt as it was."""
        return self._parting.before

    @property
    def difference(self) -> Difference:
        """What stands at the first differing place on both sides."""
        return self._parting.difference

    @property
    def change_label(self) -> Label:
        """The first differing place, in words."""
        return Label(self.place.path, self.place.span, self._parting.words)


def version_label(version: Version, words: str) -> Label:
    """The place of a version; one that stands in the path is shown at the start of the file."""
    return Label(version.path, version.span or Span(0, 0), words)


def shown(version: Version) -> str:
    """A version in words for a person, whatever and however long the author made it."""
    text = " ".join(version.text.replace("`", "'").split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


_LONGEST_SHOWN = 14  # two of them stand in one message


def _interface(prompt: Prompt) -> set[str]:
    """The names that a caller fills; a value that the template computes by itself is not one."""
    values = (value for value in placeholders(prompt.blocks) if value.evidence is not Evidence.SOURCE)
    return {name for value in values for name in value.name.split(", ")}


def _marks(prompt: Prompt) -> tuple[object, ...]:
    explicit = [(index, block.breakpoint.ttl) for index, block in enumerate(prompt.blocks) if block.breakpoint]
    return (*explicit, prompt.automatic and prompt.automatic.ttl, prompt.automatic is None)
