"""GitHub Models' `.prompt.yml`: messages with `{{name}}` placeholders, a model, test data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.frontends.documents.node import Mapping
from promptlint.frontends.structured.conversation import conversation
from promptlint.frontends.structured.structured_file import Asking, Found

if TYPE_CHECKING:
    from promptlint.frontends.structured.structured_file import StructuredFile

# Beside `messages`, these belong to this format only.
_SIGNS = ("testData", "evaluators", "modelParameters")


def read(file: StructuredFile) -> Found | None:
    """The one prompt of a file."""
    for place, root in file.roots():
        if not isinstance(root, Mapping) or not any(sign in root for sign in _SIGNS):
            continue
        drafts = conversation(root.get("messages"))
        if drafts:
            prompt = file.prompt(place.around_with(root), drafts, file.declared("mustache"), Asking())
            return Found("github-models", (prompt,))
    return None
