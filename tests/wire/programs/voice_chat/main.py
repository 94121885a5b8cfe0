import sys
from datetime import datetime

import anthropic
from caller import GUIDE, HANDLING


class Call:
    def __init__(self):
        self.client = anthropic.Anthropic()
        self.turns = [
            {"role": "user", "content": GUIDE},
            {"role": "assistant", "content": HANDLING},
        ]

    def say(self, words):
        self.turns.append({"role": "user", "content": words})
        now = {"role": "user", "content": f"(It is {datetime.now():%H:%M:%S.%f}.)"}  # varies
        response = self.client.messages.create(
            model="claude-sonnet-4-6",
            max_tokens=200,
            system="You answer the telephone.",
            messages=[now, *self.turns],
        )
        self.turns.append({"role": "assistant", "content": response.content[0].text})
        return response.content[0].text


call = Call()
for line in sys.stdin:
    print(call.say(line.strip()))
