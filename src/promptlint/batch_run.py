"""One run over request files: read them, apply the rules on batches, and keep the lines that a report shows."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from promptlint.batch.requests.files import RequestFile, RequestFiles
from promptlint.batch.requests.formats import BY_NAME
from promptlint.batch.requests.gather import layout, read_stream
from promptlint.batch.requests.quoting import quote
from promptlint.batch.requests.texts import InMemory
from promptlint.diagnostics import Diagnostic
from promptlint.engine import Outcome
from promptlint.errors import InternalError
from promptlint.rules import BATCH_RULES, RULES
from promptlint.ruleset import Ruleset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.batch.batch import Batch
    from promptlint.config import Config
    from promptlint.diagnostics import Finding
    from promptlint.rules._rule import BatchRule
    from promptlint.tree import SourceTree


def findings(batch: Batch, ruleset: Ruleset) -> Iterator[tuple[BatchRule, Finding]]:
    """What the rules say of one batch."""
    for rule in ruleset.of(BATCH_RULES):
        try:
            found = list(rule.check(batch))
        except Exception as problem:
            raise InternalError(f"rule {rule.code} ({rule.name}) failed on a batch") from problem
        yield from ((rule, each) for each in found)


def in_tree(tree: SourceTree, paths: Sequence[str]) -> RequestFiles | None:
    """The request files among some paths of a tree; what is in no known format is something else."""
    files = []
    for path, raw in tree.read_all(paths):
        found = layout(BytesIO(raw))
        if found is not None:
            segment = read_stream(BytesIO(raw), path, found)
            files.append(RequestFile(path, BY_NAME[found.format], segment, InMemory(raw)))
    return RequestFiles(tuple(sorted(files, key=lambda file: file.path))) if files else None


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
