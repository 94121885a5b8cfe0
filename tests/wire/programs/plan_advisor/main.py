import json
import sys

import anthropic
from plans import PLANS


def advise(client, row):
    opening = "The customer pays for priority." if row["premium"] else "The customer is on the free plan."  # varies
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=f"{opening}\nYou explain phone plans.\n\n{PLANS}",
        messages=[{"role": "user", "content": row["text"]}],
    )


def main():
    client = anthropic.Anthropic()
    for line in sys.stdin:
        print(advise(client, json.loads(line)).content[0].text)


main()
