import copy
import json
import sys

import anthropic
from clerk import BASE, CLOSING

client = anthropic.Anthropic()


def request(row):
    body = copy.deepcopy(BASE)
    body["messages"].append({"role": "user", "content": row["text"] + "\n" + CLOSING})
    return body


for line in sys.stdin:
    print(client.messages.create(**request(json.loads(line))).content[0].text)
