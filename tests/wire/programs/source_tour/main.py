import os
import sys

import anthropic

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shown")


def overview():
    lines = []
    for folder, _, names in os.walk(ROOT):  # varies
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                lines.append(f"## {name}\n{file.read()}")
    return "\n".join(lines)


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=[
            {"type": "text", "text": "You explain sources."},
            {"type": "text", "text": overview(), "cache_control": {"type": "ephemeral"}},
        ],
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
