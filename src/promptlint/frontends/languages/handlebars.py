"""Handlebars templates, with the helpers that dotprompt, Semantic Kernel and Guidance add to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import (
    Apply,
    Arm,
    Assign,
    Comment,
    Const,
    For,
    If,
    Include,
    Macro,
    Named,
    Print,
    Ref,
    RoleMark,
    Scope,
)
from promptlint.frontends.languages import Parsed
from promptlint.frontends.languages._handlebars_expr import Call, Context, NotAnExpressionError, parse_call
from promptlint.frontends.languages._pieces import MOST_TAGS, Pieces, is_blank, too_many_tags
from promptlint.frontends.languages._tags import MAX_DEPTH, Tag, gaps

if TYPE_CHECKING:
    from promptlint.facts import Expr, Node
    from promptlint.source import Span, View

_COMMENT = re.compile(r"\{\{(~?)!(?:--([\s\S]*?)--(~?)\}\}|(?!--)([\s\S]*?)(~?)\}\})")
# A group is never repeated possessively: before Python 3.11.5 some of those match nothing. Its inner ones are enough.
_TAG = re.compile(
    r"\{\{(?P<left>~?)(?P<sigil>\{|&|#>|#\*|#|/|\^|>|\s*else\b(?=\s*~?\}\}|\s+[^\s=}])|)"
    r"(?P<content>(?:[^\"'{}]++|\"(?:\\.|[^\"\\])*+\"|'(?:\\.|[^'\\])*+'|\}(?!\}))*)\}\}",
    re.DOTALL,
)
_RAW = re.compile(r"\{\{\{\{\s*([^\s{}/]+)[^{}]*\}\}\}\}")
_BLOCK_SIGILS = frozenset({"#", "#>", "#*", "^", "/", "else"})
ROLES = frozenset({"system", "developer", "user", "assistant", "model", "tool", "function"})
_EXTENSIONS = {"handlebars": (".prompt", ".hbs", ".handlebars", ""), "mustache": (".mustache", ".hbs", "")}
_TESTS = re.compile(r"(?:if|unless|eq|ne|neq|gt|gte|lt|lte|and|or|not|is|isnt|compare|contains|has|in)(?=[A-Z_]|$)")


def parse(view: View, partial_language: str = "handlebars") -> Parsed:
    """Read a template; partials are looked for as files of `partial_language`."""
    return _Builder(view, partial_language).parsed()


def partial_names(name: str, language: str) -> tuple[str, ...]:
    """The files that a partial's name can mean."""
    folder, slash, base = name.rpartition("/")
    prefix = folder + slash
    return tuple(f"{prefix}{mark}{base}{extension}" for extension in _EXTENSIONS[language] for mark in ("_", ""))


@dataclass
class _Block:
    """A block tag that is not closed yet."""

    name: str
    kind: str
    span: Span
    call: Call
    context: Context
    tests: list[tuple[Expr | None, Span]] = field(default_factory=list)
    bodies: list[list[Node]] = field(default_factory=lambda: [[]])
    chained: bool = False  # opened by `else`: the tag that closes its parent closes it too


