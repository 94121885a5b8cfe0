import json
import sys
from datetime import datetime

import anthropic
from desk import RULES

TOOLS = [
    {
        "name": "departures",
        "description": "The next departures of an airport.",
        "input_schema": {"type": "object", "properties": {"airport": {"type": "string"}}},
    }
]
SYSTEM = [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]


def departures(airport):
    return {"airport": airport, "asked": datetime.now().isoformat(), "flights": ["LX 18", "SK 404"]}


def run(client, question):
    messages = [{"role": "user", "content": question}]
    while True:
        message = client.messages.create(
            model="claude-sonnet-4-6", max_tokens=500, system=SYSTEM, tools=TOOLS, messages=messages
        )
        if message.stop_reason != "tool_use":
            return message.content[0].text
        messages.append({"role": "assistant", "content": message.content})
        results = [
            {"type": "tool_result", "tool_use_id": block.id, "content": json.dumps(departures(**block.input))}
            for block in message.content
            if block.type == "tool_use"
        ]
        messages.append({"role": "user", "content": results})


print(run(anthropic.Anthropic(), sys.argv[1]))
