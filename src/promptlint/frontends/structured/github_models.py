"""GitHub Models' `.prompt.yml`: messages with `{{name}}` placeholders, a model, test data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.frontends.documents.node import Mapping
from promptlint.frontends.structured.conversation import conversation
from promptlint.frontends.structured.structured_file import Asking, Found

if TYPE_CHECKING:
    from promptlint.frontends.structured.structured_file import StructuredFile

# Beside `messages`, these belong to this format only.
_SIGNS = ("testData", "evaluators", "modelParameters")
# A file with the format's name has nothing but these at its top; anything else is a request body or other.
_KEYS = frozenset(
    "name description model modelParameters responseFormat jsonSchema messages testData evaluators version metadata"
    " promptlint".split()
)
_NAME = re.compile(r"\.prompt\.ya?ml\Z", re.IGNORECASE)


def read(file: StructuredFile) -> Found | None:
    """The one prompt of a file."""
    for place, root in file.roots():
        if not isinstance(root, Mapping) or not _has_signature(file, root):
            continue
        drafts = conversation(root.get("messages"))
        # With statements in it, a file is a template that a program renders, whatever it looks like otherwise.
        if drafts and file.detected(drafts).language != "jinja":
            prompt = file.prompt(place.around_with(root), drafts, file.declared("mustache"), Asking())
            return Found("github-models", (prompt,))
    return None


def _has_signature(file: StructuredFile, root: Mapping) -> bool:
    if any(sign in root for sign in _SIGNS):
        return True
    return _NAME.search(file.path) is not None and _KEYS.issuperset(root)
