"""What a frontend finds in one file, before anything from other files is joined to it.

A template becomes a small tree, the same for every template language. The linker walks it, puts
included files in their place, follows assignments and macros, and leaves a flat run of segments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Content, Nature, Section, Stability
from promptlint.record import Record, dataclass
from promptlint.source import Span

if TYPE_CHECKING:
    from promptlint.source import Run, View

# ---------------------------------------------------------------- expressions


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Const(Record):
    """A value that the template spells out."""

    value: str | int | float | bool | None
    text: str  # as written


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ref(Record):
    """A variable, with the attributes and items taken from it: `user.name` is `user` and `.name`."""

    root: str
    path: str = ""

    @property
    def text(self) -> str:
        """As a person would write it."""
        return self.root + self.path


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Apply(Record):
    """Anything done to other values: a filter, a call, an operator.

    `op` names what is done, with its kind in front: `filter:upper`, `call:now`, `op:~`, `test:none`.
    A call of something that is itself a value (`helper.now()`) has the whole name: `call:helper.now`.
    `args` are the values that it is done to, keyword arguments as `Named`.
    """

    op: str
    args: tuple[Expr, ...]
    text: str  # as written


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Named(Record):
    """A keyword argument."""

    name: str
    value: Expr

    @property
    def text(self) -> str:
        """As a person would write it."""
        return f"{self.name}={self.value.text}"


Expr = Const | Ref | Apply | Named

# ---------------------------------------------------------------- template nodes


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Text(Record):
    """Constant text as the model sees it, and where it is written: see `ir.Literal`."""

    text: str
    span: Span
    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, view: View, start: int, end: int) -> Text:
        """A stretch of a view."""
        part = view.cut(start, end)
        span = Span(part.runs[0].source.start, part.runs[-1].source.end)
        exact = len(part.runs) == 1 and part.runs[0].exact
        return cls(part.text, span, () if exact else part.runs)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Print(Record):
    """A value that is printed; the span holds the delimiters too."""

    value: Expr
    span: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Arm(Record):
    """One way that a condition can go; the last may have no test, as `else`."""

    test: Expr | None
    body: tuple[Node, ...]
    span: Span  # of the tag that opens it


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class If(Record):
    """A conditional part."""

    arms: tuple[Arm, ...]
    end: Span  # of the closing tag


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class For(Record):
    """A part that is repeated for each item of a value."""

    targets: tuple[str, ...]
    over: Expr
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...]
    span: Span
    end: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Assign(Record):
    """A name that is given a value, or the text of `body`."""

    name: str
    value: Expr | None
    body: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scope(Record):
    """A part in which assigned names are local (`with`, a filter block); `op` is applied to its text."""

    body: tuple[Node, ...]
    op: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Include(Record):
    """Another file's text. The first of `names` that exists is used; none means a computed name."""

    names: tuple[str, ...]
    optional: bool
    span: Span
    language: str  # in which the other file is written
    args: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Extends(Record):
    """The parent whose blocks this template fills; no name means a computed one."""

    name: str | None
    span: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Slot(Record):
    """A named part that a child template may replace."""

    name: str
    body: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Macro(Record):
    """A named part with parameters; each has its default or None."""

    name: str
    params: tuple[tuple[str, Expr | None], ...]
    body: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Import(Record):
    """Macros and variables of another template: all under one name, or some by (their name, name here)."""

    template: str | None
    alias: str | None
    names: tuple[tuple[str, str], ...]
    span: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CallBlock(Record):
    """A macro call whose body is what `caller()` prints there."""

    call: Apply
    body: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RoleMark(Record):
    """From here on the text belongs to another message."""

    role: str
    span: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CacheMark(Record):
    """A cache breakpoint after all text before it."""

    span: Span
    ttl: str | None = None


Node = (
    Text
    | Print
    | If
    | For
    | Assign
    | Scope
    | Include
    | Extends
    | Slot
    | Macro
    | Import
    | CallBlock
    | RoleMark
    | CacheMark
)

# ---------------------------------------------------------------- files


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Comment(Record):
    """A comment in the file's own syntax, without its delimiters.

    `leading` comments stand before any text of the prompt. `covers` is what a suppression holds for,
    where the syntax tells; otherwise it is its own lines and the next one.
    """

    text: str
    span: Span
    leading: bool = False
    covers: Span | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VersionClaim(Record):
    """A version as it is written, and where."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MarkFacts(Record):
    """A cache mark in a request body."""

    span: Span
    ttl: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BlockFacts(Record):
    """A block before linking. Role marks inside its body begin further blocks."""

    section: Section
    role: str
    body: tuple[Node, ...]
    span: Span
    mark: MarkFacts | None = None
    content: Content = Content.TEXT


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Declared(Record):
    """A level that the author gives to a placeholder; the name may be a glob."""

    pattern: str
    stability: Stability
    nature: Nature = Nature.PLAIN


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PromptFacts(Record):
    """A prompt before linking."""

    key: str  # "" where the file holds one prompt, otherwise what tells it from the others
    blocks: tuple[BlockFacts, ...]
    name: str | None = None
    model: str | None = None
    model_span: Span | None = None
    provider: str | None = None  # where the format settles it
    version: VersionClaim | None = None
    automatic: MarkFacts | None = None
    is_request: bool = False
    is_fragment: bool = False  # put into a conversation that is under way, so it has no prefix of its own
    language: str = "jinja"  # of its template text, for the linker's defaults
    declared: tuple[Declared, ...] = ()
    undeclared: Stability = Stability.REQUEST  # what a name is taken for that nothing tells about


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Problem(Record):
    """Something wrong with the file's metadata: PL003, or PL001 where `unreadable`."""

    message: str
    span: Span
    help: str | None = None
    unreadable: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Settings(Record):
    """What a configuration file beside a prompt says of it (Semantic Kernel's `config.json`)."""

    model: str | None = None
    model_span: Span | None = None
    version: VersionClaim | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FileFacts(Record):
    """All that one file says.

    `body` is what other files get when they include this one; `settings` what it says of its
    neighbour.
    """

    path: str
    format: str
    prompts: tuple[PromptFacts, ...] = ()
    body: tuple[Node, ...] = ()
    comments: tuple[Comment, ...] = ()
    problems: tuple[Problem, ...] = ()
    settings: Settings | None = None
    is_code: bool = False  # a Python module, which the linker follows
