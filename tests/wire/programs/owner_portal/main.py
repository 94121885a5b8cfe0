import csv
import sys
from functools import partial

import anthropic
from portal import RULES


def main():
    client = anthropic.Anthropic()
    send = partial(
        client.with_options(timeout=20).messages.create,
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=RULES,
    )
    for row in csv.DictReader(sys.stdin):
        user = f"{row['customer']} from {row['country']} asks: {row['text']}"
        print(send(messages=[{"role": "user", "content": user}]).content[0].text)


if __name__ == "__main__":
    main()
