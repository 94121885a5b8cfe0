import itertools
import json
import sys

import anthropic
from duties import DUTIES

sequence = itertools.count(1)


def sections():
    yield f"Request {next(sequence)} of this worker."  # varies
    yield "You work through a queue."
    yield from DUTIES


def work(client, row):
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=200,
        system="\n".join(sections()),
        messages=[{"role": "user", "content": row["text"]}],
    )


client = anthropic.Anthropic()
for line in sys.stdin:
    print(work(client, json.loads(line)).content[0].text)
