import json
import sys

from events import PROGRAMME
from openai import OpenAI

SYSTEM = "You write to {customer} in {language}.\n{programme}"


def ask(client, row):
    names = {"customer": row["customer"], "language": row["language"]}  # varies
    system = SYSTEM.format_map({"programme": PROGRAMME, **names})
    return client.responses.create(model="gpt-5-mini", instructions=system, input=row["text"])


client = OpenAI()
for line in sys.stdin:
    print(ask(client, json.loads(line)).output_text)
