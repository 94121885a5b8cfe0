"""Classes and functions of libraries that make one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link.python.tables.sink import ends_with, resolves
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MessageClass(Record):
    """A class, or a function of one, that makes one message; where `role` is empty it is the argument `role`.

    `content` names the argument that the message says; it may also be the first one, without its name.
    """

    name: str
    role: str
    content: tuple[str, ...] = ("content",)
    imports: tuple[str, ...] = ()


def _message(role: str, *names: str) -> tuple[MessageClass, ...]:
    return tuple(MessageClass(name, role) for name in names)


MESSAGE_CLASSES = (
    *_message("system", "SystemMessage", "SystemPromptPart", "ChatMessageSystem", "ChatCompletionSystemMessageParam"),
    *_message("developer", "DeveloperMessage", "ChatCompletionDeveloperMessageParam"),
    *_message("user", "HumanMessage", "UserMessage", "UserPromptPart", "ChatMessageUser"),
    *_message("user", "ChatCompletionUserMessageParam"),
    *_message("assistant", "AIMessage", "AssistantMessage", "ChatMessageAssistant"),
    *_message("assistant", "ChatCompletionAssistantMessageParam"),
    *_message("", "ChatMessage", "Message", "MessageParam", "BetaMessageParam"),
    MessageClass("SystemContent", "system", imports=("homeassistant.",)),
    MessageClass("Content", "", ("parts",), imports=("google.", "vertexai.")),
    MessageClass("UserContent", "user", ("parts",), imports=("google.",)),
    *(MessageClass(f"ChatMessage.from_{role}", role, ("text",)) for role in ("system", "user", "assistant")),
    *(
        MessageClass(f"{name}MessagePromptTemplate.from_template", role, ("template",))
        for name, role in (("System", "system"), ("Human", "user"), ("AI", "assistant"))
    ),
)
_BY_LAST: dict[str, list[MessageClass]] = {}
for _class in MESSAGE_CLASSES:
    _BY_LAST.setdefault(_class.name.rpartition(".")[2], []).append(_class)


def named(last: str) -> Sequence[MessageClass]:
    """Those whose name ends so."""
    return _BY_LAST.get(last, ())


def message_class(chain: str, resolved: str | None = None) -> MessageClass | None:
    """The message that a call makes."""
    for each in named(chain.rpartition(".")[2]):
        if ends_with(chain, each.name) and resolves(each.imports, resolved):
            return each
    return None
