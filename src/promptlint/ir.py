"""What rules see: a prompt is what one request sends, in the order in which a provider renders it."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, IntEnum, StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.record import Record, dataclass
from promptlint.source import Run, Span, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.providers.registry import Limits
    from promptlint.versions import Version


class Stability(IntEnum):
    """How often the bytes change: a good prompt is sorted by it.

    `UNKNOWN` sorts last so that a mixture is never called more stable than it is proven to be.
    """

    CONSTANT = 0
    DEPLOY = 1
    DAILY = 2
    SHARED = 3
    SESSION = 4
    REQUEST = 5
    VOLATILE = 6
    UNKNOWN = 7

    @property
    def word(self) -> str:
        """The name used in configuration and reports."""
        return self.name.lower()

    @property
    def is_cacheable(self) -> bool:
        """Whether requests of a group share the bytes, so that a prefix may hold them."""
        return self <= Stability.SHARED


class Nature(StrEnum):
    """What kind of source a value has, where one is known: rules choose their words by it."""

    PLAIN = "plain"
    CLOCK = "clock"
    CALENDAR = "calendar"
    RANDOM = "random"
    COUNTER = "counter"
    UNORDERED = "unordered"
    MACHINE = "machine"
    LIVE = "live"  # the state of something outside: the output of a command, the page that a browser shows
    GATHERED = "gathered"  # what an object has gathered, or moved on to, since the conversation began
    WINDOW = "window"  # the last few of a growing list: what stands first moves with every turn
    REWRITTEN = "rewritten"  # earlier messages in another form than they were sent in
    SERIALIZED = "serialized"  # a mapping of unproven order as text, or a `repr` with an address


class Evidence(StrEnum):
    """Why a placeholder has its stability, best evidence first."""

    DECLARED = "declared"
    SOURCE = "source"  # what is put there was seen: a call of `now()`, a constant
    NAME = "name"  # a telling name: `question`, `session_id`
    DEFAULT = "default"  # an undeclared placeholder of a template


class Kind(Enum):
    """What a placeholder does where it stands."""

    VALUE = "value"
    TEST = "test"  # opens a conditional part: the text up to ELSE or END may be missing
    ELSE = "else"
    LOOP = "loop"  # opens a repeated part
    END = "end"


class Section(StrEnum):
    """The parts of a request in the order in which providers render them."""

    TOOLS = "tools"
    SYSTEM = "system"
    MESSAGES = "messages"


class Content(StrEnum):
    """What a block is, where that matters to caching."""

    TEXT = "text"
    TOOL = "tool"
    MEDIA = "media"
    THINKING = "thinking"
    OTHER = "other"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Literal(Record):
    """Text that is the same in every rendering.

    `text` is what the model sees; `span` is where the author wrote it. They differ in length as
    soon as an escape or an indentation is involved, and then `runs` tells which character is where.
    """

    text: str
    path: str
    span: Span
    runs: tuple[Run, ...] = ()

    def place(self, start: int, end: int) -> Span:
        """Where some characters of the text were written."""
        if not self.runs:
            return Span(self.span.start + start, self.span.start + end)
        return View(self.text, self.runs).span(start, end)

    def cut(self, start: int, end: int) -> Literal:
        """A stretch of it, with its place."""
        if (start, end) == (0, len(self.text)):
            return self
        runs = self.runs or (Run(0, len(self.text), self.span),)
        part = View(self.text, runs).cut(start, max(start, end))
        span = Span(part.runs[0].source.start, part.runs[-1].source.end)
        return Literal(part.text, self.path, span, part.runs if self.runs else ())


# Where a value is only handed on: the words of steps at which there is nothing to mend.
SENT = "sent here"
THROUGH = "through "


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Step(Record):
    """A place that a value passes on its way from its source to the request."""

    path: str
    span: Span
    text: str  # what happens there, for a label


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Placeholder(Record):
    """A value filled in at run time, or the border of a conditional or repeated part.

    `form` is what is done to the named value (filters, formatting); it is part of the identity,
    while `name` may change as long as it changes consistently. In code, `path` and `span` are where
    the value comes from, and `steps` the places that it passes until it stands in the prompt.
    """

    name: str
    stability: Stability
    path: str
    span: Span
    kind: Kind = Kind.VALUE
    form: str = ""
    nature: Nature = Nature.PLAIN
    evidence: Evidence = Evidence.DEFAULT
    steps: tuple[Step, ...] = ()

    @property
    def ends_prefix(self) -> bool:
        """Whether no cached prefix can reach beyond this value.

        A condition does not end it: each variant is cached by itself.
        """
        return self.kind in (Kind.VALUE, Kind.LOOP) and not self.stability.is_cacheable


Segment = Literal | Placeholder


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Breakpoint(Record):
    """The author's cache mark: all that stands before it is one prefix."""

    path: str
    span: Span
    ttl: str | None = None  # "5m", "1h"; None is the provider's default, or what is not known
    is_repeated: bool = False  # set in a loop that nothing bounds: one mark for each round

    @property
    def is_short(self) -> bool:
        """Whether the entry lives five minutes; a mark without a TTL does."""
        return self.ttl in (None, "5m")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Block(Record):
    """One tool, system block or part of a message."""

    section: Section
    role: str  # "system", "developer", "user", "assistant", "tool", or "" for a tool definition
    segments: tuple[Segment, ...]
    path: str
    span: Span
    breakpoint: Breakpoint | None = None
    content: Content = Content.TEXT


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Turn(Record):
    """What a request adds to the one before it in its conversation."""

    blocks: int  # that stand behind the entry which that one wrote at the latest; there may be more
    path: str
    span: Span
    is_repeated: bool = False  # each request of the conversation adds as many
    held: int = 0  # blocks of the prompt that are in that entry, where these are seen


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Fingerprint(Record):
    """The identity of a prefix: the bytes the model would see, with numbered holes for the values.

    `names` are the values' names in the order of their first use. Two prefixes are the same when
    the digests are and the names differ at most by a consistent renaming; a renaming that reuses a
    name of the other side is a swap, and a swap changes what the model sees.
    """

    digest: str
    names: tuple[str, ...]

    def matches(self, other: Fingerprint) -> bool:
        """Whether the model sees the same prefix."""
        if self.digest != other.digest or len(self.names) != len(other.names):
            return False
        mine, theirs = set(self.names), set(other.names)
        return all(
            here == there or (here not in theirs and there not in mine)
            for here, there in zip(self.names, other.names, strict=True)
        )


