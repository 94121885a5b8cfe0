import sys
import uuid

import anthropic

RULES = """You write the log of a lighthouse.
<<< 900 words >>>
"""


def by_day():
    return f"Entry {uuid.uuid4()} of the day."  # varies


def by_night():
    return f"Entry {uuid.uuid4()} of the night."


WRITERS = {"day": by_day, "night": by_night}


def log(text):
    write = WRITERS.get("day" if len(text) < 4000 else "night", by_day)
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=write() + "\n" + RULES,
        messages=[{"role": "user", "content": text}],
    )


print(log(sys.argv[1]).content[0].text)
