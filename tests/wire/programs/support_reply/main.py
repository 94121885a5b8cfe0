import sys
from datetime import datetime

import anthropic

from rules import RULES

client = anthropic.Anthropic()


def system_prompt():
    opened = datetime.now()  # varies
    return f"You answer customers of a camping shop. The shift began at {opened:%H:%M}.\n\n{RULES}"


def reply(question):
    message = client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=800,
        system=[{"type": "text", "text": system_prompt(), "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )
    return message.content[0].text


if __name__ == "__main__":
    print(reply(sys.argv[1]))
