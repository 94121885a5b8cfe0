"""What stands inside a Handlebars tag, with `this` and `..` resolved against the blocks around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.facts import Apply, Const, Named, Ref

if TYPE_CHECKING:
    from promptlint.facts import Expr

_ID = r"(?:[^\s!\"#%&'()*+,./;<=>@\[\\\]^`{|}~]++|\[[^\]]*+\])"
_TOKEN = re.compile(
    r"\s*+(?:(?P<string>\"(?:\\.|[^\"\\])*+\"|'(?:\\.|[^'\\])*+')"
    r"|(?P<open>\()|(?P<close>\))"
    r"|as\s+\|(?P<params>[^|]*)\|"
    rf"|(?P<key>{_ID})=(?!=)"
    rf"|(?P<path>@?(?:\.\.?/)*(?:{_ID}|\.\.?)(?:[./]{_ID})*))",
    re.DOTALL,
)
_PART = re.compile(r"\[([^\]]*)\]|([^./\[\]]+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_MAX_PARENTHESES = 50


class NotAnExpressionError(Exception):
    """The content of a tag is nothing that Handlebars reads."""


@dataclass(frozen=True, slots=True)
class Context:
    """What names stand for inside a block: `root` and `path` of `this`, and the block's parameters.

    At the top `root` is empty, and a name is itself.
    """

    root: str = ""
    path: str = ""
    params: tuple[tuple[str, Ref], ...] = ()
    outer: Context | None = None
    depth: int = 0

    @property
    def top(self) -> Context:
        """The context of the whole template."""
        context = self
        while context.outer:
            context = context.outer
        return context

    def value(self, written: str) -> Ref:
        """What a path stands for here."""
        context, rest = self, written
        while rest.startswith(("../", "./")) or rest == "..":
            if rest.startswith(".."):
                context = context.outer or context
            rest = rest.partition("/")[2]
        if rest in ("", ".", "this"):
            return Ref(context.root or "this", context.path)
        if rest.startswith("@"):
            return self._special(rest)
        parts = [match[1] if match[1] is not None else match[2] for match in _PART.finditer(rest)]
        if not parts:
            return Ref(rest)
        if parts[0] == "this":
            parts = parts[1:]
        elif context is self and (known := self._parameter(parts[0])):
            return Ref(known.root, known.path + "".join(f".{part}" for part in parts[1:]))
        if not context.root:
            return Ref(parts[0], "".join(f".{part}" for part in parts[1:]))
        return Ref(context.root, context.path + "".join(f".{part}" for part in parts))

    def _special(self, written: str) -> Ref:
        head, _, rest = written.replace("/", ".").partition(".")
        if head == "@root":
            return self.top.value(rest)
        return Ref(head, f".{rest}" if rest else "")

    def _parameter(self, name: str) -> Ref | None:
        context: Context | None = self
        while context:
            for param, ref in context.params:
                if param == name:
                    return ref
            context = context.outer
        return None


@dataclass(frozen=True, slots=True)
class Call:
    """A helper or value with its arguments; `name` is empty for a constant or a computed helper."""

    name: str
    head: Expr
    args: tuple[Expr, ...]
    params: tuple[str, ...]
    text: str

    @property
    def value(self) -> Expr:
        """The value that it prints."""
        if not self.args:
            return self.head
        return Apply(f"call:{self.name or self.head.text}", self.args, self.text)

    @property
    def first(self) -> Expr:
        """The first argument, or nothing known."""
        return self.args[0] if self.args else Const(None, "")

    def constant(self, name: str) -> str | None:
        """A keyword argument, or for an empty name the first argument, when it is a constant string."""
        for arg in self.args:
            value = arg.value if isinstance(arg, Named) and arg.name == name else arg
            if isinstance(value, Const) and isinstance(value.value, str):
                return value.value
        return None


def parse_call(text: str, context: Context) -> Call:
    """Read `helper argument key=value as |name|`."""
    stack: list[list[Expr]] = [[]]
    names, keys, starts = [""], [""], [0]
    params: tuple[str, ...] = ()
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotAnExpressionError
        at = match.end()
        if match["key"] is not None:
            keys[-1] = match["key"]
            continue
        if match["open"]:
            if len(stack) > _MAX_PARENTHESES:
                raise NotAnExpressionError
            stack.append([])
            names.append("")
            keys.append("")
            starts.append(match.start("open"))
            continue
        if match["params"] is not None:
            params = tuple(match["params"].split())
            continue
        if match["close"]:
            if len(stack) == 1 or not stack[-1]:
                raise NotAnExpressionError
            head, *args = stack.pop()
            written = text[starts.pop() : at]
            value: Expr = Apply(f"call:{names.pop() or head.text}", tuple(args), written)
            keys.pop()
        else:
            value = _atom(match, context)
            if not stack[-1] and match["path"]:
                names[-1] = match["path"]
        stack[-1].append(Named(keys[-1], value) if keys[-1] else value)
        keys[-1] = ""
    if len(stack) > 1 or not stack[0] or isinstance(stack[0][0], Named):
        raise NotAnExpressionError
    head, *args = stack[0]
    if args and isinstance(head, Const):
        raise NotAnExpressionError
    return Call(names[0], head, tuple(args), params, text.strip())


def _atom(match: re.Match[str], context: Context) -> Expr:
    if (string := match["string"]) is not None:
        return Const(string[1:-1].replace(f"\\{string[0]}", string[0]), string)
    path = match["path"]
    if path in _WORDS:
        return Const(_WORDS[path], path)
    if _NUMBER.match(path):
        return Const(float(path) if "." in path else int(path), path)
    return context.value(path)
