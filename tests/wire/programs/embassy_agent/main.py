import json
import sys

import anthropic
from functions import RULES, TOOLS


def tools_for(row):
    return [tool for tool in TOOLS if row["country"] in tool["name"] or "any" in tool["name"]]  # varies


def ask(client, row):
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        tools=tools_for(row),
        system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": row["text"]}],
    )


client = anthropic.Anthropic()
for line in sys.stdin:
    print(ask(client, json.loads(line)).content[0].text)
