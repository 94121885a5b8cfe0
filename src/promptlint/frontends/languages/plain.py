"""Text without a template language: all of it is literal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.facts import Text
from promptlint.frontends.languages import Parsed

if TYPE_CHECKING:
    from promptlint.source import View


def parse(view: View) -> Parsed:
    """Take the text as it is."""
    return Parsed((Text.of(view, 0, len(view.text)),) if view.text else ())
