import time

import anthropic
from field_notes import FISH


class Expert:
    def __init__(self):
        self.client = anthropic.Anthropic()

    def system(self):
        return f"You are an expert.\n{FISH}"

    def ask(self, question):
        message = self.client.messages.create(
            model="claude-opus-5-5",
            max_tokens=300,
            system=[{"type": "text", "text": self.system(), "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": question}],
        )
        return message.content[0].text


class FishExpert(Expert):
    def system(self):
        return f"{super().system()}\nWater table read at {time.time()}."  # varies
