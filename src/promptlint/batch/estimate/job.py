"""A job to be estimated: how many requests, of which text, to which model, and how they are sent."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from promptlint.batch.hits import Warmth
from promptlint.providers.registry import limits
from promptlint.record import Record, dataclass
from promptlint.tokens import Bounds, bracket

if TYPE_CHECKING:
    from promptlint.config_costs import RouteSettings
    from promptlint.tokens import Tokenizer

NOTHING = Bounds(0, 0)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Text(Record):
    """Text by its widths, since each model counts its tokens otherwise, and tokens that were declared."""

    narrow: int = 0
    wide: int = 0
    tokens: Bounds = NOTHING

    def bounds(self, tokenizer: Tokenizer) -> Bounds:
        """How many tokens a model counts."""
        return bracket(self.narrow, self.wide, tokenizer) + self.tokens


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Part(Record):
    """Requests of one prefix, or of several of about the same size, spread evenly over them."""

    name: str
    requests: int
    prefix: Text
    rest: Text  # what each request has of its own
    runs: int = 1  # of one prefix, as they are ordered now: 1 where they follow each other
    prefixes: int = 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Job(Record):
    """Requests that are sent together."""

    name: str
    parts: tuple[Part, ...]
    output: Bounds  # tokens of an answer
    model: str
    provider: str | None = None
    ttl: str | None = None  # None: not told, so the longest that the provider has
    deadline: int | None = None  # seconds until the answers are needed; None: not told
    warmth: Warmth = Warmth.BATCH  # what is done for each prefix before the job is sent
    route: RouteSettings | None = None
    is_whole: bool = True  # whether all that a request has of its own is counted
    notes: tuple[str, ...] = ()  # what is not counted, and what is not as it should be

    @property
    def requests(self) -> int:
        """How many requests there are."""
        return sum(part.requests for part in self.parts)

    @property
    def prefixes(self) -> int:
        """How many prefixes they have."""
        return sum(part.prefixes for part in self.parts if part.prefix != Text())


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Size(Record):
    """One way to count the tokens of a request, in between the bounds."""

    prefix: int
    rest: int

    @property
    def prompt(self) -> int:
        """All tokens of the request."""
        return self.prefix + self.rest


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sizes(Record):
    """The parts of a job as one model counts them: the same place between the bounds for all of them."""

    parts: tuple[tuple[Bounds, Bounds], ...]  # prefix and rest

    @classmethod
    def of(cls, job: Job, model: str) -> Sizes:
        """Count the text of a job."""
        tokenizer = limits(model, job.provider).tokenizer
        return cls(tuple((part.prefix.bounds(tokenizer), part.rest.bounds(tokenizer)) for part in job.parts))

    def at(self, place: Fraction) -> tuple[Size, ...]:
        """The sizes at a place from 0, the lower bounds, to 1, the upper ones."""
        return tuple(Size(between(prefix, place), between(rest, place)) for prefix, rest in self.parts)


def between(bounds: Bounds, place: Fraction) -> int:
    """The number of tokens at a place between two bounds, rounded up."""
    span = (bounds.high - bounds.low) * place
    return bounds.low - (-span.numerator // span.denominator)


def places(bounds: Bounds, threshold: int) -> tuple[Fraction, ...]:
    """Where a count reaches a threshold, and where it is one token short of it; none if it lies outside."""
    if not bounds.low < threshold <= bounds.high:
        return ()
    span = bounds.high - bounds.low
    return Fraction(threshold - 1 - bounds.low, span), Fraction(threshold - bounds.low, span)
