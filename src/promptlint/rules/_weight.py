"""What a finding on code weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Severity
from promptlint.ir import Evidence

if TYPE_CHECKING:
    from promptlint.ir import Placeholder, Prompt

PROVEN = (Evidence.DECLARED, Evidence.SOURCE)


def in_code(prompt: Prompt) -> bool:
    """Whether the prompt was found in a program, which is seen as far as it can be followed."""
    return prompt.format == "python"


def weighed(prompt: Prompt, value: Placeholder, severity: Severity) -> Severity | None:
    """The severity of a finding that weighs less than it could; None where it weighs its full.

    In code an error takes both: a request in sight, and a value whose source was seen.
    """
    if in_code(prompt) and (prompt.is_likely or value.evidence not in PROVEN) and severity > Severity.WARNING:
        return Severity.WARNING
    return None
