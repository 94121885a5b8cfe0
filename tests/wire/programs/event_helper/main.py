import json
import sys

from events import PROGRAMME
from openai import OpenAI

FIELDS = {"town": "Graz", "hall": "Hall 3", "seats": 400}
SYSTEM = "You help visitors in {town}, {hall} ({seats} seats).\n{programme}".format_map(
    {**FIELDS, "programme": PROGRAMME}
)


def ask(client, row):
    user = "{customer} from {country}: {text}".format_map(row)
    return client.responses.create(model="gpt-5-mini", instructions=SYSTEM, input=user)


client = OpenAI()
for line in sys.stdin:
    print(ask(client, json.loads(line)).output_text)
