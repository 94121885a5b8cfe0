"""A declared batch as rules see it: what it pins, before and after."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.diagnostics import Label
from promptlint.ir import fingerprint, literals
from promptlint.record import Record, dataclass
from promptlint.source import Span
from promptlint.tokens import Bounds, estimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.change import Change
    from promptlint.config import BatchSettings
    from promptlint.config_costs import PriceSettings, RouteSettings
    from promptlint.ir import Prompt
    from promptlint.providers.registry import Limits
    from promptlint.versions import Version

_DIGEST = "sha256:"
_SHOWN = 12  # digits of a digest that is proposed


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pin(Record):
    """`ID@VERSION` or `ID@sha256:DIGEST`, or only an id, and where it is written."""

    id: str
    version: str | None
    digest: str | None
    label: Label  # its place
    line: int

    @property
    def path(self) -> str:
        """The file that it is about."""
        return self.id.partition("#")[0]

    @property
    def where(self) -> str:
        """Its place, in words."""
        return f"{self.label.path}:{self.line}"

    @property
    def value(self) -> str | None:
        """What it is pinned to, as written."""
        return self.version if self.digest is None else f"{_DIGEST}{self.digest}"

    def at(self, words: str) -> Label:
        """A label at its place."""
        return Label(self.label.path, self.label.span, words)

    def moved_to(self, value: str) -> str:
        """How it has to be written when it is to name something else."""
        return f"{self.id}@{value}"

    def holds_digest(self, digest: str) -> bool:
        """Whether it is pinned to this digest, of which it may hold the beginning only."""
        return self.digest is not None and digest.startswith(self.digest)

    def holds_version(self, version: str) -> bool:
        """Whether it is pinned to this version; a `v` in front says nothing."""
        return self.version is not None and _bare(self.version) == _bare(version)


def split_pin(written: str) -> tuple[str, str | None, str | None]:
    """The id, the version and the digest of a pin as it is written."""
    name, sign, value = written.rpartition("@")
    if not sign or not name or not value or "/" in value or "#" in value:
        name, value = written, ""
    path, key_sign, key = name.partition("#")
    id_ = f"{posixpath.normpath(path)}{key_sign}{key}"
    if value.startswith(_DIGEST):
        return id_, None, value.removeprefix(_DIGEST)
    return id_, value or None, None


def _bare(version: str) -> str:
    return re.sub(r"^[vV](?=\d)", "", version.strip())


# ---------------------------------------------------------------- what is pinned


class _Pinned:
    """What a batch pins, and with which pin it did so before."""

    pin: Pin
    previous: Pin | None

    @property
    def own_pin_moved(self) -> bool:
        """Whether this commit pins it to something else."""
        return self.previous is not None and self.previous.value != self.pin.value


@dataclass(frozen=True)
class PinnedPrompt(_Pinned):
    """A prompt that a batch pins.

    `prompt` is None where there is no such prompt; `change` is None where it was not there before, or there is
    nothing to compare with; `previous` is None where the batch did not have it.
    """

    pin: Pin
    prompt: Prompt | None = None
    previous: Pin | None = None
    change: Change | None = None
    problem: str | None = None  # why there is no such prompt
    hint: str | None = None

    @cached_property
    def digest(self) -> str | None:
        """The identity of what is cached of it."""
        return prompt_digest(self.prompt) if self.prompt is not None else None

    @cached_property
    def changed(self) -> bool:
        """Whether the cache entries of before are worthless now."""
        change = self.change
        if change is None:
            return False
        was_marked = bool(change.before.breakpoints or change.before.automatic)
        if change.prefix_changed:
            return was_marked or not change.cause.is_extent
        return was_marked and _marked(change.before) != _marked(change.after)


@dataclass(frozen=True)
class PinnedDocument(_Pinned):
    """A file whose text is part of the prefix of a batch; without `digest` there is none."""

    pin: Pin
    digest: str | None = None
    text: str | None = None  # None where it is no text
    version: Version | None = None
    previous: Pin | None = None
    was_digest: str | None = None
    place: Label | None = None  # where it differs from what it was
    hint: str | None = None

    @property
    def changed(self) -> bool:
        """Whether it is another text than before."""
        return self.was_digest is not None and self.digest is not None and self.digest != self.was_digest


@dataclass(frozen=True)
class PinnedBatch:
    """A declared batch; `before` is what the base declares of it, if it does."""

    settings: BatchSettings
    label: Label  # its name
    model_label: Label | None
    ttl_label: Label | None
    line: int
    prompts: tuple[PinnedPrompt, ...]
    documents: tuple[PinnedDocument, ...] = ()
    before: BatchSettings | None = None
    limits: Limits | None = None  # of its model, where that is declared
    prices: tuple[PriceSettings, ...] = ()  # that the configuration has in the place of listed ones
    route: RouteSettings | None = None  # where the configuration sends work of its kind

    @property
    def name(self) -> str:
        """What it is called, in words for a person."""
        return shown_name(self.settings.name)

    @property
    def where(self) -> str:
        """Its place, in words."""
        return f"{self.label.path}:{self.line}"

    @cached_property
    def version_moved(self) -> bool:
        """Whether the pin of all that has none of its own moved."""
        return self.before is not None and self.before.version != self.settings.version

    @cached_property
    def any_pin_moved(self) -> bool:
        """Whether any pin moved."""
        return self.version_moved or (
            any(prompt.own_pin_moved for prompt in self.prompts)
            or any(document.own_pin_moved for document in self.documents)
        )

    def is_moved(self, pinned: PinnedPrompt | PinnedDocument) -> bool:
        """Whether a pin that covers one of its parts moved; what has none of its own is covered by all others."""
        if pinned.own_pin_moved or self.version_moved:
            return True
        return pinned.pin.value is None and self.any_pin_moved

    @property
    def model_changed(self) -> bool:
        """Whether it is declared for another model than before."""
        return (
            self.before is not None
            and None not in (self.before.model, self.settings.model)
            and (self.before.model != self.settings.model)
        )

    def limits_of(self, prompt: Prompt) -> Limits:
        """What is known of how a prompt is cached: of its own model, or else of that of the batch."""
        return prompt.limits if prompt.model or self.limits is None else self.limits

    @property
    def seen(self) -> Iterator[Prompt]:
        """The prompts that exist, and those that were there before."""
        for each in self.prompts:
            if each.prompt is not None:
                yield each.prompt
            if each.change is not None:
                yield each.change.before

    def model_of(self, prompts: Sequence[Prompt]) -> str | None:
        """The model that answers some prompts: as declared, or else as the first of them says."""
        return self.settings.model or next((prompt.model for prompt in prompts if prompt.model), None)

    def ttl_of(self, prompts: Sequence[Prompt]) -> str | None:
        """How long entries live: as declared, or else as the marks of some prompts say where they agree."""
        if self.settings.ttl is not None:
            return self.settings.ttl
        ttls = {mark.ttl for prompt in prompts for mark in prompt.breakpoints}
        return ttls.pop() if len(ttls) == 1 else None

    @cached_property
    def found(self) -> tuple[Prompt, ...]:
        """The prompts that exist."""
        return tuple(each.prompt for each in self.prompts if each.prompt is not None)

    def prefix_tokens(self, prompts: Sequence[Prompt]) -> Bounds:
        """How long the prefix of a request is: that of the shortest prompt at least, of the longest at most."""
        sizes = [self._size(prompt) for prompt in prompts]
        low, high = min((size.low for size in sizes), default=0), max((size.high for size in sizes), default=0)
        return Bounds(low, high) + self.document_tokens()

    def _size(self, prompt: Prompt) -> Bounds:
        text = "".join(literal.text for literal in literals(prompt.cached_prefix))
        return estimate(text, self.limits_of(prompt).tokenizer)

    def document_tokens(self) -> Bounds:
        """How long the documents are together."""
        first = self.limits or next((self.limits_of(prompt) for prompt in self.found), None)
        total = Bounds(0, 0)
        for document in self.documents:
            if document.text is not None and first is not None:
                total += estimate(document.text, first.tokenizer)
        return total


def shown_name(name: str) -> str:
    """A name in words for a person, whatever and however long its author made it."""
    text = " ".join(name.replace("`", "'").split())
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"


_LONGEST_NAME = 40


def proposed(digest: str) -> str:
    """A digest as a pin has it."""
    return f"{_DIGEST}{digest[:_SHOWN]}"


def shown_pin(pin: Pin) -> str:
    """What something is pinned to, in words for a person."""
    if pin.digest is not None:
        return f"{_DIGEST}{pin.digest[:_SHOWN]}"
    return "" if pin.version is None else " ".join(pin.version.replace("`", "'").split())[:_LONGEST_NAME]


# ---------------------------------------------------------------- identities


def prompt_digest(prompt: Prompt) -> str:
    """Identify what is cached of a prompt, and where its marks are: 64 hexadecimal digits.

    The names of values are no part of it, since to rename one changes nothing of what is sent.
    """
    from hashlib import sha256  # noqa: PLC0415 only where something is pinned to a digest

    whole = (prompt.fingerprint.digest, *_marked(prompt))
    return sha256("\n".join(whole).encode()).hexdigest()


def _marked(prompt: Prompt) -> tuple[str, ...]:
    """The identities of all marked prefixes. How long entries live is left out: entries are found whatever it is."""
    ends = [index + 1 for index, block in enumerate(prompt.blocks) if block.breakpoint]
    marks = [fingerprint(prompt.blocks[:end], prompt.model).digest for end in ends]
    return (*marks, "automatic") if prompt.automatic else tuple(marks)


def document_digest(raw: bytes) -> str:
    """Identify a document: 64 hexadecimal digits, whatever line ends git checks it out with."""
    from hashlib import sha256  # noqa: PLC0415 only where a document is pinned

    return sha256(raw if b"\0" in raw else raw.replace(b"\r\n", b"\n")).hexdigest()


def first_difference(path: str, before: str, after: str) -> Label:
    """The first line of a document that is not what it was."""
    end = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), None)
    at = min(len(before), len(after)) if end is None else end
    stop = after.find("\n", at)
    line_end = len(after) if stop < 0 else stop
    return Label(path, Span(at, max(at, line_end)), "changed here" if at < len(after) else "text was removed here")
