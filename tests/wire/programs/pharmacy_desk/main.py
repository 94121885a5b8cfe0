import sys
from datetime import datetime

import anthropic
from pharmacy import RULES


def system():
    return [
        {"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": f"It is {datetime.now():%A, %d %B, %H:%M}."},
    ]


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=system(),
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
