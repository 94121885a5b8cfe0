"""PL210: a model that may become another one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.rules._rule import prompt_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Prompt


@prompt_rule("PL210", Severity.WARNING, since="0.1.0")
def unpinned_model(prompt: Prompt) -> Iterator[Finding]:
    """The model is a moving alias, or is chosen at run time.

    ## Why
    Each model has its own cache. When `…-latest` moves, or two deployments choose two models, all
    prefixes are written anew, and nobody has changed a prompt. A model that the file takes from the
    environment is a hint only.

    ## Bad
    file: prompts/triage.yaml
    model: claude-3-5-haiku-latest
    messages:
      - role: user
        content: "Which team takes this ticket? {{ ticket }}"

    ## Good
    file: prompts/triage.yaml
    model: claude-haiku-4-5-20251001
    messages:
      - role: user
        content: "Which team takes this ticket? {{ ticket }}"
    """
    if not prompt.model or prompt.model_span is None:
        return
    place = prompt.path, prompt.model_span
    if re.search(r"(?:^|[-@/])latest$", prompt.model.strip(), re.IGNORECASE):
        yield Finding(
            message=f"`{_short(prompt.model)}` is an alias that moves to other models",
            primary=Label(*place, "each model has its own cache"),
            help="name the model with its date or number",
        )
    elif re.search(r"\{\{|\$\{|\$\(|<%|^\$\w+$|^\{\w+\}$", prompt.model):
        yield Finding(
            message="the model is chosen at run time",
            primary=Label(*place, "each model has its own cache"),
            help="name the model where the prompt is, so that a change of it is seen",
            severity=Severity.INFO,
        )


def _short(model: str) -> str:
    """A name that fits into a message."""
    name = " ".join(model.replace("`", "'").split())
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


_LONGEST = 40
