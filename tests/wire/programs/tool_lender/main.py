import json
import os
import sys
import uuid
from urllib.request import Request, urlopen

RULES = """You lend the tools of a workshop.
<<< 900 words >>>
"""


def ask(wish):
    head = f"Loan {uuid.uuid4()}."  # varies
    mark = {"type": "ephemeral"}
    body = {
        "model": "claude-sonnet-5-5",
        "max_tokens": 200,
        "system": [{"type": "text", "text": f"{head}\n{RULES}", "cache_control": mark}],
        "messages": [{"role": "user", "content": wish}],
    }
    request = Request(
        os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "anthropic-version": "2023-06-01"},
    )
    with urlopen(request) as response:
        return json.load(response)["content"][0]["text"]


for line in sys.stdin:
    print(ask(json.loads(line)["text"]))
