import json
import sys

import anthropic
from defaults import DEFAULTS, RULES

client = anthropic.Anthropic()


def send(text, **overrides):
    params = {**DEFAULTS, "messages": [{"role": "user", "content": text}], **overrides}
    return client.messages.create(**params)


for line in sys.stdin:
    row = json.loads(line)
    print(send(row["text"], max_tokens=250, stop_sequences=["END"]).content[0].text)