@dataclass(frozen=True)
class Prompt:
    """What one request sends as instructions, and what is known of how it is sent."""

    id: str  # path, or path#key where a file holds several
    path: str
    blocks: tuple[Block, ...]
    format: str
    limits: Limits
    name: str | None = None  # as declared in the file, which is what a registry of prompts goes by
    model: str | None = None
    model_span: Span | None = None
    version: Version | None = None
    automatic: Breakpoint | None = None  # a cache mark on the request as a whole
    is_request: bool = False  # a whole request body: marks that are not there are not set elsewhere
    is_fragment: bool = False  # put into a conversation that is under way: nothing shares its beginning
    sources: tuple[str, ...] = ()  # every file that contributed text, its own first
    is_likely: bool = False  # found in code by its name or shape, with no request in sight
    continues: bool = False  # a conversation that is not seen follows behind the blocks
    grows: bool = False  # a list of messages that is longer in the next round
    resumes: bool = False  # what was said in the requests before is sent again in it
    turn: Turn | None = None  # where the request before it is known
    settings: tuple[Placeholder, ...] = ()  # values of `tool_choice`, `thinking`…: each `form` names the setting

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """All segments in rendering order."""
        return tuple(segment for block in self.blocks for segment in block.segments)

    @cached_property
    def breakpoints(self) -> tuple[Breakpoint, ...]:
        """The explicit cache marks in rendering order."""
        return tuple(block.breakpoint for block in self.blocks if block.breakpoint)

    @property
    def last_breakpoint(self) -> Breakpoint | None:
        """The mark that ends the longest cached prefix."""
        return self.breakpoints[-1] if self.breakpoints else None

    @cached_property
    def leading_run(self) -> tuple[Block, ...]:
        """The blocks up to the first value that is not shared by the requests of a group."""
        run: list[Block] = []
        for block in self.blocks:
            for index, segment in enumerate(block.segments):
                if isinstance(segment, Placeholder) and segment.ends_prefix:
                    run.append(replace(block, segments=block.segments[:index], breakpoint=None))
                    return tuple(run)
            run.append(block)
        return tuple(run)

    @cached_property
    def cached_prefix(self) -> tuple[Block, ...]:
        """What the cache holds: up to the last explicit mark, otherwise the leading run."""
        marked = [index for index, block in enumerate(self.blocks) if block.breakpoint]
        return self.blocks[: marked[-1] + 1] if marked else self.leading_run

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """The identity of the cached prefix, with the model, since each model has its own cache."""
        return fingerprint(self.cached_prefix, self.model)


def literals(blocks: Iterable[Block]) -> Iterator[Literal]:
    """The constant text of some blocks, in order."""
    for block in blocks:
        for segment in block.segments:
            if isinstance(segment, Literal):
                yield segment


def placeholders(blocks: Iterable[Block]) -> Iterator[Placeholder]:
    """The values of some blocks, in order, without the ends of conditional and repeated parts."""
    for block in blocks:
        for segment in block.segments:
            if isinstance(segment, Placeholder) and segment.kind not in (Kind.ELSE, Kind.END):
                yield segment


def fingerprint(blocks: Iterable[Block], model: str | None) -> Fingerprint:
    """Identify a prefix by its text and the places and forms of its values.

    How a frontend happened to cut the text into literals makes no difference.
    """
    from hashlib import sha256  # noqa: PLC0415 a plain check hashes nothing

    digest, numbers = sha256(), dict[str, int]()
    digest.update(f"\0model\0{model or ''}\0".encode())
    for block in blocks:
        digest.update(f"\0block\0{block.section}\0{block.role}\0{block.content}\0".encode())
        for segment in block.segments:
            if isinstance(segment, Literal):
                digest.update(segment.text.replace("\0", "\0\0").encode("utf-8", "surrogatepass"))
            else:
                number = numbers.setdefault(segment.name, len(numbers))
                digest.update(f"\0{segment.kind.value}\0{number}\0{segment.form}\0".encode("utf-8", "surrogatepass"))
    return Fingerprint(digest.hexdigest(), tuple(numbers))
