"""PL501."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.diagnostics import Finding


@batch_rule("PL501", Severity.INFO, since="0.1.0")
def oversized_model(batch: Batch) -> Iterator[Finding]:
    """A batch goes to a larger model than the configuration routes its kind of work to.

    ## Why
    Which model answers is the first lever: caches and batches take a share off its price, whatever that is. Where
    the configuration says that a smaller model does this work well enough, a batch that goes to a larger one
    was perhaps written before that was known. It is a hint, and silent where the larger one costs no more.

    ## Bad
    file: promptlint.toml
    [[route]]
    prompts = ["prompts/tagging/**"]
    models = ["claude-haiku-4-5"]
    reason = "evals/tagging.md"

    [[batch]]
    name = "nightly-tags"
    prompts = ["prompts/tagging/tag.j2@3"]
    model = "claude-opus-5"
    requests = 48000
    file: prompts/tagging/tag.j2
    {# promptlint: version=3 #}
    You tag bug reports.
    {{ report }}

    ## Good
    file: promptlint.toml
    [[route]]
    prompts = ["prompts/tagging/**"]
    models = ["claude-haiku-4-5"]
    reason = "evals/tagging.md"

    [[batch]]
    name = "nightly-tags"
    prompts = ["prompts/tagging/tag.j2@3"]
    model = "claude-haiku-4-5"
    requests = 48000
    file: prompts/tagging/tag.j2
    {# promptlint: version=3 #}
    You tag bug reports.
    {{ report }}

    ## Options
    `[[route]]` in the configuration says which models do which work; without one for a batch, this rule is silent.
    """
    from promptlint.rules.routing._levers import oversized  # noqa: PLC0415 only where there is a batch

    yield from oversized(batch)
