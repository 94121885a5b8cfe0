import sys

import anthropic
from hotline import FIRST, RULES

client = anthropic.Anthropic()
notes = [{"role": "user", "content": RULES}, {"role": "assistant", "content": FIRST}]


def talk(words):
    notes.insert(0, {"role": "user", "content": words})  # varies
    message = client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system="You answer a hotline; the latest words stand first.",
        messages=notes,
    )
    return message.content[0].text


for line in sys.stdin:
    print(talk(line.strip()))
