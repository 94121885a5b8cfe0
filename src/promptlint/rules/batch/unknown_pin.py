"""PL410."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch


@batch_rule("PL410", Severity.ERROR, since="0.1.0")
def unknown_pin(batch: Batch) -> Iterator[Finding]:
    """A pin names a prompt, a document or a version that does not exist.

    ## Why
    A batch that pins what is not there pins nothing: the next edit of its prompt goes unnoticed. A version
    that was bumped without the pin looks like this to everyone who comes later, and so does a pin that was
    moved without the prompt.

    ## Bad
    file: promptlint.toml
    [[batch]]
    name = "nightly"
    prompts = ["prompts/triage.j2@3"]
    file: prompts/triage.j2
    {# promptlint: version=4 #}
    You triage bug reports into five classes.
    {{ report }}

    ## Good
    file: promptlint.toml
    [[batch]]
    name = "nightly"
    prompts = ["prompts/triage.j2@4"]
    file: prompts/triage.j2
    {# promptlint: version=4 #}
    You triage bug reports into five classes.
    {{ report }}
    """
    from promptlint.rules.batch._unknown import unknown  # noqa: PLC0415 only where there is a batch

    yield from unknown(batch)
