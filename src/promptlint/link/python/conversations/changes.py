"""What a function does to a conversation, as a prompt: where no request is in sight, rules see what is left of it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.ir import Block, Evidence, Placeholder, Prompt, Section, Stability, Step
from promptlint.providers.registry import limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.ir import Nature
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Definition


def changed_history(
    module: Module,
    function: Definition,
    place: ast.AST,
    changed: ast.AST,
    nature: Nature,
    sent: Sequence[ast.AST],
) -> Prompt:
    """A conversation behind a system prompt that is not seen, changed at a place, and sent at others."""
    span = module.places.span(place)
    steps = tuple(Step(module.path, module.places.span(each), "for the request here") for each in sent)
    here = module.path, span
    left = Placeholder(
        ast.unparse(changed), Stability.UNKNOWN, *here, nature=nature, evidence=Evidence.SOURCE, steps=steps
    )
    system = Placeholder("system", Stability.UNKNOWN, *here, evidence=Evidence.SOURCE)
    return Prompt(
        id=f"{module.path}#{function.name}:{nature}",
        path=module.path,
        blocks=(
            Block(Section.SYSTEM, "system", (system,), *here),
            Block(Section.MESSAGES, "user", (left,), *here),
        ),
        format="python",
        limits=limits(None, None),
        sources=(module.path,),
        is_likely=True,
        continues=True,
    )
