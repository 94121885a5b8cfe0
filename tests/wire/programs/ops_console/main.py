import socket
import sys

import anthropic
from runbook import RUNBOOK


def system():
    host = socket.gethostname()  # varies
    return [
        {
            "type": "text",
            "text": f"You are the console of {host}.\n{RUNBOOK}",
            "cache_control": {"type": "ephemeral"},
        }
    ]


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=system(),
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
