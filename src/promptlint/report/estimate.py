"""An estimate for people: the figures, the waterfall, the same job done wrong, and the verdict."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING

from promptlint.batch.estimate.bill import Range
from promptlint.report.cells import clean
from promptlint.report.money import DASH, percent, range_of
from promptlint.report.style import Role
from promptlint.report.table import GAP, Align, table, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.batch.estimate.estimate import Estimate
    from promptlint.batch.estimate.figures import Figures
    from promptlint.batch.estimate.levers import Step
    from promptlint.batch.estimate.verdict import Verdict
    from promptlint.report.style import Style
    from promptlint.tokens import Bounds

_BAR = 30  # cells of a bar of 100 %
_LEAST = 8  # of one that still tells something
_INDENT = "  "
_HOUR, _DAY = 3600, 86400
_HEADS = ("in order", "in the wrong order", "with the cache lost")


def render(estimates: Sequence[Estimate], style: Style) -> str:
    """One estimate in full, several as a table with a line for each."""
    lines = _in_full(estimates[0], style) if len(estimates) == 1 else _overview(estimates, style)
    return "".join(f"{line}\n" for line in lines)


# ---------------------------------------------------------------- one job


def _in_full(each: Estimate, style: Style) -> Iterator[str]:
    job = each.job
    requests = "1 request" if job.requests == 1 else f"{job.requests:,} requests"
    answers = _count(job.output)
    yield style.paint(f"{clean(job.name)}: {requests} to {clean(job.model)}, answers of {answers} tokens", Role.STRONG)
    yield from _section("Four figures", _figures(each, style), style)
    yield from _section("What it costs", _waterfall(each, style), style)
    if each.levers.wrong_order:
        yield from _section("The same job, done otherwise", _side_by_side(each, style), style)
    yield from _section(f"Verdict: {each.verdict.choice}", _verdict(each, style), style)
    if reasons := each.figures.reuse.reads.reasons:
        share = percent(*each.figures.reuse.reads.percent)
        listed = (f"{reason.text} ({reason.source})" for reason in reasons)
        yield from _section(f"Why {share} of the requests read", _bullets(listed, style), style)
    yield from _section("Prices", _bullets(_sources(each), style), style)
    if each.notes:
        yield from _section("To be known", _bullets(each.notes, style), style)


def _section(title: str, lines: Iterator[str], style: Style) -> Iterator[str]:
    yield ""
    yield style.paint(title, Role.STRONG)
    yield from (f"{_INDENT}{line}".rstrip() for line in lines)


def _figures(each: Estimate, style: Style) -> Iterator[str]:
    known = each.figures
    recurs = f"{known.prefix} of {known.input} input tokens are the same in other requests"
    if not each.job.is_whole:
        recurs += ", and what is put in is not counted"
    rows = [
        ("prefix ratio", _share(known.prefix_ratio), recurs),
        ("output share", _share(known.output_share), "of the list price are answers, which no cache makes cheaper"),
        ("reuse window", percent(*known.reuse.reads.percent), _reuse(known)),
        ("deadline", _duration(known.deadline.needed), _deadline(known)),
    ]
    name, value = (max(width(row[column]) for row in rows) for column in (0, 1))
    for label, figure, text in rows:
        begin = f"{label:<{name}}  {figure:>{value}}  "
        yield from _wrapped(text, style.width - len(_INDENT), begin, " " * len(begin))


def _reuse(known: Figures) -> str:
    reuse = known.reuse
    requests = "1 request" if reuse.requests == 1 else f"{reuse.requests:,} requests"
    if reuse.prefixes == 0:
        return f"of {requests} read the cache: no prefix comes twice"
    prefixes = "one prefix" if reuse.prefixes == 1 else f"{reuse.prefixes:,} prefixes"
    text = f"of {requests} with {prefixes} read it"
    if reuse.spacing is None or reuse.ttl is None:
        return text
    verb = "outlives" if reuse.outlives else "does not outlive"
    return f"{text}; until the deadline one every {_spoken(reuse.spacing)}, which an entry of {reuse.ttl} {verb}"


def _deadline(known: Figures) -> str:
    deadline = known.deadline
    if deadline.batch is None:
        return "how long a batch may take is not known"
    takes = f"a batch may take {_duration(deadline.batch)}"
    if deadline.tolerates is None:
        return f"{takes}; --window tells by when the answers are needed"
    return f"{takes}: the answers can wait" if deadline.tolerates else f"{takes}: the answers cannot wait for it"


def _waterfall(each: Estimate, style: Style) -> Iterator[str]:
    """A table of the steps, with a bar for each as wide as the terminal has room."""
    steps = each.levers.in_order
    rows = [
        (
            step.lever.value,
            clean(step.way.model.name),
            _money(step.bill.dollars),
            _money(step.bill.dollars.over(max(each.job.requests, 1))),
            _share(step.bill.of_list),
        )
        for step in steps
    ]
    head = ("", "model", "the job", "a request", "of list")
    aligns = (Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT)
    first, *lines = table(head, rows, aligns, style)
    room = style.width - len(_INDENT) - max(map(width, lines)) - len(GAP)
    longest = max(*(step.bill.of_list.high for step in steps), Decimal(1))
    scale = min(Decimal(_BAR), room / longest)
    bars = [_bar(step.bill.of_list, scale) if scale >= _LEAST else "" for step in steps]
    yield first
    yield from (f"{line}{GAP}{bar}".rstrip() for line, bar in zip(lines, bars, strict=True))
    last = steps[-1]
    saved = Range(1 - last.bill.of_list.high, 1 - last.bill.of_list.low)
    if saved.high > 0:
        less = "saved" if saved.low >= 0 else "saved, if the cache holds"
        legend = f"; {_legend(steps)}" if any(bars) else ""
        yield f"{_share(Range(max(saved.low, Decimal(0)), saved.high))} {less}{legend}"


def _legend(steps: Sequence[Step]) -> str:
    ranges = any(step.bill.of_list.low != step.bill.of_list.high for step in steps)
    return "`#` at least, `-` at most" if ranges else "`#` what is paid"


def _bar(share: Range, scale: Decimal) -> str:
    """A bar that is certain up to the lower end, and dashed up to the upper one; 100 % are as long as the scale."""
    certain = _cells(share.low, scale)
    return "#" * certain + "-" * (_cells(share.high, scale) - certain)


def _cells(share: Decimal, scale: Decimal) -> int:
    return max(int((share * scale).to_integral_value()), int(share > 0))


def _side_by_side(each: Estimate, style: Style) -> Iterator[str]:
    levers = each.levers
    ways = [[*_steps(way, style)] for way in (levers.in_order, levers.wrong_order, levers.cache_lost)]
    rows = [[f"{line}{GAP}" for line in row] for row in zip_longest(*ways, fillvalue="")]
    lines = [*table(_HEADS, rows, [Align.LEFT] * len(_HEADS), style)]
    if max(map(width, lines[1:])) > style.width - len(_INDENT):
        pairs = zip(_HEADS, ways, strict=True)
        lines = [line for name, way in pairs for line in (style.paint(name, Role.STRONG), *way)]
    yield from lines
    right, lost = levers.in_order[-1].bill, levers.cache_lost[-1].bill
    wrong = levers.wrong_order[-1].bill
    last = ", and a model that comes last begins with an empty cache" if levers.routed != levers.listed else ""
    otherwise = f"{_money(wrong.dollars)} in the end; in order {_money(right.dollars)}"
    fine = f"{_share(lost.of_list)} of the list price; kept, it is {_share(right.of_list)}"
    texts = [
        f"in the wrong order nothing warms the batch{last}: {otherwise}",
        f"with the cache lost each request writes what none reads, and the invoice looks fine all the same: {fine}"
        if right.reads is not None and right.reads.high
        else "nothing is read from a cache in the end, so none can be lost",
    ]
    yield from _bullets(texts, style)


def _steps(way: Sequence[Step], style: Style) -> Iterator[str]:
    rows = [(step.lever.value, _money(step.bill.dollars)) for step in way]
    yield from table(("", ""), rows, (Align.LEFT, Align.RIGHT), style)


def _verdict(each: Estimate, style: Style) -> Iterator[str]:
    found = each.verdict
    rows = [(choice.value, _money(bill.dollars), _money(bill.measured)) for choice, bill in found.bills]
    yield from table(("", "the job", "by what was measured"), rows, (Align.LEFT, Align.RIGHT, Align.RIGHT), style)
    least = "nothing else costs less, wherever in the ranges the truth lies" if found.certain else _least(found)
    yield from _bullets((f"{found.reason}; {least}", *found.advice), style)


def _least(found: Verdict) -> str:
    bills = dict(found.bills)
    reads = bills[found.choice].reads
    if reads is not None and reads.measured == 0:
        return "no read is counted on, and without one it costs no more than the others"
    return "by what was measured it costs least"


def _sources(each: Estimate) -> Iterator[str]:
    for model in dict.fromkeys((each.levers.listed, each.levers.routed)):
        prices = model.prices
        yield f"{clean(model.name)}: {prices.source}{f', {prices.date}' if prices.date else ''}"
    route = each.job.route
    if route is not None and each.levers.routed != each.levers.listed:
        yield f"routed as configured{f': {route.reason}' if route.reason else ''}"


def _bullets(texts: Iterator[str] | Sequence[str], style: Style) -> Iterator[str]:
    """Each text on lines of its own that fit the terminal."""
    for text in texts:
        yield from _wrapped(text, style.width - len(_INDENT), "- ", "  ")


def _wrapped(text: str, room: int, first: str, others: str) -> list[str]:
    from textwrap import wrap  # noqa: PLC0415 the table of many jobs needs none

    return wrap(
        clean(text), max(room, 2 * _BAR), initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    )


# ---------------------------------------------------------------- several jobs


def _overview(estimates: Sequence[Estimate], style: Style) -> Iterator[str]:
    rows = []
    for each in estimates:
        steps = each.levers.in_order
        rows.append(
            (
                clean(each.job.name),
                f"{each.job.requests:,}",
                _share(each.figures.prefix_ratio),
                _share(each.figures.output_share),
                percent(*each.figures.reuse.reads.percent),
                _money(steps[0].bill.dollars),
                _money(steps[-1].bill.dollars),
                _share(steps[-1].bill.of_list),
                each.verdict.choice.value,
            )
        )
    first, last = total(estimates)
    rows.append(
        ("total", f"{sum(each.job.requests for each in estimates):,}", "", "", "", _money(first), _money(last), "", "")
    )
    head = ("job", "requests", "prefix", "output", "reads", "list price", "in the end", "of list", "verdict")
    yield from table(head, rows, (Align.LEFT, *[Align.RIGHT] * 7, Align.LEFT), style)
    yield ""
    yield "Prefix: the share of the input that recurs. Output: the share of the list price that answers cost."
    yield "Name one job for the whole estimate: its waterfall, what can go wrong, and the reasons."


def total(estimates: Sequence[Estimate]) -> tuple[Range, Range]:
    """The list prices and the last steps of all jobs."""
    ends = [(each.levers.in_order[0].bill.dollars, each.levers.in_order[-1].bill.dollars) for each in estimates]
    first, last = zip(*ends, strict=True)
    return _sum(first), _sum(last)


def _sum(ranges: Sequence[Range]) -> Range:
    return Range(sum((each.low for each in ranges), Decimal(0)), sum((each.high for each in ranges), Decimal(0)))


# ---------------------------------------------------------------- words


def _money(amount: Range) -> str:
    return range_of(amount.low, amount.high)


def _share(share: Range) -> str:
    """A share in percent, with a digit more where it is small."""
    digits = 1 if share.high < Decimal("0.1") and share.high > 0 else 0
    low, high = (f"{100 * each:.{digits}f}" for each in (share.low, share.high))
    return f"{low} %" if low == high else f"{low}{DASH}{high} %"


def _count(bounds: Bounds) -> str:
    return f"{bounds.low:,}" if bounds.low == bounds.high else f"{bounds.low:,}{DASH}{bounds.high:,}"


def _duration(seconds: int | None) -> str:
    if seconds is None:
        return "not told"
    for unit, length in (("d", _DAY), ("h", _HOUR), ("m", 60)):
        if seconds % length == 0 and (seconds >= 2 * length or unit != "d"):
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def _spoken(seconds: float) -> str:
    if seconds < 120:  # noqa: PLR2004 two minutes
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"  # noqa: PLR2004 a digit more for few
    return f"{seconds / 60:.0f} min"
