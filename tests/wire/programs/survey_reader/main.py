import json
import sys
import uuid
from dataclasses import dataclass, field

from codebook import CODEBOOK
from openai import OpenAI


@dataclass
class Reading:
    text: str
    key: str = field(default_factory=lambda: uuid.uuid4().hex[:8])  # varies

    def messages(self) -> list[dict[str, str]]:
        return [
            {"role": "system", "content": f"Reading {self.key}. {CODEBOOK}"},
            {"role": "user", "content": self.text},
        ]


def main() -> None:
    client = OpenAI()
    for line in sys.stdin:
        reading = Reading(json.loads(line)["text"])
        completion = client.chat.completions.create(model="gpt-4.1", messages=reading.messages())
        print(reading.key, completion.choices[0].message.content)


main()
