import json
import sys

from openai import OpenAI
from routes import EUROPE, OTHERS, ROUTES


def intro(country):
    match country:  # varies
        case "Norway":
            return EUROPE
        case _:
            return OTHERS


def route(client, mail):
    return client.chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": intro(mail["country"]) + ROUTES},
            {"role": "user", "content": mail["text"]},
        ],
    )


client = OpenAI()
for line in sys.stdin:
    print(route(client, json.loads(line)).choices[0].message.content)
