"""Which version a prompt in Python code declares; of several, the one that stands nearest to it."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.facts import VersionClaim
from promptlint.frontends.directives import read_directives
from promptlint.frontends.python.comments import placed
from promptlint.frontends.python.outline import Outline, beginning, bound, inside, parameters
from promptlint.frontends.python.version_names import (
    Names,
    are_versions,
    ending,
    hold_a_prompt,
    is_beside,
    is_certain,
    is_plain,
    is_promptish,
    number,
    numbered_key,
    stem,
    words,
)
from promptlint.record import Record, dataclass
from promptlint.source import Span
from promptlint.versions import Origin, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from promptlint.facts import Comment
    from promptlint.frontends.python.comments import Placed
    from promptlint.frontends.python.outline import Function, Scope
    from promptlint.frontends.python.places import Places
    from promptlint.frontends.python.version_names import Words
    from promptlint.source import SourceFile

_CONTAINERS = (ast.Dict, ast.List, ast.Tuple, ast.Set)
_ABOUT = frozenset({"promptlint", "metadata", "meta"})
# Arguments of a request that are sent to the model.
_SENT = frozenset(
    "messages system tools input contents prompt instructions functions tool_choice response_format".split()
)
_CAN_HOLD_ONE = re.compile(r"version|v[0-9]|[\"'][0-9]", re.IGNORECASE)
_MOST = 50  # keys of a mapping that are looked at
_DEEPEST = 3  # mappings in each other

Named = tuple[str | None, ast.expr]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Claimed(Record):
    """A version as it is written, and what kind of place it stands in."""

    claim: VersionClaim
    origin: Origin = Origin.METADATA


class ModuleVersions:
    """The versions that one module declares. Nodes that are asked about belong to its tree."""

    def __init__(
        self,
        source: SourceFile,
        tree: Callable[[], ast.Module],
        places: Places,
        comments: Callable[[SourceFile], Sequence[Comment]],
    ) -> None:
        self._source, self._parsed, self._places, self._comments = source, tree, places, comments
        self.is_empty = _CAN_HOLD_ONE.search(source.text) is None
        self._versioned: dict[ast.Dict, bool] = {}

    def of_binding(self, name: str, node: ast.stmt) -> Claimed | None:
        """The version of what a statement binds to a name, as in `TRIAGE = "..."`."""
        at = self._at(node)
        if at is None:
            return None
        return (
            self._commented(at)
            or self._beside(words(name.rpartition(".")[2]), self._outline.scope(at))
            or self._in_value(getattr(node, "value", None), at)
            or self._subscript(node)
            or self._around(at)
            or (self._suffix(name, node) if self._is_released(name, at) else None)
        )

    def of_call(self, node: ast.Call) -> Claimed | None:
        """The version of what a call sends or makes."""
        at = self._at(node)
        if at is None:
            return None
        return self._noted(*_lines(node)) or self._in_call(node, at) or self._outside(node, at)

    def of_function(self, node: Function) -> Claimed | None:
        """The version of what a function returns, or says in its docstring."""
        at = self._at(node)
        if at is None:
            return None
        return (
            self._of_definition(node, at)
            or self._beside(words(node.name), self._outline.scope(at))
            or self._around(at)
            or (self._suffix(node.name, node) if is_promptish(node.name) else None)
        )

    def of_dict(self, node: ast.Dict) -> Claimed | None:
        """The version of the prompt that a mapping is, as in `{"version": 3, "system": "..."}`."""
        at = self._at(node)
        if at is None:
            return None
        return self._noted(*_lines(node)) or self._in_mapping(_pairs(node), at) or self._outside(node, at)

    def of_entry(self, node: ast.Dict, index: int) -> Claimed | None:
        """The version of one prompt in a mapping of several, as in `{"v1": "...", "v2": "..."}`."""
        at = self._at(node)
        key, value = node.keys[index], node.values[index]
        if at is None or key is None:
            return None
        return (
            self._noted(key.lineno, _lines(value)[1])
            or self._in_value(value, at)
            or self._key(key, among_versions=self._has_versions(node, at))
            or self._bound_to(node, at)
            or self._outside(value, at)
        )

    # ------------------------------------------------------------ comments

    @cached_property
    def _tree(self) -> ast.Module:
        return self._parsed()

    @cached_property
    def _outline(self) -> Outline:
        return Outline(self._tree)

    @cached_property
    def _notes(self) -> list[tuple[Placed, Claimed]]:
        """The versions in comments, in order."""
        found = []
        said = self._comments(self._source) if "promptlint:" in self._source.text else ()
        for note in placed(self._source, [each for each in said if "promptlint:" in each.text]):
            # `# version: 3` at the top of a module is the version of the module, as everywhere in Python.
            claim = read_directives([replace(note.comment, leading=False)], self._source).version
            if claim is not None:
                found.append((note, Claimed(claim)))
        return found

    @cached_property
    def _notes_on(self) -> tuple[list[int], dict[int, Claimed]]:
        """The lines that they stand on, and the first one that is about each line of code."""
        about: dict[int, Claimed] = {}
        for note, claimed in self._notes:
            about.setdefault(note.about, claimed)
        return [note.line for note, _ in self._notes], about

    def _noted(self, first: int, last: int, *, between: bool = True) -> Claimed | None:
        """A comment above some lines, on the first or the last of them, or between."""
        lines, about = self._notes_on
        if first in about:
            return about[first]
        at = bisect_left(lines, first if between else last)
        return self._notes[at][1] if at < len(lines) and lines[at] <= last else None

    def _commented(self, at: int) -> Claimed | None:
        """A comment on or above a statement; one inside of a list or a mapping is about a member."""
        statement = self._outline.statements[at]
        is_container = isinstance(getattr(statement, "value", None), _CONTAINERS)
        found = self._noted(*self._outline.header(at), between=not is_container)
        body = next(inside(statement), None)
        if body is None or found is None or found is not self._notes_on[1].get(beginning(body)[0]):
            return found
        return None if _is_spoken_of(body, statement) else found

    @cached_property
    def _heading(self) -> Claimed | None:
        """A comment that can be about nothing but the module: it stands above the docstring or an import."""
        for note, claimed in self._notes:
            at = self._outline.at(note.about) if note.is_alone else None
            if at is None or not isinstance(self._outline.scope(at), ast.Module):
                continue
            match self._outline.statements[at]:
                case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
                    return claimed
                case _:
                    pass
        return None

    # ------------------------------------------------------------ what stands around

    def _at(self, node: ast.stmt | ast.expr) -> int | None:
        return None if self.is_empty else self._outline.at(node.lineno, node.col_offset)

    def _outside(self, node: ast.expr, at: int) -> Claimed | None:
        """What is said of a statement holds for an expression in it, and what is said of the scopes."""
        value = getattr(self._outline.statements[at], "value", None)
        is_member = isinstance(value, _CONTAINERS) and value is not node
        return self._noted(*self._outline.header(at), between=not is_member) or self._around(at)

    def _around(self, at: int) -> Claimed | None:
        for scope, index in self._outline.scopes(at):
            if found := self.of_module if isinstance(scope, ast.Module) else self._of_definition(scope, index):
                return found
        return None

    def _of_definition(self, node: ast.ClassDef | Function, at: int) -> Claimed | None:
        """What a function or a class says of all that is in it."""
        if found := self._commented(at):
            return found
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and (found := self._in_call(decorator, at)):
                return found
        found = self._beside((), node)
        if found is None and isinstance(node, ast.ClassDef) and is_promptish(node.name):
            names = self._names(node)
            found = self._read(names.values.get(names.by_words.get(("version",), "")), sure=False)
        return found

    @cached_property
    def of_module(self) -> Claimed | None:
        """The version of all prompts in the module."""
        return self._heading or self._beside((), self._tree) or self._only_one()

    def _only_one(self) -> Claimed | None:
        """`TRIAGE_PROMPT_VERSION`, where it is the only such name and nothing else is called after triage."""
        names = self._names(self._tree)
        if len(names.by_stem) != 1:
            return None
        ((about, name),) = names.by_stem.items()
        if any(stem(words(other))[: len(about)] == about for other in names.values if other != name):
            return None
        return self._read(names.values[name], sure=True)

    # ------------------------------------------------------------ constants

    def _names(self, scope: Scope) -> Names:
        return self._scopes.get(scope) or Names()

    @cached_property
    def _scopes(self) -> dict[Scope, Names]:
        scopes: dict[Scope, Names] = {}
        for at, statement in enumerate(self._outline.statements):
            names = scopes.setdefault(self._outline.scope(at), Names())
            for name, value in bound(statement):
                names.add(name, value)
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                for parameter in parameters(statement.args):
                    scopes.setdefault(statement, Names()).add(parameter, None)
        return scopes

    def _beside(self, name: Words, scope: Scope) -> Claimed | None:
        """`TRIAGE_VERSION` beside `TRIAGE`, or the most particular `TRIAGE_PROMPT_VERSION` that fits it.

        Without a name it is the version of all prompts in the scope.
        """
        names = self._names(scope)
        found = names.by_words.get((*name, "version")) if name else names.by_stem.get(())
        own = stem(name)
        for length in range(len(own), 0, -1):
            found = found or names.by_stem.get(own[:length])
        return self._read(names.values[found], sure=True) if found else None

    def _resolved(self, node: ast.expr, at: int) -> ast.expr | None:
        """An expression, or the value of the name that stands for it."""
        if not isinstance(node, ast.Name):
            return node
        for depth, (scope, _) in enumerate(self._outline.scopes(at)):
            if isinstance(scope, ast.ClassDef) and depth:
                continue  # a method does not see the names of its class
            if node.id in (values := self._names(scope).values):
                return values[node.id]
        return None

    def _read(self, node: ast.expr | None, *, sure: bool) -> Claimed | None:
        """A constant as a version."""
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            return None
        span = self._places.span(node)
        if isinstance(node.value, str):
            found = number(node.value, sure=sure)
        elif isinstance(node.value, int | float):
            written = self._source.text[span.start : span.end]  # `1.10` is not `1.1`
            found = written if parse(written) else None
        else:
            found = None
        return self._claimed(found, span) if found else None

    def _claimed(self, found: str, within: Span, origin: Origin = Origin.METADATA) -> Claimed:
        """At the last place where the version is written, or at all of what holds it."""
        for written in (found, found.replace(".", "_")):
            at = self._source.text.rfind(written, within.start, within.end)
            if at >= 0:
                return Claimed(VersionClaim(found, Span(at, at + len(written))), origin)
        return Claimed(VersionClaim(found, within), origin)

    # ------------------------------------------------------------ arguments and keys

    def _in_value(self, value: ast.expr | None, at: int, depth: int = 0) -> Claimed | None:
        match value:
            case ast.Call():
                return self._in_call(value, at, depth)
            case ast.Dict():
                return self._in_mapping(_pairs(value), at, depth)
            case _:
                return None

    def _in_call(self, node: ast.Call, at: int, depth: int = 0) -> Claimed | None:
        """`prompt_version=` of any call, `version=` of one that makes a prompt, keys of its other arguments."""
        callee = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [(each.arg, each.value) for each in node.keywords[:_MOST]]
        if callee == "dict":
            return self._in_mapping(given, at, depth)
        has_prompt = is_promptish(callee)
        beside = [(name, value) for name, value in given if name not in _SENT]
        return self._among(given, at, has_prompt=has_prompt) or self._deeper(beside, at, depth, has_prompt=has_prompt)

    def _in_mapping(self, pairs: Sequence[Named], at: int, depth: int = 0) -> Claimed | None:
        """`prompt_version` in any mapping, `version` in one that is a prompt, and in what such a mapping notes."""
        has_prompt = hold_a_prompt(frozenset(key for key, _ in pairs if key))
        beside = [(key, value) for key, value in pairs if key and is_beside(key)]
        return self._among(pairs, at, has_prompt=has_prompt) or self._deeper(beside, at, depth, has_prompt=has_prompt)

    def _among(self, pairs: Sequence[Named], at: int, *, has_prompt: bool) -> Claimed | None:
        found = self._first(pairs, at, is_certain, sure=True)
        return found or (self._first(pairs, at, is_plain, sure=False) if has_prompt else None)

    def _deeper(self, pairs: Sequence[Named], at: int, depth: int, *, has_prompt: bool) -> Claimed | None:
        """What stands beside a prompt: `metadata={"prompt_version": 3}`."""
        if depth == _DEEPEST:
            return None
        for key, value in pairs:
            # Names are followed once, so that mappings which hold each other cost no more than they are long.
            inner = self._resolved(value, at) if depth == 0 else value
            if isinstance(inner, ast.Call):
                found = self._in_call(inner, at, depth + 1)
            elif isinstance(inner, ast.Dict):
                noted = _pairs(inner)
                found = self._among(noted, at, has_prompt=has_prompt and key in _ABOUT)
                found = found or self._deeper(noted, at, depth + 1, has_prompt=False)
            else:
                continue
            if found is not None:
                return found
        return None

    def _first(self, pairs: Sequence[Named], at: int, wanted: Callable[[str], bool], *, sure: bool) -> Claimed | None:
        for key, value in pairs:
            if key and wanted(key) and (found := self._read(self._resolved(value, at), sure=sure)):
                return found
        return None

    # ------------------------------------------------------------ names and keys that are versions

    def _bound_to(self, node: ast.Dict, at: int) -> Claimed | None:
        """The version of all that a mapping holds, by the name that it is bound to."""
        statement = self._outline.statements[at]
        names = [name for name, value in bound(statement) if value is node]
        return self.of_binding(names[0], statement) if names else None

    def _has_versions(self, node: ast.Dict, at: int) -> bool:
        if node not in self._versioned:
            keys = [each.value if isinstance(each, ast.Constant) else None for each in node.keys[:_MOST]]
            names = [name for name, _ in bound(self._outline.statements[at])]
            called_so = any("version" in name.lower() for name in names)
            self._versioned[node] = are_versions(keys, called_so=called_so)
        return self._versioned[node]

    def _key(self, key: ast.expr, *, among_versions: bool) -> Claimed | None:
        found = numbered_key(key.value, among_versions=among_versions) if isinstance(key, ast.Constant) else None
        return self._claimed(found, self._places.span(key), Origin.KEY) if found else None

    def _subscript(self, node: ast.stmt) -> Claimed | None:
        """`PROMPTS["v3"] = "..."`."""
        match node:
            case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value=str() as text) as key)]):
                return self._key(key, among_versions=are_versions([text], called_so=False))
            case _:
                return None

    def _is_released(self, name: str, at: int) -> bool:
        """Whether others can ask for a text by this name: a name inside of a function has to say that it is one."""
        return isinstance(self._outline.scope(at), ast.Module | ast.ClassDef) or is_promptish(name)

    def _suffix(self, name: str, node: ast.stmt) -> Claimed | None:
        """`TRIAGE_V3`: the text under a released name is frozen."""
        found = ending(name.rpartition(".")[2])
        if found is None:
            return None
        span = self._places.span(node)
        at = self._source.text.find(name, span.start, span.end)
        return self._claimed(found, Span(at, at + len(name)) if at >= 0 else span, Origin.NAME)


def _is_spoken_of(first: ast.stmt, around: ast.stmt) -> bool:
    """Whether a comment above the first statement of a body is about that and not about what it is the body of."""
    if isinstance(around, ast.ClassDef):
        return not (isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant))
    return isinstance(first, ast.Assign | ast.AnnAssign | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)


def _lines(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.end_lineno or node.lineno


def _pairs(node: ast.Dict) -> list[Named]:
    return [
        (key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None, value)
        for key, value in zip(node.keys[:_MOST], node.values, strict=False)
    ]
