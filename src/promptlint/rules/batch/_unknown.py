"""Pins of a declared batch that name what does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.batch.pinned import PinnedBatch, PinnedDocument, PinnedPrompt, proposed, shown_name, shown_pin
from promptlint.change import shown, version_label
from promptlint.diagnostics import Finding
from promptlint.rules.batch._invalidated import is_lost_document, lost_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.batch.pinned import Pin
    from promptlint.versions import Version


def unknown(batch: Batch) -> Iterator[Finding]:
    """A finding for each pin that names what is not there; what just changed is told as a change."""
    if not isinstance(batch, PinnedBatch):
        return
    for prompt in batch.prompts:
        if prompt.problem is not None:
            what = f"`{shown_name(prompt.pin.id)}`, which batch `{batch.name}` pins, {prompt.problem}"
            yield Finding(what, prompt.pin.at(prompt.problem), help=prompt.hint)
        elif prompt.prompt is not None and not lost_by(batch, prompt):
            yield from _wrong_value(batch, prompt, prompt.prompt.version)
    for document in batch.documents:
        if document.digest is None:
            what = f"`{shown_name(document.pin.id)}`, which batch `{batch.name}` pins, does not exist"
            yield Finding(what, document.pin.at("does not exist"), help=document.hint)
        elif not is_lost_document(batch, document):
            yield from _wrong_value(batch, document, document.version)


def _wrong_value(
    batch: PinnedBatch, pinned: PinnedPrompt | PinnedDocument, version: Version | None
) -> Iterator[Finding]:
    pin, digest = pinned.pin, pinned.digest or ""
    if pin.digest is not None:
        if not pin.holds_digest(digest):
            yield Finding(
                f"batch `{batch.name}` pins `{shown_pin(pin)}`, and that is not there",
                pin.at(f"it is {proposed(digest)[:15]}…"),
                help=_write(pin, proposed(digest)),
            )
    elif pin.version is not None and version is None:
        yield Finding(
            f"batch `{batch.name}` pins version `{shown_pin(pin)}` of what has no version",
            pin.at("declares no version"),
            help=f"declare version {shown_pin(pin)} there, or {_write(pin, proposed(digest))}",
        )
    elif pin.version is not None and version is not None and not pin.holds_version(version.text):
        yield Finding(
            f"batch `{batch.name}` pins version `{shown_pin(pin)}`, which does not exist",
            pin.at("no such version"),
            (version_label(version, f"this is version {shown(version)}"),),
            help=_write(pin, version.text),
        )


def _write(pin: Pin, value: str) -> str:
    return f"write `{pin.moved_to(value)}`"
