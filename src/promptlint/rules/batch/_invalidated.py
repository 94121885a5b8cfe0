"""What of a declared batch changed without its pin, and what that costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.batch.pinned import (
    PinnedBatch,
    PinnedDocument,
    PinnedPrompt,
    proposed,
    shown_name,
    shown_pin,
)
from promptlint.batch.stake import stake
from promptlint.diagnostics import Finding, Label
from promptlint.source import Span
from promptlint.versions import advice, bump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.batch.pinned import Pin
    from promptlint.change import Change
    from promptlint.ir import Prompt


def invalidated(batch: Batch) -> Iterator[Finding]:
    """A finding for each thing that changed without its pin."""
    if not isinstance(batch, PinnedBatch):
        return
    for prompt in batch.prompts:
        if lost_by(batch, prompt):
            yield _of_prompt(batch, prompt)
    for document in batch.documents:
        if is_lost_document(batch, document):
            yield _of_document(batch, document)
    if batch.model_changed and not batch.any_pin_moved:
        yield _of_model(batch)


def lost_by(batch: PinnedBatch, pinned: PinnedPrompt) -> bool:
    """Whether a prompt is another one than the batch counts on."""
    if pinned.prompt is None or batch.is_moved(pinned):
        return False
    return pinned.changed or _breaks_digest(pinned)


def is_lost_document(batch: PinnedBatch, document: PinnedDocument) -> bool:
    """Whether a document is another one than the batch counts on."""
    if document.digest is None or batch.is_moved(document):
        return False
    return document.changed or _breaks_digest(document)


def _breaks_digest(pinned: PinnedPrompt | PinnedDocument) -> bool:
    """A digest tells without a base that something changed."""
    return pinned.pin.digest is not None and not pinned.pin.holds_digest(pinned.digest or "")


# ---------------------------------------------------------------- findings


def _of_prompt(batch: PinnedBatch, pinned: PinnedPrompt) -> Finding:
    prompt = pinned.prompt
    assert prompt is not None
    change = pinned.change if pinned.changed else None
    event = "this is another prefix" if change is None else _event(change)
    place = Label(prompt.path, prompt.blocks[0].span, "not what is pinned") if change is None else _place(change)
    value, first = _next_pin(pinned)
    is_same_text = change is not None and not change.prefix_changed
    move = _version_help(batch) if is_same_text else f"{first}{_move(batch, pinned.pin, value)}"
    size = stake(batch, prompt)
    return Finding(
        message=f"{event}, and {_still(batch, pinned.pin)}{size.summary}",
        primary=place,
        related=(pinned.pin.at("this pin did not move"),),
        help=f"{move}{size.explanation}",
        tokens=size.tokens,
        difference=change.difference if change is not None and change.prefix_changed else None,
    )


def _event(change: Change) -> str:
    return change.cause.event if change.prefix_changed else "the cache marks moved"


def _place(change: Change) -> Label:
    if change.prefix_changed:
        return change.change_label
    mark = change.after.last_breakpoint or change.after.automatic
    if mark is not None:
        return Label(mark.path, mark.span, "the cached prefix ends here now")
    return Label(change.after.path, change.after.blocks[-1].span, "no cache mark any more")


def _of_document(batch: PinnedBatch, document: PinnedDocument) -> Finding:
    place = document.place or Label(document.pin.id, Span(0, 0), "not what is pinned")
    size = stake(batch, None)
    version = document.version.text if document.version is not None else None
    if document.pin.version is not None and version is not None and not document.pin.holds_version(version):
        first, value = "", version
    elif document.pin.version is not None and version is not None and (following := bump(version)):
        first, value = f"{advice(version)}, and ", following
    else:
        first, value = "", proposed(document.digest or "")
    return Finding(
        message=f"a document changed, and {_still(batch, document.pin)}{size.summary}",
        primary=place,
        related=(document.pin.at("this pin did not move"),),
        help=f"{first}{_move(batch, document.pin, value)}{size.explanation}",
        tokens=size.tokens,
    )


def _of_model(batch: PinnedBatch) -> Finding:
    assert batch.before is not None
    assert batch.model_label is not None
    size = stake(batch, None)
    was, now = shown_name(batch.before.model or ""), shown_name(batch.settings.model or "")
    return Finding(
        message=f"batch `{batch.name}` goes to `{now}` instead of `{was}`, and no pin moved{size.summary}",
        primary=Label(batch.model_label.path, batch.model_label.span, "each model has a cache of its own"),
        help=f"{_version_help(batch)}{size.explanation}",
        tokens=size.tokens,
    )


# ---------------------------------------------------------------- words


def _still(batch: PinnedBatch, pin: Pin) -> str:
    if pin.value is None:
        return f"no pin of batch `{batch.name}` moved"
    return f"batch `{batch.name}` still pins `{shown_pin(pin)}`"


def _next_pin(pinned: PinnedPrompt) -> tuple[str, str]:
    """What the pin has to say, and what has to be done before that."""
    prompt: Prompt | None = pinned.prompt
    assert prompt is not None
    version = prompt.version.text if prompt.version is not None else None
    if pinned.pin.digest is not None or version is None:
        return proposed(pinned.digest or ""), ""
    if pinned.pin.value is None or not pinned.pin.holds_version(version):
        return version, ""
    following = bump(version)
    return (following, f"{advice(version)}, and ") if following else ("VERSION", "give the prompt a new version, and ")


def _move(batch: PinnedBatch, pin: Pin, value: str) -> str:
    text = f"write `{pin.moved_to(value)}` at {pin.where}"
    if pin.value is not None or batch.settings.version is None:
        return text
    return f"{_version_help(batch)}, or {text}"


def _version_help(batch: PinnedBatch) -> str:
    version = batch.settings.version
    if version is None:
        return f"say that it is meant: `version = 1` in the batch, at {batch.where}"
    return f"{advice(version)} of the batch, at {batch.where}".replace("bump the version to", "move `version` to")
