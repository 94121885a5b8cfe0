"""One run over request files: read them, apply the rules on batches, and keep the lines that a report shows."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from promptlint.batch.requests.files import RequestFile, RequestFiles
from promptlint.batch.requests.formats import BY_NAME
from promptlint.batch.requests.gather import HEAD, layout, read_stream
from promptlint.batch.requests.quoting import quote
from promptlint.batch.requests.texts import InMemory
from promptlint.diagnostics import Diagnostic
from promptlint.engine import Outcome
from promptlint.errors import InternalError
from promptlint.rules import BATCH_RULES, RULES
from promptlint.ruleset import Ruleset
from promptlint.tree import WorkTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.batch.batch import Batch
    from promptlint.config import Config
    from promptlint.diagnostics import Finding
    from promptlint.rules._rule import BatchRule
    from promptlint.tree import SourceTree

_MEGABYTE = 10**6
_LARGEST = 32 * _MEGABYTE  # of a file that a check of a whole tree takes into memory


def findings(batch: Batch, ruleset: Ruleset) -> Iterator[tuple[BatchRule, Finding]]:
    """What the rules say of one batch."""
    for rule in ruleset.of(BATCH_RULES):
        try:
            found = list(rule.check(batch))
        except Exception as problem:
            subject = "request files" if isinstance(batch, RequestFiles) else f"batch {batch.name}"
            raise InternalError(f"rule {rule.code} ({rule.name}) failed on {subject}") from problem
        yield from ((rule, each) for each in found)


class InTree(NamedTuple):
    """The request files of a tree, and what is to be said of those that were left out."""

    files: RequestFiles | None
    notes: tuple[str, ...]


def in_tree(tree: SourceTree, paths: Sequence[str]) -> InTree:
    """The request files among some paths of a tree; what is in no known format is something else."""
    files, notes, wanted = list[RequestFile](), list[str](), list[str]()
    for path in paths:
        if not isinstance(tree, WorkTree):  # what git has is read at once; there are only those that changed
            wanted.append(path)
        elif layout(BytesIO(tree.head(path, HEAD))) is not None:
            size = tree.size(path)
            if size <= _LARGEST:
                wanted.append(path)
            else:
                told = f"{path} has {size // _MEGABYTE:,} MB, so it was left out"
                notes.append(f"{told}: `promptlint batch check` reads request files of any size")
    for path, raw in tree.read_all(wanted):
        found = layout(BytesIO(raw))
        if found is not None:
            segment = read_stream(BytesIO(raw), path, found)
            files.append(RequestFile(path, BY_NAME[found.format], segment, InMemory(raw)))
    files.sort(key=lambda file: file.path)
    return InTree(RequestFiles(tuple(files)) if files else None, tuple(notes))


def outcome(batch: RequestFiles, config: Config, select: tuple[str, ...], ignore: tuple[str, ...]) -> Outcome:
    """Check the request files of one call."""
    ruleset = Ruleset(RULES, config, select, ignore)
    given = (
        Diagnostic(rule.code, rule.name, severity, finding)
        for rule, finding in findings(batch, ruleset)
        if (severity := ruleset.severity(rule, finding)) is not None
    )
    found = sorted(given, key=lambda each: each.sort_key)
    diagnostics, sources = quote(found, batch)
    return Outcome(
        diagnostics=diagnostics,
        base=None,
        files=len(batch.files),
        prompts=0,
        suppressed=0,
        sources=sources,
        batch=batch,
    )
