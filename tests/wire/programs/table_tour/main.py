import os
import sys

import anthropic

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shown")


def overview():
    lines = []
    with os.scandir(ROOT) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            with open(entry.path, encoding="utf-8") as file:
                lines.append(f"## {entry.name}\n{file.read()}")
    return "\n".join(lines)


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=[
            {"type": "text", "text": "You explain tables."},
            {"type": "text", "text": overview(), "cache_control": {"type": "ephemeral"}},
        ],
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
