"""What is wrong with a declared batch as it stands, whether or not anything changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.batch.hits import seconds
from promptlint.batch.pinned import shown_name, shown_pin
from promptlint.diagnostics import Finding, Label
from promptlint.providers.registry import bare_name
from promptlint.versions import family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.pinned import PinnedBatch, PinnedPrompt
    from promptlint.ir import Breakpoint

_AN_HOUR = 3600


def several_versions(batch: PinnedBatch) -> Iterator[Finding]:
    """Prompts of which a batch pins a second version."""
    first: dict[str, PinnedPrompt] = {}
    for pinned in batch.prompts:
        prompt = pinned.prompt
        # Files of one family are versions of one prompt, and so are those that declare one name.
        names = [pinned.pin.id, family(pinned.pin.id), *([prompt.name] if prompt is not None and prompt.name else [])]
        other = next((first[name] for name in names if name in first), None)
        if other is not None and (other.pin.id, other.pin.value) != (pinned.pin.id, pinned.pin.value):
            yield Finding(
                f"batch `{batch.name}` sends two versions of `{shown_name(family(pinned.pin.id))}`",
                pinned.pin.at("another version"),
                (other.pin.at(f"version {shown_pin(other.pin)}" if other.pin.value else "the first one"),),
                help="each version has a prefix of its own: send them in two batches, or one version only",
            )
        for name in names:
            first.setdefault(name, pinned)


def short_ttl(batch: PinnedBatch) -> Iterator[Finding]:
    """Entries of a declared batch that are gone before it comes to them."""
    lives = seconds(batch.settings.ttl)
    if lives is not None and lives < _AN_HOUR and batch.ttl_label is not None:
        yield Finding(
            f"batch `{batch.name}` counts on entries that live {batch.settings.ttl}",
            Label(batch.ttl_label.path, batch.ttl_label.span, "a batch may take longer to begin"),
            help=_AN_HOUR_HELP,
        )
        return
    for pinned in batch.prompts:
        for mark in pinned.prompt.breakpoints if pinned.prompt is not None else ():
            # Who declares how long entries live says so of marks that do not tell.
            is_told = batch.settings.ttl is not None and not pinned.prompt.is_request if pinned.prompt else False
            if mark.is_short and not (mark.ttl is None and is_told):
                yield _short_mark(batch, pinned, mark)
                break


def _short_mark(batch: PinnedBatch, pinned: PinnedPrompt, mark: Breakpoint) -> Finding:
    return Finding(
        f"batch `{batch.name}` sends a mark whose entry lives five minutes",
        Label(mark.path, mark.span, "five minutes" if mark.ttl else "five minutes, unless it says more"),
        (pinned.pin.at("pinned here"),),
        help=_AN_HOUR_HELP,
    )


_AN_HOUR_HELP = "a batch may begin later than that, and take up to a day: ask for an hour (`1h`)"


def several_models(batch: PinnedBatch) -> Iterator[Finding]:
    """Prompts that are written for another model than the batch declares."""
    declared = batch.settings.model
    for pinned in batch.prompts:
        prompt = pinned.prompt
        if declared is None or prompt is None or prompt.model is None or prompt.model_span is None:
            continue
        if bare_name(prompt.model) != bare_name(declared) and batch.model_label is not None:
            yield Finding(
                f"batch `{batch.name}` goes to `{shown_name(declared)}`, its prompt to `{shown_name(prompt.model)}`",
                Label(batch.model_label.path, batch.model_label.span, "one model"),
                (Label(prompt.path, prompt.model_span, "another model"),),
                help="each model has a cache of its own: declare the one that answers the batch",
            )
