"""Prompts as Langfuse exports them: `type`, `prompt`, an integer `version`, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.frontends.documents.node import Mapping, Scalar, Sequence
from promptlint.frontends.structured.conversation import conversation
from promptlint.frontends.structured.draft import Draft
from promptlint.frontends.structured.structured_file import MOST_PROMPTS, Asking, Found
from promptlint.ir import Section

if TYPE_CHECKING:
    from promptlint.facts import PromptFacts
    from promptlint.frontends.documents.node import Node
    from promptlint.frontends.structured.structured_file import Place, StructuredFile

_SIGNS = frozenset("labels commitMessage commit_message config isActive is_active tags".split())


def read(file: StructuredFile) -> Found | None:
    """One prompt, a list of them, or the answer of the interface that lists them."""
    prompts: list[PromptFacts] = []
    for place, root in file.roots():
        node: Node | None = root
        if isinstance(node, Mapping) and "prompt" not in node:
            node = node.get("data")
        items = node.items if isinstance(node, Sequence) else (node,)
        if len(items) > MOST_PROMPTS:
            return None
        for item in items:
            if isinstance(item, Mapping) and _is_export(item):
                prompt = _prompt(file, place if item is root else place.within(_key(item)), item)
                prompts += [prompt] if prompt is not None else []
    return Found("langfuse", tuple(prompts)) if prompts else None


def _is_export(mapping: Mapping) -> bool:
    """Whether a mapping has what only an export has: a kind, and the marks of a registry."""
    kind = mapping.text("type")
    if kind is None or kind.value not in ("text", "chat") or mapping.text("name") is None:
        return False
    return "prompt" in mapping and ("version" in mapping or any(key in mapping for key in _SIGNS))


def _key(mapping: Mapping) -> str:
    name, version = mapping.scalar("name"), mapping.scalar("version")
    # An export may hold several versions of one prompt.
    parts = [scalar.value for scalar in (name, version) if scalar is not None]
    return "@".join(parts)


def _prompt(file: StructuredFile, place: Place, mapping: Mapping) -> PromptFacts | None:
    node = mapping.get("prompt")
    if isinstance(node, Scalar):
        drafts = [Draft(Section.MESSAGES, "user", node.span, (node,))] if node.is_text else None
    else:
        drafts = conversation(node)
    if not drafts:
        return None
    return file.prompt(place.around_with(mapping), drafts, file.declared("mustache"), Asking())
