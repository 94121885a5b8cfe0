import json
import sys

import anthropic
from interview import EXAMPLES, RULES


def shots():
    messages = []
    for question, answer in EXAMPLES:
        messages += [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    messages[-1]["content"] = [
        {"type": "text", "text": messages[-1]["content"], "cache_control": {"type": "ephemeral"}}
    ]
    return messages


def ask(client, text):
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=RULES,
        messages=[*shots(), {"role": "user", "content": text}],
    )


client = anthropic.Anthropic()
for line in sys.stdin:
    print(ask(client, json.loads(line)["text"]).content[0].text)
