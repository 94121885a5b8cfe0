import json
import sys
from pathlib import Path

import anthropic
from jinja2 import Environment, FileSystemLoader

templates = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"))


def summarise(client, case):
    prompt = templates.get_template("summary.j2").render(text=case["text"], customer=case["customer"])
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        messages=[{"role": "user", "content": prompt}],
    )


client = anthropic.Anthropic()
for line in sys.stdin:
    print(summarise(client, json.loads(line)).content[0].text)
