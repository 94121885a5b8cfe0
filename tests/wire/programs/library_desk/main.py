import sys
from datetime import datetime

import anthropic
from library import RULES


def system():
    blocks = [
        {"type": "text", "text": RULES},
        {"type": "text", "text": f"It is {datetime.now():%A, %d %B, %H:%M}."},  # varies
    ]
    blocks[-1]["cache_control"] = {"type": "ephemeral"}
    return blocks


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=system(),
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
