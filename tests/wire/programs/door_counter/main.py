import json
import sys

import anthropic

RULES = """You greet the guests of a museum.
<<< 1000 words >>>
"""
guests = 0


def welcome(name):
    global guests
    guests += 1  # varies
    response = anthropic.Anthropic().messages.create(
        model="claude-sonnet-5-5",
        max_tokens=100,
        system=f"Guest number {guests}.\n{RULES}",
        messages=[{"role": "user", "content": name}],
    )
    return response.content[0].text


for line in sys.stdin:
    print(welcome(json.loads(line)["text"]))
