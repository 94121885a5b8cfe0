import json
import sys
from pathlib import Path

import anthropic
from jinja2 import Environment, FileSystemLoader

templates = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"))


def letter(client, case):
    prompt = templates.get_template("letter.j2").render(  # varies
        recipient=case["customer"], facts=case["text"]
    )
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        messages=[{"role": "user", "content": prompt}],
    )


client = anthropic.Anthropic()
for line in sys.stdin:
    print(letter(client, json.loads(line)).content[0].text)
