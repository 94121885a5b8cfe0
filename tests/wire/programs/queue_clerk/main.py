import itertools
import json
import sys

import anthropic
from duties import DUTIES

sequence = itertools.count(1)


def sections():
    yield "You file what comes in."
    for duty in DUTIES:
        if not duty:
            continue
        yield duty


def work(client, row):
    number = next(sequence)
    message = client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=200,
        system="\n".join(sections()),
        messages=[{"role": "user", "content": row["text"]}],
    )
    return f"{number}: {message.content[0].text}"


client = anthropic.Anthropic()
for line in sys.stdin:
    print(work(client, json.loads(line)))
