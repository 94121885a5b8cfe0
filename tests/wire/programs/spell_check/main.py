import sys

import anthropic
from spelling import PROTECTED, RULES


def system():
    return f"Never change these words: {PROTECTED}\n{RULES}"  # varies


message = anthropic.Anthropic().messages.create(
    model="claude-sonnet-4-6",
    max_tokens=300,
    system=system(),
    messages=[{"role": "user", "content": sys.argv[1]}],
)
print(message.content[0].text)
