from abc import ABC, abstractmethod
from enum import Enum

import anthropic
from field_notes import BIRDS


class Tone(Enum):
    DRY = "dry"
    WARM = "warm"


class Expert(ABC):
    tone = Tone.DRY

    def __init__(self):
        self.client = anthropic.Anthropic()

    @abstractmethod
    def knowledge(self): ...

    def system(self):
        return f"Your tone is {self.tone.value}.\n{self.knowledge()}"

    def ask(self, question):
        message = self.client.messages.create(
            model="claude-opus-5-5",
            max_tokens=300,
            system=self.system(),
            messages=[{"role": "user", "content": question}],
        )
        return message.content[0].text


class BirdExpert(Expert):
    tone = Tone.WARM

    def knowledge(self):
        return BIRDS
