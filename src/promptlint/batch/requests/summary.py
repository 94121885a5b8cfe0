"""What is known of request files, as a value that merges with any other in any order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.batch.requests.segment import join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.batch.requests.segment import Segment


@dataclass(frozen=True, slots=True)
class Summary:
    """Stretches of files that do not touch, by file and place; without any it is the summary of nothing.

    `merge` is associative and commutative: whoever reads which stretch, and in whichever order the summaries come
    together, the whole is the same.
    """

    segments: tuple[Segment, ...] = ()

    @classmethod
    def of(cls, segments: Iterable[Segment]) -> Summary:
        """The summary of stretches in any order. Raises ValueError when two of them overlap."""
        joined: list[list[Segment]] = []
        for segment in sorted(segments, key=lambda each: (each.path, each.start, each.end)):
            last = joined[-1][-1] if joined else None
            if last is None or last.path != segment.path or last.end < segment.start:
                joined.append([segment])
            elif last.end == segment.start:
                joined[-1].append(segment)
            else:
                raise ValueError(f"{segment.path}: byte {segment.start:,} is in two summaries")
        return cls(tuple(join(neighbours) for neighbours in joined))

    def merge(self, other: Summary) -> Summary:
        """What is known of both. Raises ValueError when both know the same bytes of a file."""
        return Summary.of((*self.segments, *other.segments))
