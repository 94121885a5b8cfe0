import sys

import anthropic
from registry import REGISTRY, SYSTEM

ENABLED = frozenset({"find_part", "book_repair", "quote", "track_repair", "escalate"})


def tools():
    return sorted((REGISTRY[name] for name in ENABLED), key=lambda tool: tool["name"])


def handle(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=500,
        tools=tools(),
        system=[{"type": "text", "text": SYSTEM, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )


print(handle(sys.argv[1]).content[0].text)
