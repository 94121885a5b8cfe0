"""Calls that look as if they sent a prompt, and show it to people or put it away instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.link.python.machine import called_name, chain

if TYPE_CHECKING:
    import ast

# A system message of an interface is a line that it prints: `renderer.add_system_message(text, title="warning")`.
_INTERFACE = re.compile(r"(?i)(?:^|_)(?:renderer|console|screen|view|widget|display|hud|tui|ui|window|terminal|panel)$")
_LOOKS = frozenset("title style color colour icon markup severity".split())
# What is kept is the same for all requests until it is kept anew: `create_persona(persona_id=…, system_prompt=…)`.
_KEPT = re.compile(
    r"_*a?(?:create|update|save|insert|upsert|store|put)_\w*"
    r"(?:persona|prompt|template|profile|character|preset|settings?|config|record|version)s?"
)
_NAMED = re.compile(r"(?:\w+_)?(?:id|name|key|slug)")


def is_for_people(call: ast.Call) -> bool:
    """Whether a message is added to what a user sees."""
    owner = chain(call.func).rpartition(".")[0].rpartition(".")[2]
    return _INTERFACE.search(owner) is not None or any(each.arg in _LOOKS for each in call.keywords)


def is_kept(call: ast.Call) -> bool:
    """Whether a prompt is written to where others find it, under a name."""
    if _KEPT.fullmatch(called_name(call)) is None:
        return False
    return bool(call.args) or any(each.arg and _NAMED.fullmatch(each.arg) for each in call.keywords)
