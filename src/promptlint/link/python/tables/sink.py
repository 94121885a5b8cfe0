"""A call that sends a prompt, or makes the object that will, as data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Collection

    from promptlint.ir import Nature, Stability


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Switch(Record):
    """A keyword that, when it is true, has the library put a value of its own behind the system prompt."""

    keyword: str
    unless: str  # a keyword that may change what the value is
    stability: Stability
    nature: Nature


_COUNTING = frozenset(("count", "count_tokens", "start", "from_messages", "post"))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sink(Record):
    """A call that sends a prompt, or makes the object that will.

    It is known by the end of its chain of attributes, and by its arguments or by what its name resolves to. The
    arguments of a section stand in the order in which the library sends them. `nested` are parts that stand inside
    an argument: a path of keys or fields, and the section that they are. `bodies` is the path to whole request
    bodies inside an argument, with a star for each element of a list.
    """

    suffix: str
    provider: str | None = None
    tools: tuple[str, ...] = ()
    system: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    model: tuple[str, ...] = ("model",)
    automatic: tuple[str, ...] = ()  # a cache mark on the request as a whole
    settings: tuple[str, ...] = ()  # each value of theirs has its own cache
    keys: tuple[str, ...] = ()  # decide which machine, with which cache, a request is sent to
    needs: tuple[tuple[str, ...], ...] = ()  # of each group at least one is given
    refuses: tuple[str, ...] = ()  # say that it is another library
    positional: tuple[str, ...] = ()  # parameters in their order, where a call may leave out their names
    imports: tuple[str, ...] = ()  # what the call must resolve to; one that ends in a dot: anything beneath
    nested: tuple[tuple[str, str], ...] = ()
    bodies: str = ""
    conversation: bool = False  # the system prompt is sent again in each turn of a conversation that follows
    fills: str = ""  # the language in which its text awaits values: "format", "jinja", "state", "kernel"
    anew: tuple[str, ...] = ()  # fields that the library fills with what it finds for each request
    strict: bool = False  # a short name: arguments that are spread do not stand for what it needs
    is_part: bool = False  # a text that a request, which is made elsewhere, may be a part of
    of_object: bool = False  # a name that anything may have: known by what the object is, which is part `self` of it
    switches: tuple[Switch, ...] = ()
    stores: bool = False  # what it is given is one entry of the cache, which later requests name

    @property
    def is_answered(self) -> bool:
        """Whether the call gives what a model says, which is another text for each request."""
        is_sent = bool(self.messages) and not self.conversation and self.suffix[:1].islower()
        return is_sent and self.suffix.rpartition(".")[2] not in _COUNTING and "batch" not in self.suffix

    def accepts(self, keywords: Collection[str], spreads: bool, positional: int = 0) -> bool:  # noqa: FBT001 a fact of the call, as the others
        """Whether a call with these arguments is this one."""
        if any(name in keywords for name in self.refuses):
            return False
        given = {*keywords, *self.positional[:positional]}
        missing = [group for group in self.needs if given.isdisjoint(group)]
        return not missing or (spreads and not self.strict)


def each_of(sink: Sink, *suffixes: str) -> tuple[Sink, ...]:
    """The same call under several names."""
    """The same call under other names."""
    return tuple(replace(sink, suffix=suffix) for suffix in suffixes)


# ---------------------------------------------------------------- requests


def ends_with(chain: str, suffix: str) -> bool:
    """Whether a chain of attributes ends in another, part by part."""
    return chain.endswith(suffix) and (len(chain) == len(suffix) or chain[-len(suffix) - 1] == ".")


def resolves(imports: tuple[str, ...], resolved: str | None) -> bool:
    """Whether what a name resolves to is one of those wanted; one that ends in a dot means anything beneath."""
    if not imports:
        return True
    return resolved is not None and any(
        resolved.startswith(name) if name.endswith(".") else resolved == name for name in imports
    )
