import os
import sys

import anthropic
from store import OPENING_EU, OPENING_US, STORE_RULES

VERBOSE = False


def system():
    opening = OPENING_EU if os.environ.get("REGION", "us").startswith("eu") else OPENING_US
    text = opening + "\n" + STORE_RULES
    if VERBOSE:
        text += "\nExplain each step at length."
    else:
        text += "\nKeep it to three sentences."
    return text


def guide(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=system(),
        messages=[{"role": "user", "content": question}],
    )


print(guide(sys.argv[1]).content[0].text)
