"""Jinja templates, read by Jinja's own lexer and parser; nothing is compiled or rendered."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.environment import Environment
from jinja2.exceptions import TemplateSyntaxError
from jinja2.lexer import Lexer
from jinja2.parser import Parser

from promptlint.errors import UnreadableError
from promptlint.facts import (
    Apply,
    Arm,
    Assign,
    CacheMark,
    CallBlock,
    Comment,
    Const,
    Expr,
    Extends,
    For,
    If,
    Import,
    Include,
    Macro,
    Named,
    Node,
    Print,
    RoleMark,
    Scope,
    Slot,
    Text,
)
from promptlint.frontends.languages import Parsed
from promptlint.frontends.languages._jinja_expr import expression
from promptlint.frontends.languages._pieces import MOST_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.source import Span, View

_SPACE = re.compile(r"\s*")
_BEGINS = frozenset({"variable_begin", "block_begin"})
_ENDS = frozenset({"variable_end", "block_end"})

# Tags that must be closed or that only occur inside others: the parser's own errors are right for them.
_OWN_TAGS = frozenset(
    "for if block extends print macro include from import set with autoescape call filter "
    "elif else endif endfor endblock endmacro endset endwith endautoescape endcall endfilter".split()
)
# Tags of well-known extensions that print nothing themselves.
_SILENT_TAGS = frozenset({"do", "break", "continue", "trans", "pluralize", "debug"})


def parse(view: View, *, trim_blocks: bool, lstrip_blocks: bool) -> Parsed:
    """Parse a template, with the white space control that its environment applies."""
    view = view.with_unix_newlines()
    environment = _environment(trim_blocks, lstrip_blocks)
    lexer, unclosed = environment.lexer, list[tuple[str, int]]()
    try:
        parser = _Parser(environment, view.text, unclosed)
        tree = parser.parse()
        nodes_ = _Converter(view, lexer, parser).convert(tree.body)
    except TemplateSyntaxError as problem:
        message, offset = _sentence(problem.message), min(problem.lineno, len(view.text))
        if "end of template" in message and unclosed:
            tag, offset = unclosed[-1]
            message, offset = f"`{{% {tag} %}}` is never closed", lexer.tag(offset)[0]
        raise UnreadableError(message, view.span(offset, offset).start) from None
    except RecursionError:
        raise UnreadableError("nested too deeply to be read", view.span(0, 0).start) from None
    comments = tuple(
        Comment(text.strip(), view.span(start, end), leading=start < lexer.first_content)
        for text, start, end in lexer.comments
    )
    return Parsed(nodes_, comments)


def _sentence(message: str | None) -> str:
    words = (message or "not a template").rstrip(".")
    return words[:1].lower() + words[1:]


class _OffsetLexer(Lexer):
    """Jinja's lexer, but where it counts lines, this one gives offsets.

    The parser copies a token's line number into the nodes it makes, so they know their exact place.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._forget()

    def _forget(self) -> None:
        self.comments: list[tuple[str, int, int]] = []
        self.tag_starts: list[int] = []
        self.tag_ends: list[int] = []
        self.first_content = 0

    def tokeniter(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> Iterator[tuple[int, str, str]]:
        """Tokens as (offset, type, text)."""
        self._forget()
        self.first_content, seen = len(source), False
        at = start_of_comment = 0
        stream = super().tokeniter(source, name, filename, state)
        while True:
            try:
                _, kind, text = next(stream)
            except StopIteration:
                return
            except TemplateSyntaxError as problem:
                problem.lineno = self.tag_starts[-1] if self._tag_is_open() else at
                raise
            # White space that a tag strips to its left is not in any token.
            start = at if source.startswith(text, at) else _skip_space(source, at)
            at = start + len(text)
            if kind == "comment_begin":
                start_of_comment = start
            elif kind == "comment":
                self.comments.append((text, start_of_comment, at))
            elif kind == "comment_end":
                self.comments[-1] = (*self.comments[-1][:2], start + len(text.rstrip()))
            elif kind in _BEGINS:
                self.tag_starts.append(start)
                if len(self.tag_starts) > MOST_TAGS:
                    raise TemplateSyntaxError(f"more than {MOST_TAGS:,} tags", start)
            elif kind in _ENDS:
                self.tag_ends.append(start + len(text.rstrip()))
            if not seen and (kind == "variable_begin" or (kind == "data" and not text.isspace())):
                seen, self.first_content = True, start
            yield start, kind, text

    def _tag_is_open(self) -> bool:
        return len(self.tag_starts) > len(self.tag_ends)

    def tag(self, offset: int) -> tuple[int, int]:
        """Start and end of the tag around an offset, delimiters included."""
        index = bisect_right(self.tag_starts, offset) - 1
        return self.tag_starts[index], self.tag_ends[index]


def _skip_space(source: str, at: int) -> int:
    found = _SPACE.match(source, at)
    return found.end() if found else at


class _Environment(Environment):
    """An environment that is only asked to parse."""

    # The base class has a property here, which would win over an attribute of the instance.
    lexer: _OffsetLexer = None  # type: ignore[assignment] # set as soon as there is an environment to make it for

    def __init__(self, *, trim_blocks: bool, lstrip_blocks: bool) -> None:
        super().__init__(trim_blocks=trim_blocks, lstrip_blocks=lstrip_blocks)
        self.lexer = _OffsetLexer(self)


@cache
def _environment(trim_blocks: bool, lstrip_blocks: bool) -> _Environment:  # noqa: FBT001 the cache wants them positional
    return _Environment(trim_blocks=trim_blocks, lstrip_blocks=lstrip_blocks)


class _Parser(Parser):
    """Jinja's parser; it remembers where parts end, and reads on behind tags that it does not know."""

    def __init__(self, environment: Environment, source: str, unclosed: list[tuple[str, int]]) -> None:
        self._closers: dict[int, int] = {}
        self._unclosed = unclosed  # the tags that are being read, which is of use when the parser gives up
        super().__init__(environment, source)

    def parse_statements(self, end_tokens: tuple[str, ...], drop_needle: bool = False) -> list[nodes.Node]:  # noqa: FBT001, FBT002 the base class's signature
        """Parse up to one of some tags, and remember the place of that tag."""
        body = super().parse_statements(end_tokens, drop_needle=False)
        self._closers[id(body)] = self.stream.current.lineno
        if drop_needle:
            next(self.stream)
        return body

    def closer(self, body: list[nodes.Node]) -> int:
        """The offset of the tag that closed a body."""
        return self._closers[id(body)]

    def parse_statement(self) -> nodes.Node | list[nodes.Node]:
        """Parse a tag; one of an extension that is not here becomes a marker with its name and words."""
        token = self.stream.current
        if token.type != "name" or token.value in _OWN_TAGS:
            self._unclosed.append((token.value, token.lineno))
            statement = super().parse_statement()
            self._unclosed.pop()
            return statement
        next(self.stream)
        words = []
        while self.stream.current.type not in ("block_end", "eof"):
            words.append(str(next(self.stream).value))
        marker = nodes.ExtensionAttribute(token.value, " ".join(words), lineno=token.lineno)
        return nodes.ExprStmt(marker, lineno=token.lineno)


class _Converter:
    """From Jinja's tree to ours."""

    def __init__(self, view: View, lexer: _OffsetLexer, parser: _Parser) -> None:
        self.view, self.lexer, self.parser = view, lexer, parser

    def convert(self, body: list[Any]) -> tuple[Node, ...]:
        """Convert the nodes of a body, each to none, one or several of ours."""
        return tuple(made for node in body for made in self._node(node))

    def _tag(self, offset: int) -> Span:
        return self.view.span(*self.lexer.tag(offset))

    def _node(self, node: Any) -> Iterator[Node]:  # noqa: ANN401 Jinja's classes have no typed fields
        span = self._tag(node.lineno) if node.lineno and not isinstance(node, nodes.Output) else None
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is not None:
            yield from method(node, span)

    def _output(self, node: nodes.Output, _: Span | None) -> Iterator[Node]:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                yield Text.of(self.view, child.lineno, child.lineno + len(child.data))
            else:
                yield from self._print(child, self._tag(child.lineno))

    def _print(self, node: nodes.Expr, span: Span) -> Iterator[Node]:
        value = expression(node)
        if isinstance(value, Apply) and value.op == "filter:cache_control":  # of Banks
            yield Print(value.args[0], span)
            yield CacheMark(span)
        elif role := _role_call(value):
            yield RoleMark(role, span)
        else:
            yield Print(value, span)

    def _if(self, node: nodes.If, span: Span) -> Iterator[Node]:
        arms = [Arm(expression(node.test), self.convert(node.body), span)]
        last = node.body
        for other in node.elif_:
            arms.append(Arm(expression(other.test), self.convert(other.body), self._tag(self.parser.closer(last))))
            last = other.body
        if node.else_:
            arms.append(Arm(None, self.convert(node.else_), self._tag(self.parser.closer(last))))
            last = node.else_
        yield If(tuple(arms), self._tag(self.parser.closer(last)))

    def _for(self, node: nodes.For, span: Span) -> Iterator[Node]:
        over = expression(node.iter)
        if node.test is not None:
            over = Apply("op:where", (over, expression(node.test)), f"{over.text} if {expression(node.test).text}")
        last = node.else_ or node.body
        yield For(
            _targets(node.target),
            over,
            self.convert(node.body),
            self.convert(node.else_),
            span,
            self._tag(self.parser.closer(last)),
        )

    def _assign(self, node: nodes.Assign, span: Span) -> Iterator[Node]:
        targets, value = _targets(node.target), expression(node.node)
        for name in targets:
            yield Assign(name, value if len(targets) == 1 else Apply("op:unpack", (value,), value.text), (), span)

    def _assignblock(self, node: nodes.AssignBlock, span: Span) -> Iterator[Node]:
        body = self.convert(node.body)
        if node.filter is not None:
            body = (Scope(body, _filter_op(node.filter), span),)
        yield Assign(_targets(node.target)[0], None, body, span)

    def _with(self, node: nodes.With, span: Span) -> Iterator[Node]:
        pairs = zip(node.targets, node.values, strict=True)
        bound = tuple(Assign(name, expression(value), (), span) for target, value in pairs for name in _targets(target))
        yield Scope((*bound, *self.convert(node.body)))

    def _filterblock(self, node: nodes.FilterBlock, span: Span) -> Iterator[Node]:
        yield Scope(self.convert(node.body), _filter_op(node.filter), span)

    def _scope(self, node: nodes.Scope, _: Span | None) -> Iterator[Node]:
        yield Scope(self.convert(node.body))

    def _scopedevalcontextmodifier(self, node: nodes.ScopedEvalContextModifier, _: Span) -> Iterator[Node]:
        yield from self.convert(node.body)

    def _block(self, node: nodes.Block, span: Span) -> Iterator[Node]:
        yield Slot(node.name, self.convert(node.body), span)

    def _extends(self, node: nodes.Extends, span: Span) -> Iterator[Node]:
        yield Extends(next(iter(_names(node.template)), None), span)

    def _include(self, node: nodes.Include, span: Span) -> Iterator[Node]:
        yield Include(_names(node.template), node.ignore_missing, span, "jinja")

    def _import(self, node: nodes.Import, span: Span) -> Iterator[Node]:
        yield Import(next(iter(_names(node.template)), None), node.target, (), span)

    def _fromimport(self, node: nodes.FromImport, span: Span) -> Iterator[Node]:
        names = tuple((name, name) if isinstance(name, str) else (name[0], name[1]) for name in node.names)
        yield Import(next(iter(_names(node.template)), None), None, names, span)

    def _macro(self, node: nodes.Macro, span: Span) -> Iterator[Node]:
        yield Macro(node.name, _parameters(node), self.convert(node.body), span)

    def _callblock(self, node: nodes.CallBlock, span: Span) -> Iterator[Node]:
        call = expression(node.call)
        if isinstance(call, Apply):
            yield CallBlock(call, self.convert(node.body), span)

    def _exprstmt(self, node: nodes.ExprStmt, span: Span) -> Iterator[Node]:
        marker = node.node
        assert isinstance(marker, nodes.ExtensionAttribute)
        tag, words = marker.identifier, marker.name
        if tag in ("chat", "message") and (role := re.search(r"\brole = (\w+)", words)):  # of Banks
            yield RoleMark(role[1], span)
        elif tag not in _SILENT_TAGS and not tag.startswith("end"):
            yield Print(Apply(f"tag:{tag}", (), f"{tag} {words}".rstrip()), span)


def _role_call(value: Expr) -> str:
    """The role in a call such as BAML's `_.role("system")`, or nothing."""
    if isinstance(value, Apply) and value.op in ("call:_.role", "call:_.chat"):
        for argument in value.args:
            inner = argument.value if isinstance(argument, Named) else argument
            if isinstance(inner, Const) and isinstance(inner.value, str):
                return inner.value
    return ""


def _targets(target: nodes.Node) -> tuple[str, ...]:
    match target:
        case nodes.Name():
            return (target.name,)
        case nodes.Tuple():
            return tuple(name for item in target.items for name in _targets(item))
        case nodes.NSRef():
            return (f"{target.name}.{target.attr}",)
        case _:
            return ()


def _names(template: nodes.Expr) -> tuple[str, ...]:
    """The file names that an include spells out; none when one of them is computed."""
    items = template.items if isinstance(template, (nodes.List, nodes.Tuple)) else [template]
    names = tuple(item.value for item in items if isinstance(item, nodes.Const) and isinstance(item.value, str))
    return names if len(names) == len(items) else ()


def _parameters(node: nodes.Macro | nodes.CallBlock) -> tuple[tuple[str, Expr | None], ...]:
    names = [argument.name for argument in node.args]
    defaults = [None] * (len(names) - len(node.defaults)) + [expression(default) for default in node.defaults]
    return tuple(zip(names, defaults, strict=True))


def _filter_op(node: nodes.Filter) -> str:
    """A filter without its subject, with its arguments and those applied before it."""
    inner = f"{_filter_op(node.node)}|" if isinstance(node.node, nodes.Filter) else ""
    words = ", ".join(expression(argument).text for argument in [*node.args, *(pair.value for pair in node.kwargs)])
    return f"{inner}filter:{node.name}({words})"