class _Builder:
    def __init__(self, view: View, partial_language: str) -> None:
        self.view, self.partial_language = view, partial_language
        self.comments: list[Comment] = []
        self.nodes: list[Node] = []
        self.blocks: list[_Block] = []
        self.context = Context()
        self.inline: set[str] = set()
        self.raw: dict[int, tuple[int, int]] = {}
        self.dropped: list[int] = []

    def parsed(self) -> Parsed:
        tags = self._tags()
        text = Pieces(self.view)
        drops = iter([*self.dropped, len(self.view.text) + 1])
        drop = next(drops)
        for index, (start, end) in enumerate(gaps(self.view.text, tags)):
            at = start
            while drop < end:
                if drop >= at:
                    text.take(at, drop)
                    at = drop + 1
                drop = next(drops)
            text.take(at, end)
            self._into.extend(text.flush())
            if index < len(tags):
                self._add(tags[index])
        if self.blocks:
            block = self.blocks[0]
            raise UnreadableError(f"`{block.name}` is never closed", block.span.start)
        return Parsed(tuple(self.nodes), tuple(self.comments))

    # ------------------------------------------------------------ cutting into tags

    def _tags(self) -> list[Tag]:
        text, tags, at = self.view.text, list[Tag](), 0
        while (start := text.find("{{", at)) >= 0:
            if text.startswith("\\", start - 1) and start > at:
                self.dropped.append(start - 1)
                if not text.startswith("\\\\", start - 2) or start - 2 < at:
                    at = start + 2
                    continue
            if (tag := self._raw(start) if text.startswith("{{{{", start) else self._tag(start)) is None:
                raise UnreadableError("this tag is never closed", self._offset(start))
            if len(tags) == MOST_TAGS:
                raise too_many_tags(self._offset(start))
            tags.append(tag)
            at = tag.end
        return tags

    def _tag(self, start: int) -> Tag | None:
        text = self.view.text
        if match := _COMMENT.match(text, start):
            group = 2 if match[2] is not None else 4
            left, right = bool(match[1]), bool(match[group + 1])
            return Tag(
                "!",
                match[group],
                start,
                match.end(),
                match.start(group),
                alone=True,
                strips_left=left,
                strips_right=right,
            )
        match = _TAG.match(text, start)
        if match is None:
            return None
        sigil, content, end = match["sigil"].strip(), match["content"], match.end()
        if sigil == "{":
            if not text.startswith("}", end):
                return None
            end += 1
        right = content.endswith("~")
        if sigil == "^" and not content.strip(" ~"):
            sigil = "else"
        return Tag(
            sigil,
            content.removesuffix("~"),
            start,
            end,
            match.start("content"),
            alone=sigil in _BLOCK_SIGILS or sigil == ">",
            keeps_indent=sigil == ">",
            strips_left=bool(match["left"]),
            strips_right=right,
        )

    def _raw(self, start: int) -> Tag | None:
        text = self.view.text
        if not (match := _RAW.match(text, start)):
            return self._tag(start)
        close = f"{{{{{{{{/{match[1]}}}}}}}}}"
        if (stop := text.find(close, match.end())) < 0:
            return None
        self.raw[start] = match.end(), stop
        return Tag("raw", match[1], start, stop + len(close), match.end())

    # ------------------------------------------------------------ tags into nodes

    @property
    def _into(self) -> list[Node]:
        return self.blocks[-1].bodies[-1] if self.blocks else self.nodes

    def _offset(self, at: int) -> int:
        return self.view.span(at, at).start

    def _add(self, tag: Tag) -> None:
        span = self.view.span(tag.start, tag.end)
        match tag.sigil:
            case "!":
                leading = not self.blocks and is_blank(self.nodes)
                self.comments.append(Comment(tag.content.strip(), span, leading))
            case "raw":
                text = Pieces(self.view)
                text.take(*self.raw[tag.start])
                self._into.extend(text.flush())
            case "/":
                self._close(tag, span)
            case "else":
                self._else(tag, span)
            case "#" | "#>" | "#*" | "^":
                self._open(tag, span)
            case ">":
                self._into.append(self._partial(self._call(tag), span))
            case _:
                self._into.append(self._value(self._call(tag), span))

    def _call(self, tag: Tag) -> Call:
        try:
            return parse_call(tag.content, self.context)
        except NotAnExpressionError:
            written = self.view.text[tag.start : tag.end][:60]
            raise UnreadableError(f"not a Handlebars tag: `{written}`", self._offset(tag.start)) from None

    def _value(self, call: Call, span: Span) -> Node:
        if call.name == "role" and call.args and (role := call.constant("")):
            return RoleMark(role, span)
        if call.name == "history" and not call.args and not self.context.root:
            return Print(Apply("call:history", (), call.text), span)
        if not call.args and call.name in self.inline:
            return Print(Apply(f"call:{call.name}", (), call.text), span)
        return Print(call.value, span)

    def _partial(self, call: Call, span: Span) -> Node:
        name = call.head.value if isinstance(call.head, Const) else call.name
        args = tuple(arg if isinstance(arg, Named) else Named("this", arg) for arg in call.args)
        if name in self.inline:
            return Print(Apply(f"call:{name}", args, call.text), span)
        names = partial_names(name, self.partial_language) if isinstance(name, str) and name else ()
        return Include(names, optional=False, span=span, language=self.partial_language, args=args)

    def _open(self, tag: Tag, span: Span, *, chained: bool = False) -> None:
        if len(self.blocks) >= MAX_DEPTH:
            raise UnreadableError("blocks are nested too deeply", span.start)
        call = self._call(tag)
        name = call.name or call.head.text
        kind = {"#>": "partial", "#*": "inline", "^": "inverse"}.get(tag.sigil) or _kind(name, call)
        block = _Block(name, kind, span, call, self.context, chained=chained)
        block.tests.append((_test(kind, call), span))
        self.blocks.append(block)
        self.context = self._inside(kind, call)
        if kind == "role":
            role = call.constant("role") or name
            block.bodies[0].append(RoleMark(role, span))

    def _inside(self, kind: str, call: Call) -> Context:
        """What names stand for inside a block."""
        context, depth = self.context, self.context.depth + 1
        loop = "this" if depth == 1 else f"this@{depth}"
        if kind in ("each", "section"):
            values = (Ref(loop), Ref("@index"))
            return Context(loop, "", tuple(zip(call.params, values, strict=False)), context, depth)
        if kind == "with":
            this = call.first if isinstance(call.first, Ref) else Ref(loop)
            return Context(this.root, this.path, tuple((name, this) for name in call.params[:1]), context, depth)
        return context

    def _else(self, tag: Tag, span: Span) -> None:
        if not self.blocks:
            raise UnreadableError("`else` outside of a block", span.start)
        block = self.blocks[-1]
        chain = tag.content.strip()
        self.context = block.context
        if block.tests[-1][0] is None and len(block.tests) > 1:
            raise UnreadableError("a second `else` in one block", span.start)
        if chain:
            call = self._call(tag)
            if block.kind in ("if", "unless") and call.name in ("if", "unless"):
                block.tests.append((_test(call.name, call), span))
                block.bodies.append([])
                return
        block.tests.append((None, span))
        block.bodies.append([])
        if chain:
            self._open(tag, span, chained=True)

    def _close(self, tag: Tag, span: Span) -> None:
        name = tag.content.strip()
        if not self.blocks:
            raise UnreadableError(f"`{name}` is closed but not open", span.start)
        while True:
            block = self.blocks.pop()
            self.context = block.context
            self._into.extend(_node(block, span))
            if not block.chained:
                break
        written = block.call.head.value if isinstance(block.call.head, Const) else block.name
        if name not in (block.name, written) and block.kind != "inline":
            raise UnreadableError(f"`{block.name}` is open but `{name}` is closed", span.start)
        if block.kind == "inline" and (inline := block.call.constant("")):
            self.inline.add(inline)
        if block.kind == "partial":
            self._into.insert(len(self._into) - 1, self._partial(block.call, block.span))


