import json
import sys

import anthropic
from drills import DRILLS


class Coach:
    sport = "rowing"

    def __init__(self, client, level="beginner"):
        self.client = client
        self.level = level
        self.rules = []
        self.rules.append(f"You coach {self.sport} at {level} level.")
        self.rules.append(DRILLS)

    def system(self):
        return "\n".join(self.rules)

    def advise(self, question):
        message = self.client.messages.create(
            model="claude-sonnet-4-6",
            max_tokens=500,
            system=self.system(),
            messages=[{"role": "user", "content": question}],
        )
        return message.content[0].text


coach = Coach(anthropic.Anthropic())
for line in sys.stdin:
    print(coach.advise(json.loads(line)["text"]))
