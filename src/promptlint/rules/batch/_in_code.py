"""What is wrong with the batches that a program sends."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Kind, Literal, literals
from promptlint.providers.registry import Provider, bare_name
from promptlint.tokens import estimate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.code import BatchCode, CodeRequest
    from promptlint.ir import Prompt

_MOST_PAIRS = 40  # places of one batch that are compared with each other


def alternating(batch: BatchCode) -> Iterator[Finding]:
    """Requests of different prefixes that come in turn, or in no order."""
    for request in batch.requests:
        if request.turns is not None:
            turns = request.turns
            yield Finding(
                f"the inner loop changes how each request begins, with `{turns.inner}`",
                turns.label,
                help=f"let it be the outer one, and `{turns.outer}` change inside of it, so that each prefix is one run",
            )
            return
    pair = next((pair for pair in _pairs(batch) if _take_turns(*pair) and _begin_otherwise(*pair)), None)
    if pair is not None:
        yield Finding(
            "each round of a loop makes requests of several prefixes",
            Label(pair[1].label.path, pair[1].label.span, "made in turn"),
            (Label(pair[0].label.path, pair[0].label.span, "with this one"),),
            help="make all requests of one prefix before those of the next: one loop for each prompt",
        )
        return
    if batch.shuffled is not None and _has_several_prefixes(batch):
        yield Finding(
            "requests of several prefixes are put into a random order",
            batch.shuffled,
            help="leave the requests of one prefix next to each other",
        )


def _take_turns(one: CodeRequest, other: CodeRequest) -> bool:
    return one.turn is not None and one.turn == other.turn


def _begin_otherwise(one: CodeRequest, other: CodeRequest) -> bool:
    """Whether two requests begin in ways that are both long enough to be cached, and differ."""
    if not all(_is_long(each.prompt) for each in (one, other)):
        return False
    first, second = _opening(one.prompt), _opening(other.prompt)
    return not (first.startswith(second) or second.startswith(first))


def _has_several_prefixes(batch: BatchCode) -> bool:
    is_grouped = any(request.groups and request.prompt.breakpoints for request in batch.requests)
    return is_grouped or any(_begin_otherwise(*pair) for pair in _pairs(batch))


def _pairs(batch: BatchCode) -> Iterator[tuple[CodeRequest, CodeRequest]]:
    return combinations(batch.requests[:_MOST_PAIRS], 2)


def _opening(prompt: Prompt) -> str:
    """The constant text that a prompt begins with."""
    text = []
    for segment in prompt.segments:
        if isinstance(segment, Literal):
            text.append(segment.text)
        elif segment.kind in (Kind.VALUE, Kind.LOOP):
            break
    return "".join(text)


def _is_long(prompt: Prompt) -> bool:
    """Whether the constant text that a prompt begins with may be cached."""
    return estimate(_opening(prompt), prompt.limits.tokenizer).low >= prompt.limits.minimum


# ---------------------------------------------------------------- versions and models


def several_versions_in_code(batch: BatchCode) -> Iterator[Finding]:
    """Versions of one prompt in one batch."""
    first: dict[str, tuple[str, Label]] = {}
    for request in batch.requests:
        for name, version, label in request.versions:
            known = first.setdefault(name, (version, label))
            if known[0] != version and _goes_together(batch, request):
                yield Finding(
                    f"one batch sends versions `{known[0]}` and `{version}` of a prompt",
                    Label(request.label.path, request.label.span, f"sends {label.text}"),
                    (known[1], label),
                    help="send one version, or one batch for each",
                )
                return


def _goes_together(batch: BatchCode, request: CodeRequest) -> bool:
    """Whether a request is in one batch with others of its function."""
    return batch.is_single or any(other is not request and _take_turns(other, request) for other in batch.requests)


def several_models_in_code(batch: BatchCode) -> Iterator[Finding]:
    """Models that one prefix goes to."""
    varying = next((each for each in batch.requests if each.model is not None and _is_long(each.prompt)), None)
    if varying is not None and varying.model is not None:
        yield Finding("one prefix goes to several models", varying.model, (_sent(varying),), help=_ONE_MODEL)
        return
    for one, other in _pairs(batch):
        models = one.prompt.model, other.prompt.model
        if None in models or bare_name(models[0] or "") == bare_name(models[1] or ""):
            continue
        together = batch.is_single or _take_turns(one, other)
        if together and _is_long(one.prompt) and _opening(one.prompt) == _opening(other.prompt):
            yield Finding(
                "one prefix goes to several models",
                Label(other.label.path, other.label.span, f"`{models[1]}`"),
                (Label(one.label.path, one.label.span, f"`{models[0]}`"),),
                help=_ONE_MODEL,
            )
            return


_ONE_MODEL = "each model has a cache of its own: send the batch to one, or a batch to each"


def _sent(request: CodeRequest) -> Label:
    return Label(request.label.path, request.label.span, "the same text goes to each")


# ---------------------------------------------------------------- marks


def short_marks(batch: BatchCode) -> Iterator[Finding]:
    """Marks whose entries live five minutes."""
    for request in batch.requests:
        for mark in request.short:
            yield Finding(
                "a batch relies on a five-minute cache entry",
                Label(mark.path, mark.span, "lives five minutes"),
                (request.label,),
                help='a batch may begin later than that, and take up to a day: add `"ttl": "1h"`',
                severity=Severity.INFO,
            )
            break


def cold(batch: BatchCode) -> Iterator[Finding]:
    """A marked batch that nothing goes ahead of."""
    if batch.is_warmed:
        return
    for request in batch.requests:
        prompt = request.prompt
        is_anthropic = prompt.limits.provider is Provider.ANTHROPIC
        if prompt.breakpoints and is_anthropic and _is_long(prompt):
            yield Finding(
                "nothing in this module warms the prefix before the batch",
                batch.label,
                help="submit a batch of one request first, and wait for it: requests that run side by side all write",
            )
            return


def used_once(batch: BatchCode) -> Iterator[Finding]:
    """Marks that some requests have and others do not."""
    for request in batch.requests:
        if request.some is not None:
            yield Finding(
                "only some requests of a batch have the cache mark",
                request.some,
                (request.label,),
                help="set it in every request: one without a mark neither reads nor keeps the entry alive",
            )
            return
    for one, other in _pairs(batch):
        marked, plain = (one, other) if one.prompt.breakpoints else (other, one)
        if not marked.prompt.breakpoints or plain.prompt.breakpoints or plain.prompt.automatic:
            continue
        if (batch.is_single or _take_turns(one, other)) and _share(marked.prompt, plain.prompt):
            mark = marked.prompt.breakpoints[-1]
            yield Finding(
                "only some requests of a batch have the cache mark",
                Label(plain.label.path, plain.label.span, "the same prefix, and no mark"),
                (Label(mark.path, mark.span, "marked here"),),
                help="set it in every request: one without a mark neither reads nor keeps the entry alive",
            )
            return


def _share(marked: Prompt, plain: Prompt) -> bool:
    """Whether a request without a mark begins with what another one has marked."""
    text = "".join(literal.text for literal in literals(marked.cached_prefix))
    other = "".join(literal.text for literal in literals(plain.blocks))
    return _is_long(marked) and other.startswith(text)
