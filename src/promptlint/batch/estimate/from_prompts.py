"""Jobs from prompts: their static text, and what was declared of the requests that are made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.batch.estimate.job import NOTHING, Job, Part, Text
from promptlint.batch.hits import Warmth
from promptlint.config_costs import route_for
from promptlint.ir import Kind, literals, placeholders
from promptlint.providers.registry import limits
from promptlint.record import Record, dataclass
from promptlint.tokens import widths

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promptlint.config import Config
    from promptlint.ir import Block, Prompt
    from promptlint.tokens import Bounds

_NAMED = 3  # values that a note spells out


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Declared(Record):
    """What is said of a job besides its prompts."""

    requests: int
    output: Bounds
    input: Bounds = NOTHING  # tokens that are put in for the values of each request
    documents: tuple[str, ...] = ()  # text that is put in for values in the prefix, the same in all requests
    model: str | None = None
    provider: str | None = None
    ttl: str | None = None
    deadline: int | None = None
    warmth: Warmth = Warmth.BATCH


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Shared(Record):
    """How a prompt parts into what all of its requests share and what each has of its own."""

    prefix: tuple[Block, ...]
    mark: str | None  # the lifetime of the mark that ends it; None where there is no such mark
    note: str | None  # what is wrong with its marks


def model_of(prompt: Prompt, declared: Declared, config: Config) -> str | None:
    """The model that a prompt is sent to, as far as anybody says."""
    return declared.model or prompt.model or config.model_for(prompt.path)


def job_of(
    name: str, prompts: Sequence[Prompt], declared: Declared, config: Config, model: str, also: Iterable[str] = ()
) -> Job:
    """A job whose requests are spread evenly over some prompts; `also` are names that a route may know it by."""
    known = limits(model, declared.provider)
    shares = [shared(prompt, explicit=known.explicit) for prompt in prompts]
    marks = [share.mark for share in shares]
    notes = [share.note for share in shares if share.note]
    if len(prompts) > 1:
        notes.append(f"the requests are taken to be spread evenly over {len(prompts)} prompts")
    open_ = [*_not_counted(prompts, shares, declared)]
    return Job(
        name=name,
        parts=tuple(
            _part(prompt, share, declared, count)
            for prompt, share, count in zip(prompts, shares, _spread(declared.requests, len(prompts)), strict=True)
        ),
        output=declared.output,
        model=model,
        provider=declared.provider,
        ttl=declared.ttl or _lifetime(marks),
        deadline=declared.deadline,
        warmth=declared.warmth,
        route=route_for(config.route, [*also, *(prompt.id for prompt in prompts)]),
        is_whole=not open_,
        notes=tuple(dict.fromkeys([*notes, *open_])),
    )


def shared(prompt: Prompt, *, explicit: bool) -> Shared:
    """Part a prompt: at its last mark that closes only what recurs, or else at the first value of a request."""
    run = prompt.leading_run
    marked = [index for index, block in enumerate(run) if block.breakpoint]
    if marked:
        last = run[marked[-1]].breakpoint
        assert last is not None, "it was chosen for its mark"
        return Shared(run[: marked[-1] + 1], last.ttl or "5m", None)
    if prompt.breakpoints:
        note = f"the cache mark of {prompt.id} stands behind values of one request: the estimate takes it to be moved"
        return Shared(run, prompt.breakpoints[0].ttl or "5m", note)
    if prompt.automatic is not None:
        return Shared(run, prompt.automatic.ttl or "5m", None)
    unmarked = f"{prompt.id} has no cache mark: the estimate takes it to get one"
    return Shared(run, None, unmarked if explicit else None)


def _part(prompt: Prompt, share: Shared, declared: Declared, requests: int) -> Part:
    narrow, wide = _widths(literal.text for literal in literals(share.prefix))
    all_narrow, all_wide = _widths(literal.text for literal in literals(prompt.blocks))
    more_narrow, more_wide = _widths(declared.documents)
    return Part(
        name=prompt.id,
        requests=requests,
        prefix=Text(narrow + more_narrow, wide + more_wide),
        rest=Text(all_narrow - narrow, all_wide - wide, declared.input),
    )


def _widths(texts: Iterable[str]) -> tuple[int, int]:
    pairs = [widths(text) for text in texts]
    return sum(narrow for narrow, _ in pairs), sum(wide for _, wide in pairs)


def _spread(requests: int, parts: int) -> list[int]:
    """Split a number as evenly as it can be."""
    each, more = divmod(requests, max(parts, 1))
    return [each + (index < more) for index in range(parts)]


def _lifetime(marks: Sequence[str | None]) -> str | None:
    """The shortest lifetime that marks give."""
    given = [mark for mark in marks if mark]
    return "5m" if "5m" in given else next(iter(given), None)


def _not_counted(prompts: Sequence[Prompt], shares: Sequence[Shared], declared: Declared) -> Iterable[str]:
    """Values whose text nobody told."""
    inside, behind = [], []
    for prompt, share in zip(prompts, shares, strict=True):
        within = [value.name for value in placeholders(share.prefix) if value.kind is Kind.VALUE]
        every = [value.name for value in placeholders(prompt.blocks) if value.kind is Kind.VALUE]
        inside += within
        behind += every[len(within) :]
    if inside and not declared.documents:
        yield f"what is put in for {_names(inside)}, which all requests share, is not counted: --document FILE adds it"
    if behind and declared.input == NOTHING:
        yield f"what is put in for {_names(behind)} is not counted: --input-tokens adds it"


def _names(names: Sequence[str]) -> str:
    each = list(dict.fromkeys(names))
    more = f" and {len(each) - _NAMED} more" if len(each) > _NAMED else ""
    return ", ".join(f"`{name}`" for name in each[:_NAMED]) + more
