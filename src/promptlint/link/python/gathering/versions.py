"""Which version a prompt in a program declares: at the request, at the text that it sends, or around them."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.frontends.python.outline import Outline
from promptlint.frontends.python.parse import comments
from promptlint.frontends.python.versions import ModuleVersions
from promptlint.ir import Literal
from promptlint.versions import Version, from_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from promptlint.frontends.python.versions import Claimed
    from promptlint.ir import Block
    from promptlint.link.python.loading.modules import Module, Modules
    from promptlint.link.python.machine import Sighting

_MOST_TEXTS = 40  # of one prompt
_PLAIN = re.compile(r"[vV]?\d+(?:\.\d+)*")
_DEEPEST = 6  # mappings in each other


class _Declarations:
    """What one module declares, and the statements at which it is asked for."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.said = ModuleVersions(module.source, lambda: module.tree, module.places, comments)
        self.found: dict[tuple[int, int], tuple[Claimed | None, bool]] = {}

    @cached_property
    def outline(self) -> Outline:
        return Outline(self.module.tree)


class Versions:
    """The versions of a program's prompts."""

    def __init__(self, modules: Modules, of_file: Callable[[str, int], Version | None]) -> None:
        self._modules, self._of_file = modules, of_file
        self._declarations: dict[str, _Declarations] = {}

    def forget(self) -> None:
        """Give back the memory of what modules declare."""
        self._declarations.clear()

    def of_request(self, sighting: Sighting, prefix: Sequence[Block]) -> Version | None:
        """The version of what a call sends: said at the call, at the texts in its prefix, or of all around."""
        module = sighting.frame.module
        here = self._of(module)
        claimed = here.said.of_call(sighting.node) if isinstance(sighting.node, ast.Call) else None
        if claimed is not None and claimed is not here.said.of_module:
            return _version(claimed, module.path)
        found = self._of_texts(prefix)
        if found is None and isinstance(sighting.frame.node, ast.FunctionDef | ast.AsyncFunctionDef):
            claimed = here.said.of_function(sighting.frame.node) or claimed
        return found or _version(claimed, module.path)

    def of_text(self, sighting: Sighting, prefix: Sequence[Block]) -> Version | None:
        """The version of what is called a prompt, or looks like a message."""
        module = sighting.frame.module
        said, node = self._of(module).said, sighting.node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            claimed = said.of_function(node)
        elif isinstance(node, ast.Dict):
            claimed = said.of_dict(node)
        elif isinstance(node, ast.Call):
            claimed = said.of_call(node)
        else:
            claimed, _ = self._at(module, module.places.span(node).start)
        return _version(claimed, module.path) or self._of_texts(prefix)

    # ------------------------------------------------------------ texts

    def _of_texts(self, prefix: Sequence[Block]) -> Version | None:
        """The version of the texts that a prompt is made of; what is said of one of them counts before the rest."""
        sizes: dict[tuple[str, int], int] = {}
        claims: dict[tuple[str, int], tuple[Version, bool]] = {}
        for literal in _literals(prefix):
            version, is_own = self._of_literal(literal)
            if version is not None:
                key = (version.path, version.span.start if version.span is not None else -1)
                claims.setdefault(key, (version, is_own))
                sizes[key] = sizes.get(key, 0) + len(literal.text)
        own = {key: version for key, (version, is_own) in claims.items() if is_own}
        known = own or {key: version for key, (version, _) in claims.items()}
        if not known:
            return None
        versions = list(known.values())
        if len(versions) > 1 and all(_PLAIN.fullmatch(each.text) and not each.origin.freezes for each in versions):
            # A step of any of them is a step of the whole.
            first = versions[0]
            return Version(".".join(each.text.lstrip("vV") for each in versions), first.path, first.span, first.origin)
        return known[max(known, key=lambda key: sizes[key])]

    def _of_literal(self, literal: Literal) -> tuple[Version | None, bool]:
        """The version of a piece of text, and whether it is its own rather than that of its module."""
        if not literal.path.endswith(".py"):
            return self._of_file(literal.path, literal.span.start) or from_path(literal.path), True
        module = self._modules.load(literal.path)
        if module is None:
            return None, False
        claimed, is_own = self._at(module, literal.span.start)
        return _version(claimed, module.path), is_own

    def _at(self, module: Module, offset: int) -> tuple[Claimed | None, bool]:
        """The version of the text at a place."""
        here = self._of(module)
        if here.said.is_empty:
            return None, False
        line, column = here.module.places.column(offset)
        at = here.outline.at(line, column)
        if at is None:
            return None, False
        statement = here.outline.statements[at]
        path = list(_entries(getattr(statement, "value", None), line, column))
        key = (at, path[-1][0].values[path[-1][1]].lineno if path else 0)
        if key not in here.found:
            claimed = _claimed(here, at, statement, path)
            here.found[key] = claimed, claimed is not here.said.of_module
        return here.found[key]

    def _of(self, module: Module) -> _Declarations:
        known = self._declarations.get(module.path)
        if known is None or known.module is not module:
            known = self._declarations[module.path] = _Declarations(module)
        return known


def _claimed(here: _Declarations, at: int, statement: ast.stmt, path: Sequence[tuple[ast.Dict, int]]) -> Claimed | None:
    # From the innermost mapping outwards: `{"triage": {"version": 3, "system": "..."}}`.
    for depth, (mapping, index) in enumerate(reversed(path)):
        claimed = here.said.of_entry(mapping, index) or (here.said.of_dict(mapping) if depth == 0 else None)
        if claimed is not None and claimed is not here.said.of_module:
            return claimed
    name = _target(statement)
    if name is not None:
        return here.said.of_binding(name, statement)
    scope = here.outline.scope(at)
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return here.said.of_function(scope)
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return here.said.of_function(statement)
    value = getattr(statement, "value", None)
    if isinstance(value, ast.Call):
        return here.said.of_call(value)
    return here.said.of_module


def _target(statement: ast.stmt) -> str | None:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name), *_]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.Assign(targets=[ast.Attribute(attr=name), *_]) | ast.AnnAssign(target=ast.Attribute(attr=name)):
            return name
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name)), *_]):
            return name
        case _:
            return None


def _entries(value: ast.expr | None, line: int, column: int) -> Iterator[tuple[ast.Dict, int]]:
    """The entries of mappings around a place, the outer ones first."""
    for _ in range(_DEEPEST):
        if not isinstance(value, ast.Dict):
            return
        for index, (key, each) in enumerate(zip(value.keys, value.values, strict=True)):
            if key is not None and _covers(each, line, column):
                yield value, index
                value = each
                break
        else:
            return


def _covers(node: ast.expr, line: int, column: int) -> bool:
    end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    return (node.lineno, node.col_offset) <= (line, column) <= end


def _literals(prefix: Sequence[Block]) -> list[Literal]:
    """The constant text of a prefix, each place once, as much as matters."""
    found: dict[tuple[str, int], Literal] = {}
    for block in prefix:
        for segment in block.segments:
            if isinstance(segment, Literal) and segment.text.strip():
                found.setdefault((segment.path, segment.span.start), segment)
        if len(found) > _MOST_TEXTS:
            break
    return list(found.values())[:_MOST_TEXTS]


def _version(claimed: Claimed | None, path: str) -> Version | None:
    if claimed is None:
        return None
    return Version(claimed.claim.text, path, claimed.claim.span, claimed.origin)
