"""How many requests of one prefix read it from the cache: a range with its reasons, never a number.

What is public disagrees, so both ends of the range are somebody's figure:

- Anthropic's batch documentation gives hit rates of 30 to 98 %, "depending on traffic patterns".
- Measured by bike4mind (pull request 2741; Opus 4.6, a prefix of 11,400 tokens): five cold batches of 10 to 48 requests
  read 0 of 138; 25 requests submitted right after another batch read 25; a batch of one short request and then 25: 25;
  a synchronous request and then a batch of 25: 4.
- Measured in anthropics/skills (issue 1475; Haiku 4.5): a batch a second after a synchronous request read nothing,
  while entries that batches had written were read by later batches.
- Anthropic's caching documentation: an entry can be read once the response that writes it has begun, so requests that
  run side by side all write; each read starts the time to live anew; to warm a batch, submit a batch of one request
  with an hour to live, wait until it ends, and submit the rest.

Why a cold batch reads nothing follows from the last point where a provider runs its requests side by side. That larger
batches do better is what the documented rates suggest, but nobody has published it, so a cold batch spans both.
For other providers no rate in batches was found at all.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TYPE_CHECKING, assert_never

from promptlint.providers.registry import Provider
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DOCUMENTED_LOW, DOCUMENTED_HIGH = 30, 98  # percent
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

_BATCHES = "Anthropic batch processing documentation"
_CACHING = "Anthropic prompt caching documentation"
_BIKE4MIND = "Bike4Mind/bike4mind pull request 2741"
_SKILLS = "anthropics/skills issue 1475"
_PRICES = "price list"
_UNFOUND = "no public figure was found"


class Warmth(IntEnum):
    """What has been done for a prefix before its requests are sent, the least first."""

    COLD = 0
    SYNCHRONOUS = 1  # one ordinary request has written it
    BATCH = 2  # a batch that holds it has ended

    @property
    def word(self) -> str:
        """The name in reports."""
        return self.name.lower()


class Fit(Enum):
    """How a prefix compares with the fewest tokens that its model caches."""

    BELOW = "below"
    BORDERLINE = "borderline"
    ABOVE = "above"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Group(Record):
    """Requests that begin with one prefix, and how they are sent."""

    requests: int
    provider: Provider
    warmth: Warmth = Warmth.COLD
    ttl: str | None = None  # "5m", "1h"; None: the provider's own, which is not known to last
    batched: bool = True
    marked: bool = True  # whether they carry a cache mark, where the provider needs one
    caches: bool = True  # whether the provider takes less for a read, in a batch if they are in one
    fit: Fit = Fit.ABOVE
    runs: int = 1  # 1: they follow each other; more: requests of other prefixes stand between
    gap: float | None = None  # seconds from one run to the next; None: not known
    wait: float | None = 0.0  # seconds from the end of the warming request to the first of these; None: not known
    concurrency: int | None = None  # how many run side by side outside of a batch; None: any number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reason(Record):
    """Why a range is what it is, and who says so."""

    text: str
    source: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hits(Record):
    """At least `low` and at most `high` of the requests read the prefix; the others write it, where it is cached.

    `measured` is what was read where somebody measured just that, and the least where nobody has: it decides
    between ways to send a job, and is no forecast.
    """

    low: int
    high: int
    requests: int
    reasons: tuple[Reason, ...]
    measured: int = 0

    @property
    def percent(self) -> tuple[float, float]:
        """The range as percentages of the requests."""
        whole = max(self.requests, 1)
        return 100 * self.low / whole, 100 * self.high / whole


def seconds(ttl: str | None) -> int | None:
    """A time to live as seconds; None for one that is not known, or is not written as in `5m`."""
    if ttl is None or not (number := ttl[:-1]).isdecimal() or ttl[-1] not in _SECONDS or len(number) > len("99999"):
        return None
    return int(number) * _SECONDS[ttl[-1]]


def together(parts: Iterable[Hits]) -> Hits:
    """The hits of several groups, each reason once."""
    parts = tuple(parts)
    reasons = dict.fromkeys(reason for part in parts for reason in part.reasons)
    low, high, requests, measured = (
        (
            sum(column)
            for column in zip(*((part.low, part.high, part.requests, part.measured) for part in parts), strict=True)
        )
        if parts
        else (0, 0, 0, 0)
    )
    return Hits(low, high, requests, (*reasons,), measured)


def expected(group: Group) -> Hits:
    """The reads to expect of a group. Pure; warmer, longer lived and less interleaved never expects fewer."""
    never = _never(group)
    if never is not None:
        return Hits(0, 0, max(group.requests, 0), (never,))
    warmth, reasons = _warmth(group)
    low, high, measured, why = (_in_batch if group.batched else _in_stream)(group, warmth)
    reasons += why
    if group.fit is Fit.BORDERLINE:
        low = measured = 0
        reasons.append(Reason("the prefix may be shorter than the least that the model caches", _CACHING))
    high = max(0, min(high, group.requests))
    low = max(0, min(low, high))
    return Hits(low, high, group.requests, tuple(reasons), max(low, min(measured, high)))


def _never(group: Group) -> Reason | None:
    """Why nothing is ever read, if so."""
    if not group.caches:
        where = "in batches " if group.batched else ""
        return Reason(f"the provider takes nothing off for cached tokens {where}of this model", _PRICES)
    if not group.marked:
        return Reason("no cache mark, so nothing is cached", _CACHING)
    if group.requests <= (group.warmth is Warmth.COLD):
        return Reason("no second request is there to read what the first one writes", _CACHING)
    if group.fit is Fit.BELOW:
        return Reason("the prefix is shorter than the least that the model caches", _CACHING)
    return None


def _warmth(group: Group) -> tuple[Warmth, list[Reason]]:
    """What is left of the warming when the first request comes."""
    lives = seconds(group.ttl)
    if group.warmth is not Warmth.COLD and group.wait is not None and lives is not None and group.wait > lives:
        return Warmth.COLD, [Reason(f"the warmed entry lives {group.ttl} and is gone before it is read", _CACHING)]
    return group.warmth, []


# ---------------------------------------------------------------- in a batch


def _in_batch(group: Group, warmth: Warmth) -> tuple[int, int, int, list[Reason]]:
    if group.provider is not Provider.ANTHROPIC:
        most = group.requests - (warmth is Warmth.COLD)
        return 0, most, 0, [Reason("hit rates in batches: not documented", _UNFOUND)]
    reasons = [Reason(f"{DOCUMENTED_LOW}–{DOCUMENTED_HIGH} % of the requests of a batch read", _BATCHES)]  # noqa: RUF001 a range takes an en dash
    documented = -(-group.requests * DOCUMENTED_HIGH // 100)
    match warmth:
        case Warmth.COLD:
            reasons.append(Reason("cold batches read 0 of 138: requests that run side by side all write", _BIKE4MIND))
            return 0, min(documented, group.requests - 1), 0, reasons
        case Warmth.SYNCHRONOUS:
            reasons.append(Reason("after a synchronous request a batch of 25 read 4", _BIKE4MIND))
            reasons.append(Reason("after a synchronous request a batch read nothing", _SKILLS))
            return 0, documented, 0, reasons
        case Warmth.BATCH:
            reasons.append(Reason("after a batch that had ended 50 of 50 read", _BIKE4MIND))
            lost = [*_lost_in_batch(group)]
            low = 0 if lost else group.requests * DOCUMENTED_LOW // 100
            return low, group.requests, low if lost else group.requests, reasons + lost
        case _:
            assert_never(warmth)


def _lost_in_batch(group: Group) -> Iterator[Reason]:
    """Why a warmed entry may be gone before the batch comes to it."""
    lives = seconds(group.ttl or "5m")
    if lives is None or lives < _SECONDS["h"]:
        yield Reason(f"a batch may take longer to begin than an entry lives ({group.ttl or '5m'})", _BATCHES)
    if group.wait is None:
        yield Reason("it is not known how long after the warm-up the batch is submitted", _CACHING)
    if group.runs > 1:
        yield Reason(
            f"its requests stand in {group.runs:,} runs, with others between: the entry may expire on the way", _CACHING
        )


# ---------------------------------------------------------------- one by one, or so many at a time


def _in_stream(group: Group, warmth: Warmth) -> tuple[int, int, int, list[Reason]]:
    """Each time the entry is not there, those write that run before the first response has begun."""
    source = _CACHING if group.provider is Provider.ANTHROPIC else f"as for Anthropic; {_UNFOUND}"
    first = int(warmth is Warmth.COLD)
    low_gaps, high_gaps, reasons = _expiries(group)
    fewest = first + low_gaps
    side_by_side = group.requests if group.concurrency is None else max(1, group.concurrency)
    most = min(group.requests, (first + high_gaps) * side_by_side)
    if fewest and side_by_side > 1:
        reasons.append(Reason("an entry can be read once the response that writes it has begun", source))
    if most:
        reasons.append(Reason("a request that finds no entry writes it", source))
    if group.ttl is None and group.provider is not Provider.ANTHROPIC:
        most = group.requests
        reasons.append(Reason("how long an entry lives is not promised", _UNFOUND))
    low = group.requests - most
    return low, group.requests - min(fewest, group.requests), low, reasons


def _expiries(group: Group) -> tuple[int, int, list[Reason]]:
    """How often the entry expires between two runs: at least, at most, and why."""
    between = group.runs - 1
    lives = seconds(group.ttl or "5m")
    if not between:
        return 0, 0, []
    if group.gap is None or lives is None:
        return 0, between, [Reason(f"how long it is between its {group.runs:,} runs is not known", _CACHING)]
    if group.gap > lives:
        return between, between, [Reason(f"the entry expires between its {group.runs:,} runs", _CACHING)]
    return 0, 0, []
