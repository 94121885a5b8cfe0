import json
import sys
from datetime import datetime

import anthropic
from lessons import LESSONS


class Tutor:
    def __init__(self, client):
        self.client = client
        self.started = datetime.now().isoformat()  # varies
        self.lessons = LESSONS

    @property
    def system(self):
        return f"You are a tutor. Lesson started: {self.started}\n\n{self.lessons}"

    def teach(self, question):
        message = self.client.messages.create(
            model="claude-sonnet-4-6",
            max_tokens=500,
            system=[{"type": "text", "text": self.system, "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": question}],
        )
        return message.content[0].text


def main():
    client = anthropic.Anthropic()
    for line in sys.stdin:
        tutor = Tutor(client)
        print(tutor.teach(json.loads(line)["text"]))


if __name__ == "__main__":
    main()
