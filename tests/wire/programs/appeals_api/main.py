import json
import sys
from datetime import datetime, timezone

import anthropic
from defaults import DEFAULTS, RULES

client = anthropic.Anthropic()


def context():
    now = datetime.now(timezone.utc)  # varies
    return {"system": f"You judge appeals. Session: {now.timestamp()}\n{RULES}"}


def send(text):
    params = {**DEFAULTS, **context(), "messages": [{"role": "user", "content": text}]}
    return client.messages.create(**params)


for line in sys.stdin:
    row = json.loads(line)
    print(send(row["text"]).content[0].text)
