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


def sent_at(module: Module, node: ast.AST, words: str = "for the request here") -> Step:
    """A place where a conversation is sent."""
    return Step(module.path, module.places.span(node), words)


def changed_history(
    module: Module,
    function: Definition,
    place: ast.AST,
    changed: ast.AST,
    nature: Nature,
    sent: Sequence[Step],
) -> Prompt:
    """A conversation behind a system prompt that is not seen, changed at a place, and sent at others."""
    span = module.places.span(place)
    here = module.path, span
    left = Placeholder(
        ast.unparse(changed), Stability.UNKNOWN, *here, nature=nature, evidence=Evidence.SOURCE, steps=tuple(sent)
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
        sources=tuple(dict.fromkeys((module.path, *(step.path for step in sent)))),
        is_likely=True,
        continues=True,
    )
