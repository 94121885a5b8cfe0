"""Whether a module can hold a prompt, by a look at its bytes."""

from __future__ import annotations

import re

# A word of each way that a prompt is named or sent; most modules of a repository have none of them.
_WORDS = (
    b"prompt",
    b"PROMPT",
    b"Prompt",
    b"instruction",
    b"INSTRUCTION",
    b"SystemMessage",
    b"system_message",
    b"cache_control",
    b"cachePoint",
    b"messages.create",
    b"completions",
    b"responses.create",
    b"generate_content",
    b'"role"',
    b"'role'",
    b"role=",
)
RELEVANT = re.compile(
    r"prompt|instruction|SystemMessage|system_message|HumanMessage|ChatMessage|Message\(|cache_control|cachePoint"
    r"|messages\.|completion|responses\.|generate_content|converse|[\"']role[\"']|role=|\bsystem=|\bdef system\b",
    re.IGNORECASE,
)


def may_hold_prompt(raw: bytes) -> bool:
    """Whether any of the words is there."""
    return any(word in raw for word in _WORDS)