def _kind(name: str, call: Call) -> str:
    if name in ("if", "unless", "each", "with") and call.args:
        return name
    if (name == "message" and call.constant("role")) or (name in ROLES and not call.args):
        return "role"
    if not call.args:
        return "section"
    return "if" if _TESTS.match(name) else "helper"


def _test(kind: str, call: Call) -> Expr:
    match kind:
        case "if":
            return call.first if call.name == "if" else call.value
        case "unless":
            return Apply("op:not", (call.first,), call.text)
        case "inverse":
            return Apply("op:not", (call.value,), call.text)
        case "with":
            return call.first
        case _:
            return call.value


def _node(block: _Block, end: Span) -> list[Node]:
    """The nodes for a block that is closed now."""
    bodies = [tuple(body) for body in block.bodies]
    otherwise = bodies[1] if len(bodies) > 1 else ()
    call = block.call
    match block.kind:
        case "role":
            return list(bodies[0])
        case "each" | "section":
            over = call.first if block.kind == "each" else call.value
            loop = "this" if block.context.depth == 0 else f"this@{block.context.depth + 1}"
            targets = (loop, "@index", "@key", "@first", "@last")
            return [For(targets, over, bodies[0], otherwise, block.span, end)]
        case "inline":
            return [Macro(call.constant("") or block.name, (), bodies[0], block.span)]
        case "partial":
            return [Scope(bodies[0], span=block.span)]
        case "helper" if _is_constant(call) and not otherwise:
            return [Scope(bodies[0], f"call:{call.name}", block.span)]
        case "helper" if not otherwise:
            return [For((), call.value, bodies[0], (), block.span, end)]
        case "with" if not isinstance(call.first, Ref):
            loop = "this" if block.context.depth == 0 else f"this@{block.context.depth + 1}"
            bodies[0] = (Scope((Assign(loop, call.first, (), block.span), *bodies[0])),)
        case _:
            pass
    arms = [Arm(test, body, where) for (test, where), body in zip(block.tests, bodies, strict=True)]
    return [If(tuple(arms), end)]


def _is_constant(call: Call) -> bool:
    return all(isinstance(arg.value if isinstance(arg, Named) else arg, Const) for arg in call.args)
