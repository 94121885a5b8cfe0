import sys

import anthropic

RULES = """You lend the tools of a village.
<<< 900 words >>>
"""
SHED = {}


def put(name, use):
    SHED[name] = {"name": name, "description": use, "input_schema": {"type": "object", "properties": {}}}


def lend(wish):
    for name in {"saw", "spade", "ladder", "drill"}:
        put(name, f"Lends a {name} to whoever asks.")
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        tools=[SHED[name] for name in sorted(SHED)],
        system=RULES,
        messages=[{"role": "user", "content": wish}],
    )


print(lend(sys.argv[1]).content[0].text)
