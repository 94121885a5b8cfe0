import sys

import anthropic
from registry import REGISTRY, SYSTEM

ENABLED = {"find_order", "cancel_order", "refund", "change_address", "track_parcel", "escalate"}


def tools():
    return [REGISTRY[name] for name in ENABLED]  # varies


def handle(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=500,
        tools=tools(),
        system=[{"type": "text", "text": SYSTEM, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )


print(handle(sys.argv[1]).content[0].text)
