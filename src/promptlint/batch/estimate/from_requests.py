"""Jobs from request files: what their requests share is known, and only the answers have to be declared."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from promptlint.batch.estimate.job import NOTHING, Job, Part, Text
from promptlint.batch.hits import Warmth
from promptlint.config_costs import route_for
from promptlint.errors import UserError
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.requests.files import RequestFiles
    from promptlint.config import Config
    from promptlint.tokens import Bounds

_LARGEST = 20  # prefixes that are estimated each by itself
_NOBODY = -1  # the group of requests that share nothing


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sent(Record):
    """What is said of request files besides what stands in them."""

    output: Bounds
    input: Bounds = NOTHING
    model: str | None = None
    provider: str | None = None
    ttl: str | None = None
    deadline: int | None = None
    warmth: Warmth = Warmth.BATCH


@dataclass
class _Sum:
    """The requests of one model and prefix, added up."""

    requests: int = 0
    narrow: int = 0
    wide: int = 0


@dataclass
class _Sums:
    """The requests of one model by prefix."""

    groups: dict[int, _Sum] = field(default_factory=dict)

    def add(self, group: int, characters: int, beyond: int) -> None:
        """Count a request by its characters, and the bytes that they take besides one each."""
        into = self.groups.setdefault(group, _Sum())
        wide = min(beyond // 2, characters)  # of three bytes each: Chinese, Japanese and Korean
        into.requests += 1
        into.narrow += characters - wide
        into.wide += wide


def jobs_of_files(files: RequestFiles, name: str, sent: Sent, config: Config) -> Iterator[Job]:
    """A job for each model. Raises UserError where the files do not name it and nobody else does."""
    by_model = _by_model(files)
    for model, sums in by_model.items():
        named = sent.model or model or config.model
        if named is None:
            raise UserError(f"{name}: its requests name no model, and so no price is known", "name it with --model")
        yield _job(files, name if len(by_model) == 1 else f"{name} ({model})", sums, sent, config, named)


def _by_model(files: RequestFiles) -> dict[str | None, _Sums]:
    found: dict[str | None, _Sums] = {}
    for file, groups in zip(files.files, files.grouping.of, strict=True):
        columns = file.segment.columns
        models = [shape.model for shape in file.segment.shapes]
        for group, length, beyond, shape in zip(groups, columns.length, columns.extra, columns.shape, strict=True):
            sums = found.setdefault(models[shape], _Sums())
            sums.add(max(group, _NOBODY), length - beyond, beyond)
    return found


def _job(files: RequestFiles, name: str, sums: _Sums, sent: Sent, config: Config, model: str) -> Job:
    shared = sorted(
        (number for number in sums.groups if number != _NOBODY),
        key=lambda number: (-sums.groups[number].requests, number),
    )
    parts = [_part(files, number, sums.groups[number], sent) for number in shared[:_LARGEST]]
    if rest := shared[_LARGEST:]:
        parts.append(_many([_part(files, number, sums.groups[number], sent) for number in rest]))
    if alone := sums.groups.get(_NOBODY):
        parts.append(Part("requests that share nothing", alone.requests, Text(), _each(alone, Text(), sent)))
    ttls = {ttl for number in shared for ttl in files.grouping[number].ttls}
    provider = sent.provider or files.files[0].format.provider.value
    notes = ["the text of requests is counted as it stands in the file, with the JSON around it"]
    if "" in ttls:
        notes.append("some or all requests have no cache mark: the estimate takes them to get one")
    return Job(
        name=name,
        parts=tuple(parts),
        output=sent.output,
        model=model,
        provider=provider,
        ttl=sent.ttl or _shortest(ttls - {""}),
        deadline=sent.deadline,
        warmth=sent.warmth,
        route=route_for(config.route, [file.path for file in files.files]),
        notes=tuple(notes),
    )


def _part(files: RequestFiles, number: int, added: _Sum, sent: Sent) -> Part:
    grouping = files.grouping
    columns, prefix = grouping.segments[grouping.files[number]].columns, grouping.prefixes[number]
    group = grouping[number]
    text = Text(columns.narrow[prefix], columns.wide[prefix])
    return Part(group.digest, added.requests, text, _each(added, text, sent), runs=group.returns + 1)


def _each(added: _Sum, prefix: Text, sent: Sent) -> Text:
    """What one request has of its own, on average."""
    narrow, wide = (-(-total // added.requests) for total in (added.narrow, added.wide))
    return Text(max(narrow - prefix.narrow, 0), max(wide - prefix.wide, 0), sent.input)


def _many(parts: list[Part]) -> Part:
    """Many prefixes as one part: their averages, each prefix weighing as much as it has requests."""
    requests = sum(part.requests for part in parts)

    def average(sizes: list[int]) -> int:
        return -(-sum(size * part.requests for size, part in zip(sizes, parts, strict=True)) // requests)

    prefix = Text(average([part.prefix.narrow for part in parts]), average([part.prefix.wide for part in parts]))
    rest = Text(
        average([part.rest.narrow for part in parts]), average([part.rest.wide for part in parts]), parts[0].rest.tokens
    )
    runs = -(-sum(part.runs for part in parts) // len(parts))
    return Part(f"{len(parts):,} more prefixes", requests, prefix, rest, runs, len(parts))


def _shortest(ttls: set[str]) -> str | None:
    """The lifetime to count on where marks differ."""
    return "5m" if "5m" in ttls else next(iter(sorted(ttls)), None)
