import json
import sys

import anthropic
from catalog import CATALOG, RULES

SYSTEM = "You know this catalog:\n" + json.dumps(CATALOG, indent=2) + "\n" + RULES


def recommend(wish):
    return anthropic.Anthropic().messages.create(
        model="claude-opus-5-5",
        max_tokens=300,
        system=[{"type": "text", "text": SYSTEM, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": json.dumps({"wish": wish})}],
    )


print(recommend(sys.argv[1]).content[0].text)
