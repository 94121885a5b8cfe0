"""promptfoo's configuration: prompts inline or in files of their own, in Nunjucks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends.documents.json_reader import read_json
from promptlint.frontends.documents.node import Mapping, Scalar, Sequence
from promptlint.frontends.structured.conversation import conversation
from promptlint.frontends.structured.draft import Draft, Templates
from promptlint.frontends.structured.metadata import literal_model
from promptlint.frontends.structured.structured_file import Asking, Found
from promptlint.ir import Section

if TYPE_CHECKING:
    from promptlint.facts import PromptFacts
    from promptlint.frontends.documents.node import Node
    from promptlint.frontends.structured.structured_file import Place, StructuredFile
    from promptlint.source import Span

_NAME = re.compile(r"(?:\A|/)promptfooconfig[^/]*\Z")
_TARGETS = ("providers", "targets")
_FILE = re.compile(
    r"(?:file|exec|langfuse|portkey|helicone)://\S+\Z|[\w./*{},@-]+\.(?:txt|md|json|jsonl|ya?ml|py|m?js|ts|csv|j2)(?::\w+)?\Z"
)
# What may stand between a provider and its model: `anthropic:messages:claude-…`.
_KINDS = frozenset("messages message chat completion completions responses assistant realtime embedding".split())
_PROVIDERS = frozenset("anthropic openai bedrock gemini".split())


def is_promptfoo(path: str) -> bool:
    """Whether a file's name is that of a promptfoo configuration."""
    return _NAME.search(path) is not None


def read(file: StructuredFile) -> Found | None:
    """The inline prompts of a configuration; the files that it names speak for themselves."""
    prompts: list[PromptFacts] = []
    for place, root in file.roots():
        if not isinstance(root, Mapping) or not _is_configuration(file, root):
            continue
        asking = _provider(root)
        for where, text in _prompts(place, root):
            if not _is_reference(text):
                prompts.append(_prompt(file, where, text, asking))
    return Found("promptfoo", tuple(prompts)) if prompts else None


def _is_configuration(file: StructuredFile, root: Mapping) -> bool:
    if is_promptfoo(file.path):
        return True
    return "prompts" in root and any(key in root for key in _TARGETS) and ("tests" in root or "defaultTest" in root)


def _prompts(place: Place, root: Mapping) -> list[tuple[Place, Scalar]]:
    node = root.get("prompts")
    if isinstance(node, Scalar):
        return [(place, node)] if node.is_text else []
    if isinstance(node, Mapping):  # an old form: text or file, then label
        return [(place.within(f"prompts.{number}"), key) for number, (key, _) in enumerate(node.items)]
    found = []
    for number, item in enumerate(node.items if isinstance(node, Sequence) else ()):
        if isinstance(item, Scalar) and item.is_text:
            found.append((place.within(f"prompts.{number}"), item))
        elif isinstance(item, Mapping):
            text = item.text("raw", "prompt", "id", "file")
            label = item.text("label", "id")
            key = label.value if label is not None and label is not text else f"prompts.{number}"
            if text is not None:
                found.append((place.within(key, item), text))
    return found


def _is_reference(text: Scalar) -> bool:
    """Whether a prompt is in a file of its own."""
    return _FILE.match(text.value.strip()) is not None


def _prompt(file: StructuredFile, place: Place, text: Scalar, asking: Asking) -> PromptFacts:
    drafts = _chat(text) or [Draft(Section.MESSAGES, "user", text.span, (text,))]
    # Nunjucks is close to Jinja, and not the same: what Jinja rejects is taken as it stands.
    templates = Templates(file.reading, "jinja", declared=False)
    return file.prompt(place, drafts, templates, asking)


def _chat(text: Scalar) -> list[Draft] | None:
    """The messages of a prompt that is JSON itself."""
    if not text.value.lstrip().startswith("["):
        return None
    try:
        document = read_json(text.view)
    except UnreadableError:
        return None
    return conversation(document.roots[0]) if document.roots else None


def _provider(root: Mapping) -> Asking:
    """The model, where there is exactly one."""
    node: Node | None = root.get(*_TARGETS)
    if isinstance(node, Sequence):
        node = node.items[0] if len(node.items) == 1 else None
    if isinstance(node, Mapping):
        node = node.text("id") if "id" in node else node.items[0][0] if len(node.items) == 1 else None
    if not isinstance(node, Scalar) or (named := literal_model(node)) is None or "://" in named[0]:
        return Asking()
    provider, colon, rest = named[0].partition(":")
    kind, _, inner = rest.partition(":")
    model = (inner if kind in _KINDS else rest) if colon else provider
    return Asking(provider=provider if provider in _PROVIDERS else None, model=_placed(model, named[1]))


def _placed(model: str, span: Span) -> tuple[str, Span]:
    from promptlint.source import Span  # noqa: PLC0415 only here

    return model, Span(span.end - len(model), span.end)
