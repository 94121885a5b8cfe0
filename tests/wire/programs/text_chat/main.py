import sys
from datetime import datetime

import anthropic
from caller import GUIDE, HANDLING


class Chat:
    def __init__(self):
        self.client = anthropic.Anthropic()
        self.turns = [
            {"role": "user", "content": GUIDE},
            {"role": "assistant", "content": HANDLING},
        ]

    def say(self, words):
        self.turns.append({"role": "user", "content": f"{words}\n(sent at {datetime.now():%H:%M:%S.%f})"})
        response = self.client.messages.create(
            model="claude-sonnet-4-6",
            max_tokens=200,
            system="You answer short messages.",
            messages=self.turns,
        )
        self.turns.append({"role": "assistant", "content": response.content[0].text})
        return response.content[0].text


chat = Chat()
for line in sys.stdin:
    print(chat.say(line.strip()))
