"""The template languages: each module turns a view of text into the nodes of facts.py."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from promptlint.facts import Comment, Node
    from promptlint.source import View

LANGUAGES = ("jinja", "handlebars", "mustache", "fstring", "semantic-kernel", "dollar", "plain")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A template as a tree, and its comments, which the model never sees."""

    nodes: tuple[Node, ...]
    comments: tuple[Comment, ...] = ()


class _Language(Protocol):
    def parse(self, view: View) -> Parsed: ...


class _Jinja(Protocol):
    def parse(self, view: View, *, trim_blocks: bool, lstrip_blocks: bool) -> Parsed: ...


def parse(language: str, view: View, *, trim_blocks: bool = False, lstrip_blocks: bool = False) -> Parsed:
    """Parse template text; the options are Jinja's own.

    Raises UnreadableError, with an offset in the source, for text that the language's own parser rejects.
    """
    assert language in LANGUAGES, language
    module = import_module(f"{__name__}.{language.replace('-', '_')}")
    if language == "jinja":
        return cast("_Jinja", module).parse(view, trim_blocks=trim_blocks, lstrip_blocks=lstrip_blocks)
    return cast("_Language", module).parse(view)
