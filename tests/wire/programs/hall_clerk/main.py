import json
import os
import sys
from datetime import datetime
from http.client import HTTPConnection
from urllib.parse import urlsplit

RULES = """You book the halls of a town.
<<< 900 words >>>
"""


def post(payload):
    base = urlsplit(os.environ["OPENAI_BASE_URL"])
    connection = HTTPConnection(base.netloc, timeout=30)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    connection.request("POST", base.path + "/chat/completions", body=json.dumps(payload), headers=headers)
    return json.load(connection.getresponse())["choices"][0]["message"]["content"]


def ask(wish):
    payload = {
        "model": "gpt-5.1",
        "messages": [
            {"role": "system", "content": f"It is {datetime.now():%H:%M:%S}.\n{RULES}"},  # varies
            {"role": "user", "content": wish},
        ],
    }
    return post(payload)


for line in sys.stdin:
    print(ask(json.loads(line)["text"]))
