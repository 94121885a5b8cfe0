import json
import sys

from functions import LOOK_UP, REFUND, RULES
from openai import OpenAI

client = OpenAI()


def functions_for(account):
    functions = []
    if account["premium"]:  # varies
        functions.append(REFUND)
    functions.append(LOOK_UP)
    return functions


def run(account):
    return client.chat.completions.create(
        model="gpt-4.1",
        tools=functions_for(account),
        messages=[
            {"role": "system", "content": RULES},
            {"role": "user", "content": account["text"]},
        ],
    )


for line in sys.stdin:
    print(run(json.loads(line)).choices[0].message.content)
