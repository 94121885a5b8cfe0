import json
import sys

import anthropic
from letter import RULES

URGENT = "\nThis customer waits for a call: offer one."


def ask(client, row):
    user = row["text"]
    if row["premium"]:
        user += URGENT
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=RULES,
        messages=[{"role": "user", "content": user}],
    )


client = anthropic.Anthropic()
for line in sys.stdin:
    print(ask(client, json.loads(line)).content[0].text)
