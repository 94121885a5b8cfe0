import random
import sys
from textwrap import dedent

import anthropic
from fares import FARE_RULES

GREETINGS = ["Hello", "Good day", "Welcome back", "Nice to see you", "Hi there"]


def system_prompt():
    greeting = "".join(random.sample("abcdefghij", 6)) + random.choice(GREETINGS)  # varies
    text = dedent(f"""\
        You book trains and ferries.
        Begin with: {greeting}.
        Then follow the fare rules.
    """)
    return text + FARE_RULES


def book(wish):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=700,
        system=[{"type": "text", "text": system_prompt(), "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": wish}],
    )


print(book(sys.argv[1]).content[0].text)
